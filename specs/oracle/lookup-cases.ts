/** Random lookups on the columns of a specimen, each with the SQL that it should mean. */
import fc from "fast-check";
import type { KindName } from "../../src/schema/kind.ts";
import { COLUMNS, VALUES } from "./specimens.ts";
import { literal } from "./sqlite.ts";

/** One lookup with two values for it: the second one is asked by the plan of the first. */
export interface LookupCase {
  /** Path and lookup, as a key of filter(). */
  readonly key: string;
  readonly values: readonly [unknown, unknown];
  /** The condition on a row, for one of the values. */
  sql(value: unknown): string;
  /** What must not be null for a negation to hold back the row. */
  readonly guards: readonly string[];
}

const SIGNS: { readonly [lookup: string]: string } = {
  exact: "=",
  gt: ">",
  gte: ">=",
  lt: "<",
  lte: "<=",
};

type Sql = (value: never) => string;
type Pair = readonly [unknown, unknown];

/** Lookups by the order and equality of values. */
function ordered(left: string, kind: KindName, exact = VALUES[kind]!, loose = exact) {
  const one = (value: unknown): string => literal(value, kind);
  const cases: [string, fc.Arbitrary<unknown>, Sql][] = [
    ["exact", exact, (value) => `${left} = ${one(value)}`],
    ...["gt", "gte", "lt", "lte"].map((lookup): [string, fc.Arbitrary<unknown>, Sql] => [
      lookup,
      loose,
      (value) => `${left} ${SIGNS[lookup]} ${one(value)}`,
    ]),
    [
      "range",
      fc.tuple(loose, loose),
      ([low, high]: Pair) => `${left} BETWEEN ${one(low)} AND ${one(high)}`,
    ],
    [
      "in",
      fc.array(fc.option(exact, { freq: 9 }), { maxLength: 4 }),
      (values: readonly unknown[]) => {
        const present = values.filter((value) => value !== null).map(one);
        // An empty list is false even for null, as in SQLite.
        return `${left} IN (${present.join(", ")})`;
      },
    ],
  ];
  return cases;
}

function like(left: string, value: string, before: string, after: string): string {
  const escaped = value.replaceAll(/[%_\\]/g, "\\$&");
  return `${left} LIKE ${literal(before + escaped + after)} ESCAPE '\\'`;
}

const PATTERNS = ["^a", "b$", "[aBß]", "^.$", "^$", "(a|é)+", "\\\\", "%", "\\d", "1|0", "[^-]5"];

/** Lookups in the text of values. */
function textual(left: string, part: fc.Arbitrary<string>) {
  const pattern = fc.constantFrom(...PATTERNS);
  const fold = (value: string): string => `fold(${literal(value)})`;
  const cases: [string, fc.Arbitrary<unknown>, Sql][] = [
    ["contains", part, (value) => like(left, value, "%", "%")],
    ["startswith", part, (value) => like(left, value, "", "%")],
    ["endswith", part, (value) => like(left, value, "%", "")],
    ["iexact", part, (value) => `fold(${left}) = ${fold(value)}`],
    ["icontains", part, (value) => `instr(fold(${left}), ${fold(value)}) > 0`],
    [
      "istartswith",
      part,
      (value) => `substr(fold(${left}), 1, length(${fold(value)})) = ${fold(value)}`,
    ],
    [
      "iendswith",
      part,
      (value) =>
        `(${fold(value)} = '' AND ${left} IS NOT NULL
          OR substr(fold(${left}), -length(${fold(value)})) = ${fold(value)})`,
    ],
    ["regex", pattern, (value) => `matches(${left}, ${literal(value)})`],
    ["iregex", pattern, (value) => `imatches(${left}, ${literal(value)})`],
  ];
  return cases;
}

/** Parts of dates and times: the SQL of each, and values to compare it with. */
const PARTS: { readonly [part: string]: (column: string) => readonly [string, number, number] } = {
  year: (x) => [`CAST(strftime('%Y', ${x}) AS INTEGER)`, 2013, 2018],
  iso_year: (x) => [`CAST(strftime('%G', ${x}) AS INTEGER)`, 2014, 2017],
  month: (x) => [`CAST(strftime('%m', ${x}) AS INTEGER)`, 0, 13],
  day: (x) => [`CAST(strftime('%d', ${x}) AS INTEGER)`, 1, 31],
  week: (x) => [`CAST(strftime('%V', ${x}) AS INTEGER)`, 1, 53],
  week_day: (x) => [`CAST(strftime('%w', ${x}) AS INTEGER) + 1`, 1, 7],
  iso_week_day: (x) => [`CAST(strftime('%u', ${x}) AS INTEGER)`, 1, 7],
  quarter: (x) => [`(CAST(strftime('%m', ${x}) AS INTEGER) + 2) / 3`, 1, 4],
  hour: (x) => [`CAST(strftime('%H', ${x}) AS INTEGER)`, 0, 23],
  minute: (x) => [`CAST(strftime('%M', ${x}) AS INTEGER)`, 0, 59],
  second: (x) => [`CAST(substr(${x}, -length(${x}) + instr(${x}, ':') + 3, 2) AS INTEGER)`, 0, 59],
};

