import { callApi, callMethod } from "./loose-api.ts";
import type { Reader } from "./reader.ts";
import type { RecordedOp, RecordedQuery, RecordedSource } from "./recorded-query.ts";
import { camelCase } from "./schema-from-vector.ts";

/** Anything by name. */
export type Named = { readonly [name: string]: unknown };

type ReadArguments = (reader: Reader, args: readonly unknown[]) => readonly unknown[];

/** Methods whose name here is not Django's in camel case. */
const METHODS: ReadonlyMap<string, string> = new Map([["index", "at"]]);

/** Recorded values by name, each read. */
export function readNamed(reader: Reader, recorded: unknown): Named {
  return Object.fromEntries(
    Object.entries(recorded as Named).map(([name, value]) => [name, reader.value(value)]),
  );
}

/** A term of an order: a path, or an expression with a direction and a place for nulls. */
function readTerm(reader: Reader, recorded: unknown): unknown {
  if (typeof recorded === "string") return recorded;
  const { expr, desc, nulls_first, nulls_last } = recorded as Named;
  const expression = typeof expr === "string" ? callApi("F", [expr]) : reader.value(expr);
  const nulls = nulls_first ? ["first"] : nulls_last ? ["last"] : [];
  return callMethod(
    expression,
    desc ? "desc" : "asc",
    nulls.map((place) => ({ nulls: place })),
  );
}

const readConditions: ReadArguments = (reader, args) => args.map((arg) => reader.condition(arg));

const readAllNamed: ReadArguments = (reader, args) => args.map((arg) => readNamed(reader, arg));

/** Options, in camel case; none where there are none. */
function readOptions(recorded: unknown): readonly Named[] {
  const options = Object.entries((recorded ?? {}) as Named);
  if (options.length === 0) return [];
  return [Object.fromEntries(options.map(([name, value]) => [camelCase(name), value]))];
}

/** Queries to combine with, and `{ all: true }`. */
const readOthers: ReadArguments = (reader, [others, options]) => [
  ...(others as readonly RecordedQuery[]).map((other) => reader.query(other)),
  ...readOptions(options),
];

const readOther: ReadArguments = (reader, [other]) => [reader.query(other as RecordedQuery)];

/** Paths, computed columns by name, and `{ flat: true }`. */
const readColumns: ReadArguments = (reader, args) =>
  args.map((arg) => (typeof arg === "object" ? readNamed(reader, arg) : arg));

/** Plain values; null is an argument left out. */
const readPlain: ReadArguments = (reader, args) =>
  args.map((arg) => reader.value(arg) ?? undefined);

const ARGUMENTS: { readonly [op: string]: ReadArguments } = {
  filter: readConditions,
  exclude: readConditions,
  get: readConditions,
  order_by: (reader, args) => args.map((arg) => readTerm(reader, arg)),
  values: readColumns,
  values_list: readColumns,
  annotate: readAllNamed,
  alias: readAllNamed,
  aggregate: readAllNamed,
  update: readAllNamed,
  union: readOthers,
  intersection: readOthers,
  difference: readOthers,
  or: readOther,
  and: readOther,
  xor: readOther,
  in_bulk: (_, [keys, options]) => [keys ?? undefined, ...readOptions(options)],
};

/** Where a recorded query starts: a manager. */
export function readSource({ store, variables }: Reader, from: RecordedSource): unknown {
  const { model, pk, accessor } = from;
  const objects = model === undefined ? undefined : store.models[model]!.objects;
  if (accessor === undefined) return objects;
  const owner = from.var === undefined ? objects?.get({ pk }) : variables.get(from.var);
  return (owner as unknown as Named)[accessor];
}

function applyOp(reader: Reader, target: unknown, [name, ...args]: RecordedOp): unknown {
  const method = METHODS.get(name) ?? camelCase(name);
  return callMethod(target, method, (ARGUMENTS[name] ?? readPlain)(reader, args));
}

/** What the last call of a recorded chain gives; a QuerySet of all rows where there are no calls. */
export function readQuery(reader: Reader, { from, ops = [] }: RecordedQuery): unknown {
  const calls = ops.length === 0 ? [["all"] as const] : ops;
  return calls.reduce<unknown>(
    (target, op) => applyOp(reader, target, op),
    readSource(reader, from),
  );
}
