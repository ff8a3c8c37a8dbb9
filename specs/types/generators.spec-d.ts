import fc from "fast-check";
import { describe, expectTypeOf, it } from "vitest";
import type { NewRow } from "../../src/index.ts";
import {
  arbitraryQuery,
  arbitraryRow,
  arbitraryWorld,
  type Query,
  type World,
} from "../../src/testing/fast-check.ts";
import { models } from "./schema.ts";

describe("generators", () => {
  it("know the models that they make worlds of", () => {
    const worlds = arbitraryWorld(models, { rows: { Person: { name: fc.constant("Ringo") } } });

    expectTypeOf(worlds).toEqualTypeOf<fc.Arbitrary<World<typeof models>>>();
    fc.property(worlds, (world) => {
      expectTypeOf(world.open().models.Person.objects.count()).toEqualTypeOf<number>();
    });
    // @ts-expect-error a name is text
    arbitraryWorld(models, { rows: { Person: { name: fc.constant(3) } } });
    // @ts-expect-error there is no model "Persn"
    arbitraryWorld(models, { rows: { Persn: {} } });
    // @ts-expect-error there is no field "nam"
    arbitraryWorld(models, { rows: { Person: { nam: fc.constant("x") } } });
  });

  it("make values of a model's fields", () => {
    expectTypeOf(arbitraryRow(models, "Person")).toEqualTypeOf<
      fc.Arbitrary<NewRow<typeof models, "Person">>
    >();
    // @ts-expect-error there is no model "Persn"
    arbitraryRow(models, "Persn");
  });

  it("make queries of a model", () => {
    expectTypeOf(arbitraryQuery(models, { model: "Person", features: ["windows"] })).toEqualTypeOf<
      fc.Arbitrary<Query<typeof models>>
    >();
    // @ts-expect-error there is no model "Persn"
    arbitraryQuery(models, { model: "Persn" });
    // @ts-expect-error there is no such part of the language
    arbitraryQuery(models, { features: ["window"] });
  });
});
