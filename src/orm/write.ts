import { ValidationError } from "../errors.ts";
import { cleanValue, type GivenValues, RowCleaner } from "../schema/clean.ts";
import { MODEL } from "../schema/model.ts";
import type { Column, Model } from "../schema/registry.ts";
import type { Draft } from "../state/apply.ts";
import { collectDeletion, countDeletes, type DeletedCounts } from "../state/on-delete.ts";
import type { Row } from "../tables/key-order.ts";
import { equalValues, showValue, type Value } from "../value.ts";
import { rowIn, type View } from "./view.ts";

/** What values a write adds by itself. */
export type Filling = Pick<View, "now">;

/**
 * Stores a new row: given values cleaned, ids, defaults and times filled in.
 * @throws {ValidationError} for a value that is missing or wrong.
 * @throws {IntegrityError} when a constraint is broken.
 */
export function createRow(draft: Draft, model: Model, given: GivenValues, filling: Filling): Row {
  checkRelations(model, given);
  const cleaner = RowCleaner.of(model);
  return insertRow(draft, cleaner, cleaner.read(given), filling);
}

/**
 * Checks that relations which are given by their names are given instances, as in Django.
 * @throws {ValidationError} for a key under the name of a relation.
 */
export function checkRelations(model: Model, given: GivenValues): void {
  for (const column of model.references) {
    const { field, name } = column;
    // Instances have the relation itself under that name.
    if (field === name || !Object.hasOwn(given ?? {}, field)) continue;
    const value = given[field];
    if (value === undefined || value === null) continue;
    if (typeof value === "object" && MODEL in value) continue;
    throw new ValidationError(
      `${model.name}.${field} takes an instance of ${column.reference!.model.name}, not ${showValue(value)}.`,
      { code: "no-instance", model: model.name, field, value, hint: `Give a key as "${name}".` },
    );
  }
}

/** `values`: given ones by position of their columns, undefined where none was; cleaned in place. */
function insertRow(draft: Draft, cleaner: RowCleaner, values: unknown[], filling: Filling): Row {
  const { model } = cleaner;
  const { columns } = model;
  for (let i = 0; i < columns.length; i++) {
    const column = columns[i]!;
    const value = values[i];
    const isOpen = value === undefined || (value === null && !column.isNullable);
    values[i] =
      isOpen || column.clock !== undefined
        ? openValue(draft, column, value, filling)
        : cleaner.clean(i, value);
  }
  return draft.create(model, values as Value[]);
}

/** The value of a column that the store may have to fill. */
function openValue(draft: Draft, column: Column, value: unknown, filling: Filling): Value {
  if (column.clock !== undefined) return timeFor(column, filling);
  if (column.isAuto) return cleanValue(column, draft.nextId(column.model));
  return value === undefined ? missingValue(column) : cleanValue(column, value);
}

/** The value of a column that was not given. */
function missingValue(column: Column): Value {
  const { model, field } = column;
  if (column.hasDefault) return cleanValue(column, defaultOf(column));
  if (column.isNullable) return null;
  throw new ValidationError(`${model.name} needs a value for "${field}".`, {
    code: "required",
    model: model.name,
    field,
    value: undefined,
  });
}

function defaultOf(column: Column): unknown {
  return typeof column.default === "function" ? column.default() : column.default;
}

/** The store's time as a column holds it: its day, its time of day, or the moment. */
export function timeFor(column: Column, filling: Filling): Value {
  const now = filling.now();
  const kind = column.kind.name;
  if (kind === "date") return now.slice(0, 10);
  return cleanValue(column, kind === "time" ? now.slice(11, -1) : now);
}

/**
 * The values of an instance that is not stored yet, by position of their columns: given ones
 * cleaned, defaults filled in, null where a value is still missing.
 * @throws {ValidationError} for a value that is wrong.
 */
export function buildValues(model: Model, given: GivenValues): readonly Value[] {
  return instanceValues(model, given, cleanValue);
}

/**
 * The same, but for values that are wrong: those stay as they are given, for `fullClean()` and
 * `save()` to judge.
 * @throws {ValidationError} for a name that is no column, or an instance that no key can be read of.
 */
export function heldValues(model: Model, given: GivenValues): readonly Value[] {
  const cleaner = RowCleaner.of(model);
  return instanceValues(model, given, ({ position }, value) => cleaner.hold(position, value));
}

