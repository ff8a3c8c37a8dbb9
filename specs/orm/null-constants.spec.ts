import { describe, expect, it } from "vitest";
import { Case, Coalesce, F, NullIf, Value, When } from "../../src/index.ts";
import { openSmallClub } from "../fixtures/small-club.ts";

describe("a null in an expression", () => {
  const { Person } = openSmallClub();
  const ages = [60, 40, null, 20];

  it("is of the kind of what it stands beside", () => {
    const columns = {
      first: Coalesce("age", null),
      last: Coalesce(null, "age"),
      sum: F("age").add(null),
      same: NullIf("age", null),
      which: Case(When({ age__gt: 30 }, null), { default: F("age") }),
    };

    const rows = Person.objects.annotate(columns).orderBy("pk").toArray();

    expect(rows.map(({ first }) => first)).toEqual(ages);
    expect(rows.map(({ last }) => last)).toEqual(ages);
    expect(rows.map(({ sum }) => sum)).toEqual([null, null, null, null]);
    expect(rows.map(({ same }) => same)).toEqual(ages);
    expect(rows.map(({ which }) => which)).toEqual([null, null, null, 20]);
  });

  it("keeps the kind that it is given", () => {
    expect(() => Person.objects.annotate({ x: Coalesce("age", Value(null, "text")) })).toThrow(
      /not go together|Coalesce/,
    );
  });

  it("is another question than a value of its kind", () => {
    const question = (value: number | null) =>
      Person.objects.annotate({ x: Coalesce("age", Value(value, "integer")) }).get({ name: "Cy" });

    expect([question(7).x, question(null).x, question(8).x]).toEqual([7, null, 8]);
  });
});
