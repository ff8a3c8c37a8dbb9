import fc from "fast-check";
import { expect } from "vitest";
import { runs, SEED, SHRINKS } from "../runs.ts";
import { type Counts, findFault, programs } from "./programs.ts";

/** How many programs there are in one run of fast-check. */
const STEP = 20;

/**
 * Runs programs until so many answers were checked, each after one step; the same at each run, so that
 * what is rare is found by who looks for it.
 */
export function checkPrograms(count: number, ownSeed: number): void {
  const counts: Counts = { checks: 0, quiet: 0 };
  const property = fc.property(programs, (program) => {
    expect(findFault(program, counts)).toBeUndefined();
  });
  const first = SEED ?? ownSeed;
  for (let seed = first; counts.checks < runs(count); seed++) {
    fc.assert(property, { numRuns: STEP, seed, endOnFailure: !SHRINKS });
  }
  const { checks, quiet } = counts;
  console.log(`from seed ${first}: ${checks} answers checked, ${quiet} of them after no emission`);
}
