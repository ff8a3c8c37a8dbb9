import type { ExplainOptions, Explanation, Schema, Store } from "../index.ts";
import { suggest } from "../near-names.ts";
import { type LooseQuerySet, managersOf } from "./loose-store.ts";
import type { Call, Literal, Query } from "./parse-query.ts";
import { QueryError } from "./query-text.ts";

/** What the rows of an answer are. */
export interface RowForm {
  readonly model: string;
  /** Instances of the model, or objects, arrays or single values of some columns. */
  readonly form: "instances" | "objects" | "lists" | "flat";
  /** The columns asked for; none means all of the model. */
  readonly columns: readonly string[];
}

/** What a query found. */
export type Answer =
  | { readonly kind: "rows"; readonly of: RowForm; readonly rows: readonly unknown[] }
  | { readonly kind: "row"; readonly of: RowForm; readonly row: unknown }
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
  /** What rows are after it, where it changes that. */
  formOf?(args: readonly Literal[]): Pick<RowForm, "form" | "columns">;
}

interface LastMethod extends Method {
  run(at: LooseQuerySet, args: readonly Literal[], of: RowForm): Answer;
}

function isConditions(value: Literal | undefined): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isPlace(value: Literal | undefined): boolean {
  return typeof value === "number" && Number.isInteger(value) && value >= 0;
}

/** The arguments without the options at their end. */
function fieldsOf(args: readonly Literal[]): readonly Literal[] {
  return isConditions(args.at(-1)) ? args.slice(0, -1) : args;
}

/** Whether the options at the end, if there are any, are of those names, and true or false. */
function areFlags(args: readonly Literal[], names: readonly string[]): boolean {
  const last = args.at(-1);
  if (!isConditions(last)) return true;
  return Object.entries(last as object).every(
    ([name, value]) => names.includes(name) && typeof value === "boolean",
  );
}

function listForm(args: readonly Literal[]): Pick<RowForm, "form" | "columns"> {
  const columns = fieldsOf(args) as readonly string[];
  const { flat = false, named = false } = (columns.length < args.length ? args.at(-1) : {}) as {
    readonly flat?: boolean;
    readonly named?: boolean;
  };
  return { form: flat ? "flat" : named ? "objects" : "lists", columns };
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
const FIELDS: Method = { ...PATHS, takes: 'names of fields as texts, such as "name"' };
const COLUMNS: Method = {
  takes: `${FIELDS.takes}, and { flat: true } after a single one`,
  accepts: (args) => FIELDS.accepts(fieldsOf(args)) && areFlags(args, ["flat", "named"]),
};
const EXPLAIN_OPTIONS: Method = {
  takes: "nothing or options: { analyze: true, alternatives: true }",
  accepts: (args) =>
    args.length === 0 ||
    (args.length === 1 && isConditions(args[0]) && areFlags(args, ["analyze", "alternatives"])),
};
const MAYBE_CONDITIONS: Method = {
  takes: `nothing or ${CONDITIONS.takes}`,
  accepts: (args) => args.length === 0 || CONDITIONS.accepts(args),
};

/** Methods that another may follow. */
const CHAIN: ReadonlyMap<string, ChainMethod> = new Map([
  ["all", { ...NOTHING, run: (at) => at.all() }],
  ["filter", { ...CONDITIONS, run: (at, [conditions]) => at.filter(conditions!) }],
  ["exclude", { ...CONDITIONS, run: (at, [conditions]) => at.exclude(conditions!) }],
  ["distinct", { ...FIELDS, run: (at, fields) => at.distinct(...fields) }],
  ["orderBy", { ...PATHS, run: (at, terms) => at.orderBy(...terms) }],
  ["reverse", { ...NOTHING, run: (at) => at.reverse() }],
  [
    "slice",
    { ...BOUNDS, run: (at, [start, end]) => at.slice(start as number, end as number | undefined) },
  ],
  [
    "values",
    {
      ...FIELDS,
      run: (at, columns) => at.values(...columns),
      formOf: (columns) => ({ form: "objects", columns: columns as readonly string[] }),
    },
  ],
  ["valuesList", { ...COLUMNS, run: (at, args) => at.valuesList(...args), formOf: listForm }],
] satisfies [string, ChainMethod][]);

/** Methods that end a chain, since they give no rows to ask on. */
const LAST: ReadonlyMap<string, LastMethod> = new Map([
  [
    "get",
    {
      ...MAYBE_CONDITIONS,
      run: (at, [conditions], of) => ({ kind: "row", of, row: at.get(conditions) }),
    },
  ],
  ["first", { ...NOTHING, run: (at, _, of) => ({ kind: "row", of, row: at.first() }) }],
  ["last", { ...NOTHING, run: (at, _, of) => ({ kind: "row", of, row: at.last() }) }],
  [
    "earliest",
    { ...PATHS, run: (at, fields, of) => ({ kind: "row", of, row: at.earliest(...fields) }) },
  ],
  [
    "latest",
    { ...PATHS, run: (at, fields, of) => ({ kind: "row", of, row: at.latest(...fields) }) },
  ],
  ["count", { ...NOTHING, run: (at) => ({ kind: "scalar", value: at.count() }) }],
  ["exists", { ...NOTHING, run: (at) => ({ kind: "scalar", value: at.exists() }) }],
  [
    "explain",
    {
      ...EXPLAIN_OPTIONS,
      run: (at, [options]) => ({ kind: "plan", plan: at.explain(options as ExplainOptions) }),
    },
  ],
] satisfies [string, LastMethod][]);

/**
 * Answers a query. Only the models of the store and the methods listed here can be reached.
 * @throws {QueryError} for an unknown name or arguments that the method does not take.
 * @throws {StoreError} what the store itself says of the query.
 */
export function runQuery(store: Store<Schema>, query: Query): Answer {
  const { calls, model } = query;
  let at = managerOf(store, query).all();
  let of: RowForm = { model: model.name, form: "instances", columns: [] };
  for (const [index, call] of calls.entries()) {
    const last = LAST.get(call.name);
    const method = last ?? CHAIN.get(call.name) ?? refuseMethod(query, call);
    if (!method.accepts(call.args)) {
      throw new QueryError(`${call.name}() takes ${method.takes}.`, query.text, call.at);
    }
    if (last === undefined) {
      const chained = method as ChainMethod;
      at = chained.run(at, call.args);
      of = { ...of, ...chained.formOf?.(call.args) };
      continue;
    }
    const next = calls[index + 1];
    if (next === undefined) return last.run(at, call.args, of);
    throw new QueryError(`nothing can follow ${call.name}().`, query.text, next.at);
  }
  return { kind: "rows", of, rows: at.toArray() };
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
