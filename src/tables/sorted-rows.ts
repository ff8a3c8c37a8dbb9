import { invariant } from "../invariant.ts";
import type { Owner } from "./owner.ts";
import {
  countBefore,
  countBelow,
  countThrough,
  countUpTo,
  indexOfRank,
  mergeRows,
} from "./row-search.ts";

/** Rows in a leaf. */
const LEAF_WIDTH = 128;
/** Children of a branch. */
const BRANCH_WIDTH = 64;
/** A batch is merged with the whole tree when the tree is at most this many times as large. */
const MERGE_FACTOR = 16;

/** The total order of a tree's rows; handed to each call, so that small trees need not hold it. */
export interface RowOrder<T> {
  /** Negative when `a` comes first, positive when `b` does, 0 only for rows with the same key. */
  compareRows(a: T, b: T): number;
}

/** Where a row stands to a target: negative before it, 0 within it, positive after it; ascending. */
export type Probe<T> = (row: T) => number;

/** What a walk does with a row; `true` stops the walk. */
// biome-ignore lint/suspicious/noConfusingVoidType: a visit that never stops returns nothing
export type VisitRow<T> = (row: T) => boolean | void;

/**
 * Persistent rows in an order: a counted B+ tree, which also reaches rows by rank. A tree of few
 * rows is one leaf and nothing else. Edits return another tree and leave this one as it is, except
 * that branches of the same `owner` change in place: after an edit use only its result. Rows are
 * shared, never copied.
 *
 * Every node but those on the right edge is at least a quarter full, and the right edge is not
 * empty: rows that are appended leave full nodes behind.
 */
export abstract class SortedRows<T extends object> {
  /** Number of rows. Cost: O(1). */
  abstract readonly size: number;

  /** The tree without rows. Cost: O(1). */
  static empty<T extends object>(): SortedRows<T> {
    return EMPTY as Leaf<T>;
  }

