/** Functions of numbers. Null gives null, and so does what the function has no finite number for. */
import { type Kind, kindOf } from "../../schema/kind.ts";
import type { Value } from "../../value.ts";
import {
  decimalOfNumber,
  powerOfDecimal,
  remainderOfDecimals,
  roundDecimal,
  signOfDecimal,
} from "./decimal.ts";
import { type Family, familyOf, isNumeric } from "./kind-family.ts";
import { numberReader } from "./read-number.ts";
import { refuseArguments } from "./refuse-arguments.ts";
import type { ScalarFunction } from "./scalar-function.ts";

/** What a function does with the values of each family of numbers. */
interface ByFamily {
  float(value: number): number;
  decimal(value: string): string;
  bigint(value: bigint): bigint;
}

/** A float without its negative zero; null for what is no finite number. */
function finite(value: number): number | null {
  return Number.isFinite(value) ? value + 0 : null;
}

function checkNumeric(name: string, kinds: readonly Kind[]): readonly Family[] {
  const families = kinds.map(familyOf);
  return families.every(isNumeric) ? families : refuseArguments(name, kinds, "numbers");
}

/** A function that gives a number of the kind that it is given. */
function keepsKind(name: string, { float, decimal, bigint }: ByFamily): ScalarFunction {
  return {
    name,
    minArgs: 1,
    maxArgs: 1,
    seesNulls: false,
    resultKind(kinds) {
      checkNumeric(name, kinds);
      return kinds[0]!;
    },
    compile(kinds) {
      const [family] = checkNumeric(name, kinds);
      if (family === "decimal") return ([value]) => decimal(value as string);
      if (family === "bigint") return ([value]) => bigint(value as bigint);
      return ([value]) => finite(float(value as number));
    },
  };
}

/** Floats from here on have no digits after the point. */
const WHOLE = 2 ** 52;
const MOST_PLACES = 30;

/**
 * Halves, as far as the float holds them exactly, go away from zero.
 * Source: https://www.sqlite.org/lang_corefunc.html#round
 */
function roundFloat(value: number, places: number): number {
  if (Math.abs(value) > WHOLE) return value;
  if (places === 0) return Math.trunc(value + (value < 0 ? -0.5 : 0.5));
  return Number(value.toFixed(places));
}

const ROUND: ScalarFunction = {
  name: "Round",
  minArgs: 1,
  maxArgs: 2,
  seesNulls: false,
  resultKind(kinds) {
    checkNumeric("Round", kinds.slice(0, 1));
    return kinds[0]!;
  },
  compile(kinds) {
    const [family] = checkNumeric("Round", kinds.slice(0, 1));
    const read = numberReader(kinds[1] ?? kindOf("integer"));
    if (read === undefined) return refuseArguments("Round", kinds, "a number of places");
    const placesOf = (value: Value): number =>
      Math.min(MOST_PLACES, Math.max(0, Math.trunc(read(value))));
    if (family === "decimal") {
      return ([value, places = 0]) => roundDecimal(value as string, placesOf(places), "half-up");
    }
    if (family !== "float") return ([value]) => value!;
    return ([value, places = 0]) => finite(roundFloat(value as number, placesOf(places)));
  },
};

/** A decimal where one of the arguments is one, else a float, as in Django. */
function floatOrDecimal(name: string, kinds: readonly Kind[]): Kind {
  return kindOf(checkNumeric(name, kinds).includes("decimal") ? "decimal" : "float");
}

/** Computes with decimals and integers exactly, where a function can. */
type Exact = (a: string, b: string) => string | null;

/** A function computed in floats. */
function define(
  name: string,
  count: number,
  compute: (a: number, b: number) => number,
  exact?: Exact,
): ScalarFunction {
  return {
    name,
    minArgs: count,
    maxArgs: count,
    seesNulls: false,
    resultKind: (kinds) => floatOrDecimal(name, kinds),
    compile(kinds) {
      const hasDecimal = floatOrDecimal(name, kinds).name === "decimal";
      if (hasDecimal && exact !== undefined) {
        return ([a, b]) => exact(toDecimal(a!), toDecimal(b!));
      }
      return ([a, b]) => {
        const result = finite(compute(Number(a), Number(b)));
        return hasDecimal && result !== null ? decimalOfNumber(result) : result;
      };
    },
  };
}

function toDecimal(value: Value): string {
  return typeof value === "string" ? value : decimalOfNumber(value as number | bigint);
}

function logarithm(base: number, value: number): number {
  // SQLite has no logarithm to a base below 1.
  if (base <= 1 || value <= 0) return Number.NaN;
  if (base === 2) return Math.log2(value);
  if (base === 10) return Math.log10(value);
  return Math.log(value) / Math.log(base);
}

const DEGREES = 180 / Math.PI;

/** The functions of this file. */
export const NUMBER_FUNCTIONS: readonly ScalarFunction[] = [
  keepsKind("Abs", {
    float: Math.abs,
    decimal: (value) => value.replace("-", ""),
    bigint: (value) => (value < 0n ? -value : value),
  }),
  keepsKind("Ceil", {
    float: Math.ceil,
    decimal: (value) => roundDecimal(value, 0, "ceil"),
    bigint: (value) => value,
  }),
  keepsKind("Floor", {
    float: Math.floor,
    decimal: (value) => roundDecimal(value, 0, "floor"),
    bigint: (value) => value,
  }),
  ROUND,
  keepsKind("Sign", {
    float: Math.sign,
    decimal: (value) => String(signOfDecimal(value)),
    bigint: (value) => (value < 0n ? -1n : value > 0n ? 1n : 0n),
  }),
  define("Mod", 2, (a, b) => a % b, remainderOfDecimals),
  define("Power", 2, (a, b) => a ** b, powerOfDecimal),
  define("Sqrt", 1, Math.sqrt),
  define("Exp", 1, Math.exp),
  define("Ln", 1, Math.log),
  define("Log", 2, logarithm),
  define("Pi", 0, () => Math.PI),
  define("Degrees", 1, (value) => value * DEGREES),
  define("Radians", 1, (value) => value / DEGREES),
  define("Sin", 1, Math.sin),
  define("Cos", 1, Math.cos),
  define("Tan", 1, Math.tan),
  define("Cot", 1, (value) => 1 / Math.tan(value)),
  define("ASin", 1, Math.asin),
  define("ACos", 1, Math.acos),
  define("ATan", 1, Math.atan),
  define("ATan2", 2, Math.atan2),
];
