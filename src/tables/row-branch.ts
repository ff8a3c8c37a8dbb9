import { invariant } from "../invariant.ts";
import type { Value } from "../value.ts";
import { blankList } from "./blank-list.ts";
import { codesOf, NO_CODES } from "./coded-rows.ts";
import type { Owner } from "./owner.ts";
import { countBelow, countThrough, countUpTo, indexOfRank } from "./row-search.ts";
import { type ColumnCopy, type Edit, RowTree, type Sought, splitIndex } from "./row-tree.ts";
import type { Probe, RowOrder, VisitRow } from "./sorted-rows.ts";

/** Children of a branch. With 64, two levels of branches last to 250k rows; with 32, to 60k. */
export const BRANCH_WIDTH = 64;

/** Rows of branches up to this height are copied once, in 4,096 blocks at the most: as many arguments of a call. */
const MOST_FLAT = 2;

/** An inner node of {@link SortedRows}; changed in place by its owner, copied by all others. */
export class RowBranch<T extends object> extends RowTree<T> {
  /** Kept here too, as that of a leaf is. */
  size: number;
  readonly children: RowTree<T>[];
  /**
   * The first row of every child but the first: rows of this tree, so that no tree keeps a deleted
   * row alive. Never changed in place: few edits touch it, and so versions can share it.
   */
  private seps: readonly T[];
  /** Codes of the separators. */
  private sepCodes: readonly number[];
  /** Number of rows up to the end of each child: ranks are found without touching the children. */
  private readonly ends: number[];
  private readonly owner: Owner;

  constructor(
    children: RowTree<T>[],
    seps: { readonly rows: readonly T[]; readonly codes: readonly number[] },
    ends: number[],
    owner: Owner,
  ) {
    super();
    this.size = ends[ends.length - 1]!;
    this.children = children;
    this.seps = seps.rows;
    this.sepCodes = seps.codes;
    this.ends = ends;
    this.owner = owner;
  }

  get width(): number {
    return this.children.length;
  }

  get maxWidth(): number {
    return BRANCH_WIDTH;
  }

  get height(): number {
    return this.children[0]!.height + 1;
  }

  items(): readonly RowTree<T>[] {
    return this.children;
  }

  first(): T {
    return this.children[0]!.first();
  }

  last(): T {
    return this.children[this.children.length - 1]!.last();
  }

  firstCode(): number {
    return this.children[0]!.firstCode();
  }

  insert(row: T, order: RowOrder<T>, owner: Owner): RowTree<T> {
    const root = this.add({ row, code: order.codeOf(row), order, owner }, true);
    return root.width > BRANCH_WIDTH ? growRoot(root, row, owner) : root;
  }

  remove(row: T, order: RowOrder<T>, owner: Owner): RowTree<T> {
    let root: RowTree<T> = this.drop({ row, code: order.codeOf(row), order, owner }, true);
    while (root instanceof RowBranch && root.width === 1) root = root.children[0]!;
    return root;
  }

  add(edit: Edit<T>, isEdge: boolean): RowBranch<T> {
    const { row, owner } = edit;
    const i = countThrough(this.seps, this.sepCodes, edit);
    const isLast = isEdge && i === this.children.length - 1;
    const child = this.children[i]!.add(edit, isLast);
    const branch = this.withChild(i, child, 1, owner);
    if (child.width > child.maxWidth) branch.splitChild(i, splitIndex(child, row, isLast), owner);
    return branch;
  }

  drop(edit: Edit<T>, isEdge: boolean): RowBranch<T> {
    const { owner } = edit;
    const i = countThrough(this.seps, this.sepCodes, edit);
    const isLast = isEdge && i === this.children.length - 1;
    const child = this.children[i]!.drop(edit, isLast);
    const branch = this.withChild(i, child, -1, owner);
    if (child.width === 0) branch.removeChild(i);
    else {
      branch.renewSeparator(i);
      if (!isLast && child.width < child.maxWidth / 4) branch.widenChild(i, owner);
    }
    return branch;
  }

  rank(sought: Sought<T>): number {
    const i = countThrough(this.seps, this.sepCodes, sought);
    return this.start(i) + this.children[i]!.rank(sought);
  }

