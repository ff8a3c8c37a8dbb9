import { ValidationError } from "../errors.ts";
import type { Event, RowValues, Sequence } from "../events/event.ts";
import { keepLayout } from "../keep-layout.ts";
import { RowCleaner } from "../schema/clean.ts";
import type { Column, Model, Registry } from "../schema/registry.ts";
import type { Row } from "../tables/key-order.ts";
import { Owner } from "../tables/owner.ts";
import type { Table } from "../tables/table.ts";
import { showValue, type Value } from "../value.ts";
import { type Change, type Changes, changedColumns, type IdChange } from "./change.ts";
import { type Constraints, type PendingCounts, PendingKeys } from "./constraints.ts";
import { Database } from "./database.ts";
import { LateUniques, MANY_ROWS } from "./late-uniques.ts";
import { duplicateKey, noSuchRow, notUnique, unknownModel, usedId } from "./refusals.ts";

/** Makes the frozen row of a model from the values of all its columns, by their positions. */
export type MakeRow = (model: Model, values: readonly Value[]) => Row;

/** What every store hands to the databases that it makes. */
export interface Rules {
  readonly makeRow: MakeRow;
  readonly constraints: Constraints;
}

/** A point of a draft to which it can be rolled back. */
export interface Savepoint {
  readonly changes: number;
  readonly pending: PendingCounts;
}

/** Hands out ids that no other open transaction gets. */
export interface IdSource {
  /** The next id of a model, not lower than `least`. */
  next(model: Model, least: number): number;
}

/**
 * The next database while it is being made. Events are applied one by one, unique rules and checks
 * at once, foreign keys at the end; the database that it began from never changes, so dropping a
 * draft undoes everything.
 */
export class Draft {
  readonly #base: Database;
  readonly #rules: Rules;
  readonly #ids: IdSource;
  readonly #tables: Table[];
  readonly #pending = new PendingKeys();
  #owner = new Owner();
  #changes: Change[] = [];
  /** The id counter of the change's table before each change. */
  #idsBefore: number[] = [];
  /** The id counters at the end of the last commit, by positions of their models. */
  #sealedIds: number[] | undefined;
  #snapshot: Database | undefined;
  readonly #late = new LateUniques();

  constructor(base: Database, rules: Rules, ids: IdSource) {
    this.#base = base;
    this.#rules = rules;
    this.#ids = ids;
    this.#tables = [...base.tables];
    this.#snapshot = base;
  }

  /** What was done since the last commit was sealed, in order: a change for each event. */
  get changes(): readonly Change[] {
    return this.#changes;
  }

  table(model: Model): Table {
    return this.#tables[model.position]!;
  }

  /** An id for the next row of a model that comes without one. */
  nextId(model: Model): number {
    return this.#ids.next(model, this.table(model).nextId);
  }

  /**
   * The database as it stands now, foreign keys unchecked: later edits leave it as it is.
   * @throws {IntegrityError} as `judge()` does.
   */
  snapshot(): Database {
    this.judge();
    if (this.#snapshot === undefined) {
      // From now on, what this draft made belongs to the snapshot too.
      this.#owner = new Owner();
      const { registry, position } = this.#base;
      this.#snapshot = Database.unfinished(registry, [...this.#tables], position);
    }
    return this.#snapshot;
  }

  /** Lets rows that are created from now on, so many, be judged by unique rules together, in models that have none yet. */
  judgeLater(models: readonly Model[], count: number): void {
    if (count < MANY_ROWS) return;
    for (const model of models) this.#late.open(this.table(model));
  }

  /** @throws {IntegrityError} when rows that waited to be judged break a unique rule. */
  judge(): void {
    this.#late.judgeAll(this.#tables, this.#owner);
  }

  /**
   * Judges what was done since a savepoint. Where a rule is broken, what came before that stays done,
   * as if rows had been judged one by one.
   * @throws {IntegrityError} as `judge()` does.
   */
  judgeSince(before: Savepoint): void {
    try {
      this.judge();
    } catch (error) {
      const done = this.#changes.slice(before.changes);
      this.rollback(before);
      for (const change of done) this.replay(change);
      throw error;
    }
  }

  /**
   * Cost: O(1).
   * @throws {IntegrityError} as `judge()` does.
   */
  savepoint(): Savepoint {
    this.judge();
    return {
      changes: this.#changes.length,
      pending: this.#pending.counts(),
    };
  }