const DAY_PARTS = Object.keys(PARTS).slice(0, 8);
const CLOCK_PARTS = Object.keys(PARTS).slice(8);

function partCases(path: string, column: string, parts: readonly string[]) {
  return parts.flatMap((part) => {
    const [sql, least, most] = PARTS[part]!(column);
    const value = fc.integer({ min: least, max: most });
    return ordered(`(${sql})`, "integer", value).map(
      ([lookup, values, test]) => [`${path}__${part}`, lookup, values, test] as const,
    );
  });
}

const digits = fc.constantFrom("1", "0", "-", "5", ".", "2.", ".5", "", "-1", "00", "75");
const halves = fc.integer({ min: -6, max: 12 }).map((n) => n / 2 + 0);

/** How values of a kind read as text. */
const TEXT_OF: { readonly [K in KindName]?: (column: string) => string } = {
  char: (x) => x,
  text: (x) => x,
  uuid: (x) => x,
  date: (x) => x,
  time: (x) => x,
  integer: (x) => `CAST(${x} AS TEXT)`,
  bigInteger: (x) => `CAST(${x} AS TEXT)`,
  float: (x) => `CAST(${x} AS TEXT)`,
  decimal: (x) => `iif(${x} IS NULL, NULL, printf('%.2f', ${x}))`,
};

function casesOf(name: string, kind: KindName): fc.Arbitrary<LookupCase>[] {
  const x = `s.${name}`;
  const isNumber = ["integer", "bigInteger", "float"].includes(kind);
  const own = ordered(
    x,
    kind,
    VALUES[kind],
    isNumber ? fc.oneof(VALUES[kind]!, halves) : undefined,
  );
  const part = kind === "char" || kind === "text" ? (VALUES.char as fc.Arbitrary<string>) : digits;
  const asText = TEXT_OF[kind];
  const entries = [
    ...own.filter(([lookup]) => kind !== "boolean" || lookup === "exact" || lookup === "in"),
    ...(asText === undefined ? [] : textual(asText(x), part)),
  ].map(([lookup, values, sql]) => [name, lookup, values, sql] as const);
  if (kind === "date") entries.push(...partCases(name, x, DAY_PARTS));
  if (kind === "time") entries.push(...partCases(name, x, CLOCK_PARTS));
  if (kind === "dateTime") entries.push(...momentCases(name, x));
  const cases = entries.map(([path, lookup, values, sql]) =>
    fc.tuple(values, values).map(
      (pair): LookupCase => ({
        key: `${path}__${lookup}`,
        values: pair,
        sql: sql as (value: unknown) => string,
        guards: [x],
      }),
    ),
  );
  return [...cases, ...nullCases(name, x)];
}

function momentCases(name: string, x: string) {
  const named = (path: string, cases: ReturnType<typeof ordered>) =>
    cases.map(([lookup, values, sql]) => [`${name}__${path}`, lookup, values, sql] as const);
  const date = `substr(${x}, 1, 10)`;
  return [
    ...partCases(name, x, [...DAY_PARTS, ...CLOCK_PARTS]),
    ...partCases(`${name}__date`, date, ["year", "week", "quarter"]),
    ...partCases(`${name}__time`, `substr(${x}, 12)`, ["hour", "second"]),
    ...named("date", ordered(date, "date")),
    // Times are written without a fraction where it is zero, which six digits must not undo.
    ...named("time", ordered(`replace(substr(${x}, 12), '.000000', '')`, "time")).map(
      ([path, lookup, values, sql]) =>
        [path, lookup, values, (value: never) => shortFraction(sql(value))] as const,
    ),
  ];
}

/** `.500000` as times of day write it: `.500`. */
function shortFraction(sql: string): string {
  return sql.replace(/^(replace\([^)]*\), '\.000000', ''\))/, "replace($1, '.500000', '.500')");
}

function nullCases(name: string, x: string): fc.Arbitrary<LookupCase>[] {
  const one = (key: string, value: unknown, sql: string): fc.Arbitrary<LookupCase> =>
    fc.constant({ key, values: [value, value], sql: () => sql, guards: [] });
  return [
    one(`${name}__isnull`, true, `${x} IS NULL`),
    one(`${name}__isnull`, false, `${x} IS NOT NULL`),
    one(name, null, `${x} IS NULL`),
  ];
}

/** A lookup on any column, of any meaning that the column's kind has. */
export const lookupCase: fc.Arbitrary<LookupCase> = fc
  .constantFrom(...Object.entries(COLUMNS))
  .chain(([name, kind]) => fc.oneof(...casesOf(name, kind)));
