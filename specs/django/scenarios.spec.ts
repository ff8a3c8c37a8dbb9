import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { judgeScenario } from "../vectors/judge-scenario.ts";
import { readVectors } from "../vectors/load.ts";
import type { ScenarioFile } from "../vectors/recorded-scenario.ts";

const FILES = readdirSync(new URL("../fixtures/vectors", import.meta.url))
  .filter((name) => /^scenario-.*\.json$/.test(name))
  .sort();

describe.each(FILES)("Django's recorded changes in %s", (name) => {
  const { schema, scenarios } = readVectors<ScenarioFile>(name);

  it.each(scenarios.map((each) => [each.id, each] as const))("agree on %s", (_, scenario) => {
    const { differences, verdict } = judgeScenario(schema, scenario);

    expect(differences).toEqual([]);
    expect(verdict).not.toBe("failed");
  });
});
