import { invariant } from "../invariant.ts";
import type { Owner } from "./owner.ts";
import { growRoot } from "./row-branch.ts";
import { countBefore, countBelow, countUpTo } from "./row-search.ts";
import { RowTree } from "./row-tree.ts";
import type { Probe, RowOrder, VisitRow } from "./sorted-rows.ts";

/**
 * Rows in a leaf. One-entry commits hardly tell 64 from 256, for the search costs more than the
 * copy. Against 64, 128 takes a tenth less memory, finds faster at 100k rows, and holds a posting of
 * usual size in one leaf, whose array `slice` hands out as it is; 256 adds little to that.
 */
export const LEAF_WIDTH = 128;

/**
 * Leaves are never changed in place, whoever made them: an array of the exact length is as quick to
 * make as a longer one is to open, and most trees are single small leaves that must not carry slack
 * or an owner.
 */
export class RowLeaf<T extends object> extends RowTree<T> {
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

  insert(row: T, order: RowOrder<T>, owner: Owner): RowTree<T> {
    const leaf = this.add(row, order);
    return leaf.width > LEAF_WIDTH ? growRoot(leaf, row, owner) : leaf;
  }

  remove(row: T, order: RowOrder<T>): RowLeaf<T> {
    return this.drop(row, order);
  }

  add(row: T, order: RowOrder<T>): RowLeaf<T> {
    return new RowLeaf(this.rows.toSpliced(countBefore(this.rows, row, order), 0, row));
  }

  drop(row: T, order: RowOrder<T>): RowLeaf<T> {
    return new RowLeaf(this.rows.toSpliced(this.indexOf(row, order), 1));
  }

  replace(old: T, row: T, order: RowOrder<T>): RowLeaf<T> {
    return new RowLeaf(this.rows.with(this.indexOf(old, order), row));
  }

  split(index: number): RowLeaf<T>[] {
    return [new RowLeaf(this.rows.slice(0, index)), new RowLeaf(this.rows.slice(index))];
  }

  join(right: RowLeaf<T>): RowLeaf<T> {
    return new RowLeaf(this.rows.concat(right.rows));
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
