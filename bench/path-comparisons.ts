/**
 * The lookup paths of the questions of the bench of reads, each run by all plans that were considered:
 * `node path-comparisons.js <size>` prints them as JSON, and as tables to the error output.
 */
import { fileURLToPath } from "node:url";
import { comparePaths } from "../src/compare/compare.ts";
import { makeWorkload, type Size } from "./data.ts";
import { openQuestions } from "./read-contenders/throughline.ts";
import { makeReadLists, QUESTION_NAMES, READ_QUESTIONS } from "./read-questions.ts";
import type { PathComparison } from "./results.ts";

/** One comparison for each question, with the first of its arguments. */
export function compareReadPaths(size: Size, rounds: number): readonly PathComparison[] {
  const workload = makeWorkload(size);
  const lists = makeReadLists(workload);
  const questions = openQuestions(workload);
  return QUESTION_NAMES.map((name) => {
    const ask = questions[name] as (given: unknown) => Parameters<typeof comparePaths>[0];
    const compared = comparePaths(ask(lists[name][0]), { rounds });
    process.stderr.write(`\n${READ_QUESTIONS[name].what}, size ${size}\n${compared}\n`);
    const paths = compared.paths.map(
      ({ driver, cost, rowsVisited, milliseconds, bytes, isChosen }) => {
        return { driver, cost, rowsVisited, milliseconds, bytes, isChosen };
      },
    );
    return { question: `${READ_QUESTIONS[name].what}, size ${size}`, paths };
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [size = "M", rounds = "5"] = process.argv.slice(2);
  process.stdout.write(JSON.stringify(compareReadPaths(size as Size, Number(rounds))));
}
