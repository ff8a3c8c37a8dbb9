import { equalValues, type Value } from "../value.ts";

/**
 * Whether two answers say the same: rows by their columns, lists item by item in order, maps entry by
 * entry, all else as values. Cost: O(answer); what both share is not looked into.
 */
export function sameAnswer(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) {
    return equalValues(a as Value, b as Value);
  }
  if (Array.isArray(a)) return Array.isArray(b) && sameItems(a, b);
  if (a instanceof Map) return b instanceof Map && sameItems([...a], [...b]);
  return sameItems(Object.entries(a), Object.entries(b));
}

function sameItems(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((item, i) => sameAnswer(item, b[i]));
}
