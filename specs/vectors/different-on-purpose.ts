import { ValidationError } from "../../src/index.ts";
import type { RecordedError } from "./agrees.ts";
import { breaksRule, isRequired, isText } from "./declared-rules.ts";
import type { Named } from "./read-query.ts";
import type { RecordedStep } from "./recorded-scenario.ts";
import { sameValue } from "./same-value.ts";
import type { VectorField, VectorSchema } from "./schema-from-vector.ts";

/** A way in which the store is meant to act otherwise than Django. */
export type Purpose = "atomic calls" | "validated writes" | "no signals";

/** All deliberate differences: whatever else differs is a failure. */
export const DIFFERENT_ON_PURPOSE: { readonly [P in Purpose]: string } = {
  "atomic calls":
    "a failed call leaves the tables as they were before it, where Django keeps what the call had done; from there the comparison goes on with Django's tables",
  "validated writes":
    "a value against its field's rule (required, null, max_length, choices, type), or for a field that the model does not have, is refused with a ValidationError, where Django on SQLite stores it, drops it or fails later with an IntegrityError; where Django went on, the scenario ends there",
  "no signals": "signals are not compared: the stream of commits is their form",
};

/** Arguments of a step that hold values for rows. */
const VALUE_ARGUMENTS = ["values", "lookup", "defaults", "create_defaults", "through_defaults"];

/** What a step gives the rows that it writes: each row by itself, or all arguments as one. */
function givenValues(step: RecordedStep, inMemory: Named): Named[] {
  const rows = step.rows as readonly unknown[] | undefined;
  if (rows !== undefined) return rows.map((row) => (Array.isArray(row) ? row[1] : row) as Named);
  return [Object.assign({}, ...VALUE_ARGUMENTS.map((name) => step[name]), inMemory)];
}

function isForm(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * Whether an error of ours is a deliberate one: a ValidationError about a value that the step
 * gives, or leaves out, against the rule that its field declares in the recorded schema; and Django
 * stored the value, or ran into a constraint of the database.
 * @param inMemory values that earlier steps gave the step's object.
 */
export function isValidatedWrite(
  schema: VectorSchema,
  step: RecordedStep,
  inMemory: Named,
  { thrown, expected }: { readonly thrown: unknown; readonly expected: RecordedError | undefined },
): boolean {
  if (!(thrown instanceof ValidationError)) return false;
  const isLater = expected?.type === "IntegrityError";
  if (expected !== undefined && !isLater) return false;
  if (thrown.code === "unknown-field") return isStrayName(schema, step, thrown) && !isLater;
  const field = fieldOf(schema, thrown);
  if (field === undefined) return false;
  const given = givenValues(step, inMemory).map((values) =>
    field.name in values ? values[field.name] : values[`${field.name}_id`],
  );
  if (thrown.value === undefined) {
    // Without a value Django stores an empty text; the database refuses everything else.
    return given.includes(undefined) && isRequired(field) && (isLater || isText(field));
  }
  if (thrown.value === null && !isLater) return false;
  const isGiven = given.some((value) => isForm(value) || sameValue(value, thrown.value));
  return isGiven && breaksRule(field, thrown.value);
}

/** Whether a step gives a value under a name that the model has no field for. */
function isStrayName(
  schema: VectorSchema,
  step: RecordedStep,
  { model, field }: ValidationError,
): boolean {
  const known = schema.models[model ?? ""]?.fields.flatMap(({ name }) => [name, `${name}_id`]);
  const isGiven = givenValues(step, {}).some((values) => Object.hasOwn(values, field ?? ""));
  return known !== undefined && field !== undefined && isGiven && !known.includes(field);
}

function fieldOf(schema: VectorSchema, { model, field }: ValidationError): VectorField | undefined {
  return schema.models[model ?? ""]?.fields.find(({ name }) => name === field);
}
