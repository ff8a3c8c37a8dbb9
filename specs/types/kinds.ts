import { field, model } from "../../src/index.ts";

/** Columns of the kinds that not all lookups suit. */
export const kinds = model({
  flag: field.boolean({ null: true }),
  decimal: field.decimal({ maxDigits: 5, decimalPlaces: 2 }),
  json: field.json(),
  bytes: field.binary(),
});
