import type { Value } from "../value.ts";
import type { KeyOrder, Row } from "./key-order.ts";
import type { Owner } from "./owner.ts";
import { SortedRows } from "./sorted-rows.ts";
import type { Bounds, IndexSpec, RowRange, TableIndex } from "./table-index.ts";

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

  range(bounds: Bounds): RowRange {
    return rangeOf(this.rows, this.spec.order, bounds);
  }

  verify(): void {
    this.rows.verify(this.spec.order);
  }

  allRows(): Row[] {
    const rows: Row[] = [];
    this.rows.appendTo(0, this.rows.size, rows);
    return rows;
  }

  #with(rows: SortedRows<Row>): OrderedIndex {
    return rows === this.rows ? this : new OrderedIndex(this.spec, rows);
  }
}

/** Rows of an ordered tree within bounds. Nulls, the smallest values, lie in no range. */
export function rangeOf(rows: SortedRows<Row>, order: KeyOrder, bounds: Bounds): RowRange {
  const { key, low, high, prefix } = bounds;
  if (prefix !== undefined) {
    const probe = order.probePrefix(key, prefix);
    return { rows, from: rows.lowerBound(probe), to: rows.upperBound(probe) };
  }
  const isWhole = key.length === 0;
  const start = low ?? (high === undefined ? undefined : { value: null, isIncluded: false });
  const from =
    start !== undefined
      ? edge(rows, order, key, start.value, !start.isIncluded)
      : isWhole
        ? 0
        : rows.lowerBound(order.probe(key));
  const to =
    high !== undefined
      ? edge(rows, order, key, high.value, high.isIncluded)
      : isWhole
        ? rows.size
        : rows.upperBound(order.probe(key));
  return { rows, from, to: Math.max(from, to) };
}

/** Number of rows before the value, or before what comes after it. */
function edge(
  rows: SortedRows<Row>,
  order: KeyOrder,
  key: readonly Value[],
  value: Value,
  isAfter: boolean,
): number {
  const probe = order.probe([...key, value]);
  return isAfter ? rows.upperBound(probe) : rows.lowerBound(probe);
}
