import type { VectorField } from "./schema-from-vector.ts";

const TEXT_TYPES = new Set(["CharField", "TextField", "SlugField", "EmailField", "URLField"]);

/** Least and most of integer fields. */
const RANGES: ReadonlyMap<string, readonly [number, number]> = new Map([
  ["IntegerField", [-(2 ** 31), 2 ** 31 - 1]],
  ["SmallIntegerField", [-(2 ** 15), 2 ** 15 - 1]],
  ["PositiveIntegerField", [0, 2 ** 31 - 1]],
  ["PositiveSmallIntegerField", [0, 2 ** 15 - 1]],
  ["PositiveBigIntegerField", [0, Number.POSITIVE_INFINITY]],
]);

/** What texts of these fields must look like, said loosely: who fails this fails every check. */
const FORMS: ReadonlyMap<string, RegExp> = new Map([
  ["SlugField", /^[-\w]*$/],
  ["EmailField", /^$|^[^\s@]+@[^\s@]+$/],
  ["URLField", /^$|^[a-z][a-z0-9+.-]*:\/\/\S+$/i],
]);

/** Whether the field holds text. */
export function isText({ type }: VectorField): boolean {
  return TEXT_TYPES.has(type);
}

/** Whether a value must be given for the field. */
export function isRequired(field: VectorField): boolean {
  const isFilled = field.default !== undefined || field.auto_now || field.auto_now_add;
  return field.null !== true && !isFilled && !/AutoField$/.test(field.type);
}

function isChoice(field: VectorField, value: unknown): boolean {
  const choices = field.choices as readonly unknown[] | undefined;
  return choices === undefined || choices.flat(2).includes(value);
}

/**
 * Whether a value is one that the field, as its model declares it, does not take: longer than
 * `max_length`, none of `choices`, of another type, out of range, not of the form of the field, or
 * null.
 */
export function breaksRule(field: VectorField, value: unknown): boolean {
  if (value === null) return field.null !== true;
  if (!isChoice(field, value)) return true;
  if (typeof value === "number") {
    const [least, most] = RANGES.get(field.type) ?? [value, value];
    return isText(field) || value < least || value > most;
  }
  if (!isText(field)) return false;
  if (typeof value !== "string") return true;
  const { max_length: most = Number.POSITIVE_INFINITY } = field as { max_length?: number };
  return Array.from(value).length > most || FORMS.get(field.type)?.test(value) === false;
}
