import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import * as compare from "../src/compare/compare.ts";
import * as matchers from "../src/compare/vitest.ts";
import * as api from "../src/index.ts";
import * as sql from "../src/sql-index.ts";
import * as generators from "../src/testing/fast-check.ts";

const textOf = (file: string): string =>
  readFileSync(resolve(import.meta.dirname, "../src", file), "utf8");

/** The names that an entry point exports, types with the word before them. */
function exportedNames(index: string): string[] {
  const listed = [...index.matchAll(/^export (type )?\{([^}]*)\}/gm)].flatMap(
    ([, allTypes, list]) =>
      list!
        .split(",")
        .map((entry) => entry.trim().replace(/^.* as /, ""))
        .filter((name) => name !== "")
        .map((name) => (allTypes === undefined ? name : `type ${name}`)),
  );
  const own = [...index.matchAll(/^export (function|const|class|type|interface) (\w+)/gm)].map(
    ([, word, name]) => (/type|interface/.test(word!) ? `type ${name}` : name!),
  );
  return [...listed, ...own];
}

describe.each([
  ["index.ts", api, "fixtures/public-api.txt"],
  ["sql-index.ts", sql, "fixtures/public-api-sql.txt"],
  ["testing/fast-check.ts", generators, "fixtures/public-api-fast-check.txt"],
  ["compare/compare.ts", compare, "fixtures/public-api-compare.txt"],
  ["compare/vitest.ts", matchers, "fixtures/public-api-vitest.txt"],
])("%s", (file, entry, promised) => {
  const index = textOf(file);

  it("exports the names that it promises, and no others", async () => {
    const text = `${exportedNames(index).sort().join("\n")}\n`;

    await expect(text).toMatchFileSnapshot(promised);
  });

  it("exports as values what it lists as values", () => {
    const values = exportedNames(index).filter((name) => !name.startsWith("type "));

    expect(Object.keys(entry).sort()).toEqual(values.sort());
  });

  it("exports nothing by a star, whose names nobody would see", () => {
    expect(index).not.toMatch(/export \*/);
  });
});
