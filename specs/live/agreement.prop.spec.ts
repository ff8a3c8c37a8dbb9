import fc from "fast-check";
import { expect, it } from "vitest";
import { runs, SEED } from "../runs.ts";
import { type Counts, findFault, programs } from "./programs.ts";

/** How many programs there are in one run of fast-check. */
const STEP = 20;

it("keeps every answer as asking anew would give it, after each commit", () => {
  const counts: Counts = { checks: 0, again: 0, quiet: 0 };
  const property = fc.property(programs, (program) => {
    expect(findFault(program, counts)).toBeUndefined();
  });
  for (let seed = SEED ?? 1; counts.checks < runs(100_000); seed++) {
    fc.assert(property, { numRuns: STEP, seed });
  }
  console.log(`${counts.checks} checks, ${counts.quiet} of them without an emission`);
}, 600_000);
