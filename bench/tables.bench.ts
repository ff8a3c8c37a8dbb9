import { bench, describe } from "vitest";
import { bytesPerEntry } from "./memory.ts";
import { assertAgreement, jobs } from "./table-agreement.ts";
import type { Contender } from "./table-contenders/contender.ts";
import { type BenchData, makeData } from "./table-data.ts";

/** `BENCH_SIZE`: "tiny", or one number of rows; by default all three sizes. */
const chosen = process.env.BENCH_SIZE;
const sizes =
  chosen === undefined ? [10_000, 100_000, 1_000_000] : [chosen === "tiny" ? 1000 : Number(chosen)];

/** Beyond, a commit of a slow contender copies so much that the bench would take hours. */
const SLOW_LIMIT = 100_000;

/** Below, the noise of the process is larger than the structures. */
const MEMORY_FLOOR = 100_000;

/** Results go here, so that no work can be left out as useless. */
export const sink: { last: unknown } = { last: undefined };

assertAgreement(Math.min(...sizes, 10_000));

for (const size of sizes) {
  const data = makeData(size);
  for (const [job, contenders] of jobs) {
    describe(`${job}, ${size} rows`, () => {
      const able = contenders.filter((contender) => size <= SLOW_LIMIT || !contender.isSlow);
      if (size >= MEMORY_FLOOR) reportMemory(able, data);
      describe("200 one-entry commits", () => able.forEach((one) => benchCommits(one, data)));
      describe("bulk load", () => able.forEach((one) => benchBulk(one, data)));
      describe("1000 reads", () => able.forEach((one) => benchReads(one, data)));
    });
  }
}

/**
 * 100 rows in, 100 rows out, each a commit, and another hundred the next time. The size stays the
 * same; keys that came back at once would fill the buckets of a Map with their own tombstones.
 */
function benchCommits(contender: Contender<unknown>, { rows, extra }: BenchData): void {
  const length = contender.isSlow ? 2 : 100;
  let state: unknown;
  let next = 0;
  bench(
    contender.isSlow ? `${contender.name} (4 commits)` : contender.name,
    () => {
      const batch = extra.slice(next, next + length);
      next = (next + length) % extra.length;
      state = contender.removeEach(contender.insertEach(state, batch), batch);
    },
    {
      time: contender.isSlow ? 1000 : 500,
      iterations: contender.isSlow ? 1 : 20,
      warmupTime: 100,
      warmupIterations: 1,
      setup: () => {
        state ??= contender.build(rows);
      },
      teardown: (_task, mode) => {
        if (mode === "run") state = undefined;
      },
    },
  );
}

function benchBulk(contender: Contender<unknown>, { rows }: BenchData): void {
  bench(
    contender.name,
    () => {
      sink.last = contender.build(rows);
    },
    {
      time: 500,
      iterations: 5,
      warmupTime: 0,
      warmupIterations: 1,
      teardown: () => {
        sink.last = undefined;
      },
    },
  );
}

function benchReads(contender: Contender<unknown>, { rows, questions }: BenchData): void {
  let state: unknown;
  bench(
    contender.name,
    () => {
      sink.last = contender.read(state, questions);
    },
    {
      time: 200,
      iterations: 20,
      warmupTime: 50,
      setup: () => {
        state ??= contender.build(rows);
      },
      teardown: (_task, mode) => {
        if (mode === "run") state = undefined;
      },
    },
  );
}

function reportMemory(contenders: readonly Contender<unknown>[], { rows }: BenchData): void {
  for (const contender of contenders) {
    const bytes = bytesPerEntry(() => contender.build(rows), rows.length);
    console.log(`${contender.name}: ${bytes.toFixed(1)} bytes per entry of ${rows.length}`);
  }
}