  /** Takes back all that was done since a savepoint. Cost: O(log n) for each change. */
  rollback({ changes, pending }: Savepoint): void {
    for (let i = this.#changes.length - 1; i >= changes; i--) {
      const { model, before, after } = this.#changes[i]!;
      const table = this.table(model).swap(after, before, this.#owner);
      this.#tables[model.position] = table.withNextId(this.#idsBefore[i]!, this.#owner);
      this.#snapshot = undefined;
    }
    this.#changes.length = changes;
    this.#idsBefore.length = changes;
    this.#pending.rollback(pending);
    // What came before the savepoint was judged by then.
    this.#late.close();
  }

  /**
   * Adds a row; `values` are clean and complete, by position of their columns.
   * @throws {IntegrityError} when its primary key or a unique rule is taken, or a check fails.
   */
  create(model: Model, values: readonly Value[]): Row {
    const table = this.table(model);
    const pk = values[model.pk.position]!;
    if (table.has(pk)) throw duplicateKey(model, pk);
    const row = this.#rules.makeRow(model, values);
    this.#insert(model, row);
    return row;
  }

  /**
   * Changes columns of a row that is there; `changes` are clean. Without an actual change nothing
   * happens and the same row is returned.
   * @throws {IntegrityError} when a unique rule is taken or a check fails.
   */
  update(model: Model, old: Row, changes: RowValues): Row {
    const names = Object.keys(changes);
    if (names.length === 0) return old;
    const values = model.columns.map(({ name }) =>
      Object.hasOwn(changes, name) ? changes[name]! : old[name]!,
    );
    const row = this.#rules.makeRow(model, values);
    this.#replace(model, old, { row, changes });
    return row;
  }

  /** Removes a row that is there. */
  delete(model: Model, row: Row): void {
    this.#late.judge(this.table(model), this.#owner);
    this.#swap(model, row, undefined);
    this.#pending.removed(model, row);
  }

  /**
   * Does again what was done here or in another database of the schema; the rows stay the same
   * objects.
   * @throws {IntegrityError} when a rule is broken, or the row to change is not there.
   */
  replay({ model, before, after }: Change): void {
    if (before === undefined && after === undefined) {
      this.skipId(model);
      return;
    }
    if (before === undefined) {
      const pk = after![model.pk.name]!;
      if (this.table(model).has(pk)) throw duplicateKey(model, pk);
      this.#insert(model, after!);
      return;
    }
    const old = this.#existing(
      model,
      before[model.pk.name]!,
      after === undefined ? "delete" : "update",
    );
    if (after === undefined) this.delete(model, old);
    else this.#replace(model, old, { row: after, changes: changedColumns(model, old, after) });
  }

