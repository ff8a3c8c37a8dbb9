import { invariant } from "../invariant.ts";
import type { Column, UniqueRule } from "../schema/registry.ts";
import type { Value } from "../value.ts";
import { afterEdit, afterEdits, type Edits, holds, type NetEdits, netEdits } from "./edits.ts";
import type { Row } from "./key-order.ts";
import { extendLayout, type TableLayout } from "./layout.ts";
import { OrderedIndex } from "./ordered-index.ts";
import { Owner } from "./owner.ts";
import { RelationIndex } from "./relation-index.ts";
import { RowMap } from "./row-map.ts";
import type { VisitDifference } from "./sorted-rows.ts";
import type { IndexSpec, TableIndex } from "./table-index.ts";
import { UnseenKeys } from "./unseen-keys.ts";

/**
 * So many edits an index may lag behind from one commit to the next. Measured at 100k rows: with 256,
 * commits take a twentieth to a tenth longer, since V8 moves more leaves that do not last; with 4,096,
 * hardly less, and the commit that makes up for them would be felt.
 */
const MOST_LAG = 1024;

/**
 * One version of a table: its rows, its indexes and the next generated id. Edits return the edited
 * table and leave this one as it is, except that a table made by the same `owner` is changed in
 * place: after an edit use only its result.
 *
 * Rows are edited at once. An index follows when it is read, or when it lags too far behind: sorted
 * and added together, many rows cost half, and nobody pays for an index that nobody reads.
 */
export class Table {
  readonly layout: TableLayout;
  #rows: RowMap;
  readonly #indexes: TableIndex[];
  /** How much of the edits each index has seen. */
  readonly #seen: number[];
  /** What unique indexes have not seen, where rows were checked against it. */
  readonly #unseen: (UnseenKeys | undefined)[];
  /** The last edits; later versions of the table may append theirs. */
  #edits: Edits;
  /** How much of them is its own. */
  #edited: number;
  #nextId: number;
  readonly #owner: Owner | undefined;

  private constructor(parts: TableParts, owner: Owner | undefined) {
    this.layout = parts.layout;
    this.#rows = parts.rows;
    this.#indexes = parts.indexes;
    this.#seen = parts.seen;
    this.#unseen = parts.unseen;
    this.#edits = parts.edits;
    this.#edited = parts.edited;
    this.#nextId = parts.nextId;
    this.#owner = owner;
  }

  /** A table without rows. */
  static empty(layout: TableLayout): Table {
    const rows = new RowMap(layout.pkOrder);
    return Table.#current(layout, rows, layout.indexes.map(emptyIndex), 1);
  }

