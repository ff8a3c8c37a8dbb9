/**
 * Functions that SQLite lacks, in plain JavaScript, for any driver that can register functions. They
 * are written apart from those of the engine, which they judge.
 */
import * as decimals from "./decimals.ts";
import * as json from "./json.ts";
import * as moments from "./moments.ts";
import { durationText } from "./values.ts";

/** A function of values, by the name that the SQL calls it. */
export interface SqliteFunction {
  readonly kind: "function";
  readonly name: string;
  /** The same arguments always give the same. */
  readonly deterministic: true;
  /** Whether it takes any number of arguments. */
  readonly varargs: boolean;
  readonly fn: (...args: never[]) => unknown;
}

/** A function over the values of a group, which can also be used in windows. */
export interface SqliteAggregate {
  readonly kind: "aggregate";
  readonly name: string;
  readonly start: () => unknown[];
  readonly step: (values: unknown[], value: unknown) => unknown[];
  readonly inverse: (values: unknown[], value: unknown) => unknown[];
  readonly result: (values: unknown[]) => unknown;
}

type Argument = string | number | bigint;

/** A function that gives null where one of its arguments is null. */
function define(name: string, fn: (...args: never[]) => unknown): SqliteFunction {
  const call = fn as (...args: readonly unknown[]) => unknown;
  const unlessNull = (...args: readonly unknown[]): unknown => {
    if (args.includes(null)) return null;
    return call(...args) ?? null;
  };
  return { kind: "function", name, deterministic: true, varargs: true, fn: unlessNull as never };
}

/** An aggregate of the values that are not null; null where there are none. */
function aggregate(name: string, result: (values: unknown[]) => unknown): SqliteAggregate {
  return {
    kind: "aggregate",
    name,
    start: () => [],
    step(values, value) {
      if (value !== null) values.push(value);
      return values;
    },
    inverse(values, value) {
      const at = values.indexOf(value);
      if (at >= 0) values.splice(at, 1);
      return values;
    },
    result: (values) => (values.length === 0 ? null : result(values)),
  };
}

/**
 * Full case folding, letter by letter: what a letter is folded to hangs on no other letter.
 * Source: Unicode Standard, section 3.13, toCasefold; the dotless i is folded in Turkish only.
 */
function fold(text: Argument): string {
  const foldLetter = (letter: string): string =>
    letter === "ı" ? letter : letter.toLowerCase().toUpperCase().toLowerCase();
  return Array.from(String(text), (letter) => [...foldLetter(letter)].join("")).join("");
}

function padding(text: string, length: Argument, fill: string): string {
  const missing = Number(length) - Array.from(text).length;
  const letters = Array.from(fill);
  if (missing <= 0 || letters.length === 0) return "";
  return Array.from({ length: missing }, (_, at) => letters[at % letters.length]).join("");
}

function firstLetters(text: string, length: Argument): string {
  return Array.from(text)
    .slice(0, Math.max(0, Number(length)))
    .join("");
}

