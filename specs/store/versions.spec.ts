/** What snapshot(), fork() and restore() cost, told by what they copy and visit, never by time. */
import { beforeAll, describe, expect, it } from "vitest";
import { type Commit, field, model, openStore } from "../../src/index.ts";
import { IntMap } from "../../src/tables/int-map.ts";
import { OrderedIndex } from "../../src/tables/ordered-index.ts";
import { RelationIndex } from "../../src/tables/relation-index.ts";
import { RowLeaf } from "../../src/tables/row-leaf.ts";
import { RowMap } from "../../src/tables/row-map.ts";
import { Table } from "../../src/tables/table.ts";

function openRows(count: number) {
  const store = openStore({
    Row: model({ num: field.integer({ unique: true }), text: field.char({ maxLength: 9 }) }),
    Other: model({ word: field.text({ primaryKey: true }) }),
  });
  const { Row, Other } = store.models;
  Row.objects.bulkCreate(Array.from({ length: count }, (_, num) => ({ num, text: `t${num % 7}` })));
  Other.objects.bulkCreate(Array.from({ length: count }, (_, i) => ({ word: `w${i}` })));
  return store;
}

const CLASSES = { Table, RowMap, IntMap, RowLeaf, OrderedIndex, RelationIndex };

/** How often what stores rows is called or read during some work, by name of class and member. */
function callsDuring(work: () => void): { readonly [member: string]: number } {
  const calls: { [member: string]: number } = {};
  const undo = Object.entries(CLASSES).flatMap(([name, { prototype }]) =>
    Object.entries(Object.getOwnPropertyDescriptors(prototype)).map(([member, own]) => {
      const count = <F extends (...args: never[]) => unknown>(call: F) =>
        function (this: unknown, ...args: unknown[]): unknown {
          calls[`${name}.${member}`] = (calls[`${name}.${member}`] ?? 0) + 1;
          return Reflect.apply(call, this, args);
        };
      const counting = own.get
        ? { get: count(own.get) }
        : { value: count(own.value as () => unknown) };
      if (member !== "constructor")
        Object.defineProperty(prototype, member, { ...own, ...counting });
      return () => Object.defineProperty(prototype, member, own);
    }),
  );
  try {
    work();
  } finally {
    for (const each of undo) each();
  }
  return calls;
}

type Rows = ReturnType<typeof openRows>;

function change({ models }: Rows): void {
  models.Row.objects.get({ pk: 7 }).update({ text: "other" });
  models.Row.objects.get({ pk: 8 }).delete();
}

describe.each([1000, 100_000])("with %d rows", (count) => {
  let origin: Rows;
  beforeAll(() => {
    origin = openRows(count);
  });

  it("snapshot() is the present itself", () => {
    const store = origin.fork();

    const calls = callsDuring(() => expect(store.snapshot()).toBe(store.database));

    expect(calls).toEqual({});
  });

  it("fork() has the very tables of its origin, and touches none", () => {
    const store = origin.fork();
    let fork: Rows | undefined;

    const calls = callsDuring(() => {
      fork = store.fork();
    });

    expect(fork!.database).toBe(store.database);
    expect(calls).toEqual({});
  });

  it("restore() takes the very tables of a snapshot, and touches none", () => {
    const store = origin.fork();
    const base = store.snapshot();
    change(store);

    const calls = callsDuring(() => store.restore(base));

    expect(store.database.tables).toBe(base.tables);
    expect(calls).toEqual({});
  });

  it("a write to a fork copies a path of one table, and leaves the others as they are", () => {
    const store = origin.fork();
    const fork = store.fork();
    const [rows, others] = store.database.tables;

    fork.models.Row.objects.get({ pk: 7 }).update({ text: "other" });

    expect(fork.database.tables[0]).not.toBe(rows);
    expect(fork.database.tables[1]).toBe(others);
    expect(store.database.tables).toEqual([rows, others]);
    expect(store.diff(store, fork)).toHaveLength(1);
  });
});

describe("the events of a restore()", () => {
  /** The calls that a first reading of them makes, and those of a second one. */
  const readings = (count: number) => {
    const store = openRows(count);
    const commits: Commit[] = [];
    store.commits$.subscribe((commit) => commits.push(commit));
    const base = store.snapshot();
    change(store);
    store.restore(base);
    const read = () => callsDuring(() => expect(commits.at(-1)!.events).toHaveLength(2));
    return [read(), read()];
  };

  it("are found when they are first read, along what differs", () => {
    const [few, many] = [readings(1000), readings(100_000)];

    expect(few[0]).toMatchObject({ "Table.diff": 2, "RowMap.diff": 1, "IntMap.diff": 1 });
    expect(few[1]).toEqual({});
    expect(many).toEqual(few);
  });
});