  swap(edit: Edit<T>): RowBranch<T> {
    const i = countThrough(this.seps, this.sepCodes, edit);
    const branch = this.withChild(i, this.children[i]!.swap(edit), 0, edit.owner);
    branch.renewSeparator(i);
    return branch;
  }

  split(index: number, owner: Owner): RowBranch<T>[] {
    const { children } = this;
    return [branchOf(children.slice(0, index), owner), branchOf(children.slice(index), owner)];
  }

  join(right: RowBranch<T>, owner: Owner): RowBranch<T> {
    return branchOf(this.children.concat(right.children), owner);
  }

  at(index: number): T | undefined {
    if (!(index >= 0 && index < this.size)) return undefined;
    const i = indexOfRank(this.ends, index);
    return this.children[i]!.at(index - this.start(i));
  }

  lowerBound(probe: Probe<T>): number {
    const i = countBelow(this.seps, this.sepCodes, probe);
    return this.start(i) + this.children[i]!.lowerBound(probe);
  }

  upperBound(probe: Probe<T>): number {
    const i = countUpTo(this.seps, this.sepCodes, probe);
    return this.start(i) + this.children[i]!.upperBound(probe);
  }

  find(probe: Probe<T>): T | undefined {
    const i = countBelow(this.seps, this.sepCodes, probe);
    const row = this.children[i]!.find(probe);
    if (row !== undefined) return row;
    // The target may begin exactly with the next child.
    const next = this.seps[i];
    return next !== undefined && probe.place(next) === 0 ? next : undefined;
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

  appendCodeKeys(from: number, to: number, keys: Value[]): boolean {
    for (let i = indexOfRank(this.ends, from); i < this.children.length; i++) {
      const start = this.start(i);
      if (start >= to) break;
      if (!this.children[i]!.appendCodeKeys(from - start, to - start, keys)) return false;
    }
    return true;
  }

  slice(from: number, to: number): readonly T[] {
    return this.toArray(from, to);
  }

  toArray(from: number, to: number): T[] {
    const i = this.onlyChild(from, to);
    if (i >= 0) return this.children[i]!.toArray(from - this.start(i), to - this.start(i));
    const blocks: (readonly T[])[] = [];
    this.addBlocks(from, to, blocks);
    return ([] as T[]).concat(...blocks);
  }

  addBlocks(from: number, to: number, blocks: (readonly T[])[]): void {
    const isLow = this.height <= MOST_FLAT;
    for (let i = indexOfRank(this.ends, from); i < this.children.length; i++) {
      const start = this.start(i);
      if (start >= to) return;
      const child = this.children[i]!;
      if (isLow) child.addBlocks(from - start, to - start, blocks);
      else blocks.push(child.toArray(from - start, to - start));
    }
  }

  codes(from: number, to: number): readonly number[] {
    const i = this.onlyChild(from, to);
    if (i >= 0) return this.children[i]!.codes(from - this.start(i), to - this.start(i));
    const blocks: (readonly number[])[] = [];
    for (let i = indexOfRank(this.ends, from); i < this.children.length; i++) {
      const start = this.start(i);
      if (start >= to) break;
      blocks.push(this.children[i]!.codes(from - start, to - start));
    }
    return NO_CODES.concat(...blocks);
  }

  values<K extends keyof T>(column: K, from: number, to: number): T[K][] {
    const i = this.onlyChild(from, to);
    if (i >= 0) return this.children[i]!.values(column, from - this.start(i), to - this.start(i));
    const length = Math.min(to, this.size) - Math.max(0, from);
    const list = blankList<T[K]>(Math.max(0, length));
    this.copyColumn(from, to, { column, list, written: 0 });
    return list;
  }

  copyColumn(from: number, to: number, copy: ColumnCopy<T>): void {
    for (let i = indexOfRank(this.ends, from); i < this.children.length; i++) {
      const start = this.start(i);
      if (start >= to) return;
      this.children[i]!.copyColumn(from - start, to - start, copy);
    }
  }

  verifyShape(isEdge: boolean, order: RowOrder<T>): number {
    const { children, seps, sepCodes, ends } = this;
    invariant(ends.length === children.length, "a branch counts other children than it has");
    invariant(seps.length === children.length - 1, "a branch has too many or too few separators");
    const isCoded = seps.every((sep, i) => order.codeOf(sep) === sepCodes[i]);
    invariant(isCoded && sepCodes.length === seps.length, "a separator has a wrong code");
    const heights = children.map((child, i) => {
      const isLast = isEdge && i === children.length - 1;
      invariant(child.width >= (isLast ? 1 : child.maxWidth / 4), "a node is too narrow");
      invariant(child.width <= child.maxWidth, "a node is too wide");
      invariant(child.size === ends[i]! - this.start(i), "a branch miscounts the rows of a child");
      invariant(
        i === 0 || child.first() === seps[i - 1],
        "a separator is not its child's first row",
      );
      return child.verifyShape(isLast, order);
    });
    invariant(new Set(heights).size === 1, "leaves are at unequal depths");
    return heights[0]! + 1;
  }

  /** Place of the child that has all rows of some ranks; -1 where there is none. */
  private onlyChild(from: number, to: number): number {
    const i = indexOfRank(this.ends, from);
    return to > this.ends[i]! ? -1 : i;
  }

  /** Rank of the first row of child `i`. */
  private start(i: number): number {
    return i === 0 ? 0 : this.ends[i - 1]!;
  }

  /** The branch with `child`, which is `by` rows larger than the child `i` before it. */
  private withChild(i: number, child: RowTree<T>, by: number, owner: Owner): RowBranch<T> {
    const branch = this.owner === owner ? this : this.copy(owner);
    branch.children[i] = child;
    const ends = branch.ends;
    branch.size += by;
    if (by !== 0) for (let j = i; j < ends.length; j++) ends[j]! += by;
    return branch;
  }

  private copy(owner: Owner): RowBranch<T> {
    const seps = { rows: this.seps, codes: this.sepCodes };
    return new RowBranch(this.children.slice(), seps, this.ends.slice(), owner);
  }

  private splitChild(i: number, index: number, owner: Owner): void {
    const [left, right] = this.children[i]!.split(index, owner);
    this.children.splice(i, 1, left!, right!);
    this.ends.splice(i, 0, this.start(i) + left!.size);
    this.seps = this.seps.toSpliced(i, 0, right!.first());
    this.sepCodes = this.sepCodes.toSpliced(i, 0, right!.firstCode());
  }

  private removeChild(i: number): void {
    this.children.splice(i, 1);
    this.ends.splice(i, 1);
    this.removeSeparator(Math.max(0, i - 1));
  }

  private removeSeparator(i: number): void {
    this.seps = this.seps.toSpliced(i, 1);
    this.sepCodes = this.sepCodes.toSpliced(i, 1);
  }

  private renewSeparator(i: number): void {
    if (i === 0) return;
    const child = this.children[i]!;
    const first = child.first();
    if (this.seps[i - 1] === first) return;
    this.seps = this.seps.with(i - 1, first);
    this.sepCodes = this.sepCodes.with(i - 1, child.firstCode());
  }

  /**
   * Joins child `i` with a neighbour, or shares the neighbour's items with it. It has one: only the
   * right edge has branches of a single child, which is of the edge itself and may be narrow.
   */
  private widenChild(i: number, owner: Owner): void {
    const left = i === 0 ? 0 : i - 1;
    const joined = this.children[left]!.join(this.children[left + 1]!, owner);
    this.children.splice(left, 2, joined);
    this.ends.splice(left, 1);
    this.removeSeparator(left);
    if (joined.width > joined.maxWidth) this.splitChild(left, joined.width >>> 1, owner);
  }
}

/** The root above `root`, which became too wide by `row`. Cost: O(width). */
export function growRoot<T extends object>(root: RowTree<T>, row: T, owner: Owner): RowBranch<T> {
  return branchOf(root.split(splitIndex(root, row, true), owner), owner);
}

/** The branch above `children`. Cost: O(width). */
export function branchOf<T extends object>(children: RowTree<T>[], owner: Owner): RowBranch<T> {
  const others = children.slice(1);
  const rows = others.map((child) => child.first());
  const codes = codesOf(others, (child) => child.firstCode());
  const ends = children.map((child) => child.size);
  for (let i = 1; i < ends.length; i++) ends[i]! += ends[i - 1]!;
  return new RowBranch(children, { rows, codes }, ends, owner);
}
