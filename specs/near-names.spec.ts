import { describe, expect, it } from "vitest";
import { suggest } from "../src/near-names.ts";

const FIELDS = ["id", "pk", "name", "number", "age"];

describe("near names", () => {
  it.each([
    ["nmae", 'Did you mean "name"?'],
    ["num", 'Did you mean "number"?'],
    ["agee", 'Did you mean "age"?'],
    ["ID", 'Did you mean "id"?'],
  ])("are those that %s may be a slip of", (wrong, expected) => {
    expect(suggest(wrong, FIELDS)).toBe(expected);
  });

  it("are those that begin with a single letter, and no others", () => {
    expect(suggest("n", FIELDS)).toBe('Did you mean "name" or "number"?');
    expect(suggest("x", FIELDS)).toBe("Choices are: id, pk, name, number, age.");
    expect(suggest("x", ["a", "b"])).toBe("Choices are: a, b.");
  });

  it("are none for an empty word, nor single letters that a long one begins with", () => {
    expect(suggest("", FIELDS)).toMatch(/^Choices/);
    expect(suggest("abstract", ["a", "b"])).toBe("Choices are: a, b.");
  });
});
