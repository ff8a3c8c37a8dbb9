/** Moments, dates and times of day as microseconds, and back to canonical text. */
import { toDurationText, toTimeText } from "../../schema/temporal.ts";

/** Microseconds of a day. */
export const DAY = 86_400_000_000n;

/** Milliseconds of a day. */
const DAY_MS = 86_400_000;

/** Days of a canonical date, or of the date of a moment, since 1970-01-01. */
export function dayNumber(text: string): number {
  return Date.parse(text.slice(0, 10)) / DAY_MS;
}

/** The canonical date of a day; null outside of the years 1 to 9999. */
export function dateOfDay(day: number): string | null {
  const text = isoText(day * DAY_MS);
  return text === null ? null : text.slice(0, 10);
}

function isoText(milliseconds: number): string | null {
  const date = new Date(milliseconds);
  if (Number.isNaN(date.getTime())) return null;
  const text = date.toISOString();
  return text.length === 24 && !text.startsWith("0000") ? text : null;
}

/** Microseconds since 1970 of a canonical moment, or of a date's midnight in UTC. */
export function momentMicroseconds(text: string): bigint {
  if (text.length === 10) return BigInt(Date.parse(text)) * 1000n;
  const rest = text.length > 24 ? BigInt(text.slice(23, 26)) : 0n;
  return BigInt(Date.parse(`${text.slice(0, 23)}Z`)) * 1000n + rest;
}

/** The remainder that is never negative. */
function modulo(value: bigint, divisor: bigint): bigint {
  const rest = value % divisor;
  return rest < 0n ? rest + divisor : rest;
}

/** The canonical moment of microseconds since 1970; null outside of the years 1 to 9999. */
export function momentOf(microseconds: bigint): string | null {
  const rest = modulo(microseconds, 1000n);
  const text = isoText(Number((microseconds - rest) / 1000n));
  if (text === null || rest === 0n) return text;
  return `${text.slice(0, -1)}${String(rest).padStart(3, "0")}Z`;
}

/** Microseconds since midnight of a canonical time. */
export function timeMicroseconds(text: string): bigint {
  const seconds =
    Number(text.slice(0, 2)) * 3600 + Number(text.slice(3, 5)) * 60 + Number(text.slice(6, 8));
  return BigInt(seconds) * 1_000_000n + BigInt(text.slice(9).padEnd(6, "0"));
}

/** The canonical time so many microseconds after midnight; a whole day brings it back. */
export function timeOf(microseconds: bigint): string {
  const time = modulo(microseconds, DAY);
  const seconds = Number(time / 1_000_000n);
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const clock = parts.map((part) => String(part).padStart(2, "0")).join(":");
  return toTimeText(`${clock}.${String(time % 1_000_000n).padStart(6, "0")}`)!;
}

/** The canonical duration of so many microseconds; null for one too long to write. */
export function durationOf(microseconds: bigint): string | null {
  const size = microseconds < 0n ? -microseconds : microseconds;
  const fraction = String(size % 1_000_000n).padStart(6, "0");
  const sign = microseconds < 0n ? "-" : "";
  return toDurationText(`${sign}PT${size / 1_000_000n}.${fraction}S`) ?? null;
}