  /** A table whose indexes have seen all edits. */
  static #current(layout: TableLayout, rows: RowMap, indexes: TableIndex[], nextId: number): Table {
    const seen = indexes.map(() => 0);
    const unseen: UnseenKeys[] = [];
    return new Table(
      { layout, rows, indexes, seen, unseen, edits: [], edited: 0, nextId },
      undefined,
    );
  }

  /** A table of rows whose keys differ. Cost: O(n log n). */
  static of(layout: TableLayout, rows: RowMap): Table {
    const owner = new Owner();
    let table = Table.empty(layout);
    rows.forEach((row) => {
      table = table.insert(row, owner);
    });
    table.settle(owner);
    return table;
  }

  get rows(): RowMap {
    return this.#rows;
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

  /** Whether a row has a primary key. Cost: O(log n), O(1) for generated ones that are new. */
  has(pk: Value): boolean {
    // From 2^53 on, a number and the next are one.
    if (Number.isSafeInteger(pk) && (pk as number) >= this.#nextId) return false;
    return this.#rows.get(pk) !== undefined;
  }

  /** The index at a position of the layout. Cost: O(1), and that of the edits since it was read last. */
  index(position: number): TableIndex {
    return this.#seen[position] === this.#edited
      ? this.#indexes[position]!
      : this.#follow(position);
  }

  /** The first index of all rows that begins with a column: there is one for what keys point at, and for keys. */
  indexOn(column: Column): TableIndex {
    const isOn = ({ columns, holds: some }: IndexSpec) =>
      columns[0] === column && some === undefined;
    const position = this.layout.indexes.findIndex(isOn);
    invariant(position >= 0, "no index begins with a key's column");
    return this.index(position);
  }

  /** The row with a whole key of a unique index, if any. Cost: O(log n), O(1) for what was found before. */
  find(position: number, key: readonly Value[]): Row | undefined {
    const { hints } = this.layout.indexes[position]!;
    if (hints === undefined) return this.index(position).find(key);
    return hints.find(this, key[0]!, position);
  }

  /** With a row whose key is new. Cost: O(log n), for each index when it follows. */
  insert(row: Row, owner: Owner): Table {
    const table = this.#editable(owner);
    const pk = row[this.layout.model.pk.name]!;
    if (typeof pk === "number" && pk >= table.#nextId) table.#nextId = Math.floor(pk) + 1;
    table.#rows = table.#rows.set(row, owner);
    table.#note(undefined, row);
    return table;
  }

  /** Without a row that is there. Cost: as `insert`. */
  remove(row: Row, owner: Owner): Table {
    const table = this.#editable(owner);
    table.#rows = table.#rows.delete(row, owner);
    table.#note(row, undefined);
    return table;
  }

  /** With `row` in the place of `old`, which has the same primary key. Cost: as `insert`. */
  replace(old: Row, row: Row, owner: Owner): Table {
    const table = this.#editable(owner);
    table.#rows = table.#rows.set(row, owner);
    table.#note(old, row);
    return table;
  }

  /** With `after` in the place of `before`, either of which may be missing: an insert, removal or replacement. */
  swap(before: Row | undefined, after: Row | undefined, owner: Owner): Table {
    if (before === undefined) return after === undefined ? this : this.insert(after, owner);
    return after === undefined ? this.remove(before, owner) : this.replace(before, after, owner);
  }

  /**
   * The first rule that `row` would break, and the row that is in its way; nulls agree with nothing.
   * A row with the same primary key is not in the way. `owner`: who edits the table.
   * Cost: O(log n) for each rule, and that of the edits since the index was read last.
   */
  findConflict(row: Row, owner: Owner): Conflict | undefined {
    const pk = this.layout.model.pk.name;
    for (const position of this.layout.uniques) {
      const rule = this.layout.indexes[position]!.unique!;
      const other = this.#rowLike(position, row, owner);
      if (other !== undefined && other[pk] !== row[pk]) return { rule, other };
    }
    return undefined;
  }

  /** Whether rows that come from now on may be judged by `firstConflict` when they are there. */
  get mayJudgeLater(): boolean {
    const { indexes, uniques } = this.layout;
    const isNew = this.size === 0 && this.#edited === 0;
    return isNew && uniques.every((position) => indexes[position]!.holds === undefined);
  }

  /**
   * The first conflict among the rows that came since `mayJudgeLater`, in the order of their coming; none
   * was changed or removed. `owner`: who edits the table. Cost: O(n), and that of following indexes.
   */
  firstConflict(owner: Owner): (Conflict & { readonly row: Row }) | undefined {
    const [edits, edited] = [this.#edits, this.#edited];
    this.settle(owner);
    const isRepeated = (position: number): boolean => this.index(position).hasRepeats();
    if (!this.layout.uniques.some(isRepeated)) return undefined;
    let table = Table.empty(this.layout);
    for (const row of edits.slice(0, edited)) {
      if (row === undefined) continue;
      const conflict = table.findConflict(row, owner);
      if (conflict !== undefined) return { ...conflict, row };
      table = table.insert(row, owner);
    }
    return undefined;
  }

  /** The row, if any, that agrees with `row` in all that a rule says. Cost: O(log n). */
  findLike(rule: UniqueRule, row: Row): Row | undefined {
    const position = this.layout.indexes.findIndex((spec) => enforces(spec, rule));
    return this.#rowLike(position, row);
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

  /** The same rows with more indexes, made by `buildIndex`. Cost: O(indexes), and that of the edits since they were read last. */
  withIndexes(added: readonly TableIndex[]): Table {
    const specs = added.map(({ spec }) => spec);
    const layout = extendLayout(this.layout, specs);
    const indexes = [...this.#allIndexes(), ...added];
    return Table.#current(layout, this.#rows, indexes, this.#nextId);
  }

  /** Lets no index lag too far behind; `owner` does, who edited the table, before it is published. */
  settle(owner: Owner): void {
    if (this.#edited <= 2 * MOST_LAG) return;
    // Indexes that lag alike share what the edits come to.
    const nets = new Map<number, NetEdits>();
    for (const [i, from] of this.#seen.entries()) {
      if (from === this.#edited) continue;
      const net = nets.get(from) ?? this.#netSince(from);
      nets.set(from, net);
      this.#indexes[i] = afterEdits(this.#indexes[i]!, net, owner);
      this.#seen[i] = this.#edited;
    }
    // After all of them: what decides whether an index holds a row may throw.
    this.#seen.fill(0);
    this.#unseen.fill(undefined);
    this.#edits = [];
    this.#edited = 0;
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
    for (const index of this.#allIndexes()) {
      index.verify();
      const expected = [...rows].filter((row) => holds(index, row));
      const held = new Set(index.allRows());
      const agrees = held.size === expected.length && expected.every((row) => held.has(row));
      invariant(agrees, `the index ${index.spec.name} does not agree with its table`);
    }
  }

  #allIndexes(): readonly TableIndex[] {
    return this.#indexes.map((_, position) => this.index(position));
  }

  #editable(owner: Owner): Table {
    if (this.#owner === owner) return this;
    return new Table(
      {
        layout: this.layout,
        rows: this.#rows,
        indexes: this.#indexes.slice(),
        seen: this.#seen.slice(),
        unseen: this.#unseen.slice(),
        edits: this.#edits,
        edited: this.#edited,
        nextId: this.#nextId,
      },
      owner,
    );
  }

  /** The row that agrees with `row` in what a unique index enforces; nulls agree with nothing. */
  #rowLike(position: number, row: Row, owner?: Owner): Row | undefined {
    const index = this.#indexes[position]!;
    const { columns } = index.spec.unique!;
    // A condition that throws does so here, and not when somebody reads the index.
    if (!holds(index, row) || index.spec.order.hasNull(row, columns.length)) return undefined;
    if (this.#seen[position] === this.#edited) return index.findLike(row, columns.length);
    const unseen = this.#unseenBy(position);
    if (unseen === undefined) return this.#follow(position, owner).findLike(row, columns.length);
    const verdict = unseen.find(row, this.#edited);
    if (unseen.isCrowded) return this.#follow(position, owner).findLike(row, columns.length);
    return verdict === undefined ? index.findLike(row, columns.length) : verdict.row;
  }

  /** What a unique index has not seen; undefined where it cannot be told by keys. */
  #unseenBy(position: number): UnseenKeys | undefined {
    const from = this.#seen[position]!;
    const known = this.#unseen[position];
    if (known?.covers(this.#edits, from)) return known;
    const { order, unique, holds: some } = this.#indexes[position]!.spec;
    if (some !== undefined) return undefined;
    const made = UnseenKeys.of({ edits: this.#edits, from }, order, unique!.columns.length);
    this.#unseen[position] = made;
    return made;
  }

  #note(before: Row | undefined, after: Row | undefined): void {
    // Another version went on from here by other edits; and an older one keeps no more than these alive.
    if (this.#edits.length > this.#edited || this.#edited === 2 * MOST_LAG) {
      this.#edits = this.#edits.slice(0, this.#edited);
    }
    this.#edits.push(before, after);
    this.#edited += 2;
  }

  /**
   * Lets an index see all edits. Later versions may have its nodes, so it is changed in place only by
   * the `owner` who still edits the table.
   */
  #follow(position: number, owner?: Owner): TableIndex {
    const from = this.#seen[position]!;
    if (from === this.#edited) return this.#indexes[position]!;
    const before = this.#indexes[position]!;
    const own = owner !== undefined && owner === this.#owner ? owner : new Owner();
    const isOne = this.#edited - from === 2;
    const index = isOne
      ? afterEdit(before, this.#edits[from], this.#edits[from + 1], own)
      : afterEdits(before, this.#netSince(from), own);
    this.#indexes[position] = index;
    this.#seen[position] = this.#edited;
    return index;
  }

  #netSince(from: number): NetEdits {
    return netEdits(this.#edits, { from, to: this.#edited }, this.layout.model.pk.name);
  }
}

/** A unique rule that a row would break, and the row in its way. */
interface Conflict {
  readonly rule: UniqueRule;
  readonly other: Row;
}

/** What a table is made of. */
interface TableParts {
  readonly layout: TableLayout;
  readonly rows: RowMap;
  readonly indexes: TableIndex[];
  readonly seen: number[];
  readonly unseen: (UnseenKeys | undefined)[];
  readonly edits: Edits;
  readonly edited: number;
  readonly nextId: number;
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

function emptyIndex(spec: IndexSpec): TableIndex {
  return spec.kind === "relation" ? new RelationIndex(spec) : new OrderedIndex(spec);
}
