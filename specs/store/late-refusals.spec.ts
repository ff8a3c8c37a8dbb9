/** Rows of a load that are judged by unique rules together, while functions of users run in between. */
import { describe, expect, it } from "vitest";
import { CASCADE, field, IntegrityError, model, openStore } from "../../src/index.ts";

const COUNT = 1100;

/** Rows of which the one at 6 has the number of the one at 5. */
function wrongRows(): { readonly no: number }[] {
  return Array.from({ length: COUNT }, (_, at) => ({ no: at === 6 ? 5 : at }));
}

/** Rows whose numbers are in the way of no other. */
function rightRows(): { readonly no: number }[] {
  return Array.from({ length: COUNT }, (_, at) => ({ no: 2 * COUNT + at }));
}

function openNumbered() {
  const numbers = { no: field.integer({ unique: true }), rank: field.integer({ default: 0 }) };
  return openStore({ Item: model(numbers), Other: other() });
}
type Store = ReturnType<typeof openNumbered>;

const item = () => model({ no: field.integer({ unique: true }) });
const other = () => model({ n: field.integer() });

describe("a load that is refused", () => {
  it.each(["default", "getter"])("stays so when a %s catches the error", (by) => {
    let asked = 0;
    const write = (): number => {
      if (++asked !== 900) return 0;
      try {
        return store.models.Other.objects.create({ n: 1 }).id;
      } catch {
        return -1;
      }
    };
    const schema = {
      Item: model({
        no: field.integer({ unique: true }),
        rank: by === "default" ? field.integer({ default: write }) : field.integer({ default: 0 }),
      }),
      Other: other(),
    };
    const store = openStore(schema);
    const rows = wrongRows();
    if (by === "getter") {
      for (const row of rows) Object.defineProperty(row, "rank", { enumerable: true, get: write });
    }

    expect(() => store.models.Item.objects.bulkCreate(rows)).toThrow(IntegrityError);
    expect(store.models.Item.objects.count()).toBe(0);
    expect(store.models.Other.objects.count()).toBe(0);
    store.database.verify();
    // The store takes rows again.
    store.models.Item.objects.bulkCreate([{ no: 5 }, { no: 6 }]);
    expect(openStore(schema, { log: store.log }).models.Item.objects.count()).toBe(2);
  });

  it.each<[string, (store: Store) => unknown]>([
    ["reads", ({ models }) => models.Item.objects.count()],
    ["creates", ({ models }) => models.Other.objects.create({ n: 1 })],
    ["creates several", ({ models }) => models.Other.objects.bulkCreate([{ n: 1 }, { n: 2 }])],
    ["loads", ({ models }) => models.Item.objects.bulkCreate(rightRows())],
    ["updates", ({ models }) => models.Item.objects.filter({ no: 1 }).update({ no: 9999 })],
    ["deletes", ({ models }) => models.Item.objects.filter({ no: 1 }).delete()],
    ["opens a block", ({ atomic, models }) => atomic(() => models.Other.objects.create({ n: 1 }))],
  ])("stays so when a function that is called for a row %s and catches the error", (_, act) => {
    expect.assertions(4);
    const store = openNumbered();
    const rows = wrongRows();
    const get = (): number => {
      expect(() => act(store)).toThrow(IntegrityError);
      return 0;
    };
    Object.defineProperty(rows[900], "rank", { enumerable: true, get });

    store.atomic(() => {
      store.models.Other.objects.create({ n: 7 });
      expect(() => store.models.Item.objects.bulkCreate(rows)).toThrow(IntegrityError);
      store.models.Item.objects.create({ no: 5 });
    });
    expect(store.models.Item.objects.count()).toBe(1);
    expect(store.models.Other.objects.get().n).toBe(7);
    store.database.verify();
  });

  it("calls functions that give defaults for no row after the one in conflict", () => {
    let asked = 0;
    const store = openStore({
      Item: model({
        no: field.integer({ unique: true }),
        rank: field.integer({ default: () => ++asked }),
      }),
    });

    expect(() => store.models.Item.objects.bulkCreate(wrongRows())).toThrow(IntegrityError);
    expect(asked).toBe(7);
  });

  it("leaves a transaction that caught it able to commit", () => {
    const store = openStore({ Item: item(), Other: other() });
    const tx = store.begin();
    expect(() => tx.models.Item.objects.bulkCreate(wrongRows())).toThrow(IntegrityError);
    tx.models.Item.objects.create({ no: 3 });
    store.models.Other.objects.create({ n: 1 });
    store.undo();

    tx.commit();

    expect(store.models.Item.objects.valuesList("no", { flat: true }).toArray()).toEqual([3]);
  });
});

describe("a state that is taken within a load", () => {
  it("stays as it is", () => {
    let asked = 0;
    let taken = openStore({ Item: item() }).database;
    const store = openStore({
      Parent: other(),
      Other: other(),
      Item: model({
        no: field.integer({ unique: true }),
        parent: field.foreignKey("Parent", { onDelete: CASCADE }),
        rank: field.integer({ default: 0 }),
      }),
    });
    store.models.Parent.objects.bulkCreate(Array.from({ length: 100 }, (_, n) => ({ n })));
    const rank = (): number => {
      if (++asked === 2000) {
        taken = store.database;
        store.models.Other.objects.create({ n: 1 });
      }
      return 1;
    };
    const rows = Array.from({ length: 3500 }, (_, no) =>
      Object.defineProperty({ no, parent_id: (no % 100) + 1 }, "rank", {
        enumerable: true,
        get: rank,
      }),
    );

    store.atomic(() => store.models.Item.objects.bulkCreate(rows));

    expect(asked).toBeGreaterThanOrEqual(3500);
    taken.verify();
    store.database.verify();
  });
});

describe("a log with faults in two models", () => {
  it.each([
    ["A", 100, 400],
    ["B", 400, 100],
  ])("tells the first one: %s", (first, inA, inB) => {
    const schemaOf = (isRuled: boolean) => ({
      A: model({ no: field.integer({ unique: isRuled }) }),
      B: model({ no: field.integer({ unique: isRuled }) }),
    });
    const written = openStore(schemaOf(false));
    for (let at = 0; at < 600; at++) {
      written.models.A.objects.create({ no: at === inA ? 1 : at });
      written.models.B.objects.create({ no: at === inB ? 1 : at });
    }

    expect(() => openStore(schemaOf(true), { log: written.log })).toThrow(
      `${first} already has a row with no 1: id 2.`,
    );
  });
});
