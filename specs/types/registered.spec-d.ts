import { describe, expectTypeOf, it } from "vitest";
import { store } from "./schema.ts";

declare module "../../src/index.ts" {
  interface RegisteredLookups {
    spec_sounds_like: string;
  }
  interface RegisteredTransforms {
    spec_initials: string;
  }
}

const { Person } = store.models;

describe("lookups and transforms of the user's own", () => {
  it("stand in paths once the types know them", () => {
    Person.objects.filter({ name__spec_sounds_like: "Jan", group__name__spec_sounds_like: "x" });
    Person.objects.filter({ name__spec_initials: "JL", name__spec_initials__in: ["JL", "PM"] });
    Person.objects.orderBy("-name__spec_initials");
    expectTypeOf(
      Person.objects.valuesList("name__spec_initials", { flat: true }).get(),
    ).toEqualTypeOf<string>();
    // @ts-expect-error it compares with text
    Person.objects.filter({ name__spec_sounds_like: 3 });
    // @ts-expect-error initials are text
    Person.objects.filter({ name__spec_initials: true });
    // @ts-expect-error initials are text
    Person.objects.filter({ name__spec_initials__in: [true] });
    // @ts-expect-error initials are text
    Person.objects.filter({ name__spec_initials__gt: {} });
    // @ts-expect-error a lookup ends a path
    Person.objects.orderBy("name__spec_sounds_like");
  });
});
