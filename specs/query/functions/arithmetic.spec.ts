import { describe, expect, it } from "vitest";
import { compileArithmetic } from "../../../src/query/functions/arithmetic.ts";
import type { ArithmeticOperator } from "../../../src/query/syntax.ts";
import { type KindName, kindOf } from "../../../src/schema/kind.ts";
import type { Value } from "../../../src/value.ts";

function compute(
  operator: ArithmeticOperator,
  [left, a]: readonly [KindName, Value],
  [right, b]: readonly [KindName, Value],
): readonly [KindName, Value] | undefined {
  const compiled = compileArithmetic(operator, kindOf(left), kindOf(right));
  return compiled && [compiled.kind.name, compiled.evaluate(a, b)];
}

type Example = readonly [
  ArithmeticOperator,
  readonly [KindName, Value],
  readonly [KindName, Value],
  readonly [KindName, Value],
];

const numbers: readonly Example[] = [
  ["add", ["integer", 7], ["auto", 2], ["integer", 9]],
  ["sub", ["positiveInteger", 2], ["integer", 7], ["integer", -5]],
  ["mul", ["integer", 0], ["integer", -1], ["integer", 0]],
  ["div", ["integer", 7], ["integer", -2], ["integer", -3]],
  ["div", ["integer", 1], ["integer", -2], ["integer", 0]],
  ["div", ["integer", 7], ["integer", 0], ["integer", null]],
  ["mod", ["integer", -7], ["integer", 3], ["integer", -1]],
  ["mod", ["integer", -6], ["integer", 3], ["integer", 0]],
  ["mod", ["integer", 7], ["integer", 0], ["integer", null]],
  ["pow", ["integer", 7], ["integer", 2], ["integer", 49]],
  ["pow", ["integer", 7], ["integer", -2], ["integer", 0]],
  ["pow", ["integer", 10], ["integer", 400], ["integer", null]],
  ["add", ["bigInteger", 2n ** 60n], ["integer", 1], ["bigInteger", 2n ** 60n + 1n]],
  ["div", ["integer", 7], ["bigInteger", -2n], ["bigInteger", -3n]],
  ["div", ["bigInteger", 7n], ["bigInteger", 0n], ["bigInteger", null]],
  ["mod", ["bigInteger", -7n], ["integer", 3], ["bigInteger", -1n]],
  ["pow", ["bigInteger", 3n], ["integer", 39], ["bigInteger", 3n ** 39n]],
  ["pow", ["bigInteger", 3n], ["bigInteger", 10n ** 18n], ["bigInteger", null]],
  ["add", ["bigInteger", 7n], ["float", 0.5], ["float", 7.5]],
  ["add", ["integer", 7], ["float", 0.5], ["float", 7.5]],
  ["div", ["float", 7], ["integer", 2], ["float", 3.5]],
  ["div", ["float", 7], ["integer", 0], ["float", null]],
  ["mul", ["float", 1e308], ["integer", 10], ["float", null]],
  ["mul", ["float", 0], ["integer", -1], ["float", 0]],
  ["mod", ["float", 2.5], ["integer", 2], ["float", 0]],
  ["mod", ["float", -7.5], ["integer", 2], ["float", -1]],
  ["mod", ["float", 7], ["float", 0.5], ["float", null]],
  ["pow", ["float", 2.5], ["integer", 2], ["float", 6.25]],
  ["pow", ["float", -2.5], ["float", 0.5], ["float", null]],
  ["add", ["decimal", "0.10"], ["integer", 1], ["decimal", "1.10"]],
  ["mul", ["bigInteger", 3n], ["decimal", "0.10"], ["decimal", "0.30"]],
  ["div", ["decimal", "10.50"], ["integer", 3], ["decimal", "3.50"]],
  ["div", ["decimal", "10.50"], ["integer", 0], ["decimal", null]],
  ["mod", ["decimal", "10.50"], ["decimal", "3.1250"], ["decimal", "1"]],
  ["pow", ["decimal", "1.5"], ["integer", 2], ["decimal", "2.25"]],
  ["bitand", ["integer", -2], ["integer", 255], ["integer", 254]],
  ["bitor", ["integer", 7], ["integer", 8], ["integer", 15]],
  ["bitxor", ["integer", 7], ["integer", 2], ["integer", 5]],
  ["bitleftshift", ["integer", 7], ["integer", 2], ["integer", 28]],
  ["bitleftshift", ["integer", 7], ["integer", -1], ["integer", 3]],
  ["bitleftshift", ["integer", 7], ["integer", 70], ["integer", 0]],
  ["bitrightshift", ["integer", -2], ["integer", 70], ["integer", -1]],
  ["bitleftshift", ["integer", 1], ["integer", 40], ["integer", 2 ** 40]],
  ["bitand", ["bigInteger", 2n ** 40n + 1n], ["integer", -2], ["bigInteger", 2n ** 40n]],
];

