/** What users write functions with. A text as the first argument names a field, as in Django. */
import { UsageError } from "../../errors.ts";
import type { Pending, TypeOfArgument } from "../../schema/expression-types.ts";
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

// Arguments of a function -> the types of their values, still to be resolved
type TypesOfArguments<X> = { readonly [I in keyof X]: TypeOfArgument<X[I]> };

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
export const Lower = <const X>(arg: X): Expression<Pending<"text", TypeOfArgument<X>>> =>
  call("Lower", arg);
/** The text in capital letters; null for null. */
export const Upper = <const X>(arg: X): Expression<Pending<"text", TypeOfArgument<X>>> =>
  call("Upper", arg);
/** Number of code points of the text; null for null. */
export const Length = <const X>(arg: X): Expression<Pending<"number", TypeOfArgument<X>>> =>
  call("Length", arg);

/** The texts of all arguments, one after the other; a null counts as the empty text. */
export function Concat(...args: readonly Operand[]): Expression<string> {
  checkMany("Concat", args);
  return call("Concat", ...args);
}

/** The first code points of the text; null for null. */
export function Left<const X>(
  arg: X,
  length: Operand,
): Expression<Pending<"text", TypeOfArgument<X>>> {
  checkLeast("Left", "length", length, 1);
  return callWith("Left", arg, length);
}

/** The last code points of the text; null for null. */
export function Right<const X>(
  arg: X,
  length: Operand,
): Expression<Pending<"text", TypeOfArgument<X>>> {
  checkLeast("Right", "length", length, 1);
  return callWith("Right", arg, length);
}

/** `length` code points from `position` on, counted from 1, or all that follow; null for null. */
export function Substr<const X>(
  arg: X,
  position: Operand,
  length?: Operand,
): Expression<Pending<"text", TypeOfArgument<X>>> {
  checkLeast("Substr", "position", position, 1);
  return callWith("Substr", arg, position, length ?? undefined);
}

/** The text with every occurrence of `text` replaced, or taken out; null for null. */
export const Replace = <const X>(
  arg: X,
  text: Operand,
  replacement: Operand = "",
): Expression<Pending<"text", TypeOfArgument<X>>> => callWith("Replace", arg, text, replacement);
/** The text without spaces at both ends; null for null. */
export const Trim = <const X>(arg: X): Expression<Pending<"text", TypeOfArgument<X>>> =>
  call("Trim", arg);
/** The text without spaces at its start; null for null. */
export const LTrim = <const X>(arg: X): Expression<Pending<"text", TypeOfArgument<X>>> =>
  call("LTrim", arg);
/** The text without spaces at its end; null for null. */
export const RTrim = <const X>(arg: X): Expression<Pending<"text", TypeOfArgument<X>>> =>
  call("RTrim", arg);

/** The text, filled up from its start, or cut, to `length` code points; null for null. */
export function LPad<const X>(
  arg: X,
  length: Operand,
  fill: Operand = " ",
): Expression<Pending<"text", TypeOfArgument<X>>> {
  checkLeast("LPad", "length", length, 0);
  return callWith("LPad", arg, length, fill);
}

/** The text, filled up at its end, or cut, to `length` code points; null for null. */
export function RPad<const X>(
  arg: X,
  length: Operand,
  fill: Operand = " ",
): Expression<Pending<"text", TypeOfArgument<X>>> {
  checkLeast("RPad", "length", length, 0);
  return callWith("RPad", arg, length, fill);
}

/** The text so many times; null for null. */
export function Repeat<const X>(
  arg: X,
  number: Operand,
): Expression<Pending<"text", TypeOfArgument<X>>> {
  checkLeast("Repeat", "number", number, 0);
  return callWith("Repeat", arg, number);
}

/** The code points of the text from last to first; null for null. */
export const Reverse = <const X>(arg: X): Expression<Pending<"text", TypeOfArgument<X>>> =>
  call("Reverse", arg);
/** Place of the first occurrence of a text, in code points from 1; 0 without one, null for null. */
export const StrIndex = <const X, const Y>(
  arg: X,
  part: Y,
): Expression<Pending<"number", TypeOfArgument<X> | TypeOfArgument<Y>>> =>
  call("StrIndex", arg, part);
/** The character of a code point; U+FFFD for what is none, null for null. */
export const Chr = <const X>(arg: X): Expression<Pending<"text", TypeOfArgument<X>>> =>
  call("Chr", arg);
/** The first code point of the text; null for null and the empty text. */
export const Ord = <const X>(arg: X): Expression<Pending<"number", TypeOfArgument<X>>> =>
  call("Ord", arg);

/** The number without its sign, of its kind; null for null. */
export const Abs = <const X>(arg: X): Expression<TypeOfArgument<X>> => call("Abs", arg);
/** The least integer that is not less, as a number of the same kind; null for null. */
export const Ceil = <const X>(arg: X): Expression<TypeOfArgument<X>> => call("Ceil", arg);
/** The greatest integer that is not more, as a number of the same kind; null for null. */
export const Floor = <const X>(arg: X): Expression<TypeOfArgument<X>> => call("Floor", arg);

