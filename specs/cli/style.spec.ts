import { describe, expect, it } from "vitest";
import { makeStyle, readScreen } from "../../src/cli/style.ts";

describe("readScreen", () => {
  const isColoured = (isTTY: boolean, env: { readonly [name: string]: string }): boolean =>
    readScreen({ isTTY, columns: 90 }, env).style.heading("x") !== "x";

  it("has colour on a terminal only", () => {
    expect(isColoured(true, {})).toBe(true);
    expect(isColoured(false, {})).toBe(false);
    expect(isColoured(false, { FORCE_COLOR: "1" })).toBe(false);
  });

  it("has none where NO_COLOR or a dumb terminal says so", () => {
    expect(isColoured(true, { NO_COLOR: "1" })).toBe(false);
    expect(isColoured(true, { NO_COLOR: "" })).toBe(true);
    expect(isColoured(true, { TERM: "dumb" })).toBe(false);
  });

  it("knows the width of a terminal, and none of a pipe", () => {
    expect(readScreen({ isTTY: true, columns: 90 }, {}).width).toBe(90);
    expect(readScreen({ columns: 90 }, {}).width).toBeUndefined();
  });
});

describe("makeStyle", () => {
  it("writes no escape codes around nothing", () => {
    expect(makeStyle(true).faint("")).toBe("");
  });
});
