/** Orders that fall, read from an index that ascends: rows of the same key still come by primary key. */
import { describe, expect, it } from "vitest";
import { field, model, openStore } from "../../src/index.ts";

const KINDS = {
  count: { field: field.integer({ null: true, index: true }), of: (n: number) => n - 1 },
  big: { field: field.bigInteger({ null: true, index: true }), of: (n: number) => BigInt(n) - 3n },
  ratio: { field: field.float({ null: true, index: true }), of: (n: number) => n / 2 },
  name: {
    field: field.char({ maxLength: 20, null: true, index: true }),
    of: (n: number) => `member ${n}`,
  },
  day: { field: field.date({ null: true, index: true }), of: (n: number) => `2024-01-0${n + 1}` },
};

/** By places of keys: which rows are alike. */
const PLACES = [3, 1, 1, 2, 0, 3, 3, 1, 0, 2, 2, 2];

function ids(rows: readonly { readonly id: number }[]): number[] {
  return rows.map(({ id }) => id);
}

describe("an order that falls", () => {
  it.each(Object.entries(KINDS))(
    "by %s leaves rows that are alike in order",
    (_, { field, of }) => {
      const { Thing } = openStore({ Thing: model({ key: field }) }).models;
      // The field is one of several kinds, whose values TypeScript does not tell apart here.
      const keys = PLACES.map((n) => (n === 0 ? null : of(n)));
      Thing.objects.bulkCreate(keys.map((key) => ({ key })) as never);
      const sorted = PLACES.map((n, at) => ({ n, id: at + 1 })).sort(
        (a, b) => b.n - a.n || a.id - b.id,
      );
      const falling = Thing.objects.orderBy("-key");

      expect(ids(falling.toArray())).toEqual(ids(sorted));
      for (const [from, to] of [
        [0, 1],
        [0, 4],
        [1, 3],
        [2, 9],
        [5, 20],
      ] as const) {
        expect(ids(falling.slice(from, to).toArray())).toEqual(ids(sorted.slice(from, to)));
      }
      const first = falling.slice(0, 4);
      expect(first.toArray()).toHaveLength(4);
      // Those of the last key that is met are read whole.
      expect(first.rowsVisited).toBe(4);
    },
  );

  it("leaves them in order where the index names the primary key itself", () => {
    const { Thing } = openStore({
      Thing: model(
        { id: field.auto({ primaryKey: true }), a: field.integer() },
        { indexes: [{ fields: ["a", "id"] }] },
      ),
    }).models;
    Thing.objects.bulkCreate([1, 2, 1, 2].map((a) => ({ a })));
    const falling = Thing.objects.orderBy("-a");

    expect(ids(falling.toArray())).toEqual([2, 4, 1, 3]);
    expect(ids(falling.slice(0, 1).toArray())).toEqual([2]);
    expect(ids(Thing.objects.filter({ a: 1 }).orderBy("-a").toArray())).toEqual([1, 3]);
    const beyond = falling.slice(100, 110);
    expect(beyond.toArray()).toEqual([]);
    expect(beyond.rowsVisited).toBe(0);
  });

  it("by a column that is fixed leaves all rows in order", () => {
    const { Thing } = openStore({
      Thing: model(
        { a: field.integer(), b: field.integer() },
        { indexes: [{ fields: ["a", "b"] }] },
      ),
    }).models;
    Thing.objects.bulkCreate(PLACES.map((n) => ({ a: n % 2, b: n })));
    const odd = PLACES.map((n, at) => ({ n, id: at + 1 })).filter(({ n }) => n % 2 === 1);

    expect(ids(Thing.objects.filter({ a: 1 }).orderBy("-a").toArray())).toEqual(ids(odd));
    expect(ids(Thing.objects.filter({ a: 1 }).orderBy("-a", "-b").toArray())).toEqual(
      ids(odd.toSorted((x, y) => y.n - x.n || x.id - y.id)),
    );
    expect(ids(Thing.objects.filter({ a: 1, b: 3 }).orderBy("-b").slice(0, 2).toArray())).toEqual(
      ids(odd.filter(({ n }) => n === 3).slice(0, 2)),
    );
  });
});
