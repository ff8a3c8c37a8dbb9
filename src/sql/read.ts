import type { Value } from "../value.ts";
import type { Dialect } from "./dialect.ts";
import type { AnswerColumn } from "./question.ts";

/** What a row of the answer is made of: an object, an array, or one value. */
export type RowForm = "object" | "list" | "value";

/** A row as a driver gives it: the values in the order of the columns. */
export type HeldRow = readonly unknown[];

/** What makes of a held row what the store gives; of the columns, those at the places named. */
export function rowReader(
  columns: readonly AnswerColumn[],
  names: readonly string[],
  form: RowForm,
  dialect: Dialect,
): (row: HeldRow) => unknown {
  const places = names.map((name) => columns.findIndex((column) => column.name === name));
  const valueAt = (row: HeldRow, place: number): Value =>
    dialect.decode(row[place], columns[place]!.kind);
  switch (form) {
    case "value":
      return (row) => valueAt(row, places[0]!);
    case "list":
      return (row) => places.map((place) => valueAt(row, place));
    case "object":
      return (row) =>
        Object.fromEntries(places.map((place, at) => [names[at], valueAt(row, place)]));
  }
}
