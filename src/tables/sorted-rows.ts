import { type CodedRows, codeRows, mergeRows, NO_CODES, sortRows } from "./coded-rows.ts";
import type { Owner } from "./owner.ts";
import { BRANCH_WIDTH, branchOf } from "./row-branch.ts";
import { LEAF_WIDTH, RowLeaf, SINGLE_LEAF_WIDTH } from "./row-leaf.ts";
import type { RowTree } from "./row-tree.ts";

/**
 * A batch is merged with the whole tree when the tree is at most this many times as large. Measured
 * at 10k to 300k rows: merging wins up to eight times, one by one wins from sixteen.
 */
const MERGE_FACTOR = 8;

/** The total order of a tree's rows; handed to each call, so that small trees need not hold it. */
export interface RowOrder<T> {
  /** Negative when `a` comes first, positive when `b` does, 0 only for rows with the same key. */
  compareRows(a: T, b: T): number;
  /** A number, never NaN, that never falls along the order: what it tells apart is not compared. */
  codeOf(row: T): number;
}

/** A target, which is a row or several that follow one another, or the place between two. */
export interface Probe<T> {
  /** Rows of lower codes come before the target. */
  readonly low: number;
  /** Rows of higher codes come after it. */
  readonly high: number;
  /** Where a row stands to the target: negative before it, 0 within it, positive after it; ascending. */
  place(row: T): number;
}

/** What a walk does with a row; `true` stops the walk. */
export type VisitRow<T> = (row: T) => boolean | undefined;

/** What a comparison of two versions does with a row that differs: `before` or `after` may be missing. */
export type VisitDifference<T> = (before: T | undefined, after: T | undefined) => void;

/**
 * Persistent rows in an order: a counted B+ tree, which also reaches rows by rank. A tree of few
 * rows is one leaf and nothing else. Edits return another tree and leave this one as it is, except
 * that branches of the same `owner` change in place: after an edit use only its result. Rows are
 * shared, never copied.
 *
 * Every node but those on the right edge is at least a quarter full, and the right edge is not
 * empty: rows that are appended leave full nodes behind.
 */
export type SortedRows<T extends object> = RowTree<T>;

const EMPTY = new RowLeaf<object>([], NO_CODES);

/** Makes trees. */
export const SortedRows = {
  /** The tree without rows. Cost: O(1). */
  empty<T extends object>(): SortedRows<T> {
    return EMPTY as unknown as RowLeaf<T>;
  },

  /** The tree of `rows`, which are in order and stay the caller's. Cost: O(n). */
  fromSorted<T extends object>(
    rows: readonly T[],
    order: RowOrder<T>,
    owner: Owner,
  ): SortedRows<T> {
    return build(codeRows(rows, order), owner);
  },

  /**
   * The tree with all of `rows`, in any order, whose keys it does not hold yet.
   * Cost: O(k log n), or O(n + k log k) where that is less.
   */
  insertMany<T extends object>(
    tree: SortedRows<T>,
    rows: readonly T[],
    order: RowOrder<T>,
    owner: Owner,
  ): SortedRows<T> {
    return SortedRows.insertSorted(tree, sortRows(rows, order), order, owner);
  },

  /** As `insertMany`, of rows in order, whose lists are the tree's from now on. */
  insertSorted<T extends object>(
    tree: SortedRows<T>,
    sorted: CodedRows<T>,
    order: RowOrder<T>,
    owner: Owner,
  ): SortedRows<T> {
    const { rows, codes } = sorted;
    const isLeaf = tree.size === 0 && rows.length > 0 && rows.length <= SINGLE_LEAF_WIDTH;
    if (isLeaf) return new RowLeaf(rows, codes);
    if (rows.length === 1) return tree.insert(rows[0]!, order, owner);
    if (rows.length * MERGE_FACTOR >= tree.size) {
      const before = { rows: tree.slice(0, tree.size), codes: tree.codes(0, tree.size) };
      return build(mergeRows(before, sorted, order), owner);
    }
    let edited = tree;
    for (const row of rows) edited = edited.insert(row, order, owner);
    return edited;
  },
};

function build<T extends object>({ rows, codes }: CodedRows<T>, owner: Owner): SortedRows<T> {
  let level: SortedRows<T>[] = [];
  const width = rows.length > SINGLE_LEAF_WIDTH ? LEAF_WIDTH : SINGLE_LEAF_WIDTH;
  for (let i = 0; i < rows.length; i += width) {
    level.push(new RowLeaf(rows.slice(i, i + width), codes.slice(i, i + width)));
  }
  while (level.length > 1) {
    const parents: SortedRows<T>[] = [];
    for (let i = 0; i < level.length; i += BRANCH_WIDTH) {
      parents.push(branchOf(level.slice(i, i + BRANCH_WIDTH), owner));
    }
    level = parents;
  }
  return level[0] ?? SortedRows.empty();
}
