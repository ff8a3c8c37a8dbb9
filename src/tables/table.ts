import { invariant } from "../invariant.ts";
import type { Column, UniqueRule } from "../schema/registry.ts";
import { equalValues, type Value } from "../value.ts";
import type { Row } from "./key-order.ts";
import { extendLayout, type TableLayout } from "./layout.ts";
import { OrderedIndex } from "./ordered-index.ts";
import { Owner } from "./owner.ts";
import { RelationIndex } from "./relation-index.ts";
import { RowMap } from "./row-map.ts";
import type { VisitDifference } from "./sorted-rows.ts";
import type { IndexSpec, TableIndex } from "./table-index.ts";

/** Shared by all tables in which no row waits: never changed. */
const NONE: Row[] = [];

/**
 * One version of a table: its rows, its indexes and the next generated id. Edits return the edited
 * table and leave this one as it is, except that a table made by the same `owner` is changed in
 * place: after an edit use only its result.
 *
 * Indexes that enforce no rule wait for new rows until somebody asks for them or the owner settles:
 * sorted and added together, many rows cost half.
 */
export class Table {
  readonly layout: TableLayout;
  #rows: RowMap;
  readonly #indexes: TableIndex[];
  #nextId: number;
  readonly #owner: Owner | undefined;
  /** Rows that the indexes without a rule do not hold yet. */
  #waiting: Row[] = NONE;

  private constructor(
    layout: TableLayout,
    rows: RowMap,
    indexes: TableIndex[],
    nextId: number,
    owner: Owner | undefined,
  ) {
    this.layout = layout;
    this.#rows = rows;
    this.#indexes = indexes;
    this.#nextId = nextId;
    this.#owner = owner;
  }

  /** A table without rows. */
  static empty(layout: TableLayout): Table {
    const indexes = layout.indexes.map(emptyIndex);
    return new Table(layout, new RowMap(layout.pkOrder), indexes, 1, undefined);
  }

  /** A table of rows whose keys differ. Cost: O(n log n). */
  static of(layout: TableLayout, rows: RowMap): Table {
    const owner = new Owner();
    let table = Table.empty(layout);
    rows.forEach((row) => {
      table = table.insert(row, owner);
    });
    table.settle();
    return table;
  }

  get rows(): RowMap {
    return this.#rows;
  }

  get indexes(): readonly TableIndex[] {
    this.settle();
    return this.#indexes;
  }

  /** The id that the next row without one gets: one more than the highest ever stored. */
  get nextId(): number {
    return this.#nextId;
  }

  get size(): number {
    return this.#rows.size;
  }

  get(pk: Value): Row | undefined {
    return this.#rows.get(pk);
  }

  /** The row with a whole key of a unique index, if any. Cost: O(log n), O(1) for what was found before. */
  find(position: number, key: readonly Value[]): Row | undefined {
    const index = this.indexes[position]!;
    const { hints } = index.spec;
    return hints === undefined ? index.find(key) : hints.find(this, key[0]!, index);
  }

