import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { describe, expect, it } from "vitest";
import { InvariantError } from "../../src/errors.ts";
import { Owner } from "../../src/tables/owner.ts";
import { type Probe, type RowOrder, SortedRows } from "../../src/tables/sorted-rows.ts";
import { countAlive } from "../fixtures/count-alive.ts";

interface Visit {
  readonly id: number;
  readonly day: number;
}

/** By day, then by id: several rows share a day, as they do under a foreign key. */
const byDay: RowOrder<Visit> = {
  compareRows: (a, b) => a.day - b.day || a.id - b.id,
  codeOf: weekOf,
};

const onDay = (day: number): Probe<Visit> => ({
  low: weekOf({ day }),
  high: weekOf({ day }),
  place: (row) => row.day - day,
});

/** A code that leaves some days, and all rows of a day, to be compared. */
function weekOf({ day }: { readonly day: number }): number {
  return Math.floor(day / 7);
}

/** `count` rows, three a day, in order. */
function visits(count: number): Visit[] {
  return Array.from({ length: count }, (_, id) => ({ id, day: Math.floor(id / 3) }));
}

function treeOf(count: number): SortedRows<Visit> {
  return SortedRows.fromSorted(visits(count), byDay, new Owner());
}

function idsOf(tree: SortedRows<Visit>, from = 0, to = tree.size): number[] {
  return tree.toArray(from, to).map((row) => row.id);
}

/** One leaf, several leaves, several levels. */
const SIZES = [1, 2, 10, 127, 128, 1000, 9000];

describe("sorted rows", () => {
  it("are empty at first", () => {
    const tree = SortedRows.empty<Visit>();

    expect(tree.size).toBe(0);
    expect(tree.at(0)).toBeUndefined();
    expect(tree.find(onDay(0))).toBeUndefined();
    expect(tree.lowerBound(onDay(0))).toBe(0);
    expect(tree.slice(0, 0)).toEqual([]);
    tree.verify(byDay);
  });

  it("come out in order, whatever the order of the inserts", () => {
    const owner = new Owner();
    let tree = SortedRows.empty<Visit>();

    for (const row of visits(500).reverse()) tree = tree.insert(row, byDay, owner);

    tree.verify(byDay);
    expect(tree.slice(0, tree.size)).toEqual(visits(500));
  });

  it.each(SIZES)("are found by rank among %d", (size) => {
    const tree = treeOf(size);

    expect(tree.size).toBe(size);
    expect(tree.at(0)?.id).toBe(0);
    expect(tree.at(size - 1)?.id).toBe(size - 1);
    expect(tree.at(size)).toBeUndefined();
    expect(tree.at(-1)).toBeUndefined();
    tree.verify(byDay);
  });

  it.each(SIZES)("are counted up to a target among %d", (size) => {
    const tree = treeOf(size);
    const day = Math.floor(size / 6);

    expect(tree.lowerBound(onDay(day))).toBe(Math.min(size, day * 3));
    expect(tree.upperBound(onDay(day))).toBe(Math.min(size, day * 3 + 3));
    expect(tree.lowerBound(onDay(-1))).toBe(0);
    expect(tree.upperBound(onDay(size))).toBe(size);
  });

  it("yield the first row of a target, even where it begins a leaf", () => {
    const tree = treeOf(9000);

    for (let day = 0; day < 3000; day++) expect(tree.find(onDay(day))?.id).toBe(day * 3);
    expect(tree.find(onDay(0.5))).toBeUndefined();
    expect(tree.find(onDay(3000))).toBeUndefined();
  });

  it("are not copied", () => {
    const row = { id: 1, day: 1 };

    const tree = SortedRows.empty<Visit>().insert(row, byDay, new Owner());

    expect(tree.at(0)).toBe(row);
  });
});

