/** What users write functions with. A text as the first argument names a field, as in Django. */
import { UsageError } from "../../errors.ts";
import type { KindValues } from "../../schema/field.ts";
import type { KindName } from "../../schema/kind.ts";
import { showValue } from "../../value.ts";
import { argumentOf, Expression, type Operand, type Syntax, syntaxOf } from "../syntax.ts";
import { extractName, truncName } from "./date.ts";

/** A part of a date or time. */
export type DatePart =
  | "year"
  | "iso_year"
  | "month"
  | "day"
  | "week"
  | "week_day"
  | "iso_week_day"
  | "quarter"
  | "hour"
  | "minute"
  | "second";

/** What a date or time can be cut to. */
export type DateUnit =
  | "year"
  | "quarter"
  | "month"
  | "week"
  | "day"
  | "date"
  | "time"
  | "hour"
  | "minute"
  | "second";

/** A call of a function whose arguments name fields. */
function call<T>(name: string, ...args: readonly Operand[]): Expression<T> {
  return new Expression({ kind: "call", name, args: args.map(argumentOf) });
}

/** A call of a function whose arguments after the first are values; undefined ones are left out. */
function callWith<T>(name: string, arg: Operand, ...values: readonly unknown[]): Expression<T> {
  const given = values.filter((value) => value !== undefined);
  const args: readonly Syntax[] = [argumentOf(arg), ...given.map(syntaxOf)];
  return new Expression({ kind: "call", name, args });
}

/** Refuses a plain number below the least that the argument takes. */
function checkLeast(name: string, what: string, given: unknown, least: number): void {
  if (typeof given !== "number" || (Number.isInteger(given) && given >= least)) return;
  throw new UsageError(
    `${name}() got ${showValue(given)}; its ${what} is an integer from ${least} on.`,
    { code: "bad-expression" },
  );
}

function refuse(maker: string, given: unknown, what: string): never {
  throw new UsageError(`${maker}() got ${showValue(given)}; expected ${what}.`, {
    code: "bad-expression",
  });
}

function checkMany(name: string, args: readonly unknown[]): void {
  if (args.length >= 2) return;
  throw new UsageError(`${name}() takes at least two arguments.`, { code: "bad-expression" });
}

/** The text in small letters; null for null. */
export const Lower = (arg: Operand): Expression<string | null> => call("Lower", arg);
/** The text in capital letters; null for null. */
export const Upper = (arg: Operand): Expression<string | null> => call("Upper", arg);
/** Number of code points of the text; null for null. */
export const Length = (arg: Operand): Expression<number | null> => call("Length", arg);

/** The texts of all arguments, one after the other; a null counts as the empty text. */
export function Concat(...args: readonly Operand[]): Expression<string> {
  checkMany("Concat", args);
  return call("Concat", ...args);
}

/** The first code points of the text; null for null. */
export function Left(arg: Operand, length: Operand): Expression<string | null> {
  checkLeast("Left", "length", length, 1);
  return callWith("Left", arg, length);
}

/** The last code points of the text; null for null. */
export function Right(arg: Operand, length: Operand): Expression<string | null> {
  checkLeast("Right", "length", length, 1);
  return callWith("Right", arg, length);
}

/** `length` code points from `position` on, counted from 1, or all that follow; null for null. */
export function Substr(
  arg: Operand,
  position: Operand,
  length?: Operand,
): Expression<string | null> {
  checkLeast("Substr", "position", position, 1);
  return callWith("Substr", arg, position, length ?? undefined);
}

/** The text with every occurrence of `text` replaced, or taken out; null for null. */
export const Replace = (
  arg: Operand,
  text: Operand,
  replacement: Operand = "",
): Expression<string | null> => callWith("Replace", arg, text, replacement);
/** The text without spaces at both ends; null for null. */
export const Trim = (arg: Operand): Expression<string | null> => call("Trim", arg);
/** The text without spaces at its start; null for null. */
export const LTrim = (arg: Operand): Expression<string | null> => call("LTrim", arg);
/** The text without spaces at its end; null for null. */
export const RTrim = (arg: Operand): Expression<string | null> => call("RTrim", arg);

/** The text, filled up from its start, or cut, to `length` code points; null for null. */
export function LPad(
  arg: Operand,
  length: Operand,
  fill: Operand = " ",
): Expression<string | null> {
  checkLeast("LPad", "length", length, 0);
  return callWith("LPad", arg, length, fill);
}

/** The text, filled up at its end, or cut, to `length` code points; null for null. */
export function RPad(
  arg: Operand,
  length: Operand,
  fill: Operand = " ",
): Expression<string | null> {
  checkLeast("RPad", "length", length, 0);
  return callWith("RPad", arg, length, fill);
}

/** The text so many times; null for null. */
export function Repeat(arg: Operand, number: Operand): Expression<string | null> {
  checkLeast("Repeat", "number", number, 0);
  return callWith("Repeat", arg, number);
}

