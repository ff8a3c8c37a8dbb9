import fc from "fast-check";
import { expect } from "vitest";
import { runs, SEED, SHRINKS } from "../runs.ts";
import { type Counts, findFault, programs } from "./programs.ts";

/** How many programs there are in one run of fast-check. */
const STEP = 20;

/**
 * Runs programs until so many answers were checked, up to five of a query after each step; the same at each run, so that
 * what is rare is found by who looks for it.
 */
export function checkPrograms(count: number, ownSeed: number): void {
  const counts: Counts = { checks: 0, looks: 0, quiet: 0 };
  const property = fc.property(programs, (program) => {
    expect(findFault(program, counts)).toBeUndefined();
  });
  const first = SEED ?? ownSeed;
  for (let seed = first; counts.checks < runs(count); seed++) {
    fc.assert(property, { numRuns: STEP, seed, endOnFailure: !SHRINKS });
  }
  const { checks, looks, quiet } = counts;
  const what = `${checks} answers checked at ${looks} looks at a query, ${quiet} after no emission`;
  console.log(`from seed ${first}: ${what}`);
}
