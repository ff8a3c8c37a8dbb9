import { Owner } from "../../src/tables/owner.ts";
import { type RowOrder, SortedRows } from "../../src/tables/sorted-rows.ts";
import { BTree, type BTreeMap } from "../b-tree.ts";
import { type BenchRow, compareEntries } from "../table-data.ts";
import type { Contender } from "./contender.ts";

const byEntry: RowOrder<BenchRow> = { compareRows: compareEntries, codeOf: (row) => row.fk };

const mutableArray: Contender<BenchRow[]> = {
  name: "mutable sorted array",
  isPersistent: false,
  build: (rows) => rows.toSorted(compareEntries),
  insertEach(array, rows) {
    for (const row of rows) array.splice(rankOf(array, row), 0, row);
    return array;
  },
  removeEach(array, rows) {
    for (const row of rows) array.splice(rankOf(array, row), 1);
    return array;
  },
  read(array, rows) {
    let sum = 0;
    for (const row of rows) sum += array[rankOf(array, row)]!.date;
    return sum;
  },
  contents: (array) => array,
};

function rankOf(array: readonly BenchRow[], row: BenchRow): number {
  let low = 0;
  let high = array.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compareEntries(array[middle]!, row) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

const oneByOne: Contender<SortedRows<BenchRow>> = {
  name: "SortedRows (ours), row by row",
  isPersistent: true,
  build(rows) {
    const owner = new Owner();
    let tree = SortedRows.empty<BenchRow>();
    for (const row of rows) tree = tree.insert(row, byEntry, owner);
    return tree;
  },
  insertEach(state, rows) {
    let tree = state;
    for (const row of rows) tree = tree.insert(row, byEntry, new Owner());
    return tree;
  },
  removeEach(state, rows) {
    let tree = state;
    for (const row of rows) tree = tree.remove(row, byEntry, new Owner());
    return tree;
  },
  read(tree, rows) {
    let sum = 0;
    for (const row of rows) {
      const probe = {
        low: row.fk,
        high: row.fk,
        place: (other: BenchRow) => compareEntries(other, row),
      };
      sum += tree.at(tree.lowerBound(probe))!.date;
    }
    return sum;
  },
  contents: (tree) => [...tree.slice(0, tree.size)],
};

const inBatch: Contender<SortedRows<BenchRow>> = {
  ...oneByOne,
  name: "SortedRows (ours), sorted batch",
  build: (rows) => SortedRows.insertMany(SortedRows.empty(), rows, byEntry, new Owner()),
};

const bTree: Contender<BTreeMap<BenchRow, undefined>> = {
  name: "sorted-btree",
  isPersistent: true,
  build(rows) {
    const tree = new BTree<BenchRow, undefined>(undefined, compareEntries);
    for (const row of rows) tree.set(row, undefined);
    return tree;
  },
  insertEach(state, rows) {
    let tree = state;
    for (const row of rows) tree = tree.with(row) as typeof state;
    return tree;
  },
  removeEach(state, rows) {
    let tree = state;
    for (const row of rows) tree = tree.without(row);
    return tree;
  },
  read(tree, rows) {
    let sum = 0;
    for (const row of rows) sum += tree.getPairOrNextHigher(row)![0].date;
    return sum;
  },
  contents: (tree) => tree.keysArray(),
};

/**
 * Rows by foreign key, date and id; a question is the first row at or after such a key. immer and
 * immutable.js have no ordered structure. The first contender is the measure of the others.
 */
export const orderedEntries: readonly Contender<unknown>[] = [
  mutableArray,
  oneByOne,
  inBatch,
  bTree,
];
