/** Runs before each file of specs: how often properties run, and where their randomness starts. */
import fc from "fast-check";
import { vi } from "vitest";
import { FACTOR, runs, SEED, SHRINKS } from "./runs.ts";

/** What fast-check does of itself. */
const STANDARD_RUNS = 100;
/** Milliseconds that vitest gives a spec of itself. */
const STANDARD_TIMEOUT = 5_000;

fc.configureGlobal({
  ...fc.readConfigureGlobal(),
  numRuns: runs(STANDARD_RUNS),
  endOnFailure: !SHRINKS,
  ...(SEED === undefined ? {} : { seed: SEED }),
});

if (FACTOR > 1) vi.setConfig({ testTimeout: runs(STANDARD_TIMEOUT) });
