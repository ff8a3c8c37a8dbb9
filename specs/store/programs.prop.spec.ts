import { test } from "@fast-check/vitest";
import fc from "fast-check";
import { describe } from "vitest";
import { runs } from "../runs.ts";
import { Run, step, type Tally } from "./random-program.ts";
import { schemaPlan } from "./random-schema.ts";

const tally: Tally = new Map();

const history = fc.constantFrom("all" as const, "all" as const, 3);

describe("any program", () => {
  test.prop([schemaPlan, history, fc.array(step, { maxLength: 40, size: "max" })], {
    numRuns: runs(150),
  })("comes to what it means", (plan, kept, steps) => {
    const run = new Run(plan, kept, tally);

    for (const [i, each] of steps.entries()) {
      run.take(each);
      if (i % 8 === 7) run.check(i);
    }
    run.check(steps.length);
  });
});

import { afterAll } from "vitest";

afterAll(() => console.log(tally));
