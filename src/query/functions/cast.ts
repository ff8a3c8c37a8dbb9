/** Conversions between kinds, as SQLite's CAST and Django's Cast() do them. */
import { UsageError } from "../../errors.ts";
import { freezeJson, type Kind, kindOf } from "../../schema/kind.ts";
import { toDurationText } from "../../schema/temporal.ts";
import { durationMicroseconds, type Value } from "../../value.ts";
import { decimalOfDigits, decimalOfNumber, roundDecimal } from "./decimal.ts";
import { type Family, familyOf } from "./kind-family.ts";
import { durationOf } from "./moment.ts";
import { dateOfText, momentOfText, timeOfText } from "./moment-text.ts";
import { leadingInteger, leadingNumber } from "./read-number.ts";
import { textOf } from "./text-of.ts";

/** Converts a value; null stays null. */
type Convert = (value: Value) => Value;

const LEAST = -(2n ** 63n);
const MOST = 2n ** 63n - 1n;
const TEMPORAL: ReadonlySet<Family> = new Set(["date", "dateTime", "time"]);

function refuseCast(from: Kind, to: Kind): never {
  throw new UsageError(`Cast() cannot make ${to.name} of ${from.name}.`, {
    code: "bad-expression",
  });
}

function fromHex(hex: string): string {
  const bytes = Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
  return new TextDecoder().decode(bytes);
}

function toHex(text: string): string {
  const bytes = new TextEncoder().encode(text);
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Reads a value as text; bytes are taken as UTF-8. */
function textReader(from: Kind): (value: Value) => string {
  return from.name === "binary"
    ? (value) => fromHex(value as string)
    : (value) => textOf(value, from);
}

function clamp(value: bigint): bigint {
  return value < LEAST ? LEAST : value > MOST ? MOST : value;
}

/** Reads a value as an integer: fractions are cut off, of a text the leading digits are taken. */
function integerReader(from: Kind): (value: Value) => bigint {
  switch (familyOf(from)) {
    case "integer":
    case "boolean":
    case "float":
      return (value) => clamp(BigInt(Math.trunc(Number(value))));
    case "bigint":
      return (value) => BigInt(value as bigint);
    case "decimal":
      return (value) => clamp(BigInt(roundDecimal(value as string, 0, "trunc")));
    case "duration":
      return (value) => clamp(durationMicroseconds(value as string));
    default: {
      const read = textReader(from);
      return (value) => clamp(leadingInteger(read(value)));
    }
  }
}

/** Reads a value as the digits of a number: durations as microseconds, a text as it begins. */
function digitsReader(from: Kind): (value: Value) => string {
  switch (familyOf(from)) {
    case "integer":
    case "boolean":
    case "float":
    case "bigint":
      return (value) => decimalOfNumber(typeof value === "bigint" ? value : Number(value));
    case "decimal":
      return (value) => value as string;
    case "duration":
      return (value) => String(durationMicroseconds(value as string));
    default: {
      const read = textReader(from);
      return (value) => leadingNumber(read(value));
    }
  }
}

function toFloat(from: Kind): Convert {
  if (from.collation === "number") return Number;
  const read = digitsReader(from);
  return (value) => {
    const number = Number(read(value));
    return Number.isFinite(number) ? number + 0 : null;
  };
}

function toDecimal(from: Kind): Convert {
  const read = digitsReader(from);
  const isText = from.collation !== "number" && from.name !== "duration";
  return isText ? (value) => decimalOfDigits(read(value)) : read;
}

function toTemporal(from: Kind, to: Kind, read: (text: string) => string | null): Convert {
  const family = familyOf(from);
  if (family !== "text" && !TEMPORAL.has(family)) return refuseCast(from, to);
  return (value) => read(value as string);
}

/** Numbers, and texts that are no ISO duration, count microseconds. */
function toDuration(from: Kind, to: Kind): Convert {
  const family = familyOf(from);
  const read = integerReader(from);
  if (family === "text") {
    return (value) => toDurationText(value) ?? durationOf(read(value));
  }
  const isNumber = from.collation === "number" || family === "decimal";
  return isNumber ? (value) => durationOf(read(value)) : refuseCast(from, to);
}

function toUuid(from: Kind, to: Kind): Convert {
  const family = familyOf(from);
  if (family !== "text" && family !== "binary") return refuseCast(from, to);
  return (value) => {
    try {
      return to.clean(value, { model: "Cast", field: "uuid" });
    } catch {
      return null;
    }
  };
}

function parseJson(text: string): Value {
  try {
    return freezeJson(JSON.parse(text)) ?? text;
  } catch {
    return text;
  }
}

/** A text that is no JSON stays a text. */
function toJson(from: Kind): Convert {
  if (familyOf(from) === "text") return (value) => parseJson(value as string);
  if (from.collation === "number" || from.name === "decimal") return Number;
  return textReader(from);
}

const TARGETS: { readonly [F in Family]: (from: Kind, to: Kind) => Convert } = {
  integer(from) {
    const read = integerReader(from);
    return (value) => Number(read(value));
  },
  bigint: integerReader,
  float: toFloat,
  decimal: toDecimal,
  boolean(from) {
    const read = toFloat(from);
    return (value) => read(value) !== 0;
  },
  text: textReader,
  uuid: toUuid,
  date: (from, to) => toTemporal(from, to, dateOfText),
  dateTime: (from, to) => toTemporal(from, to, momentOfText),
  time: (from, to) => toTemporal(from, to, timeOfText),
  duration: toDuration,
  json: toJson,
  binary(from) {
    const read = textReader(from);
    return (value) => toHex(read(value));
  },
};

/** JSON data is converted by what it is: a number, a text, a boolean, or its JSON text. */
function fromJson(to: Kind): Convert {
  const isStrict = TEMPORAL.has(familyOf(to)) || to.name === "uuid" || to.name === "duration";
  const ofText = compileCast(kindOf("text"), to);
  const ofNumber = isStrict ? () => null : compileCast(kindOf("float"), to);
  const ofInteger = isStrict ? () => null : compileCast(kindOf("integer"), to);
  return (value) => {
    if (typeof value === "string") return ofText(value);
    if (typeof value === "object") return isStrict ? null : ofText(JSON.stringify(value));
    return typeof value === "number" && !Number.isInteger(value)
      ? ofNumber(value)
      : ofInteger(Number(value));
  };
}

function compileConvert(from: Kind, to: Kind): Convert {
  const [source, target] = [familyOf(from), familyOf(to)];
  if (source === target) return (value) => value;
  return source === "json" ? fromJson(to) : TARGETS[target](from, to);
}

/**
 * The function that makes a value of one kind one of another; null stays null, and so becomes what
 * cannot be read as a date, moment, time or UUID.
 * @throws {UsageError} for kinds without such a conversion, such as integers to dates.
 * Source: https://www.sqlite.org/lang_expr.html#castexpr
 */
export function compileCast(from: Kind, to: Kind): Convert {
  const convert = compileConvert(from, to);
  return (value) => (value === null ? null : convert(value));
}
