/** Questions that were asked before are found again, however much they say. */
import { describe, expect, it } from "vitest";
import { F, Q } from "../../src/index.ts";
import { Shape } from "../../src/query/shape.ts";
import { openClub } from "../fixtures/club.ts";

const store = openClub();
const person = store.database.registry.byName.get("Person")!;

describe("a shape", () => {
  it("is kept although one question has more words than shapes are kept", () => {
    const shape = Shape.of(person);
    const parts = Array.from({ length: 1500 }, (_, i) => Q({ name: `Person ${i}` }));
    const condition = parts.reduce((all, each) => all.or(each));
    const ask = () => shape.filter([condition], false, [], store.database).shape;

    expect(ask()).toBe(ask());
  });
});

describe("an order", () => {
  it("by paths is another than one by an expression whose words are the same", () => {
    const { objects } = store.models.Person;

    expect(objects.orderBy(F("id").desc()).toArray()).toEqual([]);
    const wrong = () => objects.orderBy(...(["true undefined", "path", "id"] as never[]));
    expect(wrong).toThrow("true undefined");
  });
});
