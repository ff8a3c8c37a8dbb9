import type { Value } from "../value.ts";
import { Bounds, type Edge } from "./bounds.ts";
import type { KeyOrder, Row } from "./key-order.ts";
import type { Owner } from "./owner.ts";
import { SortedRows } from "./sorted-rows.ts";
import { type IndexSpec, RowRange, type TableIndex } from "./table-index.ts";

/** Rows in the order of some columns: equality, ranges, prefixes and order. */
export class OrderedIndex implements TableIndex {
  readonly spec: IndexSpec;
  readonly rows: SortedRows<Row>;

  constructor(spec: IndexSpec, rows: SortedRows<Row> = SortedRows.empty()) {
    this.spec = spec;
    this.rows = rows;
  }

  get keyCount(): number {
    return this.spec.unique === undefined ? Math.ceil(Math.sqrt(this.rows.size)) : this.rows.size;
  }

  insert(row: Row, owner: Owner): OrderedIndex {
    return this.#with(this.rows.insert(row, this.spec.order, owner));
  }

  insertMany(rows: readonly Row[], owner: Owner): OrderedIndex {
    const { order } = this.spec;
    return this.#with(SortedRows.insertMany(this.rows, rows, order, owner));
  }

  remove(row: Row, owner: Owner): OrderedIndex {
    return this.#with(this.rows.remove(row, this.spec.order, owner));
  }

  replace(row: Row, owner: Owner): OrderedIndex {
    return this.#with(this.rows.replace(row, this.spec.order, owner));
  }

  find(key: readonly Value[]): Row | undefined {
    return this.rows.find(this.spec.order.probe(key));
  }

  findLike(row: Row, count: number): Row | undefined {
    return this.rows.find(this.spec.order.probeLike(row, count));
  }

  rowsOf(key: Value): RowRange {
    return this.range(new Bounds([key]));
  }

  countOf(key: Value): number {
    const { from, to } = this.rowsOf(key);
    return to - from;
  }

  counter(): (key: Value) => number {
    return (key) => this.countOf(key);
  }

  hasRepeats(): boolean {
    const { order, unique } = this.spec;
    return order.hasRepeats(this.rows, unique!.columns.length);
  }

  range(bounds: Bounds): RowRange {
    return rangeOf(this.rows, this.spec.order, bounds);
  }

  verify(): void {
    this.rows.verify(this.spec.order);
  }

  allRows(): Row[] {
    return this.rows.toArray(0, this.rows.size);
  }

  #with(rows: SortedRows<Row>): OrderedIndex {
    return rows === this.rows ? this : new OrderedIndex(this.spec, rows);
  }
}

/** Rows of an ordered tree within bounds, whose key counts from its value `start` on. Cost: O(log n), O(1) for all rows. */
export function rangeOf(
  rows: SortedRows<Row>,
  order: KeyOrder,
  bounds: Bounds,
  start = 0,
): RowRange {
  const { begin, end } = bounds.edgesIn(order, start);
  const from = begin === undefined ? 0 : rankOf(rows, begin);
  const to = end === undefined ? rows.size : rankOf(rows, end);
  return new RowRange(rows, order, from, Math.max(from, to));
}

function rankOf(rows: SortedRows<Row>, { probe, isAfter }: Edge): number {
  return isAfter ? rows.upperBound(probe) : rows.lowerBound(probe);
}
