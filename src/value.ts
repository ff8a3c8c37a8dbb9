/** Plain JSON data. */
export type JsonValue =
  | null
  | boolean
  | number
  | string
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue };

/** What a column holds: null, a scalar, or (in a JSON column) frozen JSON data. */
export type Value = bigint | JsonValue;

/** What orders the values of one column. */
export type Collation = "number" | "text" | "instant" | "duration" | "decimal" | "none";

const Z = 90;

/** Moves surrogates above the rest of the basic plane, where their code points belong. */
function codePointOrder(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit >= 0xe000 ? unit - 0x800 : unit + 0x2000;
}

/** Compares by code point, as SQLite and PostgreSQL's "C" collation do. Cost: O(common prefix). */
export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x !== y) return codePointOrder(x) - codePointOrder(y);
  }
  return a.length - b.length;
}

/** Compares canonical UTC timestamps, whose fractions of a second may differ in length. */
function compareInstants(a: string, b: string): number {
  if (a === b) return 0;
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x !== y) return x === Z ? -1 : y === Z ? 1 : x - y;
  }
  return a.length - b.length;
}

/** Splits a canonical decimal into sign, digits before and digits after the point. */
function decimalParts(text: string): [sign: number, whole: string, fraction: string] {
  const negative = text.startsWith("-");
  const [whole = "", fraction = ""] = (negative ? text.slice(1) : text).split(".");
  return [negative ? -1 : 1, whole, fraction];
}

/** Compares canonical decimals (`"-12.50"`) by their number, exactly. */
export function compareDecimals(a: string, b: string): number {
  if (a === b) return 0;
  const [signA, wholeA, fractionA] = decimalParts(a);
  const [signB, wholeB, fractionB] = decimalParts(b);
  if (signA !== signB) return signA - signB;
  const width = Math.max(fractionA.length, fractionB.length);
  const magnitude =
    wholeA.length - wholeB.length ||
    compareText(wholeA, wholeB) ||
    compareText(fractionA.padEnd(width, "0"), fractionB.padEnd(width, "0"));
  return signA * magnitude;
}

const DURATION = /^(-)?P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.(\d+))?S)?)?$/;

/** Microseconds of a canonical duration (`"P1DT2H30M0.5S"`). */
export function durationMicroseconds(text: string): bigint {
  const [, sign, days = 0, hours = 0, minutes = 0, seconds = 0, fraction = ""] =
    DURATION.exec(text) ?? [];
  const whole =
    ((BigInt(days) * 24n + BigInt(hours)) * 60n + BigInt(minutes)) * 60n + BigInt(seconds);
  const total = whole * 1_000_000n + BigInt(fraction.padEnd(6, "0"));
  return sign === undefined ? total : -total;
}

function compareDurations(a: string, b: string): number {
  const [x, y] = [durationMicroseconds(a), durationMicroseconds(b)];
  return x < y ? -1 : x > y ? 1 : 0;
}

/**
 * Order of two values of one column: negative, 0 or positive. Null is smaller than everything.
 * Values of a column without an order (JSON) compare as 0 or by their text.
 */
export function compareValues(a: Value, b: Value, collation: Collation): number {
  if (a === b) return 0;
  if (a === null) return -1;
  if (b === null) return 1;
  switch (collation) {
    case "number":
      return (a as number) < (b as number) ? -1 : (a as number) > (b as number) ? 1 : 0;
    case "text":
      return compareText(a as string, b as string);
    case "instant":
      return compareInstants(a as string, b as string);
    case "duration":
      return compareDurations(a as string, b as string);
    case "decimal":
      return compareDecimals(a as string, b as string);
    case "none":
      return compareText(stableText(a), stableText(b));
  }
}

/** Text of a value with the keys of objects sorted, so that equal data gives equal text. */
export function stableText(value: Value): string {
  if (typeof value === "bigint") return `${value}n`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(stableText).join(",")}]`;
  const entries = Object.entries(value).sort(([a], [b]) => compareText(a, b));
  return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${stableText(item)}`).join(",")}}`;
}

/** Equality of two values: by identity for scalars, by content for JSON data. */
export function equalValues(a: Value, b: Value): boolean {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  return stableText(a) === stableText(b);
}

/** Short text of any value for messages: quoted, at most 60 characters. */
export function showValue(value: unknown): string {
  const text = describe(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

function describe(value: unknown): string {
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value === "function") return "a function";
  if (typeof value === "symbol") return "a symbol";
  if (typeof value === "number") return Object.is(value, -0) ? "-0" : String(value);
  if (value === undefined) return "undefined";
  if (value instanceof Date)
    return Number.isNaN(value.getTime()) ? "an invalid Date" : `Date(${value.toISOString()})`;
  try {
    return JSON.stringify(value) ?? "a value without JSON form";
  } catch {
    return "a value without JSON form";
  }
}
