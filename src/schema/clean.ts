import { ValidationError } from "../errors.ts";
import { suggest } from "../near-names.ts";
import { showValue, type Value } from "../value.ts";
import type { Validator } from "./field.ts";
import { rejectValue } from "./kind.ts";
import { MODEL } from "./model.ts";
import type { Column, Model } from "./registry.ts";

/** What a column may hold, from a value as the user gives it. */
export function cleanValue(column: Column, given: unknown): Value {
  return RowCleaner.of(column.model).clean(column.position, given);
}

/** Values as the user gives them, by name of field or column. */
export interface GivenValues {
  readonly [name: string]: unknown;
}

/** Reads and cleans the values of one model's rows, its columns compiled once. */
export class RowCleaner {
  static readonly #known = new WeakMap<Model, RowCleaner>();

  readonly model: Model;
  /** Positions of columns by every name that they may be given by. */
  readonly #positions: ReadonlyMap<string, number>;
  readonly #cleaners: readonly CleanColumn[];
  /** The names that were read last, each in its place, and their positions: rows are mostly given alike. */
  readonly #lastNames: string[] = [];
  readonly #lastPositions: number[] = [];

  private constructor(model: Model) {
    this.model = model;
    this.#positions = new Map(writableColumns(model));
    this.#cleaners = model.columns.map(compileColumn);
  }

  /** The cleaner of a model. Cost: O(1) but for the first time. */
  static of(model: Model): RowCleaner {
    let cleaner = RowCleaner.#known.get(model);
    if (cleaner === undefined) {
      cleaner = new RowCleaner(model);
      RowCleaner.#known.set(model, cleaner);
    }
    return cleaner;
  }

  /**
   * The given values by position of their columns, undefined where none was given: `person` and
   * `person_id` mean the same column, `pk` the primary key. Cost: O(columns).
   * @throws {ValidationError} for a name that is no column, or a column that is given twice.
   */
  read(given: GivenValues): unknown[] {
    const model = this.model;
    checkValues(model, given);
    // Of the exact length: an array that grows takes thrice the memory, and there is one a row.
    const values = new Array<unknown>(model.columns.length);
    // Measured, a load takes three percent longer with `fill()`.
    for (let i = 0; i < values.length; i++) values[i] = undefined;
    const names = Object.keys(given);
    for (let i = 0; i < names.length; i++) {
      const name = names[i]!;
      const position =
        name === this.#lastNames[i] ? this.#lastPositions[i]! : this.#positionOf(name, i);
      const value = given[name];
      // A value that is left undefined counts as not given.
      if (value === undefined) continue;
      const known = values[position];
      if (known !== undefined && known !== value) {
        throw givenTwice(model.columns[position]!, name, value);
      }
      values[position] = value;
    }
    return values;
  }

  #positionOf(name: string, place: number): number {
    const position = this.#positions.get(name);
    if (position === undefined) throw notWritable(this.model, name);
    this.#lastNames[place] = name;
    this.#lastPositions[place] = position;
    return position;
  }

  /**
   * What an instance that is not stored holds in the column at a position: a canonical value where
   * there is one, else the value as it was given, for `fullClean()` and `save()` to judge.
   * @throws {ValidationError} for an instance of another model, or one that is not saved.
   */
  hold(position: number, given: unknown): Value {
    const column = this.model.columns[position]!;
    const value = column.reference === undefined ? given : keyOf(column, given);
    try {
      return value === null ? null : column.kind.clean(value, column.place);
    } catch (error) {
      if (error instanceof ValidationError) return value as Value;
      throw error;
    }
  }

  /**
   * What the column at a position may hold.
   * @throws {ValidationError} for a value that is wrong.
   */
  clean(position: number, given: unknown): Value {
    return this.#cleaners[position]!(given);
  }
}

/** Makes the canonical value of one column. */
type CleanColumn = (given: unknown) => Value;

function compileColumn(column: Column): CleanColumn {
  const { kind, place, choices, validators } = column;
  const cleanScalar: CleanColumn = (given) =>
    given === null || given === undefined ? cleanNull(column, given) : kind.clean(given, place);
  const cleanKey: CleanColumn =
    column.reference === undefined ? cleanScalar : (given) => cleanScalar(keyOf(column, given));
  if (choices === undefined && validators.length === 0) return cleanKey;
  return (given) => {
    const value = cleanKey(given);
    if (value !== null) checkRules(column, value);
    return value;
  };
}

function cleanNull(column: Column, value: null | undefined): null {
  if (column.isNullable) return null;
  throw new ValidationError(`${column.model.name}.${column.field} cannot be null.`, {
    code: "null",
    model: column.model.name,
    field: column.field,
    value,
  });
}

function checkRules(column: Column, clean: Value): void {
  checkChoice(column, clean);
  for (const validate of column.validators) runValidator(column, validate, clean);
}

/**
 * Asks a rule of the user's own.
 * @throws {ValidationError} that names the column, with the code of the one that the rule throws.
 */
export function runValidator(column: Column, validate: Validator<Value>, value: Value): void {
  const complaint = complaintOf(validate, value);
  if (complaint === undefined) return;
  const { code = "validator", message } = complaint;
  throw new ValidationError(
    `${column.model.name}.${column.field} got ${showValue(value)}: ${message}`,
    { code, model: column.model.name, field: column.field, value },
  );
}

function complaintOf(
  validate: Validator<Value>,
  value: Value,
): { readonly code?: string; readonly message: string } | undefined {
  try {
    const message = validate(value);
    return typeof message === "string" ? { message } : undefined;
  } catch (error) {
    if (error instanceof ValidationError) return error;
    throw error;
  }
}

/** @throws {ValidationError} for a value that is none of the column's choices. */
export function checkChoice(column: Column, value: Value): void {
  const { choices, place } = column;
  if (choices === undefined || choices.has(value)) return;
  const hint = suggest(String(value), [...choices].map(String));
  rejectValue(place, value, "one of its choices", { code: "invalid-choice", hint });
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

function* writableColumns(model: Model): Iterable<[name: string, position: number]> {
  for (const [name, target] of model.names) {
    if (target.type === "column") yield [name, target.position];
    else if (target.direction === "forward" && !target.isToMany) {
      yield [name, target.hops[0]!.fromColumn.position];
    }
  }
}

/** @throws {ValidationError} for what is no object of values by name. */
export function checkValues(model: Model, given: unknown): void {
  if (typeof given === "object" && given !== null && !Array.isArray(given)) return;
  throw new ValidationError(
    `${model.name} got ${showValue(given)}; expected an object of values.`,
    { code: "bad-values", model: model.name, value: given },
  );
}

function givenTwice(column: Column, name: string, value: unknown): ValidationError {
  const model = column.model.name;
  return new ValidationError(`${model}.${column.field} is given twice, once as "${name}".`, {
    code: "given-twice",
    model,
    field: column.field,
    value,
  });
}

function notWritable(model: Model, name: string): ValidationError {
  const isWayBack = model.names.has(name) || model.accessors.has(name);
  const known = model.columns.map((column) => column.field);
  return new ValidationError(
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
