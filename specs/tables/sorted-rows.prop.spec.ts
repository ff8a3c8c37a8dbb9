import { fc, test } from "@fast-check/vitest";
import { describe, expect } from "vitest";
import { Owner } from "../../src/tables/owner.ts";
import { type RowOrder, SortedRows } from "../../src/tables/sorted-rows.ts";
import type { Value } from "../../src/value.ts";
import { runs } from "../runs.ts";

interface Item {
  readonly id: number;
  readonly weight: number;
  readonly edition: number;
}

const byWeight: RowOrder<Item> = {
  compareRows: (a, b) => a.weight - b.weight || a.id - b.id,
  // Some weights share a code, and must be compared.
  codeOf: ({ weight }) => Math.floor(weight / 3),
};

const WEIGHTS = 1000;
const weight = fc.nat(WEIGHTS);
/** Place in the tree, in 10,000ths of its size. */
const place = fc.nat(9999);
/** Runs long enough to split nodes, or to empty them. */
const length = fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 400 }));
/** So many that they are sorted by digits, too. */
const loaded = fc.oneof(length, fc.integer({ min: 900, max: 1500 }));
/** Up to what empties branches, not leaves alone. */
const removed = fc.oneof(length, fc.integer({ min: 1, max: 8000 }));

type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;
const step = fc.oneof(
  fc.record({ kind: fc.constant("insert" as const), weight, length, isAscending: fc.boolean() }),
  fc.record({
    kind: fc.constant("insertMany" as const),
    weight,
    length: loaded,
    stride: fc.nat(5),
  }),
  fc.record({ kind: fc.constant("append" as const), length }),
  fc.record({ kind: fc.constant("remove" as const), place, length: removed }),
  fc.record({ kind: fc.constant("replace" as const), place }),
  fc.record({ kind: fc.constant("publish" as const) }),
);

/** A tree, the sorted array that it must agree with, and the versions published so far. */
class Twins {
  tree: SortedRows<Item>;
  model: Item[];
  readonly published: [SortedRows<Item>, readonly Item[]][] = [];
  #owner = new Owner();
  #nextId: number;