function instanceValues(
  model: Model,
  given: GivenValues,
  makeValue: (column: Column, given: unknown) => Value,
): readonly Value[] {
  checkRelations(model, given);
  const known = RowCleaner.of(model).read(given);
  return model.columns.map((column) => {
    const value = known[column.position];
    if (value !== undefined && value !== null) return makeValue(column, value);
    const isDefault = value === undefined && column.hasDefault;
    return isDefault ? makeValue(column, defaultOf(column)) : null;
  });
}

/**
 * Stores all columns of an instance: over the row with its primary key, or as a new row.
 * @throws {ValidationError} {@link IntegrityError} as `createRow` does.
 */
export function saveRow(draft: Draft, model: Model, values: GivenValues, view: View): Row {
  checkRelations(model, values);
  const given = RowCleaner.of(model).read(values);
  const pk = given[model.pk.position];
  const isNew = pk === null || pk === undefined;
  const old = isNew ? undefined : rowIn(view, draft, model, pk as Value);
  if (old !== undefined) return changeRow(draft, model, { old, given }, view);
  return insertInstance(draft, model, values, view);
}

/**
 * Stores all columns of an instance as a new row.
 * @throws {ValidationError} {@link IntegrityError} as `createRow` does.
 */
export function insertInstance(
  draft: Draft,
  model: Model,
  values: GivenValues,
  filling: Filling,
): Row {
  const cleaner = RowCleaner.of(model);
  const known = cleaner.read(values);
  for (const [i, { isNullable }] of model.columns.entries()) {
    if (known[i] === null && !isNullable) known[i] = undefined;
  }
  return insertRow(draft, cleaner, known, filling);
}

/** Values for columns of a row that is there. */
export interface RowUpdate {
  readonly old: Row;
  readonly values: GivenValues;
}

/**
 * Stores the given values over a row that is there. With `filling` it is an instance that is saved,
 * and the columns that keep the time of the last save get it; other changes leave them.
 * Source: https://docs.djangoproject.com/en/5.2/ref/models/fields/#datefield
 * @throws {ValidationError} for a value that is wrong, or a primary key that differs.
 */
export function updateRow(draft: Draft, model: Model, change: RowUpdate, filling?: Filling): Row {
  const given = RowCleaner.of(model).read(change.values);
  return changeRow(draft, model, { old: change.old, given }, filling);
}

/**
 * Stores a row under another primary key, with other values as well perhaps: it goes, and comes
 * anew.
 * @throws {ValidationError} {@link IntegrityError} when the key is taken or wrong.
 */
export function moveRow(draft: Draft, model: Model, change: RowUpdate): Row {
  const given = RowCleaner.of(model).read(change.values);
  const pk = cleanValue(model.pk, given[model.pk.position]);
  given[model.pk.position] = undefined;
  const changed = changeRow(draft, model, { old: change.old, given }, undefined);
  draft.delete(model, changed);
  const values = model.columns.map((column) => (column.isPrimaryKey ? pk : changed[column.name]!));
  return draft.create(model, values);
}

function changeRow(
  draft: Draft,
  model: Model,
  { old, given }: { readonly old: Row; readonly given: readonly unknown[] },
  filling: Filling | undefined,
): Row {
  const changes: { [column: string]: Value } = {};
  for (const column of model.columns) {
    if (column.clock === "save" && filling !== undefined) {
      changes[column.name] = timeFor(column, filling);
      continue;
    }
    const value = given[column.position];
    const before = old[column.name]!;
    if (value === undefined || equalValues(value as Value, before)) continue;
    const clean = cleanValue(column, value);
    if (equalValues(clean, before)) continue;
    if (column.isPrimaryKey) throw pkChanged(model, value);
    changes[column.name] = clean;
  }
  return draft.update(model, old, changes);
}

function pkChanged(model: Model, value: unknown): ValidationError {
  return new ValidationError(`The primary key of a ${model.name} cannot be changed.`, {
    code: "pk-changed",
    model: model.name,
    field: model.pk.field,
    value,
    hint: "Create a row with the new key and delete this one.",
  });
}

/**
 * Deletes rows with all that falls with them; returns how many went, by model.
 * @throws {ProtectedError} {@link IntegrityError} and nothing is deleted.
 */
export function deleteRows(draft: Draft, model: Model, rows: readonly Row[]): DeletedCounts {
  const deletion = collectDeletion(draft.snapshot(), model, rows);
  for (const [column, row, value] of deletion.updates) {
    const now = draft.table(column.model).get(row[column.model.pk.name]!)!;
    draft.update(column.model, now, { [column.name]: value });
  }
  for (const [at, row] of deletion.deletes) draft.delete(at, row);
  return countDeletes(deletion);
}
