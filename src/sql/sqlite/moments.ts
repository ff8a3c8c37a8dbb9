/** Moments, times and durations as microseconds. Shares nothing with the engine. */
import { toDurationText } from "../../schema/temporal.ts";
import { durationMicroseconds } from "../../value.ts";
import { divideEven, parseDecimal } from "./decimals.ts";

const DAY = 86_400_000_000n;

function floorDivide(value: bigint, by: bigint): bigint {
  const cut = value / by;
  return value % by < 0n ? cut - 1n : cut;
}

/** Microseconds since 1970 of a moment with six digits, or of a date. */
export function momentMicros(text: string): bigint {
  const milliseconds = BigInt(Date.parse(`${text.slice(0, 10)}T00:00:00Z`));
  return milliseconds * 1000n + (text.length > 10 ? timeMicros(text.slice(11, -1)) : 0n);
}

/** The moment; null outside of the years 1 to 9999. */
export function momentText(microseconds: bigint): string | null {
  const days = floorDivide(microseconds, DAY);
  const date = new Date(Number(days) * 86_400_000);
  if (Number.isNaN(date.getTime())) return null;
  const year = date.getUTCFullYear();
  if (year < 1 || year > 9999) return null;
  return `${date.toISOString().slice(0, 10)}T${clock(microseconds - days * DAY)}Z`;
}

function clock(microseconds: bigint): string {
  const two = (value: bigint): string => String(value).padStart(2, "0");
  const seconds = microseconds / 1_000_000n;
  const fraction = String(microseconds % 1_000_000n).padStart(6, "0");
  return `${two(seconds / 3600n)}:${two((seconds / 60n) % 60n)}:${two(seconds % 60n)}.${fraction}`;
}

/** Microseconds since midnight. */
export function timeMicros(text: string): bigint {
  const [hours = "0", minutes = "0", rest = "0"] = text.split(":");
  const [seconds = "0", fraction = ""] = rest.split(".");
  const whole = (BigInt(hours) * 60n + BigInt(minutes)) * 60n + BigInt(seconds);
  return whole * 1_000_000n + BigInt(fraction.padEnd(6, "0"));
}

/** A time of day, going round the clock; without the digits of a fraction that are all 0. */
export function timeText(microseconds: bigint): string {
  const inDay = microseconds - floorDivide(microseconds, DAY) * DAY;
  return clock(inDay)
    .replace(/\.000000$/, "")
    .replace(/000$/, "");
}

/** The duration cut to days, downwards. */
export function wholeDays(microseconds: bigint): bigint {
  return floorDivide(microseconds, DAY) * DAY;
}

/** A duration times or by a number, rounded half to even; null for a division by 0. */
export function scaled(
  microseconds: bigint,
  by: string | number | bigint,
  isDivided: boolean,
): bigint | null {
  if (typeof by === "number" && !Number.isInteger(by)) {
    const result = isDivided ? Number(microseconds) / by : Number(microseconds) * by;
    if (!Number.isFinite(result)) return null;
    const near = Math.round(result);
    return BigInt(near - result === 0.5 && near % 2 !== 0 ? near - 1 : near);
  }
  const { digits, scale } = parseDecimal(by);
  const unit = 10n ** BigInt(scale);
  if (!isDivided) return divideEven(microseconds * digits, unit);
  return digits === 0n ? null : divideEven(microseconds * unit, digits);
}

/** Microseconds of an ISO duration, or the number that a text begins with. */
export function readDuration(text: string): bigint {
  const canonical = toDurationText(text);
  if (canonical !== undefined) return durationMicroseconds(canonical);
  return BigInt(/^\s*([+-]?\d+)/.exec(text)?.[1]?.replace("+", "") ?? "0");
}