/** The code points of the text from last to first; null for null. */
export const Reverse = (arg: Operand): Expression<string | null> => call("Reverse", arg);
/** Place of the first occurrence of a text, in code points from 1; 0 without one, null for null. */
export const StrIndex = (arg: Operand, part: Operand): Expression<number | null> =>
  call("StrIndex", arg, part);
/** The character of a code point; U+FFFD for what is none, null for null. */
export const Chr = (arg: Operand): Expression<string | null> => call("Chr", arg);
/** The first code point of the text; null for null and the empty text. */
export const Ord = (arg: Operand): Expression<number | null> => call("Ord", arg);

/** The number without its sign, of its kind; null for null. */
export const Abs = <T = number | null>(arg: Operand): Expression<T> => call("Abs", arg);
/** The least integer that is not less, as a number of the same kind; null for null. */
export const Ceil = <T = number | null>(arg: Operand): Expression<T> => call("Ceil", arg);
/** The greatest integer that is not more, as a number of the same kind; null for null. */
export const Floor = <T = number | null>(arg: Operand): Expression<T> => call("Floor", arg);

/** The number to so many decimal places, of its kind; halves go away from 0; null for null. */
export function Round<T = number | null>(arg: Operand, precision: Operand = 0): Expression<T> {
  checkLeast("Round", "precision", precision, 0);
  return callWith("Round", arg, precision);
}

/** -1, 0 or 1 as a number of the same kind; null for null. */
export const Sign = <T = number | null>(arg: Operand): Expression<T> => call("Sign", arg);
/** The remainder with the sign of the dividend, fractions kept; null for null and for a divisor 0. */
export const Mod = <T = number | null>(arg: Operand, divisor: Operand): Expression<T> =>
  call("Mod", arg, divisor);
/** The power; null for null, and where it is no finite number. */
export const Power = <T = number | null>(arg: Operand, exponent: Operand): Expression<T> =>
  call("Power", arg, exponent);
/** The square root; null for null and for less than 0. */
export const Sqrt = <T = number | null>(arg: Operand): Expression<T> => call("Sqrt", arg);
/** The power of e; null for null, and where floats end. */
export const Exp = <T = number | null>(arg: Operand): Expression<T> => call("Exp", arg);
/** The natural logarithm; null for null and for 0 and less. */
export const Ln = <T = number | null>(arg: Operand): Expression<T> => call("Ln", arg);
/** The logarithm of the second argument to the base of the first; null for null, 0 and less. */
export const Log = <T = number | null>(base: Operand, arg: Operand): Expression<T> =>
  call("Log", base, arg);
/** The number pi. */
export const Pi = (): Expression<number> => call("Pi");
/** Degrees of an angle in radians; null for null. */
export const Degrees = <T = number | null>(arg: Operand): Expression<T> => call("Degrees", arg);
/** Radians of an angle in degrees; null for null. */
export const Radians = <T = number | null>(arg: Operand): Expression<T> => call("Radians", arg);
/** The sine of an angle in radians; null for null. */
export const Sin = <T = number | null>(arg: Operand): Expression<T> => call("Sin", arg);
/** The cosine of an angle in radians; null for null. */
export const Cos = <T = number | null>(arg: Operand): Expression<T> => call("Cos", arg);
/** The tangent of an angle in radians; null for null. */
export const Tan = <T = number | null>(arg: Operand): Expression<T> => call("Tan", arg);
/** The cotangent of an angle in radians; null for null and 0. */
export const Cot = <T = number | null>(arg: Operand): Expression<T> => call("Cot", arg);
/** The angle in radians of a sine; null for null and beyond -1 and 1. */
export const ASin = <T = number | null>(arg: Operand): Expression<T> => call("ASin", arg);
/** The angle in radians of a cosine; null for null and beyond -1 and 1. */
export const ACos = <T = number | null>(arg: Operand): Expression<T> => call("ACos", arg);
/** The angle in radians of a tangent; null for null. */
export const ATan = <T = number | null>(arg: Operand): Expression<T> => call("ATan", arg);
/** The angle in radians of the point with the given y and x; null where one is null. */
export const ATan2 = <T = number | null>(y: Operand, x: Operand): Expression<T> =>
  call("ATan2", y, x);

/**
 * A part of a date, moment (in UTC) or time as an integer; null for null.
 * @throws {UsageError} for a part that does not exist.
 */
export function Extract(arg: Operand, part: DatePart): Expression<number | null> {
  const name = extractName(part);
  return name === undefined ? refuse("Extract", part, 'a part such as "year"') : call(name, arg);
}

/** Year of a date or moment; null for null. */
export const ExtractYear = (arg: Operand): Expression<number | null> => call("ExtractYear", arg);
/** Year of the ISO week of a date or moment; null for null. */
export const ExtractIsoYear = (arg: Operand): Expression<number | null> =>
  call("ExtractIsoYear", arg);