  /** The tree of `rows`, which are in order and stay the caller's. Cost: O(n). */
  static fromSorted<T extends object>(rows: readonly T[], owner: Owner): SortedRows<T> {
    let level: SortedRows<T>[] = [];
    for (let i = 0; i < rows.length; i += LEAF_WIDTH) {
      level.push(new Leaf(rows.slice(i, i + LEAF_WIDTH)));
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

  /** The tree with `row`, whose key it does not hold yet. Cost: O(log n). */
  insert(row: T, order: RowOrder<T>, owner: Owner): SortedRows<T> {
    const tree = this.add(row, order, owner, true);
    if (tree.width <= tree.maxWidth) return tree;
    return branchOf(tree.split(splitIndex(tree, row, true), owner), owner);
  }

  /**
   * The tree with all of `rows`, which are in order, and whose keys it does not hold yet.
   * Cost: O(k log n), or O(n + k) where that is less.
   */
  insertMany(rows: readonly T[], order: RowOrder<T>, owner: Owner): SortedRows<T> {
    if (rows.length * MERGE_FACTOR >= this.size) {
      return SortedRows.fromSorted(mergeRows(this.slice(0, this.size), rows, order), owner);
    }
    let tree: SortedRows<T> = this;
    for (const row of rows) tree = tree.insert(row, order, owner);
    return tree;
  }

  /**
   * The tree without the row that has `row`'s key; the empty tree (`size` 0) after the last one.
   * Cost: O(log n).
   * @throws {InvariantError} when there is no such row.
   */
  remove(row: T, order: RowOrder<T>, owner: Owner): SortedRows<T> {
    let tree = this.drop(row, order, owner, true);
    while (tree instanceof Branch && tree.width === 1) tree = tree.children[0]!;
    return tree;
  }

  /**
   * The tree with `row` in the place of `old`, which has the same key. Cost: O(log n).
   * @throws {InvariantError} when there is no row with that key.
   */
  abstract replace(old: T, row: T, order: RowOrder<T>, owner: Owner): SortedRows<T>;

  /** The row of rank `index`, counted from 0; undefined outside of the tree. Cost: O(log n). */
  abstract at(index: number): T | undefined;

  /** Number of rows before the target of `probe`. Cost: O(log n). */
  abstract lowerBound(probe: Probe<T>): number;

  /** Number of rows before or within the target of `probe`. Cost: O(log n). */
  abstract upperBound(probe: Probe<T>): number;

  /** The first row within the target of `probe`, if any. Cost: O(log n). */
  abstract find(probe: Probe<T>): T | undefined;

  /**
   * Visits the rows of ranks `from` to `to` - 1, ascending; true when a visit stopped the walk.
   * Cost: O(log n + k).
   */
  abstract forEach(from: number, to: number, visit: VisitRow<T>): boolean;

  /** As `forEach`, descending from rank `to` - 1 to `from`. Cost: O(log n + k). */
  abstract forEachReverse(from: number, to: number, visit: VisitRow<T>): boolean;

  /** Appends the rows of ranks `from` to `to` - 1 to `out`. Cost: O(log n + k). */
  abstract appendTo(from: number, to: number, out: T[]): void;

  /**
   * The rows of ranks `from` to `to` - 1. The array may be the tree's own: do not change it.
   * Cost: O(1) for all rows of a small tree, else O(log n + k), copied in blocks.
   */
  abstract slice(from: number, to: number): readonly T[];

  /**
   * Checks the whole tree: strict order, counts, separators, balance, fill. Cost: O(n).
   * @throws {InvariantError} when it is broken.
   */
  verify(order: RowOrder<T>): void {
    const rows: T[] = [];
    this.appendTo(0, this.size, rows);
    invariant(rows.length === this.size, `${rows.length} rows in a tree of size ${this.size}`);
    for (let i = 1; i < rows.length; i++) {
      const isAscending = order.compareRows(rows[i - 1]!, rows[i]!) < 0;
      invariant(isAscending, `rows ${i - 1} and ${i} are out of order`);
    }
    invariant(!(this instanceof Branch) || this.width > 1, "the root has a single child");
    this.verifyShape(true);
  }

  /** Number of rows or children. @internal */
  abstract readonly width: number;
  /** @internal */
  abstract readonly maxWidth: number;
  /** @internal */
  abstract first(): T;
  /** @internal */
  abstract last(): T;
  /** As `insert`, but the result may be one item too wide. `isEdge`: of the right edge. @internal */
  abstract add(row: T, order: RowOrder<T>, owner: Owner, isEdge: boolean): SortedRows<T>;
  /** As `remove`, but the result may be too narrow, even empty. @internal */
  abstract drop(row: T, order: RowOrder<T>, owner: Owner, isEdge: boolean): SortedRows<T>;
  /** The items before `index`, and those from it on. @internal */
  abstract split(index: number, owner: Owner): SortedRows<T>[];
  /** The items of both, which may be too many. @internal */
  abstract join(right: SortedRows<T>, owner: Owner): SortedRows<T>;
  /** Height of the node: 0 for a leaf. @internal */
  abstract verifyShape(isEdge: boolean): number;
}

/**
 * Leaves are never changed in place, whoever made them: an array of the exact length is as quick to
 * make as a longer one is to open, and most trees are single small leaves that must not carry slack
 * or an owner.
 */
class Leaf<T extends object> extends SortedRows<T> {
  readonly rows: readonly T[];

  constructor(rows: readonly T[]) {
    super();
    this.rows = rows;
  }

  get size(): number {
    return this.rows.length;
  }

  get width(): number {
    return this.rows.length;
  }

  get maxWidth(): number {
    return LEAF_WIDTH;
  }

  first(): T {
    return this.rows[0]!;
  }

  last(): T {
    return this.rows[this.rows.length - 1]!;
  }

  add(row: T, order: RowOrder<T>): Leaf<T> {
    return new Leaf(this.rows.toSpliced(countBefore(this.rows, row, order), 0, row));
  }

  drop(row: T, order: RowOrder<T>): Leaf<T> {
    return new Leaf(this.rows.toSpliced(this.indexOf(row, order), 1));
  }

  replace(old: T, row: T, order: RowOrder<T>): Leaf<T> {
    return new Leaf(this.rows.with(this.indexOf(old, order), row));
  }

  split(index: number): Leaf<T>[] {
    return [new Leaf(this.rows.slice(0, index)), new Leaf(this.rows.slice(index))];
  }

  join(right: Leaf<T>): Leaf<T> {
    return new Leaf(this.rows.concat(right.rows));
  }

  at(index: number): T | undefined {
    return this.rows[index];
  }

  lowerBound(probe: Probe<T>): number {
    return countBelow(this.rows, probe);
  }

  upperBound(probe: Probe<T>): number {
    return countUpTo(this.rows, probe);
  }

  find(probe: Probe<T>): T | undefined {
    const row = this.rows[countBelow(this.rows, probe)];
    return row !== undefined && probe(row) === 0 ? row : undefined;
  }

  forEach(from: number, to: number, visit: VisitRow<T>): boolean {
    const end = Math.min(to, this.rows.length);
    for (let i = Math.max(0, from); i < end; i++) if (visit(this.rows[i]!) === true) return true;
    return false;
  }

  forEachReverse(from: number, to: number, visit: VisitRow<T>): boolean {
    const end = Math.max(0, from);
    for (let i = Math.min(to, this.rows.length) - 1; i >= end; i--) {
      if (visit(this.rows[i]!) === true) return true;
    }
    return false;
  }

  appendTo(from: number, to: number, out: T[]): void {
    const end = Math.min(to, this.rows.length);
    for (let i = Math.max(0, from); i < end; i++) out.push(this.rows[i]!);
  }

  slice(from: number, to: number): readonly T[] {
    if (from <= 0 && to >= this.rows.length) return this.rows;
    return this.rows.slice(Math.max(0, from), Math.max(0, to));
  }

  verifyShape(): number {
    return 0;
  }

  private indexOf(row: T, order: RowOrder<T>): number {
    const index = countBefore(this.rows, row, order);
    const found = this.rows[index];
    invariant(found !== undefined && order.compareRows(found, row) === 0, "no row has that key");
    return index;
  }
}

class Branch<T extends object> extends SortedRows<T> {
  readonly children: SortedRows<T>[];
  /**
   * The first row of every child but the first: rows of this tree, so that no tree keeps a deleted
   * row alive. Never changed in place: few edits touch it, and so versions can share it.
   */
  private seps: readonly T[];
  /** Number of rows up to the end of each child: ranks are found without touching the children. */
  private readonly ends: number[];
  private readonly owner: Owner;

  constructor(children: SortedRows<T>[], seps: readonly T[], ends: number[], owner: Owner) {
    super();
    this.children = children;
    this.seps = seps;
    this.ends = ends;
    this.owner = owner;
  }

  get size(): number {
    return this.ends[this.ends.length - 1]!;
  }

  get width(): number {
    return this.children.length;
  }

  get maxWidth(): number {
    return BRANCH_WIDTH;
  }

  first(): T {
    return this.children[0]!.first();
  }

  last(): T {
    return this.children[this.children.length - 1]!.last();
  }

  add(row: T, order: RowOrder<T>, owner: Owner, isEdge: boolean): Branch<T> {
    const i = countThrough(this.seps, row, order);
    const isLast = isEdge && i === this.children.length - 1;
    const child = this.children[i]!.add(row, order, owner, isLast);
    const branch = this.withChild(i, child, 1, owner);
    if (child.width > child.maxWidth) branch.splitChild(i, splitIndex(child, row, isLast), owner);
    return branch;
  }

  drop(row: T, order: RowOrder<T>, owner: Owner, isEdge: boolean): Branch<T> {
    const i = countThrough(this.seps, row, order);
    const isLast = isEdge && i === this.children.length - 1;
    const child = this.children[i]!.drop(row, order, owner, isLast);
    const branch = this.withChild(i, child, -1, owner);
    if (child.width === 0) branch.removeChild(i);
    else branch.renewSeparator(i);
    if (!isLast && child.width < child.maxWidth / 4) branch.widenChild(i, owner);
    return branch;
  }

  replace(old: T, row: T, order: RowOrder<T>, owner: Owner): Branch<T> {
    const i = countThrough(this.seps, old, order);
    const branch = this.withChild(i, this.children[i]!.replace(old, row, order, owner), 0, owner);
    branch.renewSeparator(i);
    return branch;
  }

  split(index: number, owner: Owner): Branch<T>[] {
    const { children } = this;
    return [branchOf(children.slice(0, index), owner), branchOf(children.slice(index), owner)];
  }

  join(right: Branch<T>, owner: Owner): Branch<T> {
    return branchOf(this.children.concat(right.children), owner);
  }

  at(index: number): T | undefined {
    if (!(index >= 0 && index < this.size)) return undefined;
    const i = indexOfRank(this.ends, index);
    return this.children[i]!.at(index - this.start(i));
  }

  lowerBound(probe: Probe<T>): number {
    const i = countBelow(this.seps, probe);
    return this.start(i) + this.children[i]!.lowerBound(probe);
  }

  upperBound(probe: Probe<T>): number {
    const i = countUpTo(this.seps, probe);
    return this.start(i) + this.children[i]!.upperBound(probe);
  }

  find(probe: Probe<T>): T | undefined {
    const i = countBelow(this.seps, probe);
    const row = this.children[i]!.find(probe);
    if (row !== undefined) return row;
    // The target may begin exactly with the next child.
    const next = this.seps[i];
    return next !== undefined && probe(next) === 0 ? next : undefined;
  }

  forEach(from: number, to: number, visit: VisitRow<T>): boolean {
    for (let i = indexOfRank(this.ends, from); i < this.children.length; i++) {
      const start = this.start(i);
      if (start >= to) return false;
      if (this.children[i]!.forEach(from - start, to - start, visit)) return true;
    }
    return false;
  }

  forEachReverse(from: number, to: number, visit: VisitRow<T>): boolean {
    for (let i = indexOfRank(this.ends, to - 1); i >= 0 && this.ends[i]! > from; i--) {
      const start = this.start(i);
      if (this.children[i]!.forEachReverse(from - start, to - start, visit)) return true;
    }
    return false;
  }

  appendTo(from: number, to: number, out: T[]): void {
    for (let i = indexOfRank(this.ends, from); i < this.children.length; i++) {
      const start = this.start(i);
      if (start >= to) return;
      this.children[i]!.appendTo(from - start, to - start, out);
    }
  }

  slice(from: number, to: number): readonly T[] {
    const blocks: (readonly T[])[] = [];
    for (let i = indexOfRank(this.ends, from); i < this.children.length; i++) {
      const start = this.start(i);
      if (start >= to) break;
      blocks.push(this.children[i]!.slice(from - start, to - start));
    }
    return blocks.length === 1 ? blocks[0]! : ([] as T[]).concat(...blocks);
  }

  verifyShape(isEdge: boolean): number {
    const { children, seps, ends } = this;
    invariant(ends.length === children.length, "a branch counts other children than it has");
    invariant(seps.length === children.length - 1, "a branch has too many or too few separators");
    const heights = children.map((child, i) => {
      const isLast = isEdge && i === children.length - 1;
      invariant(child.width >= (isLast ? 1 : child.maxWidth / 4), "a node is too narrow");
      invariant(child.width <= child.maxWidth, "a node is too wide");
      invariant(child.size === ends[i]! - this.start(i), "a branch miscounts the rows of a child");
      invariant(
        i === 0 || child.first() === seps[i - 1],
        "a separator is not its child's first row",
      );
      return child.verifyShape(isLast);
    });
    invariant(new Set(heights).size === 1, "leaves are at unequal depths");
    return heights[0]! + 1;
  }

  /** Rank of the first row of child `i`. */
  private start(i: number): number {
    return i === 0 ? 0 : this.ends[i - 1]!;
  }

  /** The branch with `child`, which is `by` rows larger than the child `i` before it. */
  private withChild(i: number, child: SortedRows<T>, by: number, owner: Owner): Branch<T> {
    const branch =
      this.owner === owner
        ? this
        : new Branch(this.children.slice(), this.seps, this.ends.slice(), owner);
    branch.children[i] = child;
    const ends = branch.ends;
    if (by !== 0) for (let j = i; j < ends.length; j++) ends[j]! += by;
    return branch;
  }

  private splitChild(i: number, index: number, owner: Owner): void {
    const [left, right] = this.children[i]!.split(index, owner);
    this.children.splice(i, 1, left!, right!);
    this.ends.splice(i, 0, this.start(i) + left!.size);
    this.seps = this.seps.toSpliced(i, 0, right!.first());
  }

  private removeChild(i: number): void {
    this.children.splice(i, 1);
    this.ends.splice(i, 1);
    this.seps = this.seps.toSpliced(Math.max(0, i - 1), 1);
  }

  private renewSeparator(i: number): void {
    if (i === 0) return;
    const first = this.children[i]!.first();
    if (this.seps[i - 1] !== first) this.seps = this.seps.with(i - 1, first);
  }

  /** Joins child `i` with a neighbour, or shares the neighbour's items with it. */
  private widenChild(i: number, owner: Owner): void {
    if (this.children.length === 1) return;
    const left = i === 0 ? 0 : i - 1;
    const joined = this.children[left]!.join(this.children[left + 1]!, owner);
    this.children.splice(left, 2, joined);
    this.ends.splice(left, 1);
    this.seps = this.seps.toSpliced(left, 1);
    if (joined.width > joined.maxWidth) this.splitChild(left, joined.width >>> 1, owner);
  }
}

const EMPTY = new Leaf<object>([]);

function branchOf<T extends object>(children: SortedRows<T>[], owner: Owner): Branch<T> {
  const seps = children.slice(1).map((child) => child.first());
  const ends = children.map((child) => child.size);
  for (let i = 1; i < ends.length; i++) ends[i]! += ends[i - 1]!;
  return new Branch(children, seps, ends, owner);
}

/**
 * Where to split a node that became too wide by `row`. Rows tend to arrive in runs: a run at the
 * end of the tree leaves full nodes behind, any other run at an end of a node three quarters.
 */
function splitIndex<T extends object>(node: SortedRows<T>, row: T, isEdge: boolean): number {
  if (node.last() === row) return isEdge ? node.maxWidth : (node.maxWidth * 3) / 4;
  return node.first() === row ? node.maxWidth / 4 : node.width >>> 1;
}
