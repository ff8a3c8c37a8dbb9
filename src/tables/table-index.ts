import { keepLayout } from "../keep-layout.ts";
import type { Column, UniqueRule } from "../schema/registry.ts";
import type { Value } from "../value.ts";
import type { Bounds } from "./bounds.ts";
import type { KeyHints } from "./key-hints.ts";
import type { KeyOrder, Row } from "./key-order.ts";
import type { Owner } from "./owner.ts";
import type { SortedRows } from "./sorted-rows.ts";

/** Consecutive rows of a tree: ranks `from` to `to` - 1. */
export class RowRange {
  readonly rows: SortedRows<Row>;
  /** The order of the tree. */
  readonly order: KeyOrder;
  readonly from: number;
  readonly to: number;

  constructor(rows: SortedRows<Row>, order: KeyOrder, from: number, to: number) {
    this.rows = rows;
    this.order = order;
    this.from = from;
    this.to = to;
  }
}

keepLayout(new RowRange({} as SortedRows<Row>, {} as KeyOrder, 0, 0));

/** What an index keeps, fixed when the store is opened. */
export interface IndexSpec {
  readonly name: string;
  readonly kind: "ordered" | "relation";
  readonly columns: readonly Column[];
  readonly order: KeyOrder;
  /** The rule that the index enforces, if any. */
  readonly unique: UniqueRule | undefined;
  /** Where values were found last; undefined where more than one column tells rows apart. */
  readonly hints: KeyHints | undefined;
  /** Rows that it holds; undefined means all. Such an index answers no queries. */
  readonly holds: ((row: Row) => boolean) | undefined;
}

/**
 * One version of an index. Callers add only rows that are absent and remove only rows that are
 * there. Edits return the edited index; nodes made by the same `owner` are changed in place.
 */
export interface TableIndex {
  readonly spec: IndexSpec;
  /** Number of different keys, exact or a lower bound. */
  readonly keyCount: number;
  insert(row: Row, owner: Owner): TableIndex;
  /** With all of `rows`, in any order. Cost: O(k log n), or O(n + k log k). */
  insertMany(rows: readonly Row[], owner: Owner): TableIndex;
  remove(row: Row, owner: Owner): TableIndex;
  /** With `row` in the place of the row that has its key in this index. */
  replace(row: Row, owner: Owner): TableIndex;
  /** The first row whose first columns equal `key`, if any. Cost: O(log n). */
  find(key: readonly Value[]): Row | undefined;
  /**
   * The first row, if any, that agrees with `row` in the first `count` columns. As `find`, but for
   * every row that is written: no key is made. Cost: O(log n).
   */
  findLike(row: Row, count: number): Row | undefined;
  /** Rows whose first column equals a value. Cost: O(log n). */
  rowsOf(key: Value): RowRange;
  /** Number of rows whose first column equals a value. Cost: O(log n). */
  countOf(key: Value): number;
  /** The same for one value after the other: quicker for keys that ascend. */
  counter(): (key: Value) => number;
  /** Whether two rows agree in the columns of its unique rule, none of which is null. Cost: O(n). */
  hasRepeats(): boolean;
  /** Rows within the bounds, in the order of the index. Cost: O(log n). */
  range(bounds: Bounds): RowRange;
  /**
   * Checks the structure. Cost: O(n).
   * @throws {InvariantError} when it is broken.
   */
  verify(): void;
  /** All rows that it holds, in no promised order. Cost: O(n). */
  allRows(): Row[];
}
