import { invariant } from "../invariant.ts";
import type { Value } from "../value.ts";
import { NO_CODES } from "./coded-rows.ts";
import { KEY_LIMIT } from "./map-key.ts";
import type { Owner } from "./owner.ts";
import { growRoot } from "./row-branch.ts";
import { countBefore, countBelow, countUpTo } from "./row-search.ts";
import { type ColumnCopy, type Edit, RowTree, type Sought } from "./row-tree.ts";
import type { Probe, RowOrder, VisitRow } from "./sorted-rows.ts";

/**
 * Rows in a leaf below a branch. What a commit costs is mostly the memory that it copies: against
 * 64, 128 takes a twentieth less memory, and a third longer to insert one row among 100k.
 */
export const LEAF_WIDTH = 64;

/**
 * Rows in a tree that is one leaf: twice as many, so that a posting of usual size is one array, which
 * `slice` hands out as it is. One row more, and it makes two leaves that are not too wide.
 */
export const SINGLE_LEAF_WIDTH: number = 2 * LEAF_WIDTH - 1;

/** A column is read of all rows of a leaf, and remembered, where it is asked of at least such a part. */
const REMEMBERED_PART = 4;

interface LeafColumn<T> {
  readonly column: keyof T;
  readonly values: readonly T[keyof T][];
}

/** What rows have in a column, written over them: a list that grows takes twice as long. */
export function valuesOver<T, K extends keyof T>(rows: T[], column: K): T[K][] {
  const values = rows as unknown[] as T[K][];
  for (let i = 0; i < rows.length; i++) values[i] = rows[i]![column];
  return values;
}

/**
 * Leaves are never changed in place, whoever made them: an array of the exact length is as quick to
 * make as a longer one is to open, and most trees are single small leaves that must not carry slack
 * or an owner.
 */
export class RowLeaf<T extends object> extends RowTree<T> {
  /** Kept here too: who counts postings reads no arrays. */
  readonly size: number;
  readonly rows: readonly T[];
  private readonly rowCodes: readonly number[];
  /** What all rows have in the column that was read last. */
  private remembered: LeafColumn<T> | undefined;

  constructor(rows: readonly T[], codes: readonly number[]) {
    super();
    this.size = rows.length;
    this.rows = rows;
    this.rowCodes = codes;
    this.remembered = undefined;
  }

  get width(): number {
    return this.size;
  }

  get maxWidth(): number {
    return LEAF_WIDTH;
  }

  get height(): number {
    return 0;
  }

  items(): readonly T[] {
    return this.rows;
  }

  first(): T {
    return this.rows[0]!;
  }

  last(): T {
    return this.rows[this.rows.length - 1]!;
  }

  firstCode(): number {
    return this.rowCodes[0]!;
  }

  insert(row: T, order: RowOrder<T>, owner: Owner): RowTree<T> {
    const leaf = this.add({ row, code: order.codeOf(row), order, owner });
    return leaf.width > SINGLE_LEAF_WIDTH ? growRoot(leaf, row, owner) : leaf;
  }

  remove(row: T, order: RowOrder<T>, owner: Owner): RowLeaf<T> {
    return this.drop({ row, code: order.codeOf(row), order, owner });
  }

  add(edit: Edit<T>): RowLeaf<T> {
    const index = countBefore(this.rows, this.rowCodes, edit);
    const rows = this.rows.toSpliced(index, 0, edit.row);
    return new RowLeaf(rows, this.rowCodes.toSpliced(index, 0, edit.code));
  }

  drop(edit: Edit<T>): RowLeaf<T> {
    const index = this.indexOf(edit);
    // The last code, taken out, would leave an array of another kind.
    const codes = this.rowCodes.length === 1 ? NO_CODES : this.rowCodes.toSpliced(index, 1);
    return new RowLeaf(this.rows.toSpliced(index, 1), codes);
  }

  rank(sought: Sought<T>): number {
    return countBefore(this.rows, this.rowCodes, sought);
  }

