import { ValidationError } from "../errors.ts";
import { suggest } from "../near-names.ts";
import { showValue, type Value } from "../value.ts";
import { rejectValue } from "./kind.ts";
import { MODEL } from "./model.ts";
import type { Column, Model } from "./registry.ts";

/** What a column may hold, from a value as the user gives it. */
export function cleanValue(column: Column, given: unknown): Value {
  const value = column.reference === undefined ? given : keyOf(column, given);
  if (value === null || value === undefined) {
    if (column.isNullable) return null;
    throw new ValidationError(`${column.model.name}.${column.field} cannot be null.`, {
      code: "null",
      model: column.model.name,
      field: column.field,
      value,
    });
  }
  const clean = column.kind.clean(value, column.place);
  if (column.choices !== undefined) checkChoice(column, clean);
  for (const validate of column.validators) {
    const complaint = validate(clean as never);
    if (typeof complaint === "string") {
      throw new ValidationError(
        `${column.model.name}.${column.field} got ${showValue(clean)}: ${complaint}`,
        {
          code: "validator",
          model: column.model.name,
          field: column.field,
          value: clean,
        },
      );
    }
  }
  return clean;
}

function checkChoice(column: Column, value: Value): void {
  const choices = column.choices!;
  if (choices.has(value)) return;
  const names = [...choices].map(String);
  rejectValue(column.place, value, "one of its choices", suggest(String(value), names));
}

/** The key of an instance of the related model; any other value stands for itself. */
function keyOf(column: Column, given: unknown): unknown {
  if (typeof given !== "object" || given === null) return given;
  const reference = column.reference!;
  const model = (given as { readonly [MODEL]?: unknown })[MODEL];
  if (model !== reference.model.name) {
    const what = model === undefined ? showValue(given) : `an instance of ${String(model)}`;
    throw new ValidationError(
      `${column.model.name}.${column.field} got ${what}; expected an instance of ${reference.model.name} or its key.`,
      { code: "wrong-model", model: column.model.name, field: column.field, value: given },
    );
  }
  const key = (given as { readonly [name: string]: unknown })[reference.column.name];
  if (key !== null && key !== undefined) return key;
  throw new ValidationError(
    `${column.model.name}.${column.field} got a ${reference.model.name} that is not saved; save it first.`,
    { code: "unsaved", model: column.model.name, field: column.field, value: given },
  );
}

/** Values as the user gives them, by name of field or column. */
export interface GivenValues {
  readonly [name: string]: unknown;
}

/**
 * The given values by column name: `person` and `person_id` mean the same column, `pk` the
 * primary key.
 * @throws {ValidationError} for a name that is no column, or a column that is given twice.
 */
export function givenByColumn(model: Model, given: GivenValues): Map<Column, unknown> {
  if (typeof given !== "object" || given === null) {
    throw new ValidationError(
      `${model.name} got ${showValue(given)}; expected an object of values.`,
      {
        code: "bad-values",
        model: model.name,
        value: given,
      },
    );
  }
  const values = new Map<Column, unknown>();
  for (const name of Object.keys(given)) {
    const column = writableColumn(model, name);
    // A value that is left undefined counts as not given.
    if (given[name] === undefined) continue;
    if (values.has(column) && values.get(column) !== given[name]) {
      throw new ValidationError(
        `${model.name}.${column.field} is given twice, once as "${name}".`,
        {
          code: "given-twice",
          model: model.name,
          field: column.field,
          value: given[name],
        },
      );
    }
    values.set(column, given[name]);
  }
  return values;
}

function writableColumn(model: Model, name: string): Column {
  const target = model.names.get(name);
  if (target?.type === "column") return target;
  if (target?.direction === "forward" && !target.isToMany) return target.hops[0]!.fromColumn;
  const isWayBack = target !== undefined || model.accessors.has(name);
  const known = model.columns.map((column) => column.field);
  throw new ValidationError(
    isWayBack
      ? `${model.name}.${name} holds rows of another table and cannot be given here.`
      : `${model.name} has no field "${name}".`,
    {
      code: isWayBack ? "relation-assigned" : "unknown-field",
      model: model.name,
      field: name,
      value: undefined,
      hint: isWayBack
        ? "Save the row first, then use the methods of its related manager."
        : suggest(name, known),
    },
  );
}
