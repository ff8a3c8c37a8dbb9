/** `npm run soak -- --minutes N`: compares random queries with SQLite, on and on. */
import { fork } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { resolve } from "node:path";
import fc from "fast-check";
import { SEED, SHRINKS } from "../runs.ts";
import { type Case, cases, differencesIn, printDifference } from "./cases.ts";
import { Coverage, type CoverageData } from "./coverage.ts";
import { specOf } from "./spec-text.ts";

/** How many cases there are for one seed. */
const STEP = 20;
/** Milliseconds for one seed, most of them to shrink a difference. */
const LONGEST = 60_000;
/** Seconds between two lines of progress. */
const PAUSE = 15;

/** What a worker tells: what it tried since it told last, and a spec where it found a difference. */
interface News {
  readonly seed: number;
  readonly coverage: CoverageData;
  readonly found?: string;
}

/** Compares one seed after the other until it is ended. */
export function work(firstSeed: number, stride: number, until: number): void {
  for (let seed = firstSeed; Date.now() < until; seed += stride) {
    const coverage = new Coverage();
    process.send!({ seed, ...compareSeed(seed, coverage), coverage: coverage.toJSON() });
  }
  process.disconnect();
}

function compareSeed(seed: number, coverage: Coverage): Pick<News, "found"> {
  const seen = new Set<Case>();
  const property = fc.property(cases, (each) => {
    // Shrinking asks again and again; only fresh cases count.
    const isFresh = seen.size < STEP && !seen.has(each);
    seen.add(each);
    return differencesIn(each, isFresh ? coverage : undefined).length === 0;
  });
  const { failed, counterexample } = fc.check(property, {
    numRuns: STEP,
    seed,
    // What it has shrunk to by then is kept.
    interruptAfterTimeLimit: LONGEST,
  });
  if (!failed) return {};
  const [difference] = differencesIn(counterexample![0]);
  return { found: specOf(difference!, `seed ${seed}`) };
}

/** Runs a worker for each core for so many minutes; gives the exit code. */
export async function main(minutes: number, script: string): Promise<number> {
  const coverage = new Coverage();
  const first = Math.floor(Math.random() * 2 ** 30);
  const until = Date.now() + minutes * 60_000;
  const count = availableParallelism();
  const files: string[] = [];
  let seeds = 0;
  const report = (): void => {
    const left = Math.max(0, Math.round((until - Date.now()) / 1000));
    console.log(
      `${coverage.agreed} triples agree, ${files.length} differences, ${seeds} seeds, ${left} s to go`,
    );
  };
  const timer = setInterval(report, PAUSE * 1000);
  const workers = Array.from({ length: count }, (_, at) =>
    runWorker(script, [first + at, count, until], (news) => {
      seeds++;
      coverage.merge(news.coverage);
      if (news.found !== undefined) files.push(save(news.seed, news.found));
    }),
  );
  const codes = await Promise.all(workers);
  clearInterval(timer);
  console.log(String(coverage));
  console.log(`seeds ${first} to ${first + seeds - 1}`);
  report();
  for (const file of files) console.log(`difference: ${file}`);
  return files.length === 0 && codes.every((code) => code === 0) ? 0 : 1;
}

/** Compares at least so many triples, or up to the first difference; gives the exit code. */
export function compare(count: number): number {
  const coverage = new Coverage();
  const property = fc.property(cases, (each) => {
    const [difference] = differencesIn(each, coverage);
    if (difference !== undefined) throw new Error(printDifference(difference));
  });
  for (let seed = SEED ?? Math.floor(Math.random() * 2 ** 30); coverage.agreed < count; seed++) {
    const { agreed } = coverage;
    const found = fc.check(property, { numRuns: STEP, seed, endOnFailure: !SHRINKS });
    if (!found.failed) continue;
    console.log(`difference after ${agreed} triples, seed ${seed}`);
    console.log(
      found.errorInstance ?? printDifference(differencesIn(found.counterexample![0])[0]!),
    );
    return 1;
  }
  console.log(`${coverage.agreed} triples agree`);
  return 0;
}

function runWorker(
  script: string,
  args: readonly number[],
  hear: (news: News) => void,
): Promise<number | null> {
  const worker = fork(script, ["--work", ...args.map(String)]);
  worker.on("message", (news) => hear(news as News));
  return new Promise((end) => worker.on("exit", end));
}

function save(seed: number, text: string): string {
  const folder = resolve(import.meta.dirname, "regressions");
  mkdirSync(folder, { recursive: true });
  const file = resolve(folder, `seed-${seed}.spec.ts`);
  writeFileSync(file, text);
  return file;
}
