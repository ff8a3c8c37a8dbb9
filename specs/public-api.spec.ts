import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, it } from "vitest";
import * as api from "../src/index.ts";

const INDEX = readFileSync(resolve(import.meta.dirname, "../src/index.ts"), "utf8");

/** The names that the entry point exports, types with the word before them. */
function exportedNames(): string[] {
  return [...INDEX.matchAll(/^export (type )?\{([^}]*)\}/gm)].flatMap(([, allTypes, list]) =>
    list!
      .split(",")
      .map((entry) => entry.trim().replace(/^.* as /, ""))
      .filter((name) => name !== "")
      .map((name) => (allTypes === undefined ? name : `type ${name}`)),
  );
}

it("exports the names that it promises, and no others", async () => {
  const text = `${exportedNames().sort().join("\n")}\n`;

  await expect(text).toMatchFileSnapshot("fixtures/public-api.txt");
});

it("exports as values what it lists as values", () => {
  const values = exportedNames().filter((name) => !name.startsWith("type "));

  expect(Object.keys(api).sort()).toEqual(values.sort());
});

it("exports nothing by a star, whose names nobody would see", () => {
  expect(INDEX).not.toMatch(/export \*/);
});
