import { describe, expect, it } from "vitest";
import { UsageError } from "../../../src/index.ts";
import type { KindName } from "../../../src/schema/kind.ts";
import type { Value } from "../../../src/value.ts";
import { apply, resultKind, type Typed } from "./apply.ts";

const decimal = (text: string): Typed => ["decimal", text];

const examples: readonly (readonly [string, readonly (Value | Typed)[], Value])[] = [
  ["Coalesce", [["integer", null], 7], 7],
  [
    "Coalesce",
    [
      ["integer", null],
      ["integer", null],
    ],
    null,
  ],
  ["Coalesce", ["a", "b"], "a"],
  ["Coalesce", [decimal("1.50"), 0], "1.50"],
  ["Coalesce", [["decimal", null], 0], "0"],
  ["Coalesce", [["decimal", null], 0.1], "0.1"],
  ["Coalesce", [["bigInteger", null], 5], 5n],
  ["Coalesce", [["date", null], "2020-01-01"], "2020-01-01"],
  ["NullIf", [7, 7], null],
  ["NullIf", [7, 8], 7],
  ["NullIf", [7, ["integer", null]], 7],
  ["NullIf", [["integer", null], 7], null],
  ["NullIf", [7, ["float", 7]], null],
  ["NullIf", [decimal("7.00"), 7], null],
  ["NullIf", [decimal("7.50"), 7], "7.50"],
  ["Greatest", [1, 3, 2], 3],
  ["Greatest", [1, ["integer", null]], null],
  ["Greatest", [1, 2.5], 2.5],
  ["Greatest", [decimal("10.50"), 9], "10.50"],
  ["Greatest", [decimal("1.50"), 9], "9"],
  ["Greatest", ["a", "👍", "\uffff"], "👍"],
  ["Greatest", [["date", "2020-01-01"], "2021-01-01"], "2021-01-01"],
  ["Greatest", [["duration", "PT36H"], "PT2H"], "PT36H"],
  ["Least", [1, 3n], 1n],
  ["Least", [false, true], false],
];

const kinds: readonly (readonly [string, readonly KindName[], KindName])[] = [
  ["Coalesce", ["char", "char"], "char"],
  ["Coalesce", ["char", "text"], "text"],
  ["Coalesce", ["smallInteger", "integer"], "integer"],
  ["Coalesce", ["integer", "float"], "float"],
  ["Coalesce", ["integer", "bigInteger"], "bigInteger"],
  ["Coalesce", ["float", "decimal", "integer"], "decimal"],
  ["Greatest", ["text", "date"], "date"],
  ["NullIf", ["integer", "float"], "integer"],
];

const refused: readonly (readonly KindName[])[] = [
  ["integer", "text"],
  ["date", "dateTime"],
  ["boolean", "integer"],
  ["text", "date", "time"],
];

describe("a function that chooses", () => {
  it.each(examples)("%s of %o is %s", (name, args, expected) => {
    expect(apply(name, args)).toBe(expected);
  });

  it.each(kinds)("%s of %j is of kind %s", (name, args, expected) => {
    expect(resultKind(name, args)).toBe(expected);
  });

  it.each(refused)("refuses %s beside %s", (...args) => {
    expect(() => resultKind("Coalesce", args)).toThrow(UsageError);
    expect(() => resultKind("Greatest", args)).toThrow(UsageError);
  });
});
