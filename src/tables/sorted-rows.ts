import { invariant } from "../invariant.ts";
import type { Owner } from "./owner.ts";

/** Rows in a leaf. */
const LEAF_WIDTH = 64;
/** Children of a branch. */
const BRANCH_WIDTH = 32;
/** A batch this fraction of the tree (or more) is merged in one pass. */
const MERGE_FACTOR = 4;

/** The total order of a tree's rows; handed to each call, so that small trees need not hold it. */
export interface RowOrder<T> {
  /** Negative when `a` comes first, positive when `b` does, 0 only for rows with the same key. */
  compareRows(a: T, b: T): number;
}

/**
 * Where a row stands to a target: negative before it, 0 within it, positive after it. Must not
 * decrease along the tree's order.
 */
export type Probe<T> = (row: T) => number;

/** What a walk does with a row; `true` stops the walk. */
// biome-ignore lint/suspicious/noConfusingVoidType: a visit that never stops returns nothing
export type VisitRow<T> = (row: T) => boolean | void;

/**
 * Persistent rows in an order: a counted B+ tree, so that rows are also reached by rank. A tree of
 * few rows is a single leaf and nothing else. Edits return the edited tree and leave this one as it
 * is, except that nodes made by the same `owner` are changed in place: after an edit, use only its
 * result. Rows are shared, never copied.
 *
 * Every node but those on the right edge is at least a quarter full, and the right edge holds at
 * least one row: appended rows leave full nodes behind.
 */
export abstract class SortedRows<T extends object> {
  /** Number of rows. Cost: O(1). */
  abstract readonly size: number;

  /** The tree without rows. Cost: O(1). */
  static empty<T extends object>(): SortedRows<T> {
    return EMPTY as Leaf<T>;
  }

  /** The tree of `rows`, which are in order already and stay the caller's. Cost: O(n). */
  static fromSorted<T extends object>(rows: readonly T[], owner: Owner): SortedRows<T> {
    let level: Node<T>[] = [];
    for (let i = 0; i < rows.length; i += LEAF_WIDTH) {
      level.push(new Leaf(rows.slice(i, i + LEAF_WIDTH), owner));
    }
    while (level.length > 1) {
      const parents: Node<T>[] = [];
      for (let i = 0; i < level.length; i += BRANCH_WIDTH) {
        parents.push(branchOf(level.slice(i, i + BRANCH_WIDTH), owner));
      }
      level = parents;
    }
    return level[0] ?? SortedRows.empty();
  }

  /** The tree with `row`, whose key it does not hold yet. Cost: O(log n). */
  abstract insert(row: T, order: RowOrder<T>, owner: Owner): SortedRows<T>;

  /**
   * The tree without the row that has `row`'s key, which it holds; the empty tree (`size` 0) when
   * that was the last one. Cost: O(log n).
   */
  abstract remove(row: T, order: RowOrder<T>, owner: Owner): SortedRows<T>;

  /** The tree with `row` instead of `old`, which it holds and which has the same key. Cost: O(log n). */
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
   * The tree with all of `rows`, which are in order, and whose keys it does not hold yet.
   * Cost: O(k log n), or O(n + k) when that is less.
   */
  insertMany(rows: readonly T[], order: RowOrder<T>, owner: Owner): SortedRows<T> {
    if (rows.length * MERGE_FACTOR < this.size) {
      let tree: SortedRows<T> = this;
      for (const row of rows) tree = tree.insert(row, order, owner);
      return tree;
    }
    const own: T[] = [];
    this.appendTo(0, this.size, own);
    return SortedRows.fromSorted(merged(own, rows, order), owner);
  }

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
    if (this instanceof Branch) this.verifyShape(true, true);
  }
}

/** What trees ask of their nodes. `isEdge`: the node is on the right edge of the tree. */
interface Inner<T extends object> {
  /** Rows or children. */
  readonly width: number;
  readonly maxWidth: number;
  first(): T;
  last(): T;
  /** As `insert`, but the result may be one item too wide. */
  add(row: T, order: RowOrder<T>, owner: Owner, isEdge: boolean): Node<T>;
  /** As `remove`, but the result may be too narrow, even empty. */
  drop(row: T, order: RowOrder<T>, owner: Owner, isEdge: boolean): Node<T>;
  swap(row: T, order: RowOrder<T>, owner: Owner): Node<T>;
  /** The items before `index`, and those from it on. */
  split(index: number, owner: Owner): [Node<T>, Node<T>];
}

type Node<T extends object> = Leaf<T> | Branch<T>;

class Leaf<T extends object> extends SortedRows<T> implements Inner<T> {
  readonly rows: T[];
  readonly owner: Owner | undefined;

