import { expect, it } from "vitest";
import { compareTriples } from "./compare-triples.ts";

// In two files, for two cores.
it("gives SQLite's answers to random queries, whatever the planner may use", () => {
  const { missingWords } = compareTriples(5_000, 1);

  expect(missingWords).toEqual([]);
}, 600_000);
