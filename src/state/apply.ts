import { IntegrityError, ValidationError } from "../errors.ts";
import type { Event, RowValues } from "../events/event.ts";
import { suggest } from "../near-names.ts";
import { RowCleaner } from "../schema/clean.ts";
import type { Column, Model } from "../schema/registry.ts";
import type { Row } from "../tables/key-order.ts";
import { Owner } from "../tables/owner.ts";
import type { Table } from "../tables/table.ts";
import { showValue, type Value } from "../value.ts";
import { type Constraints, PendingKeys } from "./constraints.ts";
import { Database } from "./database.ts";

/** Makes the frozen row of a model from the values of all its columns, by their positions. */
export type MakeRow = (model: Model, values: readonly Value[]) => Row;

/** What every store hands to the databases that it makes. */
export interface Rules {
  readonly makeRow: MakeRow;
  readonly constraints: Constraints;
}

/**
 * The next database while it is being made. Events are applied one by one, unique rules and checks
 * at once, foreign keys at the end; the database that it began from never changes, so dropping a
 * draft undoes everything.
 */
export class Draft {
  readonly #base: Database;
  readonly #rules: Rules;
  readonly #tables: Table[];
  readonly #owner = new Owner();
  readonly #pending = new PendingKeys();
  #events: Event[] = [];

  constructor(base: Database, rules: Rules) {
    this.#base = base;
    this.#rules = rules;
    this.#tables = [...base.tables];
  }

  /** Whether anything was applied since the last commit was sealed. */
  get hasEvents(): boolean {
    return this.#events.length > 0;
  }

  table(model: Model): Table {
    return this.#tables[model.position]!;
  }

  /** The database as it stands now. It shares nodes with later edits of this draft: read it at once. */
  current(): Database {
    return new Database(this.#base.registry, [...this.#tables], this.#base.position);
  }

  /**
   * Adds a row; `values` are clean and complete, by position of their columns.
   * @throws {IntegrityError} when its primary key or a unique rule is taken, or a check fails.
   */
  create(model: Model, values: readonly Value[]): Row {
    const table = this.table(model);
    const pk = values[model.pk.position]!;
    if (table.get(pk) !== undefined) throw duplicateKey(model, pk);
    const row = this.#rules.makeRow(model, values);
    this.#rules.constraints.checkRow(model, row);
    this.#checkUnique(table, row);
    this.#tables[model.position] = table.insert(row, this.#owner);
    this.#pending.added(model, row, this.#tables);
    this.#events.push(Object.freeze({ type: "created", model: model.name, row: row as RowValues }));
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
    this.#rules.constraints.checkRow(model, row);
    const table = this.table(model);
    this.#checkUnique(table, row);
    this.#tables[model.position] = table.replace(old, row, this.#owner);
    this.#pending.added(model, row, this.#tables);
    if (names.some((name) => isTarget(model, name))) this.#pending.removed(model, old);
    const pk = old[model.pk.name]!;
    this.#events.push(
      Object.freeze({ type: "updated", model: model.name, pk, changes: Object.freeze(changes) }),
    );
    return row;
  }

  /** Removes a row that is there. */
  delete(model: Model, row: Row): void {
    this.#tables[model.position] = this.table(model).remove(row, this.#owner);
    this.#pending.removed(model, row);
    const pk = row[model.pk.name]!;
    this.#events.push(Object.freeze({ type: "deleted", model: model.name, pk }));
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
      default:
        throw new ValidationError(
          `An event is of type ${showValue((event as { type?: unknown }).type)}; expected "created", "updated" or "deleted".`,
          { code: "unknown-event" },
        );
    }
  }

  /**
   * Ends one commit, and gives its events in order. A draft may go on to take several.
   * @throws {IntegrityError} when a foreign key points at no row.
   */
  seal(): readonly Event[] {
    this.#pending.check(this.#tables);
    const events = this.#events;
    this.#events = [];
    return events;
  }

  /** The finished database at a position, after the last commit was sealed. */
  finish(position: number): Database {
    for (const table of this.#tables) table.settle();
    return new Database(this.#base.registry, this.#tables, position);
  }

  #checkUnique(table: Table, row: Row): void {
    const conflict = table.findConflict(row);
    if (conflict !== undefined)
      throw notUnique(table.layout.model, conflict.rule, row, conflict.other);
  }

  #existing(model: Model, pk: Value, what: string): Row {
    const row = this.table(model).get(pk);
    if (row !== undefined) return row;
    throw new IntegrityError(
      `Cannot ${what} ${model.name} ${showValue(pk)}: there is no such row.`,
      {
        code: "no-such-row",
        model: model.name,
        constraint: "primary key",
        fields: [model.pk.field],
        values: [pk],
        pk,
      },
    );
  }
}

/** Whether foreign keys may point at the column. */
function isTarget(model: Model, name: string): boolean {
  return model.incoming.some((column) => column.reference!.column.name === name);
}

function duplicateKey(model: Model, pk: Value): IntegrityError {
  return new IntegrityError(
    `${model.name} already has a row with ${model.pk.field} ${showValue(pk)}.`,
    {
      code: "duplicate-key",
      model: model.name,
      constraint: "primary key",
      fields: [model.pk.field],
      values: [pk],
      pk,
      conflictingPk: pk,
    },
  );
}

function notUnique(
  model: Model,
  rule: { readonly name: string; readonly columns: readonly Column[] },
  row: Row,
  other: Row,
): IntegrityError {
  const fields = rule.columns.map((column) => column.field);
  const values = rule.columns.map((column) => row[column.name]);
  const conflictingPk = other[model.pk.name];
  return new IntegrityError(
    `${model.name} already has a row with ${fields.map((field, i) => `${field} ${showValue(values[i])}`).join(", ")}: ` +
      `${model.pk.field} ${showValue(conflictingPk)}.`,
    {
      code: "unique",
      model: model.name,
      constraint: rule.name,
      fields,
      values,
      pk: row[model.pk.name],
      conflictingPk,
    },
  );
}

function unknownModel(name: unknown, known: readonly string[]): ValidationError {
  return new ValidationError(
    `An event names the model ${showValue(name)}, which the store does not have.`,
    {
      code: "unknown-model",
      value: name,
      hint: suggest(String(name), known),
    },
  );
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
