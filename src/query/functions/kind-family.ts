import type { Kind, KindName } from "../../schema/kind.ts";

/** Kinds whose values are held and computed with alike. */
export type Family =
  | "integer"
  | "bigint"
  | "float"
  | "decimal"
  | "boolean"
  | "text"
  | "uuid"
  | "date"
  | "dateTime"
  | "time"
  | "duration"
  | "json"
  | "binary";

const FAMILIES: { readonly [K in KindName]: Family } = {
  auto: "integer",
  bigAuto: "integer",
  uuid: "uuid",
  char: "text",
  text: "text",
  slug: "text",
  email: "text",
  url: "text",
  boolean: "boolean",
  integer: "integer",
  smallInteger: "integer",
  bigInteger: "bigint",
  positiveInteger: "integer",
  positiveSmallInteger: "integer",
  positiveBigInteger: "bigint",
  float: "float",
  decimal: "decimal",
  date: "date",
  dateTime: "dateTime",
  time: "time",
  duration: "duration",
  json: "json",
  binary: "binary",
};

/** The family of a kind. */
export function familyOf(kind: Kind): Family {
  return FAMILIES[kind.name];
}

/** Whether values of the family are numbers to compute with; booleans are not. */
export function isNumeric(family: Family): boolean {
  return family === "integer" || family === "bigint" || family === "float" || family === "decimal";
}