  constructor(size: number) {
    this.model = Array.from({ length: size }, (_, id) => this.#item(id, (id * WEIGHTS) / size));
    this.model.sort(byWeight.compareRows);
    this.tree = SortedRows.fromSorted(this.model, byWeight, this.#owner);
    this.#nextId = size;
  }

  take(step: Step): void {
    if (step.kind === "publish") this.#publish();
    else if (step.kind === "remove") this.#remove(step.place, step.length);
    else if (step.kind === "replace") this.#replace(step.place);
    else if (step.kind === "insertMany") this.#insertMany(step.weight, step.length, step.stride);
    else {
      const isRunUp = step.kind === "append" || step.isAscending;
      const start = step.kind === "append" ? WEIGHTS + this.#nextId : step.weight;
      this.#insert(start, step.length, isRunUp ? 1e-3 : -1e-3);
    }
  }

  #publish(): void {
    this.published.push([this.tree, [...this.model]]);
    this.#owner = new Owner();
  }

  #insert(start: number, count: number, stride: number): void {
    for (let i = 0; i < count; i++) {
      const item = this.#item(this.#nextId++, start + i * stride);
      this.tree = this.tree.insert(item, byWeight, this.#owner);
      this.model.push(item);
    }
    this.model.sort(byWeight.compareRows);
  }

  #insertMany(start: number, count: number, stride: number): void {
    // From everywhere, as rows come that are loaded.
    const items = Array.from({ length: count }, (_, i) =>
      this.#item(this.#nextId++, start + ((i * 53) % count) * stride),
    );
    this.tree = SortedRows.insertMany(this.tree, items, byWeight, this.#owner);
    this.model = [...this.model, ...items].sort(byWeight.compareRows);
  }

  #remove(at: number, count: number): void {
    const gone = this.model.splice(this.#rank(at), count);
    for (const item of gone) this.tree = this.tree.remove(item, byWeight, this.#owner);
  }

  #replace(at: number): void {
    const old = this.model[this.#rank(at)];
    if (old === undefined) return;
    const item = { ...old, edition: old.edition + 1 };
    this.tree = this.tree.replace(item, byWeight, this.#owner);
    this.model[this.#rank(at)] = item;
  }

  #rank(at: number): number {
    return Math.floor((at * this.model.length) / 10_000);
  }

  #item(id: number, itemWeight: number): Item {
    return { id, weight: itemWeight, edition: 0 };
  }
}

function expectAgreement(tree: SortedRows<Item>, model: readonly Item[]): void {
  tree.verify(byWeight);
  expect(tree.size).toBe(model.length);
  const rows = tree.toArray(0, tree.size);
  // One comparison of identities: thousands of expectations a step would take all the time.
  expect(rows.findIndex((row, i) => row !== model[i])).toBe(-1);
}

function expectSameReads(tree: SortedRows<Item>, model: readonly Item[], target: number): void {
  const code = Math.floor(target / 3);
  const probe = { low: code, high: code, place: (row: Item) => row.weight - target };
  const low = model.filter((row) => row.weight < target).length;
  const high = model.filter((row) => row.weight <= target).length;

  expect(tree.lowerBound(probe)).toBe(low);
  expect(tree.upperBound(probe)).toBe(high);
  expect(tree.find(probe)).toBe(low < high ? model[low] : undefined);
  for (const rank of [low, high, low - 1]) {
    const row = model[rank];
    expect(tree.at(rank)).toBe(row);
    if (row !== undefined) expect(tree.rankOf(row, byWeight)).toBe(rank);
  }
  const absent = { id: -1, weight: target, edition: 0 };
  expect(tree.rankOf(absent, byWeight)).toBe(low);
  expect(tree.rankOf({ ...absent, id: Infinity }, byWeight)).toBe(high);
  expectSameWalks(tree, model, low, high + 3);
}

function expectSameWalks(
  tree: SortedRows<Item>,
  model: readonly Item[],
  from: number,
  to: number,
): void {
  const expected = model.slice(from, to);
  const up: Item[] = [];
  const down: Item[] = [];
  tree.forEach(from, to, (row) => {
    up.push(row);
  });
  tree.forEachReverse(from, to, (row) => {
    down.push(row);
  });
  expect(up).toEqual(expected);
  expect(down).toEqual(expected.reverse());
  expect(tree.slice(from, to)).toEqual(up);
  expect(tree.toArray(from, to)).toEqual(up);
  const keys: Value[] = [];
  expect(tree.appendCodeKeys(from, to, keys)).toBe(true);
  expect(keys).toEqual(up.map(byWeight.codeOf));
  expect(tree.codes(from, to)).toEqual(keys);
  // Leaves remember the column that was read last.
  for (const column of ["edition", "weight", "weight"] as const) {
    const values = tree.values(column, from, to);
    expect(values).toEqual(up.map((row) => row[column]));
    // The list is the reader's own.
    values.fill(NaN);
  }
}

function expectHistoryAgrees(size: number, history: readonly Step[], target: number): void {
  const twins = new Twins(size);
  for (const next of history) {
    twins.take(next);
    expectAgreement(twins.tree, twins.model);
    expectSameReads(twins.tree, twins.model, target);
  }
  for (const [version, content] of twins.published) expectAgreement(version, content);
}

describe("sorted rows through a random history", () => {
  test.prop([fc.nat(300), fc.array(step, { maxLength: 30 }), weight])(
    "agree with a sorted array while they are few, and published versions never change",
    expectHistoryAgrees,
  );

  test.prop([fc.integer({ min: 8000, max: 18_000 }), fc.array(step, { maxLength: 8 }), weight], {
    numRuns: runs(20),
  })("agree with a sorted array while they are many", expectHistoryAgrees);

  test.prop([fc.infiniteStream(place), fc.integer({ min: 100, max: 3000 })], { numRuns: runs(10) })(
    "stay balanced while all of them are removed in a random order",
    (places, size) => {
      const twins = new Twins(size);

      for (const at of places) {
        twins.take({ kind: "remove", place: at, length: 1 });
        if (twins.model.length % 64 === 0) expectAgreement(twins.tree, twins.model);
        if (twins.model.length === 0) break;
      }

      expect(twins.tree.size).toBe(0);
    },
  );
});
