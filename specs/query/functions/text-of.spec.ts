import { describe, expect, it } from "vitest";
import { textOf } from "../../../src/query/functions/text-of.ts";
import { type KindName, kindOf } from "../../../src/schema/kind.ts";
import type { Value } from "../../../src/value.ts";

const examples: readonly (readonly [KindName, Value, string])[] = [
  ["float", 4, "4.0"],
  ["float", 0, "0.0"],
  ["float", -2.5, "-2.5"],
  ["float", 0.0001, "0.0001"],
  ["float", 0.00001, "1.0e-05"],
  ["float", 1.5e-7, "1.5e-07"],
  ["float", 1e16, "10000000000000000.0"],
  ["float", 1e20, "1.0e+20"],
  ["float", -1.25e300, "-1.25e+300"],
  ["integer", 4, "4"],
  ["bigInteger", 4n, "4"],
  ["boolean", true, "1"],
  ["boolean", false, "0"],
  ["decimal", "10.50", "10.50"],
  ["date", "2021-01-03", "2021-01-03"],
  ["dateTime", "2021-01-03T10:00:00.000Z", "2021-01-03T10:00:00.000Z"],
  ["duration", "P1DT2H", "P1DT2H"],
  ["json", { a: [1, true] }, '{"a":[1,true]}'],
  ["json", "x", "x"],
  ["json", true, "true"],
];

describe("the text of a value", () => {
  it.each(examples)("of the %s %o is %s", (kind, value, expected) => {
    expect(textOf(value, kindOf(kind))).toBe(expected);
  });
});
