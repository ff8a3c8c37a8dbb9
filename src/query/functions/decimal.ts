/**
 * Exact arithmetic of decimals, as canonical texts such as `"-12.50"`. What has no finite form is
 * rounded to 28 significant digits, half to even, as Python's decimal does.
 */

/** Significant digits of a quotient. */
const PRECISION = 28;
/** Digits that floats are trusted for when they become decimals, as in Django on SQLite. */
const FLOAT_DIGITS = 15;
/** Digits kept between the steps of a power. */
const POWER_DIGITS = 60;

/** A decimal as `digits / 10 ** scale`. */
interface Parts {
  readonly digits: bigint;
  readonly scale: number;
}

function parse(text: string): Parts {
  const point = text.indexOf(".");
  if (point < 0) return { digits: BigInt(text), scale: 0 };
  return {
    digits: BigInt(text.slice(0, point) + text.slice(point + 1)),
    scale: text.length - point - 1,
  };
}

function format({ digits, scale }: Parts): string {
  if (scale <= 0) return String(digits * 10n ** BigInt(-scale));
  const text = String(magnitude(digits)).padStart(scale + 1, "0");
  const point = text.length - scale;
  return `${digits < 0n ? "-" : ""}${text.slice(0, point)}.${text.slice(point)}`;
}

function magnitude(digits: bigint): bigint {
  return digits < 0n ? -digits : digits;
}

function countDigits(digits: bigint): number {
  return String(magnitude(digits)).length;
}

/** Digits of the decimal at a scale that is at least its own. */
function atScale({ digits, scale }: Parts, wanted: number): bigint {
  return digits * 10n ** BigInt(wanted - scale);
}

/** The quotient as an integer, half to even. The divisor is not 0. */
export function divideHalfEven(dividend: bigint, divisor: bigint): bigint {
  const [a, b] = [magnitude(dividend), magnitude(divisor)];
  const quotient = a / b;
  const twice = (a % b) * 2n;
  const isUp = twice > b || (twice === b && quotient % 2n === 1n);
  const rounded = isUp ? quotient + 1n : quotient;
  return dividend < 0n === divisor < 0n ? rounded : -rounded;
}

function roundSignificant(parts: Parts, precision: number): Parts {
  const excess = countDigits(parts.digits) - precision;
  if (excess <= 0) return parts;
  const digits = divideHalfEven(parts.digits, 10n ** BigInt(excess));
  return { digits, scale: parts.scale - excess };
}

/** Both decimals at the larger of their scales. */
function align(a: string, b: string): [a: bigint, b: bigint, scale: number] {
  const [x, y] = [parse(a), parse(b)];
  const scale = Math.max(x.scale, y.scale);
  return [atScale(x, scale), atScale(y, scale), scale];
}

/** The exact sum. */
export function addDecimals(a: string, b: string): string {
  const [x, y, scale] = align(a, b);
  return format({ digits: x + y, scale });
}

/** The exact difference. */
export function subtractDecimals(a: string, b: string): string {
  const [x, y, scale] = align(a, b);
  return format({ digits: x - y, scale });
}

/** The exact product. */
export function multiplyDecimals(a: string, b: string): string {
  const [x, y] = [parse(a), parse(b)];
  return format({ digits: x.digits * y.digits, scale: x.scale + y.scale });
}

/** The remainder, exact, with the sign of the dividend; null for a division by 0. */
export function remainderOfDecimals(a: string, b: string): string | null {
  const [x, y, scale] = align(a, b);
  return y === 0n ? null : format({ digits: x % y, scale });
}

function quotientOf(x: Parts, y: Parts, precision: number): Parts {
  const ideal = x.scale - y.scale;
  const shift = Math.max(0, countDigits(y.digits) - countDigits(x.digits) + precision + 1);
  const dividend = x.digits * 10n ** BigInt(shift);
  let digits = dividend / y.digits;
  let scale = ideal + shift;
  if (dividend % y.digits !== 0n) {
    // A last digit that is not 0 or 5 keeps the rest from being taken for a tie.
    if (digits % 5n === 0n) digits += dividend < 0n === y.digits < 0n ? 1n : -1n;
    return roundSignificant({ digits, scale }, precision);
  }
  while (scale > Math.max(ideal, 0) && digits % 10n === 0n) {
    digits /= 10n;
    scale--;
  }
  return roundSignificant({ digits, scale }, precision);
}

