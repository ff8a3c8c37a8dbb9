import type { Explanation, Schema, Store } from "../index.ts";
import { suggest } from "../near-names.ts";
import { type LooseQuerySet, type LooseRow, managersOf } from "./loose-store.ts";
import type { Call, Literal, Query } from "./parse-query.ts";
import { QueryError } from "./query-text.ts";

/** What a query found. */
export type Answer =
  | { readonly kind: "rows"; readonly model: string; readonly rows: readonly LooseRow[] }
  | { readonly kind: "row"; readonly model: string; readonly row: LooseRow | null }
  | { readonly kind: "scalar"; readonly value: number | boolean }
  | { readonly kind: "plan"; readonly plan: Explanation };

/** A method that a query may call. */
interface Method {
  /** What its arguments have to be, for people. */
  readonly takes: string;
  accepts(args: readonly Literal[]): boolean;
}

interface ChainMethod extends Method {
  run(at: LooseQuerySet, args: readonly Literal[]): LooseQuerySet;
}

interface LastMethod extends Method {
  run(at: LooseQuerySet, args: readonly Literal[], model: string): Answer;
}

function isConditions(value: Literal | undefined): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isPlace(value: Literal | undefined): boolean {
  return typeof value === "number" && Number.isInteger(value) && value >= 0;
}

const NOTHING: Method = { takes: "nothing", accepts: (args) => args.length === 0 };
const CONDITIONS: Method = {
  takes: 'one object of lookups, such as { name: "Paul" }',
  accepts: (args) => args.length === 1 && isConditions(args[0]),
};
const PATHS: Method = {
  takes: 'names of fields as texts, such as "name" or "-name"',
  accepts: (args) => args.every((each) => typeof each === "string"),
};
const BOUNDS: Method = {
  takes: "where to start and, if not at the end, where to stop: whole numbers from 0",
  accepts: (args) => (args.length === 1 || args.length === 2) && args.every(isPlace),
};
const MAYBE_CONDITIONS: Method = {
  takes: `nothing or ${CONDITIONS.takes}`,
  accepts: (args) => args.length === 0 || CONDITIONS.accepts(args),
};

/** Methods that another may follow. */
const CHAIN: ReadonlyMap<string, ChainMethod> = new Map([
  ["all", { ...NOTHING, run: (at) => at.all() }],
  ["filter", { ...CONDITIONS, run: (at, [conditions]) => at.filter(conditions!) }],
  ["distinct", { ...NOTHING, run: (at) => at.distinct() }],
  ["orderBy", { ...PATHS, run: (at, terms) => at.orderBy(...terms) }],
  [
    "slice",
    { ...BOUNDS, run: (at, [start, end]) => at.slice(start as number, end as number | undefined) },
  ],
] satisfies [string, ChainMethod][]);

/** Methods that end a chain, since they give no rows to ask on. */
const LAST: ReadonlyMap<string, LastMethod> = new Map([
  [
    "get",
    {
      ...MAYBE_CONDITIONS,
      run: (at, [conditions], model) => ({ kind: "row", model, row: at.get(conditions) }),
    },
  ],
  ["first", { ...NOTHING, run: (at, _, model) => ({ kind: "row", model, row: at.first() }) }],
  ["count", { ...NOTHING, run: (at) => ({ kind: "scalar", value: at.count() }) }],
  ["exists", { ...NOTHING, run: (at) => ({ kind: "scalar", value: at.exists() }) }],
  ["explain", { ...NOTHING, run: (at) => ({ kind: "plan", plan: at.explain() }) }],
] satisfies [string, LastMethod][]);

/**
 * Answers a query. Only the models of the store and the methods listed here can be reached.
 * @throws {QueryError} for an unknown name or arguments that the method does not take.
 * @throws {StoreError} what the store itself says of the query.
 */
export function runQuery(store: Store<Schema>, query: Query): Answer {
  const { calls, model } = query;
  let at = managerOf(store, query).all();
  for (const [index, call] of calls.entries()) {
    const last = LAST.get(call.name);
    const method = last ?? CHAIN.get(call.name) ?? refuseMethod(query, call);
    if (!method.accepts(call.args)) {
      throw new QueryError(`${call.name}() takes ${method.takes}.`, query.text, call.at);
    }
    if (last === undefined) {
      at = (method as ChainMethod).run(at, call.args);
      continue;
    }
    const next = calls[index + 1];
    if (next === undefined) return last.run(at, call.args, model.name);
    throw new QueryError(`nothing can follow ${call.name}().`, query.text, next.at);
  }
  return { kind: "rows", model: model.name, rows: at.toArray() };
}

function managerOf(store: Store<Schema>, { text, model }: Query): LooseQuerySet {
  const managers = managersOf(store);
  const manager = managers.get(model.name);
  if (manager !== undefined) return manager;
  const hint = suggest(model.name, [...managers.keys()]);
  throw new QueryError(`there is no model "${model.name}". ${hint}`, text, model.at);
}

function refuseMethod({ text }: Query, { name, at }: Call): never {
  const hint = suggest(name, [...CHAIN.keys(), ...LAST.keys()]);
  throw new QueryError(`there is no method "${name}". ${hint}`, text, at);
}
