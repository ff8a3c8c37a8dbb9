import { type Family, familyOf } from "../query/functions/kind-family.ts";
import type { Kind } from "../schema/kind.ts";

/** Whether values of the family are numbers without a fraction. */
export function isWhole(family: Family): boolean {
  return family === "integer" || family === "bigint";
}

/** Families whose values are compared with one another just as they are held. */
const ALIKE: readonly (readonly Family[])[] = [
  ["integer", "bigint", "float", "decimal"],
  ["text", "uuid", "date", "time", "binary"],
];

/** What can be a part of JSON data in the same form. */
const IN_JSON: readonly Family[] = ["integer", "float", "text", "uuid", "date", "time"];

/** Whether the store takes a value of one kind for one of another without a conversion of its own. */
export function isTakenFor(value: Kind, kind: Kind): boolean {
  const [from, to] = [familyOf(value), familyOf(kind)];
  if (from === to || (to === "json" && IN_JSON.includes(from))) return true;
  return ALIKE.some((list) => list.includes(from) && list.includes(to));
}
