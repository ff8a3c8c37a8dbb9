import type { Kind, KindName } from "../schema/kind.ts";

/** Kinds whose values a database holds in one form. */
export type Family =
  | "integer"
  | "bigint"
  | "boolean"
  | "float"
  | "decimal"
  | "text"
  | "uuid"
  | "date"
  | "dateTime"
  | "time"
  | "duration"
  | "json"
  | "binary";

const FAMILIES: Partial<Record<KindName, Family>> = {
  auto: "integer",
  bigAuto: "integer",
  smallInteger: "integer",
  positiveInteger: "integer",
  positiveSmallInteger: "integer",
  bigInteger: "bigint",
  positiveBigInteger: "bigint",
  char: "text",
  slug: "text",
  email: "text",
  url: "text",
};

/** The family of a kind; most kinds are one of their own. */
export function familyOf({ name }: Kind): Family {
  return FAMILIES[name] ?? (name as Family);
}

/** Whether values of the family are numbers without a fraction. */
export function isWhole(family: Family): boolean {
  return family === "integer" || family === "bigint";
}

/** Whether values of the family can be computed with as numbers. */
export function isNumber(family: Family): boolean {
  return isWhole(family) || family === "float" || family === "decimal";
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
