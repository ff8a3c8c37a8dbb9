/** Values to fill columns with: few, so that rows meet each other, and the simplest first. */
import { cleanValue } from "../schema/clean.ts";
import type { KindName } from "../schema/kind.ts";
import type { Column } from "../schema/registry.ts";
import type { Value } from "../value.ts";
import type { Tape } from "./tape.ts";

const TEXTS = [
  "a",
  "b",
  "ab",
  "",
  "A",
  "aB",
  "ba",
  "a%",
  "_b",
  "é",
  "ß",
  "SS",
  "1",
  "-3",
  "a b",
  "😀",
];
const INTEGERS = [1, 0, 2, 3, -1, 7, 10, -3, 100, 2147483647, -2147483648];
const BIG_INTEGERS = [1n, 0n, 2n, -3n, 7n, 2n ** 40n, 9007199254740993n];
const DATES = ["2024-01-01", "2024-01-31", "2023-12-31", "2024-02-29", "1962-08-16", "2024-03-03"];
const JSON_VALUES = [
  { a: 1 },
  1,
  "a",
  [],
  {},
  { a: null },
  { a: "1" },
  { a: { b: [1, 2] } },
  [1, { b: "x" }],
  { a: [3, 4], b: true },
  true,
  2.5,
];

const BY_KIND: { readonly [K in KindName]: readonly unknown[] } = {
  auto: [1, 2, 3, 4, 5, 6],
  bigAuto: [1, 2, 3, 4, 5, 6],
  uuid: [1, 2, 3, 4].map(uuidOf),
  char: TEXTS,
  text: TEXTS,
  slug: ["a", "b", "ab", "", "A", "a-b", "a_b", "1"],
  email: ["a@example.org", "b@example.org", "", "A@Example.org"],
  url: ["http://a.org/", "https://b.org/x", ""],
  boolean: [false, true],
  integer: INTEGERS,
  smallInteger: INTEGERS,
  positiveInteger: INTEGERS,
  positiveSmallInteger: INTEGERS,
  bigInteger: BIG_INTEGERS,
  positiveBigInteger: BIG_INTEGERS,
  // Sums of these are exact, in whatever order.
  float: [1, 0, 0.5, -1.5, 2.25, 100, -0.125],
  decimal: ["1", "0", "0.5", "-1.25", "2.75", "10", "100"],
  date: DATES,
  dateTime: [
    ...DATES.map((date) => `${date}T00:00:00Z`),
    "2024-01-01T23:59:59.999Z",
    "2024-01-01T12:30:00.5Z",
  ],
  time: ["00:00:00", "12:30:00", "23:59:59.999999", "06:05:04.5"],
  duration: ["PT0S", "PT1H", "P1D", "-P1D", "PT0.000001S", "P1DT2H30M"],
  json: JSON_VALUES,
  binary: ["", "00", "ff", "00ff", "61"],
};

function uuidOf(n: number): string {
  return `00000000-0000-4000-8000-${n.toString(16).padStart(12, "0")}`;
}

/** More values of a kind than its samples, for columns in which they must differ. */
function counted(kind: KindName, n: number): unknown {
  const day = new Date(Date.UTC(2020, 0, 1 + n)).toISOString();
  switch (kind) {
    case "uuid":
      return uuidOf(n);
    case "char":
    case "text":
    case "slug":
      return `w${n}`;
    case "email":
      return `w${n}@example.org`;
    case "url":
      return `http://w${n}.org/`;
    case "bigInteger":
    case "positiveBigInteger":
      return BigInt(n);
    case "decimal":
      return String(n);
    case "date":
      return day.slice(0, 10);
    case "dateTime":
      return day;
    case "time":
      return day.slice(11, 19);
    case "duration":
      return `PT${n}S`;
    case "json":
      return { n };
    case "binary":
      return n.toString(16).padStart(4, "0");
    default:
      return n;
  }
}

/** How many counted values there are. */
const COUNTED = 40;

const KNOWN = new WeakMap<Column, readonly Value[]>();

/**
 * The values that a column may be given, but for null: its choices, or samples of its kind that
 * keep its limits and pass its validators. The simplest come first.
 */
export function samplesOf(column: Column): readonly Value[] {
  let known = KNOWN.get(column);
  if (known === undefined) {
    known = column.choices === undefined ? sampled(column) : [...column.choices];
    KNOWN.set(column, known);
  }
  return known;
}

function sampled(column: Column): readonly Value[] {
  const { kind, isUnique, isPrimaryKey } = column;
  const mustDiffer = isUnique || isPrimaryKey;
  const more = Array.from({ length: COUNTED }, (_, n) => counted(kind.name, n));
  const clean = cleanAll(column, [...BY_KIND[kind.name], ...(mustDiffer ? more : [])]);
  return clean.length > 0 ? clean : cleanAll(column, more);
}

function cleanAll(column: Column, values: readonly unknown[]): readonly Value[] {
  return values.flatMap((value) => {
    try {
      return [cleanValue(column, value)];
    } catch {
      return [];
    }
  });
}

/** A value to store in a column; undefined leaves it to the store. */
export function pickValue(tape: Tape, column: Column): Value | undefined {
  if (column.isAuto || column.clock !== undefined) return undefined;
  if (column.isNullable && tape.oneIn(4)) return null;
  if (column.hasDefault && tape.oneIn(3)) return undefined;
  const samples = samplesOf(column);
  return samples.length === 0 ? undefined : tape.pick(samples);
}

/** Samples of a kind, for questions: also values that a column could not hold. */
export function samplesOfKind(kind: KindName): readonly Value[] {
  return BY_KIND[kind] as readonly Value[];
}
