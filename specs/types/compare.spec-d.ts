import { describe, expectTypeOf, it } from "vitest";
import { comparePaths, indexAdvice, type PathComparison } from "../../src/compare/compare.ts";
import { openStore } from "../../src/index.ts";
import { models } from "./schema.ts";

const store = openStore(models);
const { Person } = store.models;

describe("comparing paths", () => {
  it("takes QuerySets and managers, and data of a store", () => {
    expectTypeOf(
      comparePaths(Person.objects.filter({ name: "x" })),
    ).toEqualTypeOf<PathComparison>();
    comparePaths(Person.objects, { data: store.fork(), rounds: 3 });
    comparePaths(Person.objects.values("name"), { data: store.at(0) });
    comparePaths(Person.objects, { data: store.snapshot() });
    // @ts-expect-error a list is no QuerySet
    comparePaths([1, 2]);
    // @ts-expect-error a position alone has no data
    comparePaths(Person.objects, { data: 3 });
    // @ts-expect-error there is no option "round"
    comparePaths(Person.objects, { round: 3 });
  });

  it("gives bytes that may be unknown", () => {
    expectTypeOf<PathComparison["paths"][number]["bytes"]>().toEqualTypeOf<number | undefined>();
  });

  it("advises on lists of them", () => {
    expectTypeOf(
      indexAdvice([Person.objects.filter({ name: "x" }), Person.objects]).best[0]!.fields,
    ).toEqualTypeOf<readonly string[]>();
    // @ts-expect-error one QuerySet is a list of rows, not of QuerySets
    indexAdvice(Person.objects.filter({ name: "x" }));
  });
});