  swap(edit: Edit<T>): RowLeaf<T> {
    return new RowLeaf(this.rows.with(this.indexOf(edit), edit.row), this.rowCodes);
  }

  split(index: number): RowLeaf<T>[] {
    const { rows, rowCodes: codes } = this;
    return [
      new RowLeaf(rows.slice(0, index), codes.slice(0, index)),
      new RowLeaf(rows.slice(index), codes.slice(index)),
    ];
  }

  join(right: RowLeaf<T>): RowLeaf<T> {
    return new RowLeaf(this.rows.concat(right.rows), this.rowCodes.concat(right.rowCodes));
  }

  at(index: number): T | undefined {
    return this.rows[index];
  }

  lowerBound(probe: Probe<T>): number {
    return countBelow(this.rows, this.rowCodes, probe);
  }

  upperBound(probe: Probe<T>): number {
    return countUpTo(this.rows, this.rowCodes, probe);
  }

  find(probe: Probe<T>): T | undefined {
    const row = this.rows[countBelow(this.rows, this.rowCodes, probe)];
    return row !== undefined && probe.place(row) === 0 ? row : undefined;
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

  appendCodeKeys(from: number, to: number, keys: Value[]): boolean {
    const end = Math.min(to, this.rowCodes.length);
    for (let i = Math.max(0, from); i < end; i++) {
      const code = this.rowCodes[i]!;
      if (!(code >= 0 && code < KEY_LIMIT)) return false;
      keys.push(code | 0);
    }
    return true;
  }

  slice(from: number, to: number): readonly T[] {
    return from <= 0 && to >= this.rows.length ? this.rows : this.toArray(from, to);
  }

  addBlocks(from: number, to: number, blocks: (readonly T[])[]): void {
    blocks.push(this.slice(from, to));
  }

  toArray(from: number, to: number): T[] {
    return this.rows.slice(Math.max(0, from), Math.max(0, to));
  }

  codes(from: number, to: number): readonly number[] {
    const { rowCodes } = this;
    const isAll = from <= 0 && to >= rowCodes.length;
    return isAll ? rowCodes : rowCodes.slice(Math.max(0, from), Math.max(0, to));
  }

  values<K extends keyof T>(column: K, from: number, to: number): T[K][] {
    const first = Math.max(0, from);
    const end = Math.min(to, this.size);
    const known = this.valuesOf(column, end - first);
    if (known !== undefined) return known.slice(first, end) as T[K][];
    return valuesOver(this.rows.slice(first, end), column);
  }

  copyColumn(from: number, to: number, copy: ColumnCopy<T>): void {
    const first = Math.max(0, from);
    const end = Math.min(to, this.size);
    const { column, list } = copy;
    const known = this.valuesOf(column, end - first);
    let at = copy.written;
    if (known !== undefined) for (let i = first; i < end; i++) list[at++] = known[i]!;
    else for (let i = first; i < end; i++) list[at++] = this.rows[i]![column];
    copy.written = at;
  }

  verifyShape(_isEdge: boolean, order: RowOrder<T>): number {
    const isCoded = this.rows.every((row, i) => order.codeOf(row) === this.rowCodes[i]);
    invariant(isCoded && this.rowCodes.length === this.rows.length, "a leaf has a wrong code");
    return 0;
  }

  /** A column of all rows; undefined where it is not remembered, and too few of them are asked for. */
  private valuesOf(column: keyof T, asked: number): readonly T[keyof T][] | undefined {
    if (this.remembered?.column !== column) {
      if (asked * REMEMBERED_PART < this.size) return undefined;
      this.remembered = { column, values: valuesOver(this.rows.slice(), column) };
    }
    return this.remembered.values;
  }

  private indexOf(edit: Edit<T>): number {
    const index = countBefore(this.rows, this.rowCodes, edit);
    const found = this.rows[index];
    const isFound = found !== undefined && edit.order.compareRows(found, edit.row) === 0;
    invariant(isFound, "no row has that key");
    return index;
  }
}
