/** Random schemas, with worlds and queries to compare on them. */
import fc from "fast-check";
import type { Schema } from "../../src/index.ts";
import {
  arbitraryQuery,
  arbitrarySchema,
  arbitraryWorld,
  type GeneratedSchema,
  type Query,
  type World,
} from "../../src/testing/fast-check.ts";
import { Arena } from "./contenders.ts";
import type { Coverage } from "./coverage.ts";
import { judgeQuery } from "./judge.ts";

/** A schema, and all pairs of a world and a query to compare. */
export interface Case {
  readonly schema: GeneratedSchema;
  readonly worlds: readonly World<Schema>[];
  readonly queries: readonly Query<Schema>[];
}

/** How many worlds and queries there are for a schema at most: what is planned serves all worlds. */
const WORLDS = 6;
const QUERIES = 12;

/** Random cases. */
export const cases: fc.Arbitrary<Case> = arbitrarySchema().chain((schema) =>
  fc.record({
    schema: fc.constant(schema),
    worlds: fc.array(arbitraryWorld(schema.models, { maxSteps: 40 }), {
      minLength: 1,
      maxLength: WORLDS,
      size: "max",
    }),
    queries: fc.array(arbitraryQuery(schema.models), {
      minLength: 1,
      maxLength: QUERIES,
      size: "max",
    }),
  }),
);

/** A triple on which the contenders do not agree. */
export interface Difference {
  readonly schema: GeneratedSchema;
  readonly world: World<Schema>;
  readonly query: Query<Schema>;
  /** The answers. */
  readonly text: string;
}

/** Compares all pairs of a case; gives those that differ. */
export function differencesIn(
  { schema, worlds, queries }: Case,
  coverage?: Coverage,
): Difference[] {
  const arena = new Arena(schema.models);
  return worlds.flatMap((world) => {
    const contest = arena.enter(world);
    const found = queries.flatMap((query) => {
      const verdict = judgeQuery(contest, query);
      coverage?.add(query, verdict);
      return verdict.kind === "different" ? [{ schema, world, query, text: verdict.text }] : [];
    });
    contest.close();
    return found;
  });
}

/** A difference as text: code that shows it, and the answers. */
export function printDifference({ schema, world, query, text }: Difference): string {
  return [`models: ${schema}`, world, query, text].join("\n");
}
