import { test } from "@fast-check/vitest";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  addDecimals,
  decimalOfNumber,
  divideDecimals,
  multiplyDecimals,
  powerOfDecimal,
  remainderOfDecimals,
  roundDecimal,
  subtractDecimals,
} from "../../../src/query/functions/decimal.ts";
import { compareDecimals } from "../../../src/value.ts";

type Binary = (a: string, b: string) => string | null;

/** Answers of Python's decimal, written out. */
const examples: readonly (readonly [Binary, string, string, string | null])[] = [
  [addDecimals, "0.10", "0.2", "0.30"],
  [addDecimals, "-0.10", "0.1", "0.00"],
  [addDecimals, "99999999999999999999999999999.9", "0.1", "100000000000000000000000000000.0"],
  [subtractDecimals, "1", "0.001", "0.999"],
  [subtractDecimals, "0", "0.5", "-0.5"],
  [multiplyDecimals, "10.50", "3.1250", "32.812500"],
  [multiplyDecimals, "-0.5", "0", "0.0"],
  [divideDecimals, "10.50", "3.1250", "3.36"],
  [divideDecimals, "10.50", "3", "3.50"],
  [divideDecimals, "1", "3", "0.3333333333333333333333333333"],
  [divideDecimals, "-2", "3", "-0.6666666666666666666666666667"],
  [divideDecimals, "100", "4", "25"],
  [divideDecimals, "1000", "0.001", "1000000"],
  [divideDecimals, "0.00", "3", "0.00"],
  [divideDecimals, "1", "0.00", null],
  [remainderOfDecimals, "-10.50", "3", "-1.50"],
  [remainderOfDecimals, "10.50", "-3.1250", "1.1250"],
  [remainderOfDecimals, "1", "0", null],
  [powerOfDecimal, "1.5", "3", "3.375"],
  [powerOfDecimal, "-2", "3", "-8"],
  [powerOfDecimal, "3", "-1", "0.3333333333333333333333333333"],
  [powerOfDecimal, "2.00", "0.5", "1.4142135623731"],
  [powerOfDecimal, "0", "0", "1"],
  [powerOfDecimal, "0", "-1", null],
  [powerOfDecimal, "-2", "0.5", null],
  [powerOfDecimal, "10", "400", null],
  [powerOfDecimal, "0.1", "1000000000", "0"],
];

const roundings: readonly (readonly [
  string,
  number,
  Parameters<typeof roundDecimal>[2],
  string,
])[] = [
  ["10.45", 1, "half-up", "10.5"],
  ["-10.45", 1, "half-up", "-10.5"],
  ["10.44", 1, "half-up", "10.4"],
  ["-0.4", 0, "half-up", "0"],
  ["10.5", 3, "half-up", "10.5"],
  ["-10.5", 0, "floor", "-11"],
  ["-10.5", 0, "ceil", "-10"],
  ["-10.5", 0, "trunc", "-10"],
];

describe("arithmetic of decimals", () => {
  it.each(examples)("%o of %s and %s is %s", (operation, a, b, expected) => {
    expect(operation(a, b)).toBe(expected);
  });

  it.each(roundings)("rounds %s to %i places by %s as %s", (text, places, rounding, expected) => {
    expect(roundDecimal(text, places, rounding)).toBe(expected);
  });

  it.each([
    [0.1 + 0.2, "0.3"],
    [-2.5, "-2.5"],
    [1e21, "1000000000000000000000"],
    [1.5e-7, "0.00000015"],
    [5n, "5"],
  ])("takes the number %d for %s", (number, expected) => {
    expect(decimalOfNumber(number)).toBe(expected);
  });

  const decimal = fc
    .tuple(fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n }), fc.integer({ min: -8, max: 0 }))
    .map(([digits, exponent]) => `${digits}e${exponent}`)
    .map((text) => roundedText(text));

  /** A canonical decimal from digits and an exponent. */
  function roundedText(text: string): string {
    const [digits = "", exponent = ""] = text.split("e");
    return multiplyDecimals(digits, exponent === "0" ? "1" : `0.${"0".repeat(-exponent - 1)}1`);
  }

  test.prop([decimal, decimal])("is that of integers, undone by its opposite", (a, b) => {
    expect(compareDecimals(subtractDecimals(addDecimals(a, b), b), a) === 0).toBe(true);
    expect(multiplyDecimals(a, b)).toBe(multiplyDecimals(b, a));
    const product = Number(a) * Number(b);
    expect(Math.abs(Number(multiplyDecimals(a, b)) - product)).toBeLessThanOrEqual(
      1e-12 * Math.abs(product),
    );
    const quotient = divideDecimals(a, b);
    if (quotient !== null) {
      const error = subtractDecimals(multiplyDecimals(quotient, b), a).replace("-", "");
      expect(Number(error)).toBeLessThanOrEqual(1e-27 * Math.abs(Number(a)));
      const rest = remainderOfDecimals(a, b)!;
      expect(compareDecimals(rest.replace("-", ""), b.replace("-", ""))).toBeLessThan(0);
    }
  });
});
