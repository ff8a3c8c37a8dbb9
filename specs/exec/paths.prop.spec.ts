import fc from "fast-check";
import { expect, it } from "vitest";
import { InvariantError, StoreError } from "../../src/errors.ts";
import { pathsOf, type QuestionPaths } from "../../src/exec/paths.ts";
import { openStore, type Schema, type Store } from "../../src/index.ts";
import { type Chain, questionOf } from "../../src/orm/chain.ts";
import type { Query } from "../../src/testing/fast-check.ts";
import { cases, printDifference } from "../equivalence/cases.ts";
import { runs } from "../runs.ts";

/** The paths of a question; none where it is refused. */
function pathsIn(query: Query<Schema>, store: Store<Schema>): readonly QuestionPaths[] {
  try {
    const asked = query.of(store);
    asked.toArray();
    return pathsOf(questionOf(asked as unknown as Chain));
  } catch (error) {
    if (error instanceof InvariantError || !(error instanceof StoreError)) throw error;
    return [];
  }
}

it(
  "every plan that is considered gives the answer of the chosen one",
  () => {
    const counts = { questions: 0, paths: 0 };
    const property = fc.property(cases, ({ schema, worlds, queries }) => {
      const empty = openStore(schema.models);
      for (const world of worlds) {
        const store = empty.fork();
        store.apply(world.commits);
        for (const query of queries) {
          for (const part of pathsIn(query, store)) {
            if (part.paths.length === 1) continue;
            counts.questions++;
            counts.paths += part.paths.length;
            const wrong = part.findDisagreement();
            if (wrong === undefined) continue;
            const text = `${part.paths[0].driver}\n${wrong.driver}`;
            throw new Error(printDifference({ schema, world, query, text }));
          }
        }
      }
    });

    fc.assert(property, { numRuns: runs(150) });

    expect(counts.paths).toBeGreaterThan(2 * counts.questions);
  },
  runs(120_000),
);