describe("walks", () => {
  it.each([
    [0, 9000],
    [-5, 3],
    [127, 129],
    [4000, 4300],
    [8999, 20_000],
    [5, 5],
    [7, 4],
    [9000, 9001],
  ])("cover the ranks %d to %d and no others", (from, to) => {
    const tree = treeOf(9000);
    const expected = visits(9000)
      .slice(Math.max(0, from), Math.max(0, to))
      .map((row) => row.id);
    const up: number[] = [];
    const down: number[] = [];

    const isStopped = tree.forEach(from, to, (row) => {
      up.push(row.id);
    });
    tree.forEachReverse(from, to, (row) => {
      down.push(row.id);
    });

    expect(isStopped).toBe(false);
    expect(up).toEqual(expected);
    expect(down.reverse()).toEqual(expected);
    expect(idsOf(tree, from, to)).toEqual(expected);
    expect(tree.slice(from, to).map((row) => row.id)).toEqual(expected);
  });

  it("stop, and say so, when a visit returns true", () => {
    const tree = treeOf(1000);
    const seen: number[] = [];
    const visit = (row: Visit) => {
      seen.push(row.id);
      return seen.length % 2 === 0;
    };

    expect(tree.forEach(500, 1000, visit)).toBe(true);
    expect(tree.forEachReverse(0, 500, visit)).toBe(true);
    expect(seen).toEqual([500, 501, 499, 498]);
  });

  it("hand out a small tree's own array without copying it, or another one each time", () => {
    const tree = treeOf(10);

    expect(tree.slice(0, 10)).toBe(tree.slice(0, 10));
    expect(tree.toArray(0, 10)).toEqual(tree.slice(0, 10));
    expect(tree.toArray(0, 10)).not.toBe(tree.slice(0, 10));
  });

  it("copy rows out of a tree of four levels", () => {
    const tree = treeOf(300_000);
    const ids = tree.toArray(63, 299_999).map((row) => row.id);

    expect(tree.height).toBe(3);
    expect(ids).toEqual(idsOf(tree, 63, 299_999));
    expect(tree.values("id", 63, 299_999)).toEqual(ids);
  });

  it("read a column of a whole leaf where a quarter of it is asked for, else of those rows alone", () => {
    let reads = 0;
    const rows = visits(64).map(({ id, day }) => ({
      day,
      get id() {
        reads++;
        return id;
      },
    }));
    const order = { compareRows: () => 0, codeOf: weekOf };
    const tree = SortedRows.fromSorted<Visit>(rows, order, new Owner());

    expect(tree.values("id", 3, 18)).toHaveLength(15);
    expect(reads).toBe(15);
    expect(tree.values("id", 3, 19)).toEqual(Array.from({ length: 16 }, (_, at) => at + 3));
    expect(reads).toBe(15 + 64);
    expect(tree.values("id", 0, 1)).toEqual([0]);
    expect(reads).toBe(15 + 64);
  });
});

describe("the codes of a tree", () => {
  it("are an array of one kind for V8, integers or not, however the tree was made", () => {
    setFlagsFromString("--allow-natives-syntax");
    const isOfNumbers: (codes: readonly number[]) => boolean = runInNewContext(
      "(codes) => %HasDoubleElements(codes)",
    );
    const [first, ...others] = visits(300);
    const one = SortedRows.empty<Visit>().insert(first!, byDay, new Owner());
    const emptied = one.remove(first!, byDay, new Owner());
    const trees = [
      ...[one, emptied, emptied.insert(first!, byDay, new Owner())],
      ...[treeOf(100), treeOf(9000)],
      SortedRows.insertMany(one, others, byDay, new Owner()),
      others.reduce((tree, row) => tree.insert(row, byDay, new Owner()), one),
      visits(200).reduce((tree, row) => tree.remove(row, byDay, new Owner()), treeOf(300)),
    ];

    expect(isOfNumbers([1, 2])).toBe(false);
    for (const tree of trees) {
      expect(isOfNumbers(tree.codes(0, tree.size))).toBe(true);
      for (let node = tree; node.height > 0; node = node.items()[0] as SortedRows<Visit>) {
        for (const child of node.items()) {
          expect(isOfNumbers((child as SortedRows<Visit>).codes(0, 1))).toBe(true);
        }
      }
    }
  });
});

describe("an insert", () => {
  it("leaves full leaves behind when rows are appended", () => {
    const owner = new Owner();
    let appended = SortedRows.empty<Visit>();

    for (const row of visits(9000)) appended = appended.insert(row, byDay, owner);

    appended.verify(byDay);
    expect(leafCount(appended)).toBe(Math.ceil(9000 / 64));
  });

  it("halves a full leaf when a row comes between it and the next", () => {
    const before = treeOf(9000);

    const after = before.insert({ id: 127.5, day: 42 }, byDay, new Owner());

    after.verify(byDay);
    expect(after.at(128)?.id).toBe(127.5);
    expect(leafCount(after)).toBe(leafCount(before) + 1);
  });

  it("leaves the tree of others as it is", () => {
    for (const size of SIZES) {
      const before = treeOf(size);

      const after = before.insert({ id: -1, day: 0 }, byDay, new Owner());

      expect(before.slice(0, size)).toEqual(visits(size));
      expect(after.size).toBe(size + 1);
      expect(after.at(0)?.id).toBe(-1);
    }
  });
});

describe("an owner", () => {
  it("edits the branches that it made in place", () => {
    const owner = new Owner();
    const tree = treeOf(9000).insert({ id: -1, day: 0 }, byDay, owner);

    expect(tree.insert({ id: -2, day: 0 }, byDay, owner)).toBe(tree);
    expect(tree.size).toBe(9002);
  });

  it("leaves the trees of others as they are", () => {
    const before = treeOf(9000);
    const owner = new Owner();

    before.insert({ id: -1, day: 0 }, byDay, owner).remove({ id: 0, day: 0 }, byDay, owner);

    before.verify(byDay);
    expect(before.slice(0, 9000)).toEqual(visits(9000));
  });
});

