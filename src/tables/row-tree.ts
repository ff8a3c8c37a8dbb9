import { invariant } from "../invariant.ts";
import type { Value } from "../value.ts";
import type { Owner } from "./owner.ts";
import type { Probe, RowOrder, VisitRow } from "./sorted-rows.ts";

/** A row, with all that its way through a tree needs. */
export interface Sought<T> {
  readonly row: T;
  /** The row's code. */
  readonly code: number;
  readonly order: RowOrder<T>;
}

/** A row that goes in or out. */
export interface Edit<T> extends Sought<T> {
  readonly owner: Owner;
}

/** What rows have in a column, as far as it is written into a list. */
export interface ColumnCopy<T, K extends keyof T = keyof T> {
  readonly column: K;
  readonly list: T[K][];
  written: number;
}

/** A node of {@link SortedRows}, and the tree below it: see there. */
export abstract class RowTree<T extends object> {
  /** Number of rows. Cost: O(1). */
  abstract readonly size: number;

  /** The tree with `row`, whose key it does not hold yet. Cost: O(log n). */
  abstract insert(row: T, order: RowOrder<T>, owner: Owner): RowTree<T>;

  /**
   * The tree without the row that has `row`'s key; the empty tree (`size` 0) after the last one.
   * Cost: O(log n).
   * @throws {InvariantError} when there is no such row.
   */
  abstract remove(row: T, order: RowOrder<T>, owner: Owner): RowTree<T>;

  /**
   * The tree with `row` in the place of the row that has its key. Cost: O(log n).
   * @throws {InvariantError} when there is no such row.
   */
  replace(row: T, order: RowOrder<T>, owner: Owner): RowTree<T> {
    return this.swap({ row, code: order.codeOf(row), order, owner });
  }

  /** The row of rank `index`, counted from 0; undefined outside of the tree. Cost: O(log n). */
  abstract at(index: number): T | undefined;

  /** Number of rows before the target of `probe`. Cost: O(log n). */
  abstract lowerBound(probe: Probe<T>): number;

  /** Number of rows before a row, which need not be one of them. Cost: O(log n). */
  rankOf(row: T, order: RowOrder<T>): number {
    return this.rank({ row, code: order.codeOf(row), order });
  }

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

  /**
   * Appends the whole parts of the codes of ranks `from` to `to` - 1; false at the first that is not
   * between 0 and 2^30, which is where keys end that codes tell exactly: what was appended before it
   * stays. Cost: O(log n + k).
   */
  abstract appendCodeKeys(from: number, to: number, keys: Value[]): boolean;

  /**
   * The rows of ranks `from` to `to` - 1. The array may be the tree's own: do not change it.
   * Cost: O(1) for all rows of a small tree, else O(log n + k), copied in blocks.
   */
  abstract slice(from: number, to: number): readonly T[];

  /** The codes of these rows. The array may be the tree's own; cost likewise. */
  abstract codes(from: number, to: number): readonly number[];

  /**
   * What these rows have in a column, in an array of its own. Leaves remember it of one column, since
   * the rows lie all over the memory. Cost: O(log n + k), copied in blocks where it is remembered.
   */
  abstract values<K extends keyof T>(column: K, from: number, to: number): T[K][];

  /** The rows in an array of its own. Cost: O(log n + k), copied in blocks. */
  abstract toArray(from: number, to: number): T[];

  /** Writes what the rows of ranks `from` to `to` - 1 have in a column behind what is written. @internal */
  abstract copyColumn(from: number, to: number, copy: ColumnCopy<T>): void;

  /** Adds the rows of ranks `from` to `to` - 1 in blocks, which may be the tree's own. @internal */
  abstract addBlocks(from: number, to: number, blocks: (readonly T[])[]): void;

  /**
   * Checks the whole tree: strict order, counts, separators, balance, fill. Cost: O(n).
   * @throws {InvariantError} when it is broken.
   */
  verify(order: RowOrder<T>): void {
    const rows = this.toArray(0, this.size);
    invariant(rows.length === this.size, `${rows.length} rows in a tree of size ${this.size}`);
    for (let i = 1; i < rows.length; i++) {
      const isAscending = order.compareRows(rows[i - 1]!, rows[i]!) < 0;
      invariant(isAscending, `rows ${i - 1} and ${i} are out of order`);
      const isCoded = order.codeOf(rows[i - 1]!) <= order.codeOf(rows[i]!);
      invariant(isCoded, `the codes of rows ${i - 1} and ${i} fall`);
    }
    const height = this.verifyShape(true, order);
    invariant(height === 0 || this.width > 1, "the root has a single child");
  }

  /** 0 for a leaf. Cost: O(log n). @internal */
  abstract readonly height: number;
  /** Rows of a leaf, children of a branch. @internal */
  abstract items(): readonly (RowTree<T> | T)[];
  /** Number of rows or children. @internal */
  abstract readonly width: number;
  /** @internal */
  abstract readonly maxWidth: number;
  /** @internal */
  abstract first(): T;
  /** The code of the first row. @internal */
  abstract firstCode(): number;
  /** @internal */
  abstract last(): T;
  /** With a row; the result may be one item too wide. `isEdge`: of the right edge. @internal */
  abstract add(edit: Edit<T>, isEdge: boolean): RowTree<T>;
  /** Without a row; the result may be too narrow, even empty. @internal */
  abstract drop(edit: Edit<T>, isEdge: boolean): RowTree<T>;
  /** Number of rows before a row. @internal */
  abstract rank(sought: Sought<T>): number;
  /** With another row of the same key. @internal */
  abstract swap(edit: Edit<T>): RowTree<T>;
  /** The items before `index`, and those from it on. @internal */
  abstract split(index: number, owner: Owner): RowTree<T>[];
  /** The items of both, which may be too many. @internal */
  abstract join(right: RowTree<T>, owner: Owner): RowTree<T>;
  /** Height of the node: 0 for a leaf. @internal */
  abstract verifyShape(isEdge: boolean, order: RowOrder<T>): number;
}

/**
 * Where to split a node that became too wide by `row`: in halves, except that rows appended to the
 * tree leave full nodes behind. Cost: O(height).
 */
export function splitIndex<T extends object>(node: RowTree<T>, row: T, isEdge: boolean): number {
  return isEdge && node.last() === row ? node.maxWidth : node.width >>> 1;
}
