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
  it("tells a function on one line as it is written", () => {
    expect(codeLines(() => Math.max(1, 2))).toEqual(["Math.max(1, 2)"]);
  });

  it("takes away the indentation of the file", () => {
    const work = Object.assign(() => 0, {
      toString: () =>
        "() => ask({\n            a: 1,\n            b: {\n                c: 2,\n            },\n        })",
    });

    expect(codeLines(work)).toEqual(["ask({", "  a: 1,", "  b: {", "    c: 2,", "  },", "})"]);
  });

  it("keeps the calls of a chain further in", () => {
    const work = Object.assign(() => 0, { toString: () => "() => a\n      .b()\n      .c()" });

    expect(codeLines(work)).toEqual(["a", "  .b()", "  .c()"]);
  });
});
