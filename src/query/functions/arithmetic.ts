import { type Kind, kindOf } from "../../schema/kind.ts";
import type { Value } from "../../value.ts";
import type { ArithmeticOperator } from "../syntax.ts";
import type { BinaryOperation } from "./binary-operation.ts";
import {
  addDecimals,
  decimalOfNumber,
  divideDecimals,
  multiplyDecimals,
  powerOfDecimal,
  remainderOfDecimals,
  roundDecimal,
  subtractDecimals,
} from "./decimal.ts";
import { compileTemporal } from "./duration.ts";
import { type Family, familyOf, isNumeric } from "./kind-family.ts";

type Operators<T> = { readonly [K in ArithmeticOperator]?: (a: T, b: T) => T | null };

const LIMIT = 2 ** 63;

/** A float without its negative zero; null for what is no finite number. */
function finite(value: number): number | null {
  return Number.isFinite(value) ? value + 0 : null;
}

/** `operation` in 64 bits, as SQLite has it. */
function bitwise(operation: (a: bigint, b: bigint) => bigint) {
  return (a: number, b: number): number | null =>
    Number.isFinite(a) && Number.isFinite(b)
      ? Number(operation(BigInt(Math.trunc(a)), BigInt(Math.trunc(b))))
      : null;
}

/** A shift by less than 0 goes the other way; bits do not come back from beyond the 64th. */
function shiftLeft(a: bigint, b: bigint): bigint {
  if (b < 0n) return shiftRight(a, -b);
  return b > 63n ? 0n : BigInt.asIntN(64, a << b);
}

function shiftRight(a: bigint, b: bigint): bigint {
  if (b < 0n) return shiftLeft(a, -b);
  return BigInt.asIntN(64, a) >> (b > 63n ? 63n : b);
}

const FLOATS: Operators<number> = {
  add: (a, b) => finite(a + b),
  sub: (a, b) => finite(a - b),
  mul: (a, b) => finite(a * b),
  div: (a, b) => (b === 0 ? null : finite(a / b)),
  // SQLite takes the remainder of the integers that floats are cut to; Mod() keeps the fraction.
  mod: (a, b) => finite(Math.trunc(a) % Math.trunc(b)),
  pow: (a, b) => finite(a ** b),
};

/** Exact within 64 bits; beyond, as good as floats are. */
function bigPower(a: bigint, b: bigint): bigint | null {
  const estimate = Number(a) ** Number(b);
  if (!Number.isFinite(estimate)) return null;
  return b >= 0n && Math.abs(estimate) < LIMIT ? a ** b : BigInt(Math.trunc(estimate));
}

/** The power, cut to an integer as Django shows it. */
function integerPower(a: number, b: number): number | null {
  const power = bigPower(toBigint(a), toBigint(b));
  return power === null ? null : Number(power);
}

const INTEGERS: Operators<number> = {
  ...FLOATS,
  div: (a, b) => (b === 0 ? null : finite(Math.trunc(a / b))),
  pow: integerPower,
  bitand: bitwise((a, b) => BigInt.asIntN(64, a & b)),
  bitor: bitwise((a, b) => BigInt.asIntN(64, a | b)),
  bitxor: bitwise((a, b) => BigInt.asIntN(64, a ^ b)),
  bitleftshift: bitwise(shiftLeft),
  bitrightshift: bitwise(shiftRight),
};

const BIGINTS: Operators<bigint> = {
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  div: (a, b) => (b === 0n ? null : a / b),
  mod: (a, b) => (b === 0n ? null : a % b),
  pow: bigPower,
  bitand: (a, b) => BigInt.asIntN(64, a & b),
  bitor: (a, b) => BigInt.asIntN(64, a | b),
  bitxor: (a, b) => BigInt.asIntN(64, a ^ b),
  bitleftshift: shiftLeft,
  bitrightshift: shiftRight,
};

const DECIMALS: Operators<string> = {
  add: addDecimals,
  sub: subtractDecimals,
  mul: multiplyDecimals,
  div: divideDecimals,
  mod: (a, b) => remainderOfDecimals(roundDecimal(a, 0, "trunc"), roundDecimal(b, 0, "trunc")),
  pow: powerOfDecimal,
};

/** The operator, with the operands read as what it computes with. */
function compileWith<T extends Value>(
  operator: ArithmeticOperator,
  kind: Kind,
  operators: Operators<T>,
  read: (value: Value) => T,
): BinaryOperation | undefined {
  const operation = operators[operator];
  if (operation === undefined) return undefined;
  return { kind, evaluate: (a, b) => operation(read(a), read(b)) };
}

function toBigint(value: Value): bigint {
  return typeof value === "bigint" ? value : BigInt(Math.trunc(Number(value)));
}

function toDecimal(value: Value): string {
  return typeof value === "string" ? value : decimalOfNumber(value as number | bigint);
}

function compileNumeric(
  operator: ArithmeticOperator,
  left: Family,
  right: Family,
): BinaryOperation | undefined {
  const has = (family: Family): boolean => left === family || right === family;
  if (has("decimal")) {
    if (has("float")) return undefined;
    return compileWith(operator, kindOf("decimal"), DECIMALS, toDecimal);
  }
  if (has("float")) return compileWith(operator, kindOf("float"), FLOATS, Number);
  if (has("bigint")) return compileWith(operator, kindOf("bigInteger"), BIGINTS, toBigint);
  return compileWith(operator, kindOf("integer"), INTEGERS, Number);
}

/**
 * An operator for values of two kinds; undefined where they do not go together. Integers divide as
 * in C and stay integers; decimals are exact; decimals and floats do not mix, as in Django.
 * Source: https://docs.djangoproject.com/en/5.2/ref/models/expressions/
 */
export function compileArithmetic(
  operator: ArithmeticOperator,
  left: Kind,
  right: Kind,
): BinaryOperation | undefined {
  const [a, b] = [familyOf(left), familyOf(right)];
  return isNumeric(a) && isNumeric(b)
    ? compileNumeric(operator, a, b)
    : compileTemporal(operator, a, b);
}