/** The number to so many decimal places, of its kind; halves go away from 0; null for null. */
export function Round<const X>(arg: X, precision: Operand = 0): Expression<TypeOfArgument<X>> {
  checkLeast("Round", "precision", precision, 0);
  return callWith("Round", arg, precision);
}

/** -1, 0 or 1 as a number of the same kind; null for null. */
export const Sign = <const X>(arg: X): Expression<TypeOfArgument<X>> => call("Sign", arg);
/** The remainder with the sign of the dividend, fractions kept; null for null and for a divisor 0. */
export const Mod = <const X, const Y>(
  arg: X,
  divisor: Y,
): Expression<Pending<"float", TypeOfArgument<X> | TypeOfArgument<Y>>> => call("Mod", arg, divisor);
/** The power; null for null, and where it is no finite number. */
export const Power = <const X, const Y>(
  arg: X,
  exponent: Y,
): Expression<Pending<"float", TypeOfArgument<X> | TypeOfArgument<Y>>> =>
  call("Power", arg, exponent);
/** The square root; null for null and for less than 0. */
export const Sqrt = <const X>(arg: X): Expression<Pending<"float", TypeOfArgument<X>>> =>
  call("Sqrt", arg);
/** The power of e; null for null, and where floats end. */
export const Exp = <const X>(arg: X): Expression<Pending<"float", TypeOfArgument<X>>> =>
  call("Exp", arg);
/** The natural logarithm; null for null and for 0 and less. */
export const Ln = <const X>(arg: X): Expression<Pending<"float", TypeOfArgument<X>>> =>
  call("Ln", arg);
/** The logarithm of the second argument to the base of the first; null for null, 0 and less. */
export const Log = <const X, const Y>(
  base: X,
  arg: Y,
): Expression<Pending<"float", TypeOfArgument<X> | TypeOfArgument<Y>>> => call("Log", base, arg);
/** The number pi. */
export const Pi = (): Expression<number> => call("Pi");
/** Degrees of an angle in radians; null for null. */
export const Degrees = <const X>(arg: X): Expression<Pending<"float", TypeOfArgument<X>>> =>
  call("Degrees", arg);
/** Radians of an angle in degrees; null for null. */
export const Radians = <const X>(arg: X): Expression<Pending<"float", TypeOfArgument<X>>> =>
  call("Radians", arg);
/** The sine of an angle in radians; null for null. */
export const Sin = <const X>(arg: X): Expression<Pending<"float", TypeOfArgument<X>>> =>
  call("Sin", arg);
/** The cosine of an angle in radians; null for null. */
export const Cos = <const X>(arg: X): Expression<Pending<"float", TypeOfArgument<X>>> =>
  call("Cos", arg);
/** The tangent of an angle in radians; null for null. */
export const Tan = <const X>(arg: X): Expression<Pending<"float", TypeOfArgument<X>>> =>
  call("Tan", arg);
/** The cotangent of an angle in radians; null for null and 0. */
export const Cot = <const X>(arg: X): Expression<Pending<"float", TypeOfArgument<X>>> =>
  call("Cot", arg);
/** The angle in radians of a sine; null for null and beyond -1 and 1. */
export const ASin = <const X>(arg: X): Expression<Pending<"float", TypeOfArgument<X>>> =>
  call("ASin", arg);
/** The angle in radians of a cosine; null for null and beyond -1 and 1. */
export const ACos = <const X>(arg: X): Expression<Pending<"float", TypeOfArgument<X>>> =>
  call("ACos", arg);
/** The angle in radians of a tangent; null for null. */
export const ATan = <const X>(arg: X): Expression<Pending<"float", TypeOfArgument<X>>> =>
  call("ATan", arg);
/** The angle in radians of the point with the given y and x; null where one is null. */
export const ATan2 = <const Y, const X>(
  y: Y,
  x: X,
): Expression<Pending<"float", TypeOfArgument<X> | TypeOfArgument<Y>>> => call("ATan2", y, x);

/**
 * A part of a date, moment (in UTC) or time as an integer; null for null.
 * @throws {UsageError} for a part that does not exist.
 */
export function Extract<const X>(
  arg: X,
  part: DatePart,
): Expression<Pending<"number", TypeOfArgument<X>>> {
  const name = extractName(part);
  return name === undefined ? refuse("Extract", part, 'a part such as "year"') : call(name, arg);
}

/** Year of a date or moment; null for null. */
export const ExtractYear = <const X>(arg: X): Expression<Pending<"number", TypeOfArgument<X>>> =>
  call("ExtractYear", arg);
/** Year of the ISO week of a date or moment; null for null. */
export const ExtractIsoYear = <const X>(arg: X): Expression<Pending<"number", TypeOfArgument<X>>> =>
  call("ExtractIsoYear", arg);
/** Month, from 1, of a date or moment; null for null. */
export const ExtractMonth = <const X>(arg: X): Expression<Pending<"number", TypeOfArgument<X>>> =>
  call("ExtractMonth", arg);
/** Day of the month of a date or moment; null for null. */
export const ExtractDay = <const X>(arg: X): Expression<Pending<"number", TypeOfArgument<X>>> =>
  call("ExtractDay", arg);
