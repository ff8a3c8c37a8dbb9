/**
 * Random schemas, histories and queries, answered by the store, by the store without indexes and
 * without rewrites, and by SQLite. `npm run soak` goes on where this ends.
 */
import fc from "fast-check";
import { expect } from "vitest";
import { runs, SEED } from "../runs.ts";
import { cases, differencesIn, printDifference } from "./cases.ts";
import { Coverage } from "./coverage.ts";

/** How many cases there are in one run of fast-check. */
const STEP = 20;

const property = (coverage: Coverage) =>
  fc.property(cases, (each) => {
    expect(differencesIn(each, coverage).map(printDifference)).toEqual([]);
  });

/**
 * Compares so many pairs of a history and a query; gives what was tried. From the same seed at each
 * run, so that a rare difference is found by who looks for it and fails nobody else's change.
 */
export function compareTriples(count: number, ownSeed: number): Coverage {
  const coverage = new Coverage();
  const first = SEED ?? ownSeed;
  for (let seed = first; coverage.agreed < runs(count); seed++) {
    fc.assert(property(coverage), { numRuns: STEP, seed });
  }
  console.log(`from seed ${first}: ${coverage}`);
  return coverage;
}
