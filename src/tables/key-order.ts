import type { Column } from "../schema/registry.ts";
import { compareValues, type Value } from "../value.ts";
import type { Probe, RowOrder } from "./sorted-rows.ts";

/** A stored row: frozen, one property for each column. */
export interface Row {
  readonly [column: string]: Value;
}

/** The order of an index: by its columns, then by primary key, so that no two rows are equal. */
export class KeyOrder implements RowOrder<Row> {
  readonly columns: readonly Column[];

  #withoutFirst: KeyOrder | undefined;

  constructor(columns: readonly Column[], pk: Column) {
    this.columns = columns.includes(pk) ? columns : [...columns, pk];
  }

  /** The order among rows that agree in the first column. */
  withoutFirst(): KeyOrder {
    this.#withoutFirst ??= new KeyOrder(this.columns.slice(1), this.columns.at(-1)!);
    return this.#withoutFirst;
  }

  /** Cost: O(columns). */
  compareRows(a: Row, b: Row): number {
    for (const { name, kind } of this.columns) {
      const order = compareValues(a[name]!, b[name]!, kind.collation);
      if (order !== 0) return order;
    }
    return 0;
  }

  /** Where rows stand to those that begin with the values of `key`. */
  probe(key: readonly Value[]): Probe<Row> {
    const [first, second] = this.columns;
    if (key.length === 1) return (row) => compareColumn(row, first!, key[0]!);
    if (key.length === 2) {
      return (row) => compareColumn(row, first!, key[0]!) || compareColumn(row, second!, key[1]!);
    }
    return (row) => {
      for (let i = 0; i < key.length; i++) {
        const order = compareColumn(row, this.columns[i]!, key[i]!);
        if (order !== 0) return order;
      }
      return 0;
    };
  }

  /** Where rows stand to those that begin with `key` and whose next column begins with `prefix`. */
  probePrefix(key: readonly Value[], prefix: string): Probe<Row> {
    const equal = this.probe(key);
    const { name, kind } = this.columns[key.length]!;
    return (row) => {
      const order = key.length === 0 ? 0 : equal(row);
      if (order !== 0) return order;
      const value = row[name] as string | null;
      if (value === null) return -1;
      return value.startsWith(prefix) ? 0 : compareValues(value, prefix, kind.collation);
    };
  }
}

function compareColumn(row: Row, column: Column, value: Value): number {
  return compareValues(row[column.name]!, value, column.kind.collation);
}
