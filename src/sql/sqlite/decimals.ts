/**
 * Exact decimals for SQLite, which has none: texts such as "-12.50". Nothing here is shared with the
 * engine, whose arithmetic it judges.
 */

/** A decimal as `digits / 10 ** scale`. */
export interface Decimal {
  readonly digits: bigint;
  readonly scale: number;
}

/** Significant digits of what has no finite form. */
const PRECISION = 28;
const FLOAT_DIGITS = 15;

const NUMBER = /^\s*([+-]?)(\d*)\.?(\d*)(?:[eE]([+-]?\d+))?/;

/** The number that a text begins with, or that a number is, to 15 significant digits. */
export function parseDecimal(given: unknown): Decimal {
  if (typeof given === "bigint") return { digits: given, scale: 0 };
  if (typeof given === "number") {
    return Number.isInteger(given)
      ? { digits: BigInt(given), scale: 0 }
      : trimmed(parseDecimal(given.toExponential(FLOAT_DIGITS - 1)));
  }
  const [, sign = "", whole = "", fraction = "", power = "0"] = NUMBER.exec(String(given)) ?? [];
  const digits = BigInt(`${whole}${fraction}` || "0");
  return shifted({ digits: sign === "-" ? -digits : digits, scale: fraction.length }, power);
}

function shifted({ digits, scale }: Decimal, power: string): Decimal {
  const places = scale - Number(power);
  return places >= 0 ? { digits, scale: places } : { digits: digits * tens(-places), scale: 0 };
}

function tens(count: number): bigint {
  return 10n ** BigInt(count);
}

/** Without zeros at the end of the fraction. */
export function trimmed({ digits, scale }: Decimal, least = 0): Decimal {
  if (digits === 0n) return { digits, scale: Math.max(0, least) };
  let [rest, places] = [digits, scale];
  while (places > least && rest % 10n === 0n) {
    rest /= 10n;
    places--;
  }
  return { digits: rest, scale: places };
}

export function decimalText({ digits, scale }: Decimal): string {
  const sign = digits < 0n ? "-" : "";
  const text = String(digits < 0n ? -digits : digits).padStart(scale + 1, "0");
  if (scale <= 0) return sign + text + "0".repeat(-scale);
  return `${sign}${text.slice(0, -scale)}.${text.slice(-scale)}`;
}

type Both = (a: Decimal, b: Decimal) => Decimal | null;

function aligned(a: Decimal, b: Decimal): [a: bigint, b: bigint, scale: number] {
  const scale = Math.max(a.scale, b.scale);
  return [a.digits * tens(scale - a.scale), b.digits * tens(scale - b.scale), scale];
}

export const add: Both = (a, b) => {
  const [x, y, scale] = aligned(a, b);
  return { digits: x + y, scale };
};

export const subtract: Both = (a, b) => add(a, { digits: -b.digits, scale: b.scale });

export const multiply: Both = (a, b) => ({
  digits: a.digits * b.digits,
  scale: a.scale + b.scale,
});

export const remainder: Both = (a, b) => {
  const [x, y, scale] = aligned(a, b);
  return y === 0n ? null : { digits: x % y, scale };
};

/** The quotient of two integers, rounded half to even. The divisor is not 0. */
export function divideEven(dividend: bigint, divisor: bigint): bigint {
  const isNegative = dividend < 0n !== divisor < 0n;
  const [a, b] = [dividend < 0n ? -dividend : dividend, divisor < 0n ? -divisor : divisor];
  const cut = a / b;
  const rest = (a % b) * 2n;
  const rounded = rest > b || (rest === b && cut % 2n === 1n) ? cut + 1n : cut;
  return isNegative ? -rounded : rounded;
}

function lengthOf(digits: bigint): number {
  return String(digits < 0n ? -digits : digits).length;
}

function rounded(value: Decimal, precision: number): Decimal {
  const excess = lengthOf(value.digits) - precision;
  if (excess <= 0) return value;
  return { digits: divideEven(value.digits, tens(excess)), scale: value.scale - excess };
}

/** The quotient to 28 significant digits; an exact one keeps the places of its operands. */
export const divide: Both = (a, b) => {
  if (b.digits === 0n) return null;
  const ideal = a.scale - b.scale;
  let shift = Math.max(0, PRECISION + 1 + lengthOf(b.digits) - lengthOf(a.digits));
  const isExact = (a.digits * tens(shift)) % b.digits === 0n;
  // Rounded once: with so many digits more that a tie is one.
  if (!isExact) shift += PRECISION;
  const quotient = { digits: (a.digits * tens(shift)) / b.digits, scale: ideal + shift };
  if (isExact) return rounded(trimmed(quotient, Math.max(ideal, 0)), PRECISION);
  const sticky = {
    digits: quotient.digits * 10n + (quotient.digits < 0n ? -1n : 1n),
    scale: quotient.scale + 1,
  };
  return rounded(sticky, PRECISION);
};

/** The power to 28 significant digits; by floats where the exponent is no integer. */
export const power: Both = (a, b) => {
  const [base, exponent] = [Number(decimalText(a)), Number(decimalText(b))];
  const estimate = base ** exponent;
  if (!Number.isFinite(estimate)) return null;
  if (!Number.isInteger(exponent) || estimate === 0) return parseDecimal(estimate);
  let result: Decimal = { digits: 1n, scale: 0 };
  let square = a;
  for (let rest = BigInt(Math.abs(exponent)); rest > 0n; rest /= 2n) {
    if (rest % 2n === 1n) result = rounded(multiply(result, square)!, 2 * PRECISION + 4);
    square = rounded(multiply(square, square)!, 2 * PRECISION + 4);
  }
  return exponent < 0 ? divide({ digits: 1n, scale: 0 }, result) : rounded(result, PRECISION);
};

/** To so many places: half away from zero, towards zero, down or up. */
export function round(value: Decimal, places: number, way: string): Decimal {
  if (value.scale <= places) return value;
  const unit = tens(value.scale - places);
  const rest = value.digits % unit;
  const step = rest < 0n ? -1n : 1n;
  const size = rest < 0n ? -rest : rest;
  const moves: { readonly [way: string]: boolean } = {
    half: size * 2n >= unit,
    floor: rest < 0n,
    ceil: rest > 0n,
  };
  const cut = value.digits / unit;
  return { digits: moves[way] ? cut + step : cut, scale: places };
}

/** Beyond the powers of ten that decimals have. */
const MIDDLE = 50_000;

function complement(digits: string): string {
  return digits.replace(/\d/g, (digit) => String(9 - Number(digit)));
}

/** Text that sorts as the decimal does: sign, power of ten, digits. */
export function sortKey(value: Decimal): string {
  const { digits, scale } = trimmed(value, Number.NEGATIVE_INFINITY);
  if (digits === 0n) return "1";
  const text = String(digits < 0n ? -digits : digits);
  const magnitude = String(MIDDLE + text.length - scale).padStart(6, "0") + text;
  return digits < 0n ? `0${complement(magnitude)}~` : `2${magnitude}`;
}
