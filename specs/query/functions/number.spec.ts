import { describe, expect, it } from "vitest";
import { UsageError } from "../../../src/index.ts";
import type { KindName } from "../../../src/schema/kind.ts";
import type { Value } from "../../../src/value.ts";
import { apply, resultKind, type Typed } from "./apply.ts";

const decimal = (text: string): Typed => ["decimal", text];

const examples: readonly (readonly [string, readonly (Value | Typed)[], Value])[] = [
  ["Abs", [-2], 2],
  ["Abs", [-2n], 2n],
  ["Abs", [decimal("-10.50")], "10.50"],
  ["Abs", [["integer", null]], null],
  ["Ceil", [-0.5], 0],
  ["Ceil", [2.1], 3],
  ["Ceil", [decimal("10.50")], "11"],
  ["Ceil", [decimal("-10.50")], "-10"],
  ["Floor", [-0.5], -1],
  ["Floor", [decimal("-0.50")], "-1"],
  ["Floor", [5n], 5n],
  ["Round", [2.5], 3],
  ["Round", [-2.5], -3],
  ["Round", [-0.4], 0],
  ["Round", [1.005, 2], 1],
  ["Round", [2.345, 1], 2.3],
  ["Round", [7, 1], 7],
  ["Round", [1e300, 2], 1e300],
  ["Round", [1.5, -1], 2],
  ["Round", [1.5, 40], 1.5],
  ["Round", [decimal("10.50")], "11"],
  ["Round", [decimal("-10.50")], "-11"],
  ["Round", [decimal("10.45"), 1], "10.5"],
  ["Round", [decimal("10.50"), 3], "10.50"],
  ["Sign", [-2.5], -1],
  ["Sign", [0], 0],
  ["Sign", [decimal("-0.01")], "-1"],
  ["Sign", [5n], 1n],
  ["Mod", [7, -2], 1],
  ["Mod", [-7, 3], -1],
  ["Mod", [2.5, 4], 2.5],
  ["Mod", [-4, 2], 0],
  ["Mod", [7, 0], null],
  ["Mod", [decimal("10.50"), decimal("3.1250")], "1.1250"],
  ["Mod", [decimal("10.50"), 7], "3.50"],
  ["Mod", [decimal("10.50"), 0], null],
  ["Power", [7, 2], 49],
  ["Power", [2, -2], 0.25],
  ["Power", [0, -1], null],
  ["Power", [-8, 0.5], null],
  ["Power", [decimal("1.50"), 2], "2.2500"],
  ["Sqrt", [16], 4],
  ["Sqrt", [-1], null],
  ["Sqrt", [decimal("10.50")], "3.24037034920393"],
  ["Exp", [0], 1],
  ["Exp", [1000], null],
  ["Ln", [1], 0],
  ["Ln", [0], null],
  ["Ln", [-1], null],
  ["Log", [2, 8], 3],
  ["Log", [10, 1000], 3],
  ["Log", [0, 8], null],
  ["Log", [1, 8], null],
  ["Log", [0.5, 8], null],
  ["Log", [2, 0], null],
  ["Pi", [], Math.PI],
  ["Degrees", [Math.PI], 180],
  ["Radians", [["float", 180]], Math.PI],
  ["Sin", [0], 0],
  ["Cos", [0], 1],
  ["Tan", [0], 0],
  ["Cot", [0], null],
  ["ASin", [2], null],
  ["ACos", [1], 0],
  ["ATan", [0], 0],
  ["ATan2", [1, 1], Math.PI / 4],
  ["ATan2", [0, 0], 0],
];

const kinds: readonly (readonly [string, readonly KindName[], KindName])[] = [
  ["Abs", ["smallInteger"], "smallInteger"],
  ["Round", ["decimal", "integer"], "decimal"],
  ["Sqrt", ["integer"], "float"],
  ["Sqrt", ["decimal"], "decimal"],
  ["Mod", ["integer", "integer"], "float"],
  ["Power", ["float", "decimal"], "decimal"],
  ["Pi", [], "float"],
];

describe("a function of numbers", () => {
  it.each(examples)("%s of %o is %s", (name, args, expected) => {
    expect(apply(name, args)).toBe(expected);
  });

  it.each(kinds)("%s of %j is of kind %s", (name, args, expected) => {
    expect(resultKind(name, args)).toBe(expected);
  });

  it("refuses what is no number", () => {
    expect(() => resultKind("Sqrt", ["text"])).toThrow(UsageError);
    expect(() => apply("Abs", [["date", "2020-01-01"]])).toThrow(
      "Abs() takes numbers, not date. Convert arguments with Cast().",
    );
  });
});

describe("Random", () => {
  it("hangs on the seed and the key only", () => {
    const numbers = Array.from({ length: 1000 }, (_, key) => apply("Random", [7, key]) as number);
    const mean = numbers.reduce((sum, number) => sum + number) / numbers.length;

    expect(apply("Random", [7, 5])).toBe(numbers[5]);
    expect(apply("Random", [8, 5])).not.toBe(numbers[5]);
    expect(numbers.every((number) => number >= 0 && number < 1)).toBe(true);
    expect(new Set(numbers).size).toBe(1000);
    expect(Math.abs(mean - 0.5)).toBeLessThan(0.05);
  });
});
