import type { Kind } from "../../schema/kind.ts";
import type { Value } from "../../value.ts";

/** Powers of ten from which on, and below which, floats are written with an exponent. */
const LARGE = 17;
const SMALL = -4;

/** `4.0`, `0.1`, `1.0e+20`: the shortest digits that give the float back, always with a point. */
function floatText(value: number): string {
  const [mantissa = "", power = ""] = value.toExponential().split("e");
  const exponent = Number(power);
  if (exponent >= SMALL && exponent < LARGE) {
    return plainFloat(mantissa, exponent);
  }
  const sign = exponent < 0 ? "-" : "+";
  const digits = String(Math.abs(exponent)).padStart(2, "0");
  return `${mantissa.includes(".") ? mantissa : `${mantissa}.0`}e${sign}${digits}`;
}

function plainFloat(mantissa: string, exponent: number): string {
  const sign = mantissa.startsWith("-") ? "-" : "";
  const digits = mantissa.replace(/[-.]/g, "");
  if (exponent < 0) return `${sign}0.${"0".repeat(-exponent - 1)}${digits}`;
  const whole = digits.slice(0, exponent + 1).padEnd(exponent + 1, "0");
  return `${sign}${whole}.${digits.slice(exponent + 1) || "0"}`;
}

/**
 * Text of a value that is not null, as SQLite shows what the store holds: `"4.0"` for a float,
 * `"1"` for true, the canonical text of dates, moments, durations and decimals.
 */
export function textOf(value: Value, kind: Kind): string {
  if (typeof value === "string") return value;
  if (typeof value === "boolean") return kind.name === "json" ? String(value) : value ? "1" : "0";
  if (typeof value === "number" && kind.name === "float") return floatText(value);
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
