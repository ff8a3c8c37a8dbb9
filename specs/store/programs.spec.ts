/** Programs that once came to something else than they mean, found at random and shrunk. */
import { describe, expect, it } from "vitest";
import { field, model, openStore } from "../../src/index.ts";

describe("diff()", () => {
  it("names rows in the order of their keys, those below 0 first", () => {
    const store = openStore({ Level: model({ height: field.integer({ primaryKey: true }) }) });
    const keys = [3, -1, 2 ** 31 - 1, -5, 0];

    store.models.Level.objects.bulkCreate(keys.map((height) => ({ height })));

    const found = store.diff(0, 1).map(({ pk }) => pk);
    expect(found).toEqual([-5, -1, 0, 3, 2 ** 31 - 1]);
  });
});
