import { enableMapSet, produce } from "immer";
import { Map as ImmutableMap } from "immutable";
import { IntMap } from "../../src/tables/int-map.ts";
import { Owner } from "../../src/tables/owner.ts";
import { BTree, type BTreeMap } from "../b-tree.ts";
import type { BenchRow } from "../table-data.ts";
import type { Contender } from "./contender.ts";

enableMapSet();

const mutableMap: Contender<Map<number, BenchRow>> = {
  name: "mutable Map",
  isPersistent: false,
  build(rows) {
    const map = new Map<number, BenchRow>();
    for (const row of rows) map.set(row.id, row);
    return map;
  },
  insertEach(map, rows) {
    for (const row of rows) map.set(row.id, row);
    return map;
  },
  removeEach(map, rows) {
    for (const row of rows) map.delete(row.id);
    return map;
  },
  read(map, rows) {
    let sum = 0;
    for (const row of rows) sum += map.get(row.id)!.date;
    return sum;
  },
  contents: (map) => [...map.values()],
};

const intMap: Contender<IntMap<BenchRow>> = {
  name: "IntMap (ours)",
  isPersistent: true,
  build(rows) {
    const owner = new Owner();
    let map = IntMap.empty<BenchRow>();
    for (const row of rows) map = map.set(row.id, row, owner);
    return map;
  },
  insertEach(state, rows) {
    let map = state;
    for (const row of rows) map = map.set(row.id, row, new Owner());
    return map;
  },
  removeEach(state, rows) {
    let map = state;
    for (const row of rows) map = map.delete(row.id, new Owner());
    return map;
  },
  read(map, rows) {
    let sum = 0;
    for (const row of rows) sum += map.get(row.id)!.date;
    return sum;
  },
  contents(map) {
    const rows: BenchRow[] = [];
    map.forEach((row) => {
      rows.push(row);
    });
    return rows;
  },
};

const bTree: Contender<BTreeMap<number, BenchRow>> = {
  name: "sorted-btree",
  isPersistent: true,
  build(rows) {
    const tree = new BTree<number, BenchRow>(undefined, (a, b) => a - b);
    for (const row of rows) tree.set(row.id, row);
    return tree;
  },
  insertEach(state, rows) {
    let tree = state;
    for (const row of rows) tree = tree.with(row.id, row) as BTreeMap<number, BenchRow>;
    return tree;
  },
  removeEach(state, rows) {
    let tree = state;
    for (const row of rows) tree = tree.without(row.id);
    return tree;
  },
  read(tree, rows) {
    let sum = 0;
    for (const row of rows) sum += tree.get(row.id)!.date;
    return sum;
  },
  contents: (tree) => tree.valuesArray(),
};

const immutable: Contender<ImmutableMap<number, BenchRow>> = {
  name: "immutable.js Map",
  isPersistent: true,
  build(rows) {
    return ImmutableMap<number, BenchRow>().withMutations((map) => {
      for (const row of rows) map.set(row.id, row);
    });
  },
  insertEach(state, rows) {
    let map = state;
    for (const row of rows) map = map.set(row.id, row);
    return map;
  },
  removeEach(state, rows) {
    let map = state;
    for (const row of rows) map = map.delete(row.id);
    return map;
  },
  read(map, rows) {
    let sum = 0;
    for (const row of rows) sum += map.get(row.id)!.date;
    return sum;
  },
  contents: (map) => [...map.values()],
};

const immer: Contender<ReadonlyMap<number, BenchRow>> = {
  name: "immer over a Map",
  isPersistent: true,
  isSlow: true,
  build(rows) {
    return produce(new Map<number, BenchRow>() as ReadonlyMap<number, BenchRow>, (draft) => {
      for (const row of rows) draft.set(row.id, row);
    });
  },
  insertEach(state, rows) {
    let map = state;
    for (const row of rows) {
      map = produce(map, (draft) => {
        draft.set(row.id, row);
      });
    }
    return map;
  },
  removeEach(state, rows) {
    let map = state;
    for (const row of rows) {
      map = produce(map, (draft) => {
        draft.delete(row.id);
      });
    }
    return map;
  },
  read(map, rows) {
    let sum = 0;
    for (const row of rows) sum += map.get(row.id)!.date;
    return sum;
  },
  contents: (map) => [...map.values()],
};

/** Rows by id; a question is one row. The first contender is the measure of the others. */
export const rowsById: readonly Contender<unknown>[] = [
  mutableMap,
  intMap,
  bTree,
  immutable,
  immer,
];
