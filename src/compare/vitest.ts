/**
 * Matchers of vitest for how QuerySets are answered: importing `throughline/vitest`, in a setup file
 * or in a spec, gives `expect(queryset)` those of {@link PathMatchers}.
 */
import { expect } from "vitest";
import { UsageError } from "../errors.ts";
import { suggest } from "../near-names.ts";
import { type Asked, askedOf } from "../orm/asked.ts";
import { questionOf } from "../orm/chain.ts";
import type { ExplainNode, Explanation } from "../planner/explain.ts";
import { showValue } from "../value.ts";

/** What can be expected of a QuerySet, or of a manager. */
export interface PathMatchers {
  /** That answering it anew reads at most so many rows, from tables and postings. */
  toVisitAtMost(rows: number): void;
  /**
   * That its plan reads an index, by the name that `explain()` shows, to begin with or to join by.
   * @throws {UsageError} when no model has such an index.
   */
  toUseIndex(name: string): void;
}

declare module "vitest" {
  interface Matchers<T> {
    toVisitAtMost: T extends Asked ? PathMatchers["toVisitAtMost"] : never;
    toUseIndex: T extends Asked ? PathMatchers["toUseIndex"] : never;
  }
}

/** What vitest is told: whether it holds, and what to say where it should have been otherwise. */
interface Outcome {
  readonly pass: boolean;
  message(): string;
}

function toVisitAtMost(received: unknown, rows: unknown): Outcome {
  const call = "toVisitAtMost()";
  if (typeof rows !== "number" || !(rows >= 0)) {
    throw new UsageError(`${call} got ${showValue(rows)}; expected a number of rows.`, {
      code: "bad-rows",
    });
  }
  const explained = askedOf(call, received).explain({ analyze: true });
  const pass = explained.rowsVisited! <= rows;
  const wanted = pass ? `more than ${rows}` : `at most ${rows}`;
  return {
    pass,
    message: () => `expected the question to visit ${wanted} rows; ${told(explained)}`,
  };
}

function toUseIndex(received: unknown, name: unknown): Outcome {
  const call = "toUseIndex()";
  const asked = askedOf(call, received);
  const known = questionOf(asked).database.tables.flatMap(({ layout }) =>
    layout.indexes.map((spec) => spec.name),
  );
  const explained = asked.explain({ analyze: true });
  if (typeof name !== "string" || !known.includes(name)) {
    throw new UsageError(`There is no index ${showValue(name)}; ${told(explained)}\n`, {
      code: "unknown-index",
      hint: suggest(String(name), known),
    });
  }
  const used = indexesIn(explained.plan);
  const pass = used.has(name);
  const reads = used.size === 0 ? "no index" : [...used].join(", ");
  return {
    pass,
    message: () =>
      `expected the question ${pass ? "not " : ""}to read the index ${name}; it reads ${reads}, and ${told(explained)}`,
  };
}

function told(explained: Explanation): string {
  return `it visited ${explained.rowsVisited}:\n${explained}`;
}

function indexesIn({ index, input, others = [] }: ExplainNode): ReadonlySet<string> {
  const below = input === undefined ? others : [input, ...others];
  const own = index === undefined ? [] : [index];
  return new Set([...own, ...below.flatMap((node) => [...indexesIn(node)])]);
}

expect.extend({ toVisitAtMost, toUseIndex });