  constructor(rows: T[], owner: Owner | undefined) {
    super();
    this.rows = rows;
    this.owner = owner;
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

  insert(row: T, order: RowOrder<T>, owner: Owner): SortedRows<T> {
    const leaf = this.add(row, order, owner);
    return leaf.width > LEAF_WIDTH ? grown(leaf, row, owner) : leaf;
  }

  remove(row: T, order: RowOrder<T>, owner: Owner): SortedRows<T> {
    return this.rows.length === 1 ? SortedRows.empty() : this.drop(row, order, owner);
  }

  replace(_old: T, row: T, order: RowOrder<T>, owner: Owner): SortedRows<T> {
    return this.swap(row, order, owner);
  }

  add(row: T, order: RowOrder<T>, owner: Owner): Leaf<T> {
    const index = countBefore(this.rows, row, order);
    const leaf = this.editable(owner);
    if (index === leaf.rows.length) leaf.rows.push(row);
    else leaf.rows.splice(index, 0, row);
    return leaf;
  }

  drop(row: T, order: RowOrder<T>, owner: Owner): Leaf<T> {
    const leaf = this.editable(owner);
    leaf.rows.splice(countBefore(this.rows, row, order), 1);
    return leaf;
  }

  swap(row: T, order: RowOrder<T>, owner: Owner): Leaf<T> {
    const leaf = this.editable(owner);
    leaf.rows[countBefore(this.rows, row, order)] = row;
    return leaf;
  }

  split(index: number, owner: Owner): [Leaf<T>, Leaf<T>] {
    return [new Leaf(this.rows.slice(0, index), owner), new Leaf(this.rows.slice(index), owner)];
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

  private editable(owner: Owner): Leaf<T> {
    return this.owner === owner ? this : new Leaf(this.rows.slice(), owner);
  }
}

class Branch<T extends object> extends SortedRows<T> implements Inner<T> {
  readonly children: Node<T>[];
  /**
   * The first row of every child but the first: always rows of this tree, so that a tree keeps no
   * deleted row alive. Never changed in place, since few edits touch it: versions share it.
   */
  private seps: readonly T[];
  /** Number of rows up to the end of each child: a rank is found without touching the children. */
  private readonly ends: number[];
  private readonly owner: Owner;

  constructor(children: Node<T>[], seps: readonly T[], ends: number[], owner: Owner) {
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

  insert(row: T, order: RowOrder<T>, owner: Owner): SortedRows<T> {
    const root = this.add(row, order, owner, true);
    return root.width > BRANCH_WIDTH ? grown(root, row, owner) : root;
  }

  remove(row: T, order: RowOrder<T>, owner: Owner): SortedRows<T> {
    let root: Node<T> = this.drop(row, order, owner, true);
    while (root instanceof Branch && root.width === 1) root = root.children[0]!;
    return root;
  }

  replace(_old: T, row: T, order: RowOrder<T>, owner: Owner): SortedRows<T> {
    return this.swap(row, order, owner);
  }

  add(row: T, order: RowOrder<T>, owner: Owner, isEdge: boolean): Branch<T> {
    const i = this.childOf(row, order);
    const isLast = isEdge && i === this.children.length - 1;
    const child = this.children[i]!.add(row, order, owner, isLast);
    const branch = this.editable(owner);
    branch.children[i] = child;
    const ends = branch.ends;
    for (let j = i; j < ends.length; j++) ends[j]!++;
    if (child.width > child.maxWidth) branch.splitChild(i, splitIndex(child, row, isLast), owner);
    return branch;
  }

  drop(row: T, order: RowOrder<T>, owner: Owner, isEdge: boolean): Branch<T> {
    const i = this.childOf(row, order);
    const isLast = isEdge && i === this.children.length - 1;
    const child = this.children[i]!.drop(row, order, owner, isLast);
    const branch = this.editable(owner);
    branch.children[i] = child;
    const ends = branch.ends;
    for (let j = i; j < ends.length; j++) ends[j]!--;
    if (child.width === 0) branch.removeChild(i);
    else {
      branch.renewSeparator(i);
      if (!isLast && child.width < child.maxWidth / 4) branch.widenChild(i, owner);
    }
    return branch;
  }

  swap(row: T, order: RowOrder<T>, owner: Owner): Branch<T> {
    const i = this.childOf(row, order);
    const child = this.children[i]!.swap(row, order, owner);
    const branch = this.editable(owner);
    branch.children[i] = child;
    branch.renewSeparator(i);
    return branch;
  }

  split(index: number, owner: Owner): [Branch<T>, Branch<T>] {
    return [
      branchOf(this.children.slice(0, index), owner),
      branchOf(this.children.slice(index), owner),
    ];
  }

  at(index: number): T | undefined {
    if (!(index >= 0 && index < this.size)) return undefined;
    const i = this.childAt(index);
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
    const end = Math.min(to, this.size);
    if (!(Math.max(0, from) < end)) return false;
    for (let i = this.childAt(from); i < this.children.length; i++) {
      const start = this.start(i);
      if (start >= end) return false;
      if (this.children[i]!.forEach(from - start, end - start, visit)) return true;
    }
    return false;
  }

  forEachReverse(from: number, to: number, visit: VisitRow<T>): boolean {
    const end = Math.min(to, this.size);
    if (!(Math.max(0, from) < end)) return false;
    for (let i = this.childAt(end - 1); i >= 0 && this.ends[i]! > from; i--) {
      const start = this.start(i);
      if (this.children[i]!.forEachReverse(from - start, end - start, visit)) return true;
    }
    return false;
  }

  appendTo(from: number, to: number, out: T[]): void {
    const end = Math.min(to, this.size);
    if (!(Math.max(0, from) < end)) return;
    for (let i = this.childAt(from); i < this.children.length; i++) {
      const start = this.start(i);
      if (start >= end) return;
      this.children[i]!.appendTo(from - start, end - start, out);
    }
  }

  /** Height of the branch: 1 above leaves. */
  verifyShape(isEdge: boolean, isRoot: boolean): number {
    const { children, seps, ends } = this;
    invariant(ends.length === children.length, "a branch counts other children than it has");
    invariant(seps.length === children.length - 1, "a branch has too many or too few separators");
    invariant(!isRoot || children.length > 1, "the root has a single child");
    const heights = children.map((child, i) => {
      const isLast = isEdge && i === children.length - 1;
      const least = isLast ? 1 : child.maxWidth / 4;
      invariant(child.width >= least, `a node of width ${child.width} is too narrow`);
      invariant(child.width <= child.maxWidth, `a node of width ${child.width} is too wide`);
      invariant(child.size === ends[i]! - this.start(i), "a branch miscounts the rows of a child");
      invariant(
        i === 0 || child.first() === seps[i - 1],
        "a separator is not its child's first row",
      );
      return child instanceof Branch ? child.verifyShape(isLast, false) : 0;
    });
    invariant(new Set(heights).size === 1, "leaves are at unequal depths");
    return heights[0]! + 1;
  }

  /** Rank of the first row of child `i`. */
  private start(i: number): number {
    return i === 0 ? 0 : this.ends[i - 1]!;
  }

  /** The child that holds the row of rank `index`. */
  private childAt(index: number): number {
    let low = 0;
    let high = this.ends.length - 1;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.ends[middle]! <= index) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** The child that holds `row`, or would. */
  private childOf(row: T, order: RowOrder<T>): number {
    const seps = this.seps;
    let low = 0;
    let high = seps.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (order.compareRows(seps[middle]!, row) <= 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  private editable(owner: Owner): Branch<T> {
    if (this.owner === owner) return this;
    return new Branch(this.children.slice(), this.seps, this.ends.slice(), owner);
  }

  private splitChild(i: number, index: number, owner: Owner): void {
    const [left, right] = this.children[i]!.split(index, owner);
    this.children.splice(i, 1, left, right);
    this.ends.splice(i, 0, this.start(i) + left.size);
    this.seps = this.seps.toSpliced(i, 0, right.first());
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
    const joined = join(this.children[left]!, this.children[left + 1]!, owner);
    this.children.splice(left, 2, joined);
    this.ends.splice(left, 1);
    this.seps = this.seps.toSpliced(left, 1);
    if (joined.width > joined.maxWidth) this.splitChild(left, joined.width >>> 1, owner);
  }
}

const EMPTY: Leaf<object> = new Leaf<object>([], undefined);

function branchOf<T extends object>(children: Node<T>[], owner: Owner): Branch<T> {
  let size = 0;
  const ends = children.map((child) => (size += child.size));
  const seps = children.slice(1).map((child) => child.first());
  return new Branch(children, seps, ends, owner);
}

/** The root above `root`, which became too wide by `row`. */
function grown<T extends object>(root: Node<T>, row: T, owner: Owner): Branch<T> {
  return branchOf<T>(root.split(splitIndex(root, row, true), owner), owner);
}

/**
 * Where to split a node that became too wide by `row`. Rows tend to arrive in runs: a run at the
 * end of the tree leaves full nodes behind, any other run at an end of a node three quarters.
 */
function splitIndex<T extends object>(node: Node<T>, row: T, isEdge: boolean): number {
  if (node.last() === row) return isEdge ? node.maxWidth : (node.maxWidth * 3) / 4;
  return node.first() === row ? node.maxWidth / 4 : node.width >>> 1;
}

function join<T extends object>(left: Node<T>, right: Node<T>, owner: Owner): Node<T> {
  return left instanceof Branch
    ? branchOf([...left.children, ...(right as Branch<T>).children], owner)
    : new Leaf([...left.rows, ...(right as Leaf<T>).rows], owner);
}

/** Number of `rows` that come before `row`. */
function countBefore<T>(rows: readonly T[], row: T, order: RowOrder<T>): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (order.compareRows(rows[middle]!, row) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

function countBelow<T>(rows: readonly T[], probe: Probe<T>): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (probe(rows[middle]!) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

function countUpTo<T>(rows: readonly T[], probe: Probe<T>): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (probe(rows[middle]!) <= 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

function merged<T>(a: readonly T[], b: readonly T[], order: RowOrder<T>): T[] {
  const out: T[] = [];
  let i = 0;
  for (const row of b) {
    while (i < a.length && order.compareRows(a[i]!, row) < 0) out.push(a[i++]!);
    out.push(row);
  }
  while (i < a.length) out.push(a[i++]!);
  return out;
}