const temporals: readonly Example[] = [
  ["add", ["date", "2021-01-03"], ["duration", "P1DT2H"], ["dateTime", "2021-01-04T00:00:00.000Z"]],
  ["add", ["duration", "P1D"], ["date", "2020-02-28"], ["dateTime", "2020-02-29T00:00:00.000Z"]],
  ["add", ["date", "2021-01-03"], ["duration", "-PT1H"], ["dateTime", "2021-01-02T00:00:00.000Z"]],
  ["sub", ["date", "2021-01-03"], ["duration", "PT1H"], ["dateTime", "2021-01-03T00:00:00.000Z"]],
  ["add", ["date", "9999-12-31"], ["duration", "P1D"], ["dateTime", null]],
  [
    "add",
    ["dateTime", "2020-12-31T23:59:58.123456Z"],
    ["duration", "P1DT2H"],
    ["dateTime", "2021-01-02T01:59:58.123456Z"],
  ],
  [
    "sub",
    ["dateTime", "1969-12-31T23:59:59.000Z"],
    ["duration", "PT0.000001S"],
    ["dateTime", "1969-12-31T23:59:58.999999Z"],
  ],
  ["sub", ["dateTime", "0001-01-01T00:00:00.000Z"], ["duration", "PT1S"], ["dateTime", null]],
  [
    "sub",
    ["dateTime", "2020-12-31T23:59:58.123456Z"],
    ["dateTime", "2020-01-01T00:00:00.000Z"],
    ["duration", "P365DT23H59M58.123456S"],
  ],
  ["sub", ["date", "2021-01-03"], ["date", "2021-01-05"], ["duration", "-P2D"]],
  ["sub", ["date", "2021-01-03"], ["dateTime", "2021-01-02T12:00:00.000Z"], ["duration", "PT12H"]],
  ["add", ["time", "23:00:00"], ["duration", "PT1H0.5S"], ["time", "00:00:00.500"]],
  ["sub", ["time", "00:30:00"], ["duration", "P1DT1H"], ["time", "23:30:00"]],
  ["sub", ["time", "10:00:00"], ["time", "11:30:00.500"], ["duration", "-PT1H30M0.5S"]],
  ["add", ["duration", "PT23H"], ["duration", "PT2H"], ["duration", "P1DT1H"]],
  ["sub", ["duration", "PT1H"], ["duration", "PT1H"], ["duration", "PT0S"]],
  ["mul", ["duration", "P1DT2H"], ["integer", -2], ["duration", "-P2DT4H"]],
  ["mul", ["float", 2.5], ["duration", "P1DT2H"], ["duration", "P2DT17H"]],
  ["mul", ["duration", "P1DT2H"], ["decimal", "10.50"], ["duration", "P11DT9H"]],
  ["mul", ["duration", "PT0.000001S"], ["float", 0.5], ["duration", "PT0S"]],
  ["mul", ["duration", "PT0.000003S"], ["float", -0.5], ["duration", "-PT0.000002S"]],
  ["mul", ["duration", "P1D"], ["float", 1e300], ["duration", null]],
  ["div", ["duration", "P1DT2H"], ["integer", 7], ["duration", "PT3H42M51.428571S"]],
  ["div", ["duration", "PT0.000003S"], ["integer", 2], ["duration", "PT0.000002S"]],
  ["div", ["duration", "P1D"], ["integer", 0], ["duration", null]],
];

const strangers: readonly (readonly [ArithmeticOperator, KindName, KindName])[] = [
  ["add", "decimal", "float"],
  ["add", "text", "text"],
  ["add", "boolean", "integer"],
  ["add", "date", "integer"],
  ["add", "date", "date"],
  ["sub", "duration", "date"],
  ["mul", "duration", "duration"],
  ["div", "integer", "duration"],
  ["mod", "duration", "integer"],
  ["bitand", "float", "integer"],
  ["bitor", "decimal", "integer"],
  ["add", "json", "integer"],
];

describe("arithmetic", () => {
  it.each(numbers)("%s of %o and %o is %o", (operator, a, b, expected) => {
    expect(compute(operator, a, b)).toEqual(expected);
  });

  it.each(temporals)("of time: %s of %o and %o is %o", (operator, a, b, expected) => {
    expect(compute(operator, a, b)).toEqual(expected);
  });

  it.each(strangers)("has no %s for %s and %s", (operator, left, right) => {
    expect(compileArithmetic(operator, kindOf(left), kindOf(right))).toBeUndefined();
  });
});