/** Number of the ISO week of a date or moment; null for null. */
export const ExtractWeek = <const X>(arg: X): Expression<Pending<"number", TypeOfArgument<X>>> =>
  call("ExtractWeek", arg);
/** Day of the week, from 1 for Sunday to 7, of a date or moment; null for null. */
export const ExtractWeekDay = <const X>(arg: X): Expression<Pending<"number", TypeOfArgument<X>>> =>
  call("ExtractWeekDay", arg);
/** Day of the week, from 1 for Monday to 7, of a date or moment; null for null. */
export const ExtractIsoWeekDay = <const X>(
  arg: X,
): Expression<Pending<"number", TypeOfArgument<X>>> => call("ExtractIsoWeekDay", arg);
/** Quarter of the year, from 1, of a date or moment; null for null. */
export const ExtractQuarter = <const X>(arg: X): Expression<Pending<"number", TypeOfArgument<X>>> =>
  call("ExtractQuarter", arg);
/** Hour of a time or moment; null for null. */
export const ExtractHour = <const X>(arg: X): Expression<Pending<"number", TypeOfArgument<X>>> =>
  call("ExtractHour", arg);
/** Minute of a time or moment; null for null. */
export const ExtractMinute = <const X>(arg: X): Expression<Pending<"number", TypeOfArgument<X>>> =>
  call("ExtractMinute", arg);
/** Second of a time or moment; null for null. */
export const ExtractSecond = <const X>(arg: X): Expression<Pending<"number", TypeOfArgument<X>>> =>
  call("ExtractSecond", arg);

/**
 * A date, moment or time at the start of the unit that it lies in, of its own kind, except for
 * "date" and "time"; null for null.
 * @throws {UsageError} for a unit that does not exist.
 */
export function Trunc<const X>(
  arg: X,
  unit: DateUnit,
): Expression<Pending<"text", TypeOfArgument<X>>> {
  const name = truncName(unit);
  return name === undefined ? refuse("Trunc", unit, 'a unit such as "month"') : call(name, arg);
}

/** The first day of the year, as a date or a moment like the argument; null for null. */
export const TruncYear = <const X>(arg: X): Expression<Pending<"text", TypeOfArgument<X>>> =>
  call("TruncYear", arg);
/** The first day of the quarter, as a date or a moment like the argument; null for null. */
export const TruncQuarter = <const X>(arg: X): Expression<Pending<"text", TypeOfArgument<X>>> =>
  call("TruncQuarter", arg);
/** The first day of the month, as a date or a moment like the argument; null for null. */
export const TruncMonth = <const X>(arg: X): Expression<Pending<"text", TypeOfArgument<X>>> =>
  call("TruncMonth", arg);
/** The Monday of the week, as a date or a moment like the argument; null for null. */
export const TruncWeek = <const X>(arg: X): Expression<Pending<"text", TypeOfArgument<X>>> =>
  call("TruncWeek", arg);
/** The day, as a date or a moment like the argument; null for null. */
export const TruncDay = <const X>(arg: X): Expression<Pending<"text", TypeOfArgument<X>>> =>
  call("TruncDay", arg);
/** The date of a moment; null for null. */
export const TruncDate = <const X>(arg: X): Expression<Pending<"text", TypeOfArgument<X>>> =>
  call("TruncDate", arg);
/** The time of day of a moment; null for null. */
export const TruncTime = <const X>(arg: X): Expression<Pending<"text", TypeOfArgument<X>>> =>
  call("TruncTime", arg);
/** The start of the hour, as a time or a moment like the argument; null for null. */
export const TruncHour = <const X>(arg: X): Expression<Pending<"text", TypeOfArgument<X>>> =>
  call("TruncHour", arg);
/** The start of the minute, as a time or a moment like the argument; null for null. */
export const TruncMinute = <const X>(arg: X): Expression<Pending<"text", TypeOfArgument<X>>> =>
  call("TruncMinute", arg);
/** The start of the second, as a time or a moment like the argument; null for null. */
export const TruncSecond = <const X>(arg: X): Expression<Pending<"text", TypeOfArgument<X>>> =>
  call("TruncSecond", arg);

/** The store's time when the question is asked, the same for all of it. */
export const Now = (): Expression<string> => new Expression({ kind: "now" });

/** The first argument that is not null; null where all are. */
export function Coalesce<const X extends readonly unknown[]>(
  ...args: X
): Expression<Pending<"first", TypesOfArguments<X>>> {
  checkMany("Coalesce", args);
  return call("Coalesce", ...args);
}

/** The greatest argument; null where one is null. */
export function Greatest<const X>(...args: readonly X[]): Expression<TypeOfArgument<X>> {
  checkMany("Greatest", args);
  return call("Greatest", ...args);
}

/** The least argument; null where one is null. */
export function Least<const X>(...args: readonly X[]): Expression<TypeOfArgument<X>> {
  checkMany("Least", args);
  return call("Least", ...args);
}

/** The first argument; null where it is null or equals the second. */
export const NullIf = <const X>(arg: X, other: Operand): Expression<TypeOfArgument<X> | null> =>
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
