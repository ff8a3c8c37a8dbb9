import { test } from "@fast-check/vitest";
import fc from "fast-check";
import { describe, it } from "vitest";
import { runs } from "../runs.ts";
import type { Operation } from "./random-operation.ts";
import { concurrentStep, Run, type Step, step } from "./random-program.ts";
import { type SchemaPlan, schemaPlan } from "./random-schema.ts";

const history = fc.constantFrom("all" as const, "all" as const, 3);
const steps = fc.array(step, { maxLength: 35, size: "max" });
const concurrent = fc.array(concurrentStep, { maxLength: 35, size: "max" });

/** How many steps are taken between two looks at all that is left of the past. */
const STRIDE = 8;

/** Values of rows that keep all rules, most of which refer to another row. */
const SOUND = [
  [3, 4, 5, 3, 6],
  [2, 3, 1, 4, 9],
];

/** Rows of all models, and transactions that see them. */
const opening: readonly Step[] = [
  ...SOUND.flatMap((choices) =>
    [0, 1, 2, 3].map((model): Step => {
      return { kind: "operate", n: 0, operation: { kind: "create", model, choices } };
    }),
  ),
  ...[0, 1, 2].map((n): Step => ({ kind: "begin", n })),
];

function take(run: Run, taken: readonly Step[]): void {
  for (const [i, each] of taken.entries()) {
    run.take(each);
    if (i % STRIDE === STRIDE - 1) run.check(i);
  }
  run.finish(taken.length);
}

describe("any program", () => {
  test.prop([schemaPlan, history, steps], { numRuns: runs(50) })(
    "comes to what the naive model says, step by step",
    (plan, kept, taken) => {
      take(new Run(plan, kept), [...opening, ...taken]);
    },
  );

  test.prop([schemaPlan, concurrent], { numRuns: runs(50) })(
    "comes to the same as its transactions one after the other",
    (plan, taken) => {
      take(new Run(plan, "all"), [...opening, ...taken]);
    },
  );

  // The naive model took another id in their place, and said that a key was taken instead.
  it("keeps to the ids that a refused call took, though another transaction gave its own back", () => {
    const table: SchemaPlan[number] = {
      pk: "auto",
      hasNum: "nullable",
      links: [],
      pairsWith: null,
      rules: [],
    };
    const paired = { ...table, pairsWith: 0 };
    const plan = [table, paired, paired, table];
    const pairs = 5;
    const twins: Operation = { kind: "bulk", model: pairs, choices: [0, 0, 5, 8, 3, 8] };
    const create = (model: number, choices: number[]): Operation => {
      return { kind: "create", model, choices };
    };
    const change: Operation = { kind: "changeReferring", model: 0, choices: [0, 0, 6, 0] };
    take(new Run(plan, "all"), [
      ...opening,
      { kind: "within", n: 0, operation: create(pairs, [1, 0, 0, 0]) },
      { kind: "race", n: 0, mine: [twins, create(0, [1, 0, 0, 0])], theirs: [change] },
    ]);
  });
});
