import { field, model } from "../../src/index.ts";

/** Columns of the kinds that not all lookups and transforms suit. */
export const kinds = model({
  flag: field.boolean({ null: true }),
  decimal: field.decimal({ maxDigits: 5, decimalPlaces: 2 }),
  json: field.json(),
  bytes: field.binary(),
  big: field.bigInteger({ default: 0n }),
  moment: field.dateTime(),
  day: field.date({ null: true }),
  clock: field.time(),
  duration: field.duration(),
});
