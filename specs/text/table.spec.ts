import { describe, expect, it } from "vitest";
import { makeStyle } from "../../src/cli/style.ts";
import { formatTable } from "../../src/text/table.ts";
import { textWidth } from "../../src/text/text-width.ts";

const style = makeStyle(false);

describe("formatTable", () => {
  it("aligns numbers right, the rest left, and counts the rows", () => {
    const rows = [
      [1, "John", true],
      [10n, null, false],
    ];

    const text = formatTable({ columns: ["id", "name", "is_leader"], rows }, { style });

    expect(text.split("\n")).toEqual([
      "id  name  is_leader",
      "──  ────  ─────────",
      " 1  John  true",
      "10  null  false",
      "(2 rows)",
    ]);
  });

  it("cuts the widest columns until the table fits into the terminal", () => {
    const rows = [["short", "x".repeat(90), "y".repeat(50)]];

    const lines = formatTable({ columns: ["a", "b", "c"], rows }, { style, width: 40 }).split("\n");

    expect(lines[2]).toBe(`short  ${"x".repeat(14)}…  ${"y".repeat(14)}…`);
    expect(Math.max(...lines.map(textWidth))).toBeLessThanOrEqual(40);
  });

  it("cuts nothing where there is no terminal", () => {
    const text = formatTable({ columns: ["a"], rows: [["x".repeat(300)]] }, { style });

    expect(text).toContain("x".repeat(300));
  });

  it("keeps a few characters of every column, however narrow the terminal", () => {
    const rows = [Array.from({ length: 20 }, () => "abcdefghij")];
    const columns = rows[0]!.map((_, at) => `c${at}`);

    expect(formatTable({ columns, rows }, { style, width: 40 })).toContain("abcde…");
  });

  it("keeps columns straight below wide and combined characters", () => {
    const rows = [
      ["平仮名", "a"],
      ["e\u0301te\u0301", "b"],
      ["👩‍👩‍👧", "c"],
    ];

    const lines = formatTable({ columns: ["text", "end"], rows }, { style }).split("\n");

    expect(lines.slice(2, 5).map((line) => textWidth(line.slice(0, -1)))).toEqual([8, 8, 8]);
  });

  it("writes control characters out and JSON as JSON", () => {
    const rows = [["\u001b[31mred\nline\u202e", { a: ["\u009b"] }]];

    const text = formatTable({ columns: ["text", "json"], rows }, { style });

    expect(text).toContain(String.raw`\u001b[31mred\nline\u202e`);
    expect(text).toContain(String.raw`{"a":["\u009b"]}`);
  });

  it("speaks of one row as one", () => {
    expect(formatTable({ columns: ["a"], rows: [[1]] }, { style })).toMatch(/\(1 row\)$/);
  });

  it("counts what its lines are, without a style too", () => {
    const nouns = ["index", "indexes"] as const;

    expect(formatTable({ columns: ["a"], rows: [] }, { nouns })).toMatch(/\(0 indexes\)$/);
  });
});
