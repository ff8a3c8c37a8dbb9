import { describe, expect, it } from "vitest";
import { codeLines } from "../../src/cli/code-lines.ts";
import { wrapCode, wrapList, wrapText } from "../../src/cli/wrap.ts";

describe("wrapText", () => {
  it("indents what does not fit on the first line", () => {
    expect(wrapText("  probe A by b [c exact 1, d exact 2]", 26)).toEqual([
      "  probe A by b [c exact 1,",
      "      d exact 2]",
    ]);
  });

  it("leaves alone what cannot be broken", () => {
    expect(wrapText("x".repeat(30), 10)).toEqual(["x".repeat(30)]);
  });
});

describe("wrapCode", () => {
  it("breaks before the call that does not fit", () => {
    expect(wrapCode("Person.filter({ a: 1 }).filter({ b: 2 })", 30)).toEqual([
      "Person.filter({ a: 1 })",
      "  .filter({ b: 2 })",
    ]);
  });
});

describe("wrapList", () => {
  it("fills lines with items", () => {
    expect(wrapList(["one", "two", "three"], 10)).toEqual(["one, two,", "three"]);
    expect(wrapList([], 10)).toEqual([]);
  });
});

describe("codeLines", () => {
  const written = (text: string): (() => unknown) =>
    Object.assign(() => 0, { toString: () => text });

  it("tells a function on one line as it is written", () => {
    expect(codeLines(() => Math.max(1, 2), 80)).toEqual(["Math.max(1, 2)"]);
  });

  it.each([
    ["    ", ","],
    ["  ", ","],
    ["\t", ""],
  ])("takes away the indentation of the file, by %j", (step, comma) => {
    const at = (depth: number): string => `\n${step.repeat(3 + depth)}`;
    const text = `() => ask({${at(1)}a: 1,${at(1)}b: {${at(2)}c: 2${comma}${at(1)}}${comma}${at(0)}})`;

    expect(codeLines(written(text), 20)).toEqual([
      ...["ask({", "  a: 1,", "  b: {", `    c: 2${comma}`, `  }${comma}`, "})"],
    ]);
    expect(codeLines(written(text), 26)).toEqual(["ask({ a: 1, b: { c: 2 } })"]);
  });

  it("keeps the calls of a chain further in", () => {
    const work = written("() => a\n      .b(\n        [\n1,\n],\n)\n      .c()");

    expect(codeLines(written("() => a\n      .b()\n      .c()"), 5)).toEqual([
      "a",
      "  .b()",
      "  .c()",
    ]);
    expect(codeLines(work, 20)).toEqual(["a.b([1]).c()"]);
  });
});