  /** With a row whose key is new. Cost: O(log n) for each index. */
  insert(row: Row, owner: Owner): Table {
    const table = this.#editable(owner);
    const pk = row[this.layout.model.pk.name]!;
    if (typeof pk === "number" && pk >= table.#nextId) table.#nextId = Math.floor(pk) + 1;
    table.#rows = table.#rows.set(row, owner);
    for (const position of this.layout.uniques) {
      const index = table.#indexes[position]!;
      if (holds(index, row)) table.#indexes[position] = index.insert(row, owner);
    }
    if (table.#waiting === NONE) table.#waiting = [];
    table.#waiting.push(row);
    return table;
  }

  /** Without a row that is there. Cost: O(log n) for each index. */
  remove(row: Row, owner: Owner): Table {
    const table = this.#editable(owner);
    table.settle();
    table.#rows = table.#rows.delete(row, owner);
    const indexes = table.#indexes;
    for (let i = 0; i < indexes.length; i++) {
      const index = indexes[i]!;
      if (holds(index, row)) indexes[i] = index.remove(row, owner);
    }
    return table;
  }

  /** With `row` in the place of `old`, which has the same primary key. Cost: O(log n) for each index. */
  replace(old: Row, row: Row, owner: Owner): Table {
    const table = this.#editable(owner);
    table.settle();
    table.#rows = table.#rows.set(row, owner);
    const indexes = table.#indexes;
    for (let i = 0; i < indexes.length; i++) indexes[i] = replaceIn(indexes[i]!, old, row, owner);
    return table;
  }

  /** With `after` in the place of `before`, either of which may be missing: an insert, removal or replacement. */
  swap(before: Row | undefined, after: Row | undefined, owner: Owner): Table {
    if (before === undefined) return after === undefined ? this : this.insert(after, owner);
    return after === undefined ? this.remove(before, owner) : this.replace(before, after, owner);
  }

  /**
   * The first rule that `row` would break, and the row that is in its way; nulls agree with nothing.
   * A row with the same primary key is not in the way. Cost: O(log n) for each rule.
   */
  findConflict(row: Row): { readonly rule: UniqueRule; readonly other: Row } | undefined {
    const pk = this.layout.model.pk.name;
    for (const position of this.layout.uniques) {
      const index = this.#indexes[position]!;
      const rule = index.spec.unique!;
      const other = rowLike(index, rule, row);
      if (other !== undefined && other[pk] !== row[pk]) return { rule, other };
    }
    return undefined;
  }

  /** The row, if any, that agrees with `row` in all that a rule says. Cost: O(log n). */
  findLike(rule: UniqueRule, row: Row): Row | undefined {
    const index = this.#indexes.find(({ spec }) => enforces(spec, rule))!;
    return rowLike(index, rule, row);
  }

  /** Whether a row has a number as its primary key that is not below `least`. Cost: O(log n). */
  hasKeyFrom(least: number): boolean {
    return this.#rows.hasNumberFrom(least);
  }

  /** With another id for the next row without one. Cost: O(1). */
  withNextId(nextId: number, owner: Owner): Table {
    if (nextId === this.#nextId) return this;
    const table = this.#editable(owner);
    table.#nextId = nextId;
    return table;
  }

  /**
   * Visits the rows that another version of the table has otherwise, or not, or that only it has;
   * those with the same key together. Parts that both share are skipped. Cost: O(changes · log n).
   */
  diff(later: Table, visit: VisitDifference<Row>): void {
    if (this !== later) this.#rows.diff(later.#rows, visit);
  }

  /** An index of its rows that it does not keep. Cost: O(n log n). */
  buildIndex(spec: IndexSpec): TableIndex {
    const rows: Row[] = [];
    this.#rows.forEach((row) => {
      if (spec.holds === undefined || spec.holds(row)) rows.push(row);
    });
    return emptyIndex(spec).insertMany(rows, new Owner());
  }

  /** The same rows with more indexes, made by `buildIndex`. Cost: O(indexes). */
  withIndexes(added: readonly TableIndex[]): Table {
    const layout = extendLayout(
      this.layout,
      added.map(({ spec }) => spec),
    );
    return new Table(layout, this.#rows, [...this.indexes, ...added], this.#nextId, undefined);
  }

  /** Brings all indexes up to date, as its owner does before the table is published. */
  settle(): void {
    const rows = this.#waiting;
    if (rows.length === 0) return;
    this.#waiting = NONE;
    for (const position of this.layout.others) {
      const index = this.#indexes[position]!;
      const { holds: isHeld } = index.spec;
      const held = isHeld === undefined ? rows : rows.filter(isHeld);
      this.#indexes[position] =
        held.length === 1
          ? index.insert(held[0]!, this.#owner!)
          : index.insertMany(held, this.#owner!);
    }
  }

  /**
   * Checks that every index holds exactly the table's rows. Cost: O(n log n).
   * @throws {InvariantError} naming the index that is wrong.
   */
  verify(): void {
    this.#rows.verify();
    const rows = new Set<Row>();
    this.#rows.forEach((row) => {
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

  #editable(owner: Owner): Table {
    if (this.#owner === owner) return this;
    return new Table(this.layout, this.#rows, this.#indexes.slice(), this.#nextId, owner);
  }
}

/** The row of an index that agrees with `row`; nulls agree with nothing. */
function rowLike(index: TableIndex, { columns }: UniqueRule, row: Row): Row | undefined {
  if (hasNull(columns, row) || !holds(index, row)) return undefined;
  return index.findLike(row, columns.length);
}

/** Whether an index enforces a rule; rules that say the same share one. */
function enforces({ unique }: IndexSpec, rule: UniqueRule): boolean {
  if (unique === rule || unique === undefined) return unique === rule;
  if (unique.condition !== undefined || rule.condition !== undefined) return false;
  const { columns } = unique;
  return (
    columns.length === rule.columns.length && columns.every((each, i) => each === rule.columns[i])
  );
}

function hasNull(columns: readonly Column[], row: Row): boolean {
  for (const { name } of columns) if (row[name] === null) return true;
  return false;
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
  return keepsKey ? index.replace(row, owner) : index.remove(old, owner).insert(row, owner);
}
