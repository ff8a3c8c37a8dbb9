import { deepStrictEqual, strictEqual } from "node:assert";
import type { Contender } from "./table-contenders/contender.ts";
import { orderedEntries } from "./table-contenders/ordered-entries.ts";
import { postings } from "./table-contenders/postings.ts";
import { rowsById } from "./table-contenders/rows-by-id.ts";
import { type BenchData, type BenchRow, makeData } from "./table-data.ts";

/** The jobs of the bench, each with those who do it. */
export const jobs: ReadonlyMap<string, readonly Contender<unknown>[]> = new Map([
  ["rows by id", rowsById],
  ["postings", postings],
  ["ordered entries", orderedEntries],
]);

/** What a contender answers at each station of the same short history. */
interface Answers {
  readonly built: BenchRow[];
  readonly inserted: BenchRow[];
  readonly removed: BenchRow[];
  readonly sums: number[];
}

/**
 * Lets all contenders of all jobs go through the same history over `size` rows.
 * @throws {AssertionError} when two of a job differ, or an old state of a persistent one changed.
 */
export function assertAgreement(size: number): void {
  const data = makeData(size);
  for (const [job, contenders] of jobs) {
    const [expected, ...others] = contenders.map((contender) => answersOf(contender, data));
    for (const [i, answers] of others.entries()) {
      deepStrictEqual(answers, expected, `${contenders[i + 1]!.name} differs in ${job}`);
    }
  }
}

function answersOf(contender: Contender<unknown>, data: BenchData): Answers {
  const { rows, questions } = data;
  // Slow contenders take milliseconds for each commit.
  const extra = data.extra.slice(0, 10);
  const base = contender.build(rows);
  const built = byId(contender.contents(base));
  const before = contender.read(base, questions);

  const larger = contender.insertEach(base, extra);
  const inserted = byId(contender.contents(larger));
  const during = contender.read(larger, [...questions, ...extra]);
  if (contender.isPersistent) {
    strictEqual(contender.contents(base).length, rows.length, `${contender.name} changed`);
  }

  const smaller = contender.removeEach(larger, extra);
  const removed = byId(contender.contents(smaller));
  return { built, inserted, removed, sums: [before, during, contender.read(smaller, questions)] };
}

function byId(rows: readonly BenchRow[]): BenchRow[] {
  return rows.toSorted((a, b) => a.id - b.id);
}