/** Month, from 1, of a date or moment; null for null. */
export const ExtractMonth = (arg: Operand): Expression<number | null> => call("ExtractMonth", arg);
/** Day of the month of a date or moment; null for null. */
export const ExtractDay = (arg: Operand): Expression<number | null> => call("ExtractDay", arg);
/** Number of the ISO week of a date or moment; null for null. */
export const ExtractWeek = (arg: Operand): Expression<number | null> => call("ExtractWeek", arg);
/** Day of the week, from 1 for Sunday to 7, of a date or moment; null for null. */
export const ExtractWeekDay = (arg: Operand): Expression<number | null> =>
  call("ExtractWeekDay", arg);
/** Day of the week, from 1 for Monday to 7, of a date or moment; null for null. */
export const ExtractIsoWeekDay = (arg: Operand): Expression<number | null> =>
  call("ExtractIsoWeekDay", arg);
/** Quarter of the year, from 1, of a date or moment; null for null. */
export const ExtractQuarter = (arg: Operand): Expression<number | null> =>
  call("ExtractQuarter", arg);
/** Hour of a time or moment; null for null. */
export const ExtractHour = (arg: Operand): Expression<number | null> => call("ExtractHour", arg);
/** Minute of a time or moment; null for null. */
export const ExtractMinute = (arg: Operand): Expression<number | null> =>
  call("ExtractMinute", arg);
/** Second of a time or moment; null for null. */
export const ExtractSecond = (arg: Operand): Expression<number | null> =>
  call("ExtractSecond", arg);

/**
 * A date, moment or time at the start of the unit that it lies in, of its own kind, except for
 * "date" and "time"; null for null.
 * @throws {UsageError} for a unit that does not exist.
 */
export function Trunc(arg: Operand, unit: DateUnit): Expression<string | null> {
  const name = truncName(unit);
  return name === undefined ? refuse("Trunc", unit, 'a unit such as "month"') : call(name, arg);
}

/** The first day of the year, as a date or a moment like the argument; null for null. */
export const TruncYear = (arg: Operand): Expression<string | null> => call("TruncYear", arg);
/** The first day of the quarter, as a date or a moment like the argument; null for null. */
export const TruncQuarter = (arg: Operand): Expression<string | null> => call("TruncQuarter", arg);
/** The first day of the month, as a date or a moment like the argument; null for null. */
export const TruncMonth = (arg: Operand): Expression<string | null> => call("TruncMonth", arg);
/** The Monday of the week, as a date or a moment like the argument; null for null. */
export const TruncWeek = (arg: Operand): Expression<string | null> => call("TruncWeek", arg);
/** The day, as a date or a moment like the argument; null for null. */
export const TruncDay = (arg: Operand): Expression<string | null> => call("TruncDay", arg);
/** The date of a moment; null for null. */
export const TruncDate = (arg: Operand): Expression<string | null> => call("TruncDate", arg);
/** The time of day of a moment; null for null. */
export const TruncTime = (arg: Operand): Expression<string | null> => call("TruncTime", arg);
/** The start of the hour, as a time or a moment like the argument; null for null. */
export const TruncHour = (arg: Operand): Expression<string | null> => call("TruncHour", arg);
/** The start of the minute, as a time or a moment like the argument; null for null. */
export const TruncMinute = (arg: Operand): Expression<string | null> => call("TruncMinute", arg);
/** The start of the second, as a time or a moment like the argument; null for null. */
export const TruncSecond = (arg: Operand): Expression<string | null> => call("TruncSecond", arg);

/** The first argument that is not null; null where all are. */
export function Coalesce<T = unknown>(...args: readonly Operand[]): Expression<T> {
  checkMany("Coalesce", args);
  return call("Coalesce", ...args);
}

/** The greatest argument; null where one is null. */
export function Greatest<T = unknown>(...args: readonly Operand[]): Expression<T> {
  checkMany("Greatest", args);
  return call("Greatest", ...args);
}

/** The least argument; null where one is null. */
export function Least<T = unknown>(...args: readonly Operand[]): Expression<T> {
  checkMany("Least", args);
  return call("Least", ...args);
}

/** The first argument; null where it is null or equals the second. */
export const NullIf = <T = unknown>(arg: Operand, other: Operand): Expression<T> =>
  call("NullIf", arg, other);

/** The value, converted to one of the given kind as SQLite's CAST does; null for null. */
export function Cast<K extends KindName>(
  arg: Operand,
  output: K,
): Expression<KindValues[K] | null> {
  return new Expression({ kind: "cast", arg: argumentOf(arg), output });
}

/** The value as it is, taken for one of the given kind; null for null. */
export function ExpressionWrapper<K extends KindName>(
  arg: Operand,
  output: K,
): Expression<KindValues[K] | null> {
  return new Expression({ kind: "output", arg: argumentOf(arg), output });
}
