import { invariant } from "../invariant.ts";
import { equalValues, type Value } from "../value.ts";
import type { Row } from "./key-order.ts";
import type { TableLayout } from "./layout.ts";
import { OrderedIndex } from "./ordered-index.ts";
import type { Owner } from "./owner.ts";
import { RelationIndex } from "./relation-index.ts";
import { RowMap } from "./row-map.ts";
import type { IndexSpec, TableIndex } from "./table-index.ts";

/**
 * One version of a table: its rows, its indexes and the next generated id. Edits return the edited
 * table and leave this one as it is; nodes made by the same `owner` are changed in place.
 */
export class Table {
  readonly layout: TableLayout;
  readonly rows: RowMap;
  readonly indexes: readonly TableIndex[];
  /** The id that the next row without one gets: one more than the highest ever stored. */
  readonly nextId: number;

  private constructor(
    layout: TableLayout,
    rows: RowMap,
    indexes: readonly TableIndex[],
    nextId: number,
  ) {
    this.layout = layout;
    this.rows = rows;
    this.indexes = indexes;
    this.nextId = nextId;
  }

  /** A table without rows. */
  static empty(layout: TableLayout): Table {
    return new Table(layout, new RowMap(layout.pkOrder), layout.indexes.map(emptyIndex), 1);
  }

  get size(): number {
    return this.rows.size;
  }

  get(pk: Value): Row | undefined {
    return this.rows.get(pk);
  }

  /** With a row whose key is new. Cost: O(log n) for each index. */
  insert(row: Row, owner: Owner): Table {
    const pk = row[this.layout.model.pk.name]!;
    const nextId = typeof pk === "number" && pk >= this.nextId ? Math.floor(pk) + 1 : this.nextId;
    const indexes = this.indexes.map((index) =>
      holds(index, row) ? index.insert(row, owner) : index,
    );
    return new Table(this.layout, this.rows.set(row, owner), indexes, nextId);
  }

  /** Without a row that is there. Cost: O(log n) for each index. */
  remove(row: Row, owner: Owner): Table {
    const indexes = this.indexes.map((index) =>
      holds(index, row) ? index.remove(row, owner) : index,
    );
    return new Table(this.layout, this.rows.delete(row, owner), indexes, this.nextId);
  }

  /** With `row` in the place of `old`, which has the same primary key. Cost: O(log n) for each index. */
  replace(old: Row, row: Row, owner: Owner): Table {
    const indexes = this.indexes.map((index) => replaceIn(index, old, row, owner));
    return new Table(this.layout, this.rows.set(row, owner), indexes, this.nextId);
  }

  /** Any row that agrees with the values of a unique index's columns; nulls agree with nothing. */
  conflict(index: TableIndex, row: Row): Row | undefined {
    const { columns, unique } = index.spec;
    const key = (unique?.columns ?? columns).map((column): Value => row[column.name]!);
    if (key.includes(null)) return undefined;
    const { rows, from, to } = index.range({ key });
    return from < to ? rows.at(from) : undefined;
  }

  /**
   * Checks that every index holds exactly the table's rows. Cost: O(n log n).
   * @throws {InvariantError} naming the index that is wrong.
   */
  verify(): void {
    this.rows.verify();
    const rows = new Set<Row>();
    this.rows.forEach((row) => {
      invariant(Object.isFrozen(row), `${this.layout.model.name} has a row that is not frozen`);
      rows.add(row);
    });
    invariant(
      rows.size === this.size,
      `${this.layout.model.name} counts ${this.size} of ${rows.size} rows`,
    );
    for (const index of this.indexes) {
      index.verify();
      const expected = [...rows].filter((row) => holds(index, row));
      const held = new Set(index.allRows());
      const agrees = held.size === expected.length && expected.every((row) => held.has(row));
      invariant(agrees, `the index ${index.spec.name} does not agree with its table`);
    }
  }
}

function emptyIndex(spec: IndexSpec): TableIndex {
  return spec.kind === "relation" ? new RelationIndex(spec) : new OrderedIndex(spec);
}

function holds(index: TableIndex, row: Row): boolean {
  return index.spec.holds === undefined || index.spec.holds(row);
}

function replaceIn(index: TableIndex, old: Row, row: Row, owner: Owner): TableIndex {
  const isIn = holds(index, row);
  if (!holds(index, old)) return isIn ? index.insert(row, owner) : index;
  if (!isIn) return index.remove(old, owner);
  const keepsKey = index.spec.order.columns.every(({ name }) =>
    equalValues(old[name]!, row[name]!),
  );
  return keepsKey ? index.replace(old, row, owner) : index.remove(old, owner).insert(row, owner);
}
