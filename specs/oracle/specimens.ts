/** A model with a column of every kind that lookups can compare, and random rows of it. */
import fc from "fast-check";
import { field, model, openStore } from "../../src/index.ts";
import type { QuerySet } from "../../src/orm/queryset.ts";
import type { KindName } from "../../src/schema/kind.ts";

const MODEL = {
  Specimen: model({
    text: field.char({ maxLength: 40, null: true }),
    word: field.text({ index: true }),
    count: field.integer({ null: true, index: true }),
    other: field.integer(),
    big: field.bigInteger({ null: true }),
    ratio: field.float({ null: true, index: true }),
    price: field.decimal({ maxDigits: 8, decimalPlaces: 2, null: true, index: true }),
    flag: field.boolean({ null: true }),
    day: field.date({ null: true, index: true }),
    due: field.date(),
    moment: field.dateTime({ null: true, index: true }),
    clock: field.time({ null: true }),
    span: field.duration({ null: true }),
    code: field.uuid({ null: true }),
  }),
};

/** Letters that case, wildcards, code points and bytes are decided by. */
const LETTERS = [..."aaBbß%_\\'ÉéΣσςİiIſK１👍", "ﬀ", "ﬁ", "ẞ", "\uffee"];

/** Letters that fold to the same, or nearly. */
const CASES = [..."Σσςßsſıiİ"];

const text = fc.oneof(
  fc.string({ unit: fc.constantFrom(...LETTERS), maxLength: 3 }),
  fc.string({ unit: fc.constantFrom(...CASES), maxLength: 3 }),
);
const count = fc.integer({ min: -3, max: 6 });
const day = fc.oneof(
  fc.constantFrom("0001-01-01", "9999-12-31", "2000-02-29", "1900-02-28", "2021-01-03"),
  fc
    .integer({ min: 0, max: 20 })
    .map((n) => new Date(Date.UTC(2015, 11, 22 + n)).toISOString().slice(0, 10)),
  fc
    .integer({ min: -9000, max: 9000 })
    .map((n) => new Date(n * 86_400_000).toISOString().slice(0, 10)),
);
const clock = fc
  .tuple(
    fc.constantFrom("00", "09", "10", "23"),
    fc.constantFrom("00", "07", "59"),
    fc.constantFrom("00", "30.500", "30.500001", "30.499999", "59"),
  )
  .map((parts) => parts.join(":"));

/** Random values by kind, out of few, so that rows and questions meet. */
export const VALUES: { readonly [K in KindName]?: fc.Arbitrary<unknown> } = {
  char: text,
  text,
  integer: count,
  bigInteger: fc.oneof(
    count.map(BigInt),
    fc.constantFrom(2n ** 60n, 2n ** 60n + 1n, -(2n ** 60n), 2n ** 53n + 1n, 2n ** 53n),
  ),
  float: fc.integer({ min: -8, max: 16 }).map((n) => n / 4 + 0),
  decimal: fc.integer({ min: -30, max: 60 }).map((n) => ((n * 5) / 20).toFixed(2)),
  boolean: fc.boolean(),
  date: day,
  dateTime: fc.tuple(day, clock).map(([date, time]) => {
    const [seconds, fraction = "000"] = time.split(".");
    return `${date}T${seconds}.${fraction}Z`;
  }),
  time: clock,
  duration: fc.constantFrom("PT0S", "P1D", "-P1D", "PT1.5S", "PT36H", "PT1.500001S", "P1DT12H"),
  uuid: fc
    .constantFrom("0", "a", "f")
    .map((digit) => `${digit.repeat(8)}-1111-4111-8111-${digit.repeat(12)}`),
};

/** Columns of the model, each with its kind. */
export const COLUMNS = {
  text: "char",
  word: "text",
  count: "integer",
  other: "integer",
  big: "bigInteger",
  ratio: "float",
  price: "decimal",
  flag: "boolean",
  day: "date",
  due: "date",
  moment: "dateTime",
  clock: "time",
  span: "duration",
  code: "uuid",
} as const satisfies { readonly [name: string]: KindName };

const NOT_NULL = ["word", "other", "due"];

/** A random row. */
export const specimen = fc.record(
  Object.fromEntries(
    Object.entries(COLUMNS).map(([name, kind]) => {
      const value = VALUES[kind]!;
      return [name, NOT_NULL.includes(name) ? value : fc.option(value, { freq: 4 })];
    }),
  ),
);

/** A store with these rows. */
export function openSpecimens(rows: readonly object[]) {
  const store = openStore(MODEL);
  store.models.Specimen.objects.bulkCreate(rows as never);
  const all = (): QuerySet => store.models.Specimen.objects.all() as unknown as QuerySet;
  return { store, all };
}