describe("a batch", () => {
  it.each([
    [0, 300],
    [300, 1],
    [9000, 5],
    [1000, 1000],
  ])("of rows is taken in whole: %d and %d", (size, count) => {
    const extra = visits(count)
      .map(({ day }, i) => ({ id: size + i, day }))
      .reverse();
    const before = treeOf(size);

    const after = SortedRows.insertMany(before, extra, byDay, new Owner());

    after.verify(byDay);
    expect(after.slice(0, after.size)).toEqual([...visits(size), ...extra].sort(byDay.compareRows));
    expect(before.size).toBe(size);
  });
});

describe("a removal", () => {
  it("gives the empty tree after the last row", () => {
    const tree = treeOf(1).remove({ id: 0, day: 0 }, byDay, new Owner());

    expect(tree.size).toBe(0);
    tree.verify(byDay);
  });

  it.each(["first to last", "last to first", "inside out"])("keeps the tree sound, %s", (way) => {
    const rows = visits(3000);
    const middleFirst = [...rows.slice(1000, 2000), ...rows.slice(0, 1000), ...rows.slice(2000)];
    const inTurn =
      way === "first to last" ? rows : way === "last to first" ? rows.toReversed() : middleFirst;
    const owner = new Owner();
    let tree = treeOf(3000);

    for (const [i, row] of inTurn.entries()) {
      tree = tree.remove(row, byDay, owner);
      if (i % 100 === 0) tree.verify(byDay);
    }

    expect(tree.size).toBe(0);
  });

  it.each([
    [0, 8000],
    [8300, 16_300],
    [1000, 15_500],
    [300, 20_000],
  ])("keeps the tree sound while branches run empty, from rank %d to %d", (from, to) => {
    const rows = visits(20_000);
    const owner = new Owner();
    let tree = treeOf(20_000);

    for (let rank = from; rank < to; rank++) {
      tree = tree.remove(rows[rank]!, byDay, owner);
      if (rank % 128 === 0) tree.verify(byDay);
    }

    tree.verify(byDay);
    expect(tree.slice(0, tree.size)).toEqual(rows.toSpliced(from, to - from));
  });

  it("refuses a row that is not there", () => {
    const missing = { id: 7, day: 7 };

    expect(() => treeOf(10).remove(missing, byDay, new Owner())).toThrow(InvariantError);
    expect(() => treeOf(1000).remove(missing, byDay, new Owner())).toThrow(InvariantError);
    expect(() => SortedRows.empty<Visit>().remove(missing, byDay, new Owner())).toThrow(
      InvariantError,
    );
  });

  it("lets go of the row, although it separated two leaves", async () => {
    const rows = visits(9000);
    let tree = SortedRows.fromSorted(rows, byDay, new Owner());
    const gone = [128, 8192].map((rank) => {
      const row = rows[rank]!;
      tree = tree.remove(row, byDay, new Owner());
      return new WeakRef(row);
    });

    rows.length = 0;

    expect(await countAlive(gone, 0)).toBe(0);
    expect(tree.size).toBe(8998);
  });
});

describe("a replacement", () => {
  it.each([0, 128, 8192, 8999])("puts the new row at the old one's rank %d", (rank) => {
    const before = treeOf(9000);
    const old = before.at(rank)!;
    const row = { ...old };

    const after = before.replace(row, byDay, new Owner());

    after.verify(byDay);
    expect(after.at(rank)).toBe(row);
    expect(before.at(rank)).toBe(old);
    expect(after.size).toBe(9000);
  });

  it("refuses a row that is not there", () => {
    const missing = { id: 7, day: 7 };

    expect(() => treeOf(1000).replace(missing, byDay, new Owner())).toThrow(InvariantError);
  });
});

describe("verify", () => {
  it("finds rows out of order", () => {
    const tree = SortedRows.fromSorted(visits(300).reverse(), byDay, new Owner());

    expect(() => tree.verify(byDay)).toThrow(InvariantError);
  });

  it.each(["ends", "seps", "children"])("finds spoilt %s", (part) => {
    const tree = treeOf(1000);
    const items = (tree as unknown as Record<string, unknown[]>)[part]!;

    items[1] = items[0];

    expect(() => tree.verify(byDay)).toThrow(InvariantError);
  });
});

function leafCount(tree: SortedRows<Visit>): number {
  const { children } = tree as unknown as { children?: SortedRows<Visit>[] };
  return children === undefined ? 1 : children.reduce((sum, child) => sum + leafCount(child), 0);
}
