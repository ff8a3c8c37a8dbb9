import fc from "fast-check";
import { expect, it } from "vitest";
import { InvariantError, StoreError } from "../../src/errors.ts";
import { type ExplainNode, openStore, type Schema, type Store } from "../../src/index.ts";
import type { Query } from "../../src/testing/fast-check.ts";
import { cases, printDifference } from "../equivalence/cases.ts";
import { runs } from "../runs.ts";

/** The answer of a query as text, and its plan; undefined where it is refused. */
function answerOf(query: Query<Schema>, store: Store<Schema>) {
  try {
    const asked = query.of(store);
    const text = JSON.stringify(asked.toArray(), (_, value) =>
      typeof value === "bigint" ? `${value}n` : value,
    );
    return { text, plan: asked.explain().plan };
  } catch (error) {
    if (error instanceof InvariantError || !(error instanceof StoreError)) throw error;
    return undefined;
  }
}

function isCounted(plan: ExplainNode): boolean {
  return [plan.input, ...(plan.others ?? [])].some(
    (node) => node !== undefined && (node.kind.endsWith("count-join") || isCounted(node)),
  );
}

it("random queries whose joins are counted give what reading the rows gives", () => {
  let counted = 0;
  const property = fc.property(cases, ({ schema, worlds, queries }) => {
    const counting = openStore(schema.models);
    const reading = openStore(schema.models, { planner: { rewrites: false } });
    for (const world of worlds) {
      const stores = [counting.fork(), reading.fork()] as const;
      for (const store of stores) store.apply(world.commits);
      for (const query of queries) {
        const found = answerOf(query, stores[0]);
        if (found === undefined || !isCounted(found.plan)) continue;
        counted++;
        const wanted = answerOf(query, stores[1])!;
        if (found.text === wanted.text) continue;
        const text = `${found.text}\n${wanted.text}`;
        throw new Error(printDifference({ schema, world, query, text }));
      }
    }
  });

  fc.assert(property, { numRuns: runs(200) });

  expect(counted).toBeGreaterThan(10);
}, 120_000);
