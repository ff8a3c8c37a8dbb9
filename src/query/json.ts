import { equalValues, type JsonValue, type Value } from "../value.ts";

function isObject(value: Value): value is { readonly [key: string]: JsonValue } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Whether JSON data has a key at its top: one of an object, or an index of an array. */
export function hasJsonKey(value: Value, key: string): boolean {
  return jsonAt(value, key) !== undefined;
}

/** The value under a key or an index of JSON data; undefined when there is none. */
export function jsonAt(value: Value, key: string): JsonValue | undefined {
  if (Array.isArray(value)) return /^\d{1,9}$/.test(key) ? value[Number(key)] : undefined;
  return isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

/**
 * Whether JSON data contains other data: objects contain objects with some of their keys, arrays
 * contain arrays of some of their items, in any order.
 * Source: https://www.postgresql.org/docs/current/datatype-json.html#JSON-CONTAINMENT
 */
export function containsJson(whole: JsonValue, part: JsonValue): boolean {
  if (Array.isArray(whole)) {
    const items: readonly JsonValue[] = Array.isArray(part) ? part : [part];
    if (isObject(part)) return false;
    return items.every((item) => whole.some((each) => containsItem(each, item)));
  }
  if (!isObject(whole) || !isObject(part)) return equalValues(whole, part);
  return Object.keys(part).every(
    (key) => Object.hasOwn(whole, key) && containsJson(whole[key]!, part[key]!),
  );
}

/** A nested scalar contains itself only. */
function containsItem(whole: JsonValue, part: JsonValue): boolean {
  if (Array.isArray(whole) && !Array.isArray(part)) return false;
  return containsJson(whole, part);
}
