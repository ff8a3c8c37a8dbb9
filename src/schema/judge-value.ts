/** What `cleanFields()` finds wrong with the value of one field, by the rules that Django has. */
import { type Complaint, ValidationError } from "../errors.ts";
import type { Value } from "../value.ts";
import { checkChoice, runValidator } from "./clean.ts";
import { convertValue } from "./convert.ts";
import { kindOf, type Place } from "./kind.ts";
import type { Column } from "./registry.ts";

/** A value converted as far as it can be, and all that is wrong with it. */
export interface JudgedValue {
  readonly value: Value;
  readonly complaints: readonly Complaint[];
}

/** Codes of rules that a value of the right type may break, along with others. */
const LIMITS = new Set([
  "min-value",
  "max-value",
  "max-digits",
  "max-decimal-places",
  "max-whole-digits",
]);
/** Texts that must have a form, which is a rule like the others. */
const FORMED = new Set(["slug", "email", "url"]);
const TEXTS = new Set(["char", "text", ...FORMED]);

/** Whether forms would send the value for a field that was left empty. */
function isEmpty(value: unknown): boolean {
  if (value === null || value === undefined || value === "") return true;
  if (typeof value !== "object") return false;
  if (Array.isArray(value)) return value.length === 0;
  const prototype: unknown = Object.getPrototypeOf(value);
  return (prototype === Object.prototype || prototype === null) && Object.keys(value).length === 0;
}

/**
 * Judges the value of a column, not yet whether a foreign key has a row to point at. A wrong type
 * ends it, and so does a value that must not be empty or is none of the choices; of the other rules
 * all are asked.
 */
export function judgeValue(column: Column, given: Value): JudgedValue {
  if (column.isBlank && isEmpty(given)) return { value: given, complaints: [] };
  const converted = given === null ? missing(column) : convert(column, given);
  if ("wrong" in converted) return { value: given, complaints: [converted.wrong] };
  const { value, broken } = converted;
  const refusal = attempt(column, () => refuseValue(column, value));
  if (refusal !== undefined) return { value, complaints: [refusal] };
  if (isEmpty(value)) return { value, complaints: [] };
  const complaints = [
    broken,
    ...column.validators.map((validate) =>
      attempt(column, () => runValidator(column, validate, value)),
    ),
    attempt(column, () => checkLength(column, value)),
  ];
  return { value, complaints: complaints.filter((complaint) => complaint !== undefined) };
}

/** A complaint with the column's own text for its code, where it has one. */
export function complain(column: Column, { code, message, value }: Complaint): Complaint {
  return Object.freeze({ code, message: column.errorMessages.get(code) ?? message, value });
}

/** The complaint of what throws. */
function attempt(column: Column, work: () => void): Complaint | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    if (error instanceof ValidationError) return complain(column, error);
    throw error;
  }
}

/** A value of the column's type with the limit that it breaks, if any; or why it is none. */
type Converted =
  | { readonly value: Value; readonly broken: Complaint | undefined }
  | { readonly wrong: Complaint };

/** Null is a value of all types but one: a boolean field that is not nullable. */
function missing(column: Column): Converted {
  if (column.kind.name !== "boolean" || column.isNullable)
    return { value: null, broken: undefined };
  const wrong = attempt(column, () => void column.kind.clean(null, column.place));
  return { wrong: wrong! };
}

function convert(column: Column, given: unknown): Converted {
  const { kind, reference } = column;
  // An empty text stands for no choice where a boolean may be null.
  if (given === "" && kind.name === "boolean" && column.isNullable) {
    return { value: null, broken: undefined };
  }
  const value = convertValue(kind.name, given) as Value;
  const place: Place = { ...column.place, maxLength: undefined };
  try {
    return { value: kind.clean(value, place), broken: undefined };
  } catch (error) {
    if (!(error instanceof ValidationError)) throw error;
    // A key that no row can have points at none.
    if (reference !== undefined)
      return { wrong: complain(column, { ...facts(error), code: "invalid" }) };
    const isLimit = FORMED.has(kind.name) ? typeof value === "string" : LIMITS.has(error.code);
    const complaint = complain(column, error);
    return isLimit ? { value, broken: complaint } : { wrong: complaint };
  }
}

function facts({ code, message, value }: ValidationError): Complaint {
  return { code, message, value };
}

/** @throws {ValidationError} for none of the choices, or an empty value that must not be. */
function refuseValue(column: Column, value: Value): void {
  if (!column.isEditable) return;
  if (!isEmpty(value)) checkChoice(column, value);
  const where = `${column.model.name}.${column.field}`;
  const { name: model } = column.model;
  const known = { model, field: column.field, value };
  if (value === null && !column.isNullable) {
    throw new ValidationError(`${where} cannot be null.`, { ...known, code: "null" });
  }
  if (isEmpty(value) && !column.isBlank) {
    throw new ValidationError(`${where} cannot be blank.`, { ...known, code: "blank" });
  }
}

/** @throws {ValidationError} for a text that is longer than its column. */
function checkLength({ kind, place, reference }: Column, value: Value): void {
  if (TEXTS.has(kind.name) && reference === undefined) kindOf("char").clean(value, place);
}