/** The quotient to 28 significant digits; null for a division by 0. */
export function divideDecimals(a: string, b: string): string | null {
  const [x, y] = [parse(a), parse(b)];
  return y.digits === 0n ? null : format(quotientOf(x, y, PRECISION));
}

/**
 * The power, to 28 significant digits; for an exponent that is no integer as good as floats are.
 * Null where it is no number, or more than a float can hold. Cost: O(log exponent) products.
 */
export function powerOfDecimal(base: string, exponent: string): string | null {
  const estimate = Number(base) ** Number(exponent);
  if (!Number.isFinite(estimate)) return null;
  const { digits, scale } = parse(exponent);
  const unit = 10n ** BigInt(scale);
  if (estimate === 0 || digits % unit !== 0n) return decimalOfNumber(estimate);
  const whole = digits / unit;
  const power = powerOf(parse(base), magnitude(whole));
  const result = whole < 0n ? quotientOf({ digits: 1n, scale: 0 }, power, PRECISION) : power;
  return format(roundSignificant(result, PRECISION));
}

function powerOf(base: Parts, exponent: bigint): Parts {
  let result: Parts = { digits: 1n, scale: 0 };
  let square = base;
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if ((rest & 1n) === 1n) result = product(result, square);
    if (rest > 1n) square = product(square, square);
  }
  return result;
}

function product(x: Parts, y: Parts): Parts {
  const parts = { digits: x.digits * y.digits, scale: x.scale + y.scale };
  return roundSignificant(parts, POWER_DIGITS);
}

/** The decimal nearest to a finite number: exact for integers, else to 15 significant digits. */
export function decimalOfNumber(value: number | bigint): string {
  if (typeof value === "bigint") return String(value);
  if (Number.isInteger(value)) return String(BigInt(value));
  const [mantissa = "", power = "0"] = value.toExponential(FLOAT_DIGITS - 1).split("e");
  const { digits, scale } = parse(mantissa);
  return trimZeros(format({ digits, scale: scale - Number(power) }));
}

function trimZeros(text: string): string {
  return text.includes(".") ? text.replace(/\.?0+$/, "") : text;
}

/** A decimal from digits in any notation (`"+1.e3"`), without zeros at the end of its fraction. */
export function decimalOfDigits(text: string): string {
  const [mantissa = "0", power = "0"] = text.toLowerCase().split("e");
  const { digits, scale } = parse(mantissa.replace("+", ""));
  if (digits === 0n) return "0";
  // Beyond what floats can hold, as in SQLite, such numbers are no longer told apart.
  const exponent = Math.max(-400, Math.min(400, Number(power)));
  return trimZeros(format({ digits, scale: scale - exponent }));
}

/** How {@link roundDecimal} treats the digits that it drops. */
export type Rounding = "half-up" | "floor" | "ceil" | "trunc";

/** The decimal with at most so many decimal places; `half-up` rounds halves away from zero. */
export function roundDecimal(text: string, places: number, rounding: Rounding): string {
  const { digits, scale } = parse(text);
  if (scale <= places) return text;
  const unit = 10n ** BigInt(scale - places);
  const cut = digits / unit;
  const rest = digits % unit;
  return format({ digits: cut + carry(rest, unit, rounding), scale: places });
}

function carry(rest: bigint, unit: bigint, rounding: Rounding): bigint {
  if (rest === 0n || rounding === "trunc") return 0n;
  if (rounding === "floor") return rest < 0n ? -1n : 0n;
  if (rounding === "ceil") return rest > 0n ? 1n : 0n;
  if (magnitude(rest) * 2n < unit) return 0n;
  return rest < 0n ? -1n : 1n;
}

/** -1, 0 or 1. */
export function signOfDecimal(text: string): number {
  const { digits } = parse(text);
  return digits < 0n ? -1 : digits > 0n ? 1 : 0;
}

/** A decimal as a fraction of two integers, the lower one positive. */
export function fractionOf(text: string): readonly [upper: bigint, lower: bigint] {
  const { digits, scale } = parse(text);
  return [digits, 10n ** BigInt(scale)];
}
