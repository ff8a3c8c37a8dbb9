import { enableMapSet, produce } from "immer";
import { Map as ImmutableMap, List } from "immutable";
import { IntMap } from "../../src/tables/int-map.ts";
import { Owner } from "../../src/tables/owner.ts";
import { type RowOrder, SortedRows } from "../../src/tables/sorted-rows.ts";
import { BTree, type BTreeMap } from "../b-tree.ts";
import type { BenchRow } from "../table-data.ts";
import type { Contender } from "./contender.ts";

enableMapSet();

const byId: RowOrder<BenchRow> = { compareRows: (a, b) => a.id - b.id, codeOf: (row) => row.id };

const mutableMap: Contender<Map<number, BenchRow[]>> = {
  name: "mutable Map of arrays",
  isPersistent: false,
  build: (rows) => mutableMap.insertEach(new Map(), rows),
  insertEach(map, rows) {
    for (const row of rows) {
      const posting = map.get(row.fk);
      if (posting === undefined) map.set(row.fk, [row]);
      else posting.push(row);
    }
    return map;
  },
  removeEach(map, rows) {
    for (const row of rows) {
      const posting = map.get(row.fk)!;
      if (posting.length === 1) map.delete(row.fk);
      else posting.splice(posting.indexOf(row), 1);
    }
    return map;
  },
  read(map, rows) {
    let sum = 0;
    for (const { fk } of rows) for (const row of map.get(fk)!) sum += row.date;
    return sum;
  },
  contents: (map) => [...map.values()].flat(),
};

const intMap: Contender<IntMap<SortedRows<BenchRow>>> = {
  name: "IntMap of SortedRows (ours)",
  isPersistent: true,
  build(rows) {
    const owner = new Owner();
    let map = IntMap.empty<SortedRows<BenchRow>>();
    for (const row of rows) {
      const posting = map.get(row.fk) ?? SortedRows.empty();
      map = map.set(row.fk, posting.insert(row, byId, owner), owner);
    }
    return map;
  },
  insertEach(state, rows) {
    let map = state;
    for (const row of rows) {
      const owner = new Owner();
      const posting = map.get(row.fk) ?? SortedRows.empty();
      map = map.set(row.fk, posting.insert(row, byId, owner), owner);
    }
    return map;
  },
  removeEach(state, rows) {
    let map = state;
    for (const row of rows) {
      const owner = new Owner();
      const posting = map.get(row.fk)!.remove(row, byId, owner);
      map = posting.size > 0 ? map.set(row.fk, posting, owner) : map.delete(row.fk, owner);
    }
    return map;
  },
  read(map, rows) {
    let sum = 0;
    for (const { fk } of rows) {
      const posting = map.get(fk)!;
      for (const row of posting.slice(0, posting.size)) sum += row.date;
    }
    return sum;
  },
  contents(map) {
    const blocks: (readonly BenchRow[])[] = [];
    map.forEach((posting) => {
      blocks.push(posting.slice(0, posting.size));
    });
    return blocks.flat();
  },
};

const bTree: Contender<BTreeMap<number, readonly BenchRow[]>> = {
  name: "sorted-btree of arrays",
  isPersistent: true,
  build(rows) {
    const tree = new BTree<number, BenchRow[]>(undefined, (a, b) => a - b);
    for (const row of rows) {
      const posting = tree.get(row.fk);
      if (posting === undefined) tree.set(row.fk, [row]);
      else posting.push(row);
    }
    return tree;
  },
  insertEach(state, rows) {
    let tree = state;
    for (const row of rows) {
      tree = tree.with(row.fk, [...(tree.get(row.fk) ?? []), row], true) as typeof state;
    }
    return tree;
  },
  removeEach(state, rows) {
    let tree = state;
    for (const row of rows) {
      const posting = tree.get(row.fk)!.filter((other) => other !== row);
      if (posting.length > 0) tree = tree.with(row.fk, posting, true) as typeof state;
      else tree = tree.without(row.fk);
    }
    return tree;
  },
  read(tree, rows) {
    let sum = 0;
    for (const { fk } of rows) for (const row of tree.get(fk)!) sum += row.date;
    return sum;
  },
  contents: (tree) => tree.valuesArray().flat(),
};

const immutable: Contender<ImmutableMap<number, List<BenchRow>>> = {
  name: "immutable.js Map of Lists",
  isPersistent: true,
  build(rows) {
    return ImmutableMap<number, List<BenchRow>>().withMutations((map) => {
      for (const row of rows) map.set(row.fk, (map.get(row.fk) ?? List()).push(row));
    });
  },
  insertEach(state, rows) {
    let map = state;
    for (const row of rows) map = map.set(row.fk, (map.get(row.fk) ?? List()).push(row));
    return map;
  },
  removeEach(state, rows) {
    let map = state;
    for (const row of rows) {
      const posting = map.get(row.fk)!.filter((other) => other !== row);
      map = posting.size > 0 ? map.set(row.fk, posting) : map.delete(row.fk);
    }
    return map;
  },
  read(map, rows) {
    let sum = 0;
    for (const { fk } of rows) {
      map.get(fk)!.forEach((row) => {
        sum += row.date;
      });
    }
    return sum;
  },
  contents: (map) => [...map.values()].flatMap((posting) => posting.toArray()),
};

const immer: Contender<ReadonlyMap<number, readonly BenchRow[]>> = {
  name: "immer over a Map of arrays",
  isPersistent: true,
  isSlow: true,
  build: (rows) =>
    produce(mutableMap.build(rows) as ReadonlyMap<number, readonly BenchRow[]>, noop),
  insertEach(state, rows) {
    let map = state;
    for (const row of rows) {
      map = produce(map, (draft) => {
        const posting = draft.get(row.fk);
        if (posting === undefined) draft.set(row.fk, [row]);
        else posting.push(row);
      });
    }
    return map;
  },
  removeEach(state, rows) {
    let map = state;
    for (const row of rows) {
      map = produce(map, (draft) => {
        const posting = draft.get(row.fk)!.filter((other) => other.id !== row.id);
        if (posting.length > 0) draft.set(row.fk, posting);
        else draft.delete(row.fk);
      });
    }
    return map;
  },
  read(map, rows) {
    let sum = 0;
    for (const { fk } of rows) for (const row of map.get(fk)!) sum += row.date;
    return sum;
  },
  contents: (map) => [...map.values()].flat(),
};

function noop(): void {}

/** Foreign key to rows by id; a question is one posting. The first is the measure of the others. */
export const postings: readonly Contender<unknown>[] = [
  mutableMap,
  intMap,
  bTree,
  immutable,
  immer,
];
