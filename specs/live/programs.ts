/** Random programs of commits, restores and undos beside random live queries. */
import fc from "fast-check";
import { openStore, type Schema } from "../../src/index.ts";
import { NotSupportedError, toSQL } from "../../src/sql-index.ts";
import {
  arbitraryQuery,
  arbitrarySchema,
  arbitraryWorld,
  type GeneratedSchema,
  type Query,
  type World,
} from "../../src/testing/fast-check.ts";
import { type AnyQuerySet, type Certainty, Watcher } from "./watcher.ts";

/** One step of a program. */
export type Action =
  | { readonly kind: "commits"; readonly count: number }
  | { readonly kind: "together"; readonly count: number }
  | { readonly kind: "restore"; readonly to: number }
  | { readonly kind: "undo" | "redo" };

/** A program, and the queries that are live meanwhile. */
export interface Program {
  readonly schema: GeneratedSchema;
  readonly world: World<Schema>;
  readonly queries: readonly { readonly query: Query<Schema>; readonly from: number }[];
  readonly actions: readonly Action[];
}

const action: fc.Arbitrary<Action> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant("commits"), count: fc.nat(6) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("together"), count: fc.nat(8) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("restore"), to: fc.nat(40) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom("undo", "redo") }) },
) as fc.Arbitrary<Action>;

/** Random programs. */
export const programs: fc.Arbitrary<Program> = arbitrarySchema().chain((schema) =>
  fc.record({
    schema: fc.constant(schema),
    world: arbitraryWorld(schema.models, { maxSteps: 60 }),
    queries: fc.array(fc.record({ query: arbitraryQuery(schema.models), from: fc.nat(4) }), {
      minLength: 1,
      maxLength: 12,
      size: "max",
    }),
    actions: fc.array(action, { minLength: 1, maxLength: 40, size: "max" }),
  }),
);

/** Counts what was checked. */
export interface Counts {
  /** Answers that were compared: those of live(), changes() and the others. */
  checks: number;
  /** Queries that were looked at after a step, and those of which nothing had been emitted. */
  looks: number;
  quiet: number;
}

/** How much of the answer to a query SQL would fix; undefined where the store refuses it. */
function certaintyOf(asked: AnyQuerySet, query: Query<Schema>): Certainty | undefined {
  try {
    asked.toArray();
  } catch {
    return undefined;
  }
  try {
    const { isOrdered, isOpen } = toSQL(asked);
    if (isOpen) return "nothing";
    if (isOrdered) return "order";
    const isPart = query.calls.includes("slice") || query.words.has("distinct, columns");
    return isPart ? "number" : "rows";
  } catch (error) {
    if (error instanceof NotSupportedError) return "rows";
    throw error;
  }
}

/** Runs a program; gives what is wrong with a live query. */
export function findFault(
  { schema, world, queries, actions }: Program,
  counts: Counts = { checks: 0, looks: 0, quiet: 0 },
): string | undefined {
  const store = openStore(schema.models);
  const commits = world.commits.map(({ events }) => ({ events }));
  const states = [store.snapshot()];
  let at = 0;
  const watchers: { readonly watcher: Watcher; readonly query: Query<Schema> }[] = [];
  let fault: string | undefined;
  const check = (act: () => void): void => {
    const before = watchers.map(({ watcher }) => watcher.state);
    act();
    for (const [place, { watcher, query }] of watchers.entries()) {
      const { rows, emissions } = before[place]!;
      counts.looks++;
      const emitted = watcher.state.emissions - emissions;
      if (emitted === 0) counts.quiet++;
      const compared = watcher.compared;
      const found = watcher.check(rows, emitted);
      counts.checks += watcher.compared - compared;
      if (found !== undefined) fault ??= `${query}\n${found}`;
    }
  };
  const forward = (count: number, isTogether: boolean): void => {
    const next = commits.slice(at, at + count);
    if (next.length === 0) return;
    if (isTogether) check(() => store.apply(next));
    else for (const commit of next) check(() => store.apply([commit]));
    at += next.length;
    states[at] = store.snapshot();
  };
  for (const [step, each] of actions.entries()) {
    for (const { query, from } of queries) {
      if (from !== step) continue;
      const asked = query.of(store);
      const certainty = certaintyOf(asked, query);
      if (certainty === undefined) continue;
      const watcher = new Watcher(asked, certainty, watchers.length % 3 > 0);
      watchers.push({ watcher, query });
    }
    switch (each.kind) {
      case "commits":
        forward(each.count + 1, false);
        break;
      case "together":
        forward(each.count + 2, true);
        break;
      case "restore": {
        const known = Object.keys(states).map(Number);
        at = known[each.to % known.length]!;
        check(() => store.restore(states[at]!));
        break;
      }
      default: {
        // What is undone lies at no place of the history: it is left at once.
        check(() => store[each.kind]());
        check(() => store.restore(states[at]!));
      }
    }
    if (fault !== undefined) break;
  }
  for (const { watcher } of watchers) watcher.stop();
  if (fault === undefined) return undefined;
  return `models: ${schema}\n${world}\nactions: ${JSON.stringify(actions)}\n${fault}`;
}