  /**
   * Applies an event from outside, validated like any write.
   * @throws {ValidationError} {@link IntegrityError} when it cannot have happened here.
   */
  apply(event: Event): void {
    const model = this.#base.registry.byName.get(event.model);
    if (model === undefined)
      throw unknownModel(event.model, [...this.#base.registry.byName.keys()]);
    switch (event.type) {
      case "created":
        this.create(model, cleanEventRow(model, event.row));
        return;
      case "updated":
        this.update(
          model,
          this.#existing(model, event.pk, "update"),
          cleanChanges(model, event.changes),
        );
        return;
      case "deleted":
        this.delete(model, this.#existing(model, event.pk, "delete"));
        return;
      case "sequence":
        this.#setNextId(model, event);
        return;
      default:
        throw new ValidationError(
          `An event is of type ${showValue((event as { type?: unknown }).type)}; expected "created", "updated", "deleted" or "sequence".`,
          { code: "unknown-event" },
        );
    }
  }

  /**
   * Ends one commit, and gives what it did. A draft may go on to take several.
   * @throws {IntegrityError} when a foreign key points at no row.
   */
  seal(): Changes {
    this.#pending.check(this.#tables, this.#base.tables);
    const sealed = { changes: this.#changes, ids: this.#sealIds() };
    this.#changes = [];
    this.#idsBefore = [];
    return sealed;
  }

  /**
   * The finished database at a position, after the last commit was sealed.
   * @throws {IntegrityError} as `judge()` does.
   */
  finish(position: number): Database {
    this.judge();
    for (const table of this.#tables) table.settle(this.#owner);
    return new Database(this.#base.registry, this.#tables, position);
  }

  /** The id counters that moved since the last commit was sealed. */
  #sealIds(): readonly IdChange[] {
    this.#sealedIds ??= this.#base.tables.map(({ nextId }) => nextId);
    const sealed = this.#sealedIds;
    let moved: IdChange[] = [];
    for (const { layout, nextId: after } of this.#tables) {
      const { model } = layout;
      const before = sealed[model.position]!;
      if (before === after) continue;
      const change = { model, before, after };
      if (moved.length === 0) moved = [change];
      else moved.push(change);
      sealed[model.position] = after;
    }
    return moved;
  }

  /** Puts `after` in the place of `before`; one of the two may be missing. See {@link Change}. */
  #swap(model: Model, before: Row | undefined, after: Row | undefined, event?: Event): void {
    const table = this.table(model);
    const change = { model, before, after, event };
    // An array that grows has room for seventeen at once, and most commits are one change.
    if (this.#changes.length === 0) {
      this.#changes = [change];
      this.#idsBefore = [table.nextId];
    } else {
      this.#changes.push(change);
      this.#idsBefore.push(table.nextId);
    }
    this.#tables[model.position] = table.swap(before, after, this.#owner);
    this.#snapshot = undefined;
  }

  #insert(model: Model, row: Row): void {
    this.#rules.constraints.checkRow(model, row);
    if (!this.#late.has(model)) this.#checkUnique(this.table(model), row);
    this.#swap(model, undefined, row);
    this.#pending.added(model, row, this.#tables);
  }

  #replace(
    model: Model,
    old: Row,
    { row, changes }: { readonly row: Row; readonly changes: RowValues },
  ): void {
    this.#late.judge(this.table(model), this.#owner);
    this.#rules.constraints.checkRow(model, row);
    this.#checkUnique(this.table(model), row);
    const pk = old[model.pk.name]!;
    this.#swap(model, old, row, { type: "updated", model: model.name, pk, changes });
    this.#pending.added(model, row, this.#tables);
    if (Object.keys(changes).some((name) => isTarget(model, name)))
      this.#pending.removed(model, old);
  }

  #checkUnique(table: Table, row: Row): void {
    const conflict = table.findConflict(row, this.#owner);
    if (conflict !== undefined)
      throw notUnique(table.layout.model, conflict.rule, row, conflict.other);
  }

  /** Spends an id: no row will have it. */
  skipId(model: Model): void {
    const next = this.nextId(model) + 1;
    this.#setNextId(model, { type: "sequence", model: model.name, next });
  }

  #setNextId(model: Model, event: Sequence): void {
    const { next } = event;
    if (!Number.isSafeInteger(next) || next < 1) {
      throw new ValidationError(
        `An event sets the next id of ${model.name} to ${showValue(next)}; expected a positive integer.`,
        { code: "bad-sequence", model: model.name, value: next },
      );
    }
    const table = this.table(model);
    if (next < table.nextId && table.hasKeyFrom(next)) throw usedId(model, next);
    // A change of no row, so that it can be taken back.
    this.#swap(model, undefined, undefined, { type: "sequence", model: model.name, next });
    this.#tables[model.position] = table.withNextId(next, this.#owner);
  }

  #existing(model: Model, pk: Value, what: string): Row {
    const row = this.table(model).get(pk);
    if (row !== undefined) return row;
    throw noSuchRow(model, pk, what);
  }
}

keepLayout(new Draft(Database.empty({} as Registry, []), {} as Rules, {} as IdSource));

/** Whether foreign keys may point at the column. */
function isTarget(model: Model, name: string): boolean {
  return model.incoming.some((column) => column.reference!.column.name === name);
}

/** The complete clean values of an event's row by position; a plain default or null fills what an older log left out. */
function cleanEventRow(model: Model, given: RowValues): readonly Value[] {
  const cleaner = RowCleaner.of(model);
  const values = cleaner.read(given);
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    values[i] = cleaner.clean(i, value === undefined ? fillFor(model.columns[i]!) : value);
  }
  return values as Value[];
}

/** What an older log left out of a row. */
function fillFor(column: Column): unknown {
  if (column.hasDefault && typeof column.default !== "function") return column.default;
  if (column.isNullable) return null;
  throw new ValidationError(
    `An event creates a ${column.model.name} without a value for "${column.name}".`,
    { code: "required", model: column.model.name, field: column.field },
  );
}

function cleanChanges(model: Model, given: RowValues): RowValues {
  const cleaner = RowCleaner.of(model);
  const values = cleaner.read(given);
  const changes: { [column: string]: Value } = {};
  for (const column of model.columns) {
    const value = values[column.position];
    if (value === undefined) continue;
    if (column.isPrimaryKey) {
      throw new ValidationError(`An event changes the primary key of a ${model.name}.`, {
        code: "pk-changed",
        model: model.name,
        field: column.field,
        value,
      });
    }
    changes[column.name] = cleaner.clean(column.position, value);
  }
  return changes;
}
