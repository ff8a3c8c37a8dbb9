import { describe, expectTypeOf, it } from "vitest";
import type { QuerySetOf } from "../../src/index.ts";
import type { OrderHints } from "../../src/orm/argument-types.ts";
import { type App, type models, store } from "./schema.ts";

const { Person, Group, Membership, Country } = store.models;

describe("orderBy()", () => {
  it("takes columns, relations and paths, each way", () => {
    Membership.objects.orderBy("-date_joined", "person__name", "group", "-group_id", "pk");
    Person.objects.orderBy("-membership__group__name", "passport__country__code");
    Country.objects.orderBy("-pk").orderBy();

    expectTypeOf(Person.objects.orderBy("name")).toEqualTypeOf<
      QuerySetOf<typeof models, "Person">
    >();
  });

  it("takes paths that are known in parts, or at run time only", () => {
    const direction: "" | "-" = Math.random() > 0.5 ? "-" : "";
    const path: string = "name";
    const paths: ("name" | "-nick")[] = ["name"];
    Person.objects.orderBy(`${direction}name`, path);
    Person.objects.orderBy(...paths);
    // @ts-expect-error there is no field "nam" either way
    Person.objects.orderBy(`${direction}nam`);
  });

  it("does not compile with a path that does not exist", () => {
    // @ts-expect-error there is no field "nam"
    Person.objects.orderBy("nam");
    // @ts-expect-error there is none in descending order either
    Person.objects.orderBy("name", "-nam");
    // @ts-expect-error a group has no field "title"
    Person.objects.orderBy("group__title");
    // @ts-expect-error a lookup is no path
    Person.objects.orderBy("name__startswith");
    // @ts-expect-error nothing follows a column
    Person.objects.orderBy("name__group");
    // @ts-expect-error the accessor is not the word in paths
    Person.objects.orderBy("membership_set__level");
    // @ts-expect-error a path is text
    Person.objects.orderBy(3);
  });

  it("has hints, so that editors complete it", () => {
    expectTypeOf<OrderHints<App, "Country">>().toEqualTypeOf<
      "pk" | "-pk" | "code" | "-code" | "passport" | "-passport" | "?"
    >();
    Group.objects.all();
  });
});
