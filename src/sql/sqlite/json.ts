/** What SQLite's own JSON functions do not decide. Shares nothing with the engine. */
import { type JsonValue, stableText } from "../../value.ts";

type JsonObject = { readonly [key: string]: JsonValue };

function isObject(value: JsonValue): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isArray(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}

/** What lies under a key of an object or an index of an array. */
export function member(data: JsonValue, key: string): JsonValue | undefined {
  if (isArray(data)) return /^\d{1,9}$/.test(key) ? data[Number(key)] : undefined;
  return isObject(data) && Object.hasOwn(data, key) ? data[key] : undefined;
}

/** The same as text; null for what is missing, and for JSON's own null. */
export function keyText(data: JsonValue, key: string): string | null {
  const found = member(data, key) ?? null;
  return found === null ? null : stableText(found);
}

/**
 * Whether data contains other data.
 * Source: https://www.postgresql.org/docs/current/datatype-json.html#JSON-CONTAINMENT
 */
export function contains(whole: JsonValue, part: JsonValue): boolean {
  if (isObject(whole)) {
    return (
      isObject(part) &&
      Object.entries(part).every(
        ([key, value]) => Object.hasOwn(whole, key) && contains(whole[key]!, value),
      )
    );
  }
  if (!isArray(whole)) return stableText(whole) === stableText(part);
  if (isArray(part)) {
    return part.every((item) =>
      whole.some((each) => isArray(each) === isArray(item) && contains(each, item)),
    );
  }
  // An array contains a scalar that is one of its items.
  return !isObject(part) && whole.some((each) => !isArray(each) && contains(each, part));
}

/** Whether two numbers or two texts are in an order; nothing else has one. */
export function compares(a: JsonValue, sign: string, b: JsonValue): boolean {
  const isOrdered =
    (typeof a === "number" && typeof b === "number") ||
    (typeof a === "string" && typeof b === "string");
  if (!isOrdered) return false;
  const order = typeof a === "number" ? a - (b as number) : byPoints(a as string, b as string);
  switch (sign) {
    case "gt":
      return order > 0;
    case "gte":
      return order >= 0;
    case "lt":
      return order < 0;
    default:
      return order <= 0;
  }
}

function byPoints(a: string, b: string): number {
  const [x, y] = [Array.from(a), Array.from(b)];
  for (const [at, letter] of x.entries()) {
    if (at >= y.length) return 1;
    const difference = letter.codePointAt(0)! - y[at]!.codePointAt(0)!;
    if (difference !== 0) return difference;
  }
  return x.length - y.length;
}

/** A text as JSON data: what it says, or itself where that is no JSON. */
export function readJson(text: string): string {
  try {
    return stableText(JSON.parse(text) as JsonValue);
  } catch {
    return JSON.stringify(text);
  }
}
