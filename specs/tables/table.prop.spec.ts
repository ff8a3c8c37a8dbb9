/** Versions of a table whose indexes follow its edits when they are read, in whatever order that is. */
import { fc, test } from "@fast-check/vitest";
import { describe, expect, it, vi } from "vitest";
import type { Row } from "../../src/tables/key-order.ts";
import { OrderedIndex } from "../../src/tables/ordered-index.ts";
import { Owner } from "../../src/tables/owner.ts";
import { Table } from "../../src/tables/table.ts";
import { openClub } from "../fixtures/club.ts";

const { registry, tables } = openClub().database;
const memberships = tables[registry.byName.get("Membership")!.position]!;
const INDEXES = memberships.layout.indexes.length;

/** A row of some values, few enough that many rows agree in them. */
function rowOf(id: number, seed: number): Row {
  return Object.freeze({
    id,
    person_id: seed % 7,
    group_id: seed % 3,
    date_joined: `2020-01-0${1 + (seed % 5)}`,
    is_leader: seed % 2 === 0,
    note: null,
  });
}

const at = fc.nat(99);
/** Few as a rule, and sometimes more than an index may lag behind. */
const count = fc.oneof(
  { arbitrary: fc.integer({ min: 1, max: 4 }), weight: 8 },
  fc.integer({ min: 200, max: 1500 }),
);
const step = fc.oneof(
  { arbitrary: fc.record({ kind: fc.constant("put" as const), at, count, seed: at }), weight: 4 },
  { arbitrary: fc.record({ kind: fc.constant("drop" as const), at, count }), weight: 2 },
  { arbitrary: fc.record({ kind: fc.constant("publish" as const) }), weight: 3 },
  { arbitrary: fc.record({ kind: fc.constant("settle" as const) }), weight: 1 },
  { arbitrary: fc.record({ kind: fc.constant("goOn" as const), at }), weight: 1 },
  { arbitrary: fc.record({ kind: fc.constant("read" as const), at, index: at }), weight: 3 },
  { arbitrary: fc.record({ kind: fc.constant("conflict" as const), seed: at }), weight: 2 },
);
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

interface Version {
  readonly table: Table;
  readonly rows: ReadonlyMap<number, Row>;
}

/** A table that is being edited, what it must hold, and the versions published so far. */
class Twins {
  readonly published: Version[] = [];
  #table = Table.empty(memberships.layout);
  #rows = new Map<number, Row>();
  #owner = new Owner();

  take(step: Step): void {
    switch (step.kind) {
      case "put":
        for (let id = step.at; id < step.at + step.count; id++) this.#put(id, step.seed + id);
        return;
      case "drop":
        for (let id = step.at; id < step.at + step.count; id++) this.#drop(id);
        return;
      case "settle":
        this.#table.settle(this.#owner);
        return;
      case "publish":
        this.#publish();
        return;
      case "goOn": {
        this.#publish();
        const { table, rows } = this.published[step.at % this.published.length]!;
        this.#table = table;
        this.#rows = new Map(rows);
        return;
      }
      case "read":
        this.#version(step.at).index(step.index % INDEXES);
        return;
      case "conflict":
        this.#expectConflict(rowOf(1000, step.seed));
    }
  }

  /** The rule is that of `one_leader`: of the rows that lead, one for each group. */
  #expectConflict(row: Row): void {
    const found = this.#table.findConflict(row, this.#owner);
    const others = [...this.#rows.values()].filter(
      (each) => each.is_leader === true && each.group_id === row.group_id,
    );
    if (row.is_leader === false || others.length === 0) expect(found).toBeUndefined();
    else expect(others).toContain(found!.other);
  }

  #version(place: number): Table {
    const { length } = this.published;
    return length === 0 ? this.#table : this.published[place % length]!.table;
  }

  #publish(): void {
    this.published.push({ table: this.#table, rows: new Map(this.#rows) });
    this.#owner = new Owner();
  }

  #put(id: number, seed: number): void {
    const row = rowOf(id, seed);
    this.#table = this.#table.swap(this.#rows.get(id), row, this.#owner);
    this.#rows.set(id, row);
  }

  #drop(id: number): void {
    const row = this.#rows.get(id);
    if (row === undefined) return;
    this.#table = this.#table.swap(row, undefined, this.#owner);
    this.#rows.delete(id);
  }
}

describe("versions of a table", () => {
  test.prop([fc.array(step, { maxLength: 40 })])(
    "have indexes of their own rows, whichever are read first",
    (steps) => {
      const twins = new Twins();
      for (const each of steps) twins.take(each);
      twins.take({ kind: "publish" });

      for (const { table, rows } of twins.published) {
        table.verify();
        expect(table.size).toBe(rows.size);
        for (const [id, row] of rows) expect(table.get(id)).toBe(row);
      }
    },
  );
});

describe("an index", () => {
  it("is not touched by writes while nobody reads it, up to a bound", () => {
    const { Membership, Person, Group } = openClub().models;
    const person = Person.objects.create({ name: "Ann" });
    const group = Group.objects.create({ name: "Choir" });
    const one = vi.spyOn(OrderedIndex.prototype, "insert");
    const many = vi.spyOn(OrderedIndex.prototype, "insertMany");
    const join = (): void => {
      Membership.objects.create({ person, group, date_joined: "2020-01-05" });
    };

    for (let i = 0; i < 1024; i++) join();
    expect([one.mock.calls.length, many.mock.calls.length]).toEqual([0, 0]);
    expect(Membership.objects.filter({ date_joined: "2020-01-05" }).count()).toBe(1024);
    expect([one.mock.calls.length, many.mock.calls.length]).toEqual([0, 1]);
    join();
    expect(Membership.objects.filter({ date_joined: "2020-01-05" }).count()).toBe(1025);
    expect([one.mock.calls.length, many.mock.calls.length]).toEqual([1, 1]);
    for (let i = 0; i < 2400; i++) join();
    const added = many.mock.calls.slice(1).map(([rows]) => rows.length);
    expect(added.length).toBeGreaterThan(1);
    expect(Math.max(...added)).toBeLessThanOrEqual(1025);
    vi.restoreAllMocks();
  });

  it("sees what edits come to: rows that came and went not at all, one that changed often once", () => {
    const { Membership, Person, Group } = openClub().models;
    const person = Person.objects.create({ name: "Ann" });
    const group = Group.objects.create({ name: "Choir" });
    const kept = Membership.objects.create({ person, group, date_joined: "2020-01-05" });
    const count = (): number => Membership.objects.filter({ date_joined: "2020-01-05" }).count();
    expect(count()).toBe(1);
    const spies = (["insert", "insertMany", "remove", "replace"] as const).map((name) =>
      vi.spyOn(OrderedIndex.prototype, name),
    );

    for (let i = 0; i < 20; i++) {
      Membership.objects.create({ person, group, date_joined: "2020-01-05" }).delete();
      kept.update({ note: `note ${i}` });
    }
    expect(count()).toBe(1);
    expect(spies.map(({ mock }) => mock.calls.length)).toEqual([0, 0, 0, 1]);
    vi.restoreAllMocks();
  });
});
