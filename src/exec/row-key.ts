import { stableText, type Value } from "../value.ts";

/** Text that is the same for lists of equal values. */
export function keyOfValues(values: readonly Value[]): string {
  let key = "";
  for (const value of values) {
    const text = typeof value === "object" && value !== null ? stableText(value) : String(value);
    key += `${typeof value === "bigint" ? "number" : typeof value}${text.length}:${text}`;
  }
  return key;
}
