import { ValidationError } from "../errors.ts";
import type { RowValues } from "../events/event.ts";
import { cleanValue, type GivenValues, givenByColumn } from "../schema/clean.ts";
import type { Column, Model } from "../schema/registry.ts";
import type { Draft } from "../state/apply.ts";
import type { Row } from "../tables/key-order.ts";
import { equalValues, type Value } from "../value.ts";

/** What values a write adds by itself. */
export interface Filling {
  /** The store's time, as canonical text. */
  readonly now: () => string;
}

type MutableValues = { [column: string]: Value };

/**
 * Stores a new row: given values cleaned, ids, defaults and times filled in.
 * @throws {ValidationError} for a value that is missing or wrong.
 * @throws {IntegrityError} when a constraint is broken.
 */
export function createRow(draft: Draft, model: Model, given: GivenValues, filling: Filling): Row {
  return insertRow(draft, model, givenByColumn(model, given), filling);
}

function insertRow(
  draft: Draft,
  model: Model,
  given: ReadonlyMap<Column, unknown>,
  filling: Filling,
): Row {
  const values: MutableValues = {};
  for (const column of model.columns) {
    values[column.name] =
      column.clock === undefined ? initialValue(draft, column, given) : timeFor(column, filling);
  }
  return draft.create(model, values);
}

function initialValue(draft: Draft, column: Column, given: ReadonlyMap<Column, unknown>): Value {
  const value = given.get(column);
  const isOpen = value === undefined || (value === null && !column.isNullable);
  if (!isOpen) return cleanValue(column, value);
  if (column.isAuto) return cleanValue(column, draft.table(column.model).nextId);
  if (value === undefined) return missingValue(column);
  return cleanValue(column, value);
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
function timeFor(column: Column, filling: Filling): Value {
  const now = filling.now();
  const kind = column.kind.name;
  if (kind === "date") return now.slice(0, 10);
  return cleanValue(column, kind === "time" ? now.slice(11, -1) : now);
}

/**
 * The values of an instance that is not stored yet: given ones cleaned, defaults filled in, null
 * where a value is still missing.
 * @throws {ValidationError} for a value that is wrong.
 */
export function buildValues(model: Model, given: GivenValues): RowValues {
  const known = givenByColumn(model, given);
  const values: MutableValues = {};
  for (const column of model.columns) {
    const value = known.get(column);
    if (value !== undefined && value !== null) values[column.name] = cleanValue(column, value);
    else if (value === undefined && column.hasDefault) {
      values[column.name] = cleanValue(column, defaultOf(column));
    } else values[column.name] = null;
  }
  return values;
}

/**
 * Stores all columns of an instance: over the row with its primary key, or as a new row.
 * @throws {ValidationError} {@link IntegrityError} as `createRow` does.
 */
export function saveRow(draft: Draft, model: Model, values: GivenValues, filling: Filling): Row {
  const given = givenByColumn(model, values);
  const pk = given.get(model.pk);
  const old = pk === null || pk === undefined ? undefined : draft.table(model).get(pk as Value);
  if (old !== undefined) return changeRow(draft, model, { old, given }, filling);
  const isNull = ([column, value]: [Column, unknown]): boolean =>
    value === null && !column.isNullable;
  const known = [...given].filter((entry) => !isNull(entry));
  return insertRow(draft, model, new Map(known), filling);
}

/**
 * Stores the given values over a row that is there.
 * @throws {ValidationError} for a value that is wrong, or a primary key that differs.
 */
export function updateRow(
  draft: Draft,
  model: Model,
  change: { readonly old: Row; readonly values: GivenValues },
  filling: Filling,
): Row {
  const given = givenByColumn(model, change.values);
  return changeRow(draft, model, { old: change.old, given }, filling);
}

function changeRow(
  draft: Draft,
  model: Model,
  { old, given }: { readonly old: Row; readonly given: ReadonlyMap<Column, unknown> },
  filling: Filling,
): Row {
  const changes: MutableValues = {};
  for (const [column, value] of given) {
    if (equalValues(value as Value, old[column.name]!)) continue;
    const clean = cleanValue(column, value);
    if (equalValues(clean, old[column.name]!)) continue;
    if (column.isPrimaryKey) throw pkChanged(model, value);
    changes[column.name] = clean;
  }
  for (const column of model.columns) {
    if (column.clock === "save") changes[column.name] = timeFor(column, filling);
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