/** Spreads a text over 32 bits. Source: FNV-1a; A. Appleby, MurmurHash3 (2011), its final mix. */
function random(seed: Argument, key: Argument): number {
  let hash = 0x811c9dc5;
  for (const unit of `${seed}\u0000${key}`.split("")) {
    hash = Math.imul(hash ^ unit.charCodeAt(0), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}

function integerPower(base: Argument, exponent: Argument): bigint | number | null {
  const [a, b] = [BigInt(base), BigInt(exponent)];
  const estimate = Number(a) ** Number(b);
  if (!Number.isFinite(estimate)) return null;
  if (b < 0n) return BigInt(Math.trunc(estimate));
  return Math.abs(estimate) < 2 ** 63 ? a ** b : estimate;
}

/** The number, or null for an infinite one. */
function finite(value: Argument): number | null {
  return Number.isFinite(Number(value)) ? Number(value) : null;
}

const UUID = /^[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}$/i;

function uuid(text: string): string | null {
  if (!UUID.test(text)) return null;
  return text
    .replaceAll("-", "")
    .toLowerCase()
    .replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

const TEXTS: readonly SqliteFunction[] = [
  // SQLite calls it for `text REGEXP pattern`.
  define("regexp", (pattern: string, text: Argument) =>
    Number(new RegExp(pattern, "u").test(String(text))),
  ),
  define("tl_iregexp", (pattern: string, text: Argument) =>
    Number(new RegExp(pattern, "iu").test(String(text))),
  ),
  define("tl_fold", fold),
  define("tl_lower", (text: Argument) => String(text).toLowerCase()),
  define("tl_upper", (text: Argument) => String(text).toUpperCase()),
  define("tl_lpad", (text: Argument, length: Argument, fill: string) =>
    firstLetters(padding(String(text), length, fill) + text, length),
  ),
  define("tl_rpad", (text: Argument, length: Argument, fill: string) =>
    firstLetters(text + padding(String(text), length, fill), length),
  ),
  define("tl_repeat", (text: Argument, count: Argument) =>
    String(text).repeat(Math.max(0, Number(count))),
  ),
  define("tl_reverse", (text: Argument) => Array.from(String(text)).reverse().join("")),
  define("tl_uuid", uuid),
  define("tl_random", random),
];

const NUMBERS: readonly SqliteFunction[] = [
  define("tl_integer_power", integerPower),
  define("tl_finite", finite),
];

type Both = (a: decimals.Decimal, b: decimals.Decimal) => decimals.Decimal | null;

function decimalFunction(name: string, compute: Both): SqliteFunction {
  return define(name, (a: Argument, b: Argument) => {
    const result = compute(decimals.parseDecimal(a), decimals.parseDecimal(b));
    return result === null ? null : decimals.decimalText(result);
  });
}

function extreme(sign: 1 | -1) {
  return (values: readonly unknown[]): unknown => {
    const keyed = values.map((value) => [decimals.sortKey(decimals.parseDecimal(value)), value]);
    return keyed.reduce((best, each) =>
      (each[0]! > best[0]! ? 1 : -1) === sign && each[0] !== best[0] ? each : best,
    )[1];
  };
}

function sum(values: readonly unknown[]): decimals.Decimal {
  return values.map(decimals.parseDecimal).reduce((a, b) => decimals.add(a, b)!);
}

const DECIMALS: readonly (SqliteFunction | SqliteAggregate)[] = [
  define("tl_decimal_key", (value: Argument) => decimals.sortKey(decimals.parseDecimal(value))),
  define("tl_decimal", (value: Argument) =>
    decimals.decimalText(decimals.trimmed(decimals.parseDecimal(value))),
  ),
  define("tl_decimal_round", (value: Argument, places: Argument, way: string) => {
    const count = Math.min(30, Math.max(0, Math.trunc(Number(places))));
    return decimals.decimalText(decimals.round(decimals.parseDecimal(value), count, way));
  }),
  decimalFunction("tl_decimal_add", decimals.add),
  decimalFunction("tl_decimal_sub", decimals.subtract),
  decimalFunction("tl_decimal_mul", decimals.multiply),
  decimalFunction("tl_decimal_div", decimals.divide),
  decimalFunction("tl_decimal_rem", decimals.remainder),
  decimalFunction("tl_decimal_pow", decimals.power),
  define("tl_decimal_greatest", (...values: Argument[]) => extreme(1)(values)),
  define("tl_decimal_least", (...values: Argument[]) => extreme(-1)(values)),
  aggregate("tl_decimal_max", extreme(1)),
  aggregate("tl_decimal_min", extreme(-1)),
  aggregate("tl_decimal_sum", (values) => decimals.decimalText(sum(values))),
  aggregate("tl_decimal_avg", (values) => {
    const count = { digits: BigInt(values.length), scale: 0 };
    return decimals.decimalText(decimals.divide(sum(values), count)!);
  }),
];

/** Variance by its definition; of a sample, by one degree of freedom less. */
function variance(values: readonly unknown[], isSample: boolean): number | null {
  const degrees = values.length - (isSample ? 1 : 0);
  if (degrees < 1) return null;
  const numbers = values.map(Number);
  const mean = numbers.reduce((total, value) => total + value, 0) / numbers.length;
  return numbers.reduce((total, value) => total + (value - mean) ** 2, 0) / degrees;
}

function deviation(values: readonly unknown[], isSample: boolean): number | null {
  const squared = variance(values, isSample);
  return squared === null ? null : Math.sqrt(squared);
}

const SPREADS: readonly SqliteAggregate[] = [
  aggregate("tl_var_pop", (values) => variance(values, false)),
  aggregate("tl_var_samp", (values) => variance(values, true)),
  aggregate("tl_stddev_pop", (values) => deviation(values, false)),
  aggregate("tl_stddev_samp", (values) => deviation(values, true)),
];

const TIMES: readonly (SqliteFunction | SqliteAggregate)[] = [
  define("tl_moment_add", (moment: string, microseconds: Argument) =>
    moments.momentText(moments.momentMicros(moment) + BigInt(microseconds)),
  ),
  define("tl_date_add", (date: string, microseconds: Argument) =>
    moments.momentText(moments.momentMicros(date) + moments.wholeDays(BigInt(microseconds))),
  ),
  define("tl_date_sub", (date: string, microseconds: Argument) =>
    moments.momentText(moments.momentMicros(date) - moments.wholeDays(BigInt(microseconds))),
  ),
  define("tl_time_add", (time: string, microseconds: Argument) =>
    moments.timeText(moments.timeMicros(time) + BigInt(microseconds)),
  ),
  define(
    "tl_moment_diff",
    (a: string, b: string) => moments.momentMicros(a) - moments.momentMicros(b),
  ),
  define("tl_time_diff", (a: string, b: string) => moments.timeMicros(a) - moments.timeMicros(b)),
  define("tl_duration_mul", (microseconds: Argument, factor: Argument) =>
    moments.scaled(BigInt(microseconds), factor, false),
  ),
  define("tl_duration_div", (microseconds: Argument, divisor: Argument) =>
    moments.scaled(BigInt(microseconds), divisor, true),
  ),
  define("tl_duration_text", (microseconds: Argument) => durationText(BigInt(microseconds))),
  define("tl_duration", moments.readDuration),
  aggregate("tl_duration_avg", (values) =>
    decimals.divideEven(
      (values as Argument[]).map(BigInt).reduce((a, b) => a + b),
      BigInt(values.length),
    ),
  ),
];

const JSON_DATA: readonly SqliteFunction[] = [
  define("tl_json_contains", (whole: string, part: string) =>
    Number(json.contains(JSON.parse(whole), JSON.parse(part))),
  ),
  define("tl_json_compares", (a: string, sign: string, b: string) =>
    Number(json.compares(JSON.parse(a), sign, JSON.parse(b))),
  ),
  define("tl_json_has_key", (data: string, key: string) =>
    Number(json.member(JSON.parse(data), key) !== undefined),
  ),
  define("tl_json_key", (data: string, key: string) => json.keyText(JSON.parse(data), key)),
  define("tl_json", json.readJson),
];

/** All functions that the SQL may call and SQLite does not have. */
export const sqliteFunctions: readonly (SqliteFunction | SqliteAggregate)[] = [
  ...TEXTS,
  ...NUMBERS,
  ...DECIMALS,
  ...SPREADS,
  ...TIMES,
  ...JSON_DATA,
];
