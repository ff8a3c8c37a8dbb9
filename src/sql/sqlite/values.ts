/** Values as SQLite holds them, and back. */

import { familyOf } from "../../query/functions/kind-family.ts";
import type { Kind } from "../../schema/kind.ts";
import { toDurationText } from "../../schema/temporal.ts";
import { durationMicroseconds, stableText, type Value } from "../../value.ts";

const LEAST = -(2n ** 63n);
const MOST = 2n ** 63n - 1n;

/** The type of a column, in the words of strict tables. */
export function columnType(kind: Kind): string {
  switch (familyOf(kind)) {
    case "integer":
    case "bigint":
    case "boolean":
    case "duration":
      return "INTEGER";
    case "float":
      return "REAL";
    default:
      return "TEXT";
  }
}

/** A number as a bigint, which drivers hand over as INTEGER; as it is where it is none. */
function whole(value: number | bigint): number | bigint {
  if (typeof value === "number" && !Number.isInteger(value)) return value;
  const exact = BigInt(value);
  return exact < LEAST || exact > MOST ? Number(value) : exact;
}

/** A moment with six digits of a second, so that moments sort as text. */
function fixedMoment(text: string): string {
  return text.length === 24 ? `${text.slice(0, 23)}000Z` : text;
}

/** A value of the store as SQLite holds it. */
export function encode(value: Value, kind: Kind): unknown {
  if (value === null) return null;
  const family = familyOf(kind);
  if (family === "json") return stableText(value);
  if (typeof value === "boolean") return value ? 1n : 0n;
  switch (family) {
    case "integer":
    case "bigint":
      return typeof value === "number" || typeof value === "bigint" ? whole(value) : value;
    case "float":
      return Number(value);
    case "dateTime":
      return fixedMoment(String(value));
    case "duration":
      return durationMicroseconds(String(value));
    default:
      return typeof value === "object" ? stableText(value) : String(value);
  }
}

/** The canonical text of a duration of so many microseconds. */
export function durationText(microseconds: bigint): string | null {
  const size = microseconds < 0n ? -microseconds : microseconds;
  const fraction = String(size % 1_000_000n).padStart(6, "0");
  const sign = microseconds < 0n ? "-" : "";
  return toDurationText(`${sign}PT${size / 1_000_000n}.${fraction}S`) ?? null;
}

function microsecondsOf(held: number | bigint): bigint {
  return typeof held === "bigint" ? held : BigInt(Math.trunc(held));
}

/** A value that SQLite gave, as the store has it. */
export function decode(held: unknown, kind: Kind): Value {
  if (held === null || held === undefined) return null;
  const isNumber = typeof held === "number" || typeof held === "bigint";
  switch (familyOf(kind)) {
    case "integer":
    case "float":
      return isNumber ? Number(held) : (held as Value);
    case "bigint":
      return isNumber && Number.isInteger(Number(held)) ? BigInt(held) : (held as Value);
    case "boolean":
      return Number(held) !== 0;
    case "duration":
      return isNumber ? durationText(microsecondsOf(held)) : (held as Value);
    case "dateTime":
      return String(held).replace(/000Z$/, "Z");
    case "json":
      return JSON.parse(String(held)) as Value;
    default:
      return isNumber ? String(held) : (held as Value);
  }
}

/** A held value as it stands in the text of a statement. */
export function literal(held: unknown): string {
  if (held === null) return "NULL";
  if (typeof held === "string") return `'${held.replaceAll("'", "''")}'`;
  if (typeof held !== "number") return String(held);
  return Number.isInteger(held) && Math.abs(held) < 1e15 ? `${held}.0` : String(held);
}
