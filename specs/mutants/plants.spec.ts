import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { PLANTS, planted } from "./plants.ts";

const SRC = resolve(import.meta.dirname, "../../src");

describe("planted bugs", () => {
  it.each(PLANTS)("fit the code: $name", (plant) => {
    const text = readFileSync(resolve(SRC, plant.file), "utf8");

    expect(planted(text, plant)).not.toBe(text);
  });

  it("have names of their own", () => {
    expect(new Set(PLANTS.map(({ name }) => name)).size).toBe(PLANTS.length);
  });
});
