/** Functions that SQLite lacks, for hand-written SQL. They share nothing with the engine. */
import type SQLite from "better-sqlite3";

interface Spread {
  readonly name: string;
  readonly values: readonly number[];
}

/** The types of better-sqlite3 know aggregates of one argument only. */
type SpreadAggregate = Parameters<typeof SQLite.prototype.aggregate<Spread>>[1];

/** Adds `fold(x)`, `matches(x, pattern)`, `imatches(x, pattern)` and `spread(x, name)`. */
export function addFunctions(sqlite: SQLite.Database): SQLite.Database {
  const unlessNull =
    <T>(fn: (text: string, ...rest: string[]) => T) =>
    (text: unknown, ...rest: string[]): T | null =>
      text === null || rest.includes(null as never) ? null : fn(String(text), ...rest);
  const test = (flags: string) =>
    unlessNull((text, pattern) => Number(new RegExp(pattern!, flags).test(text)));
  sqlite.function("fold", { deterministic: true, varargs: true }, unlessNull(foldCase));
  sqlite.function("matches", { deterministic: true, varargs: true }, test("u"));
  sqlite.function("imatches", { deterministic: true, varargs: true }, test("iu"));
  sqlite.aggregate<Spread>("spread", {
    start: () => ({ name: "", values: [] }),
    // SQLite counts these parameters.
    step: (so: Spread, value: unknown, name: string) => ({
      name,
      values: value === null ? so.values : [...so.values, Number(value)],
    }),
    result: ({ name, values }: Spread) => spreadOf(name, values),
  } as unknown as SpreadAggregate);
  return sqlite;
}

/**
 * Full case folding, letter by letter: what a letter is folded to hangs on no other letter.
 * Source: Unicode Standard, section 3.13, toCasefold; the dotless i is folded in Turkish only.
 */
function foldCase(text: string): string {
  const fold = (letter: string): string =>
    letter === "ı" ? letter : letter.toLowerCase().toUpperCase().toLowerCase();
  return Array.from(text, (letter) => [...fold(letter)].join("")).join("");
}

/** Variance and standard deviation by their definition. */
function spreadOf(name: string, values: readonly number[]): number | null {
  const degrees = name.endsWith("Sample") ? values.length - 1 : values.length;
  if (degrees < 1) return null;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / degrees;
  return name.startsWith("StdDev") ? Math.sqrt(variance) : variance;
}
