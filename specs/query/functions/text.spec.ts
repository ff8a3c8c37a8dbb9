import { describe, expect, it } from "vitest";
import { UsageError } from "../../../src/index.ts";
import type { Value } from "../../../src/value.ts";
import { apply, resultKind, type Typed } from "./apply.ts";

const examples: readonly (readonly [string, readonly (Value | Typed)[], Value])[] = [
  ["Lower", ["ÜNÏ"], "ünï"],
  ["Upper", ["straße"], "STRASSE"],
  ["Upper", [null], null],
  ["Upper", [true], "1"],
  ["Lower", [["float", 4]], "4.0"],
  ["Length", ["a👍b"], 3],
  ["Length", [""], 0],
  ["Length", [["date", "2021-01-03"]], 10],
  ["Length", [["float", 4]], 3],
  ["Concat", ["a", "b"], "ab"],
  ["Concat", ["a", null, "b"], "ab"],
  ["Concat", [null, null], ""],
  ["Concat", ["Ünï", 7, 2.5, ["float", 4], true], "Ünï72.54.01"],
  ["Left", ["Ünï 12ab", 2], "Ün"],
  ["Left", ["Ünï 12ab", -2], ""],
  ["Left", ["a👍b", 2], "a👍"],
  ["Right", ["Ünï 12ab", 3], "2ab"],
  ["Right", ["Ünï 12ab", 30], "Ünï 12ab"],
  ["Right", ["Ünï 12ab", 0], ""],
  ["Right", ["Ünï 12ab", -2], "Ü"],
  ["Substr", ["Ünï 12ab", 2], "nï 12ab"],
  ["Substr", ["Ünï 12ab", 2, 3], "nï "],
  ["Substr", ["Ünï 12ab", -2], "ab"],
  ["Substr", ["Ünï 12ab", 7, -2], "12"],
  ["Substr", ["Ünï 12ab", 0, 2], "Ü"],
  ["Substr", ["a👍b", 2, 1], "👍"],
  ["Substr", [7, 1, 1], "7"],
  ["Substr", ["abc", null, 1], null],
  ["Replace", ["aaa", "aa", "b"], "ba"],
  ["Replace", ["a1b1", "1"], "ab"],
  ["Replace", ["abc", "", "x"], "abc"],
  ["Replace", ["abc", "b", "$&$1"], "a$&$1c"],
  ["Trim", ["  \t a "], "\t a"],
  ["LTrim", ["  a "], "a "],
  ["RTrim", ["  a "], "  a"],
  ["LPad", ["Ünï 12ab", 12, "xy"], "xyxyÜnï 12ab"],
  ["LPad", ["Ünï 12ab", 3, "xy"], "Ünï"],
  ["LPad", ["ab", 5, ""], "ab"],
  ["LPad", ["ab", 4], "  ab"],
  ["LPad", ["Ünï 12ab", -2], "Ünï 12"],
  ["LPad", ["a👍b", 5, "😀"], "😀😀a👍b"],
  ["RPad", ["Ünï 12ab", 12, "xyz"], "Ünï 12abxyzx"],
  ["RPad", ["Ünï 12ab", -2], "Ünï 12"],
  ["RPad", ["a👍", 1, "x"], "a"],
  ["Repeat", ["ab", 2], "abab"],
  ["Repeat", ["ab", -1], ""],
  ["Reverse", ["a👍b"], "b👍a"],
  ["StrIndex", ["👍 12ab", "1"], 3],
  ["StrIndex", ["abc", "x"], 0],
  ["StrIndex", ["abc", ""], 1],
  ["Chr", [8364], "€"],
  ["Chr", [-2], "\ufffd"],
  ["Chr", [0x110000], "\ufffd"],
  ["Chr", [0xd800], "\ufffd"],
  ["Ord", ["👍x"], 128077],
  ["Ord", [""], null],
];

describe("a function of texts", () => {
  it.each(examples)("%s of %j is %j", (name, args, expected) => {
    expect(apply(name, args)).toBe(expected);
  });

  it("gives texts, lengths and places", () => {
    expect(resultKind("Lower", ["integer"])).toBe("text");
    expect(resultKind("Length", ["text"])).toBe("integer");
    expect(resultKind("Concat", ["date", "text"])).toBe("text");
  });

  it("refuses a count that is no number", () => {
    expect(() => apply("Left", ["abc", ["date", "2020-01-01"]])).toThrow(UsageError);
  });

  it("refuses to make a text that fills the memory", () => {
    expect(() => apply("Repeat", ["ab", 1e12])).toThrow(UsageError);
    expect(() => apply("LPad", ["ab", 1e12])).toThrow(UsageError);
  });
});
