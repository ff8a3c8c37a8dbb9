/**
 * The public API of `throughline/sql`: questions and schemas as SQL, to read them or to ask a database.
 * Importing it gives QuerySets the method `toSQL()`.
 */
import { UsageError } from "./errors.ts";
import { type Asked, askedOf } from "./orm/asked.ts";
import { type Chain, questionOf, stateOf } from "./orm/chain.ts";
import { type Named, summaryChain } from "./orm/chain-steps.ts";
import { QuerySet } from "./orm/queryset.ts";
import { valuesOf } from "./query/expression-type.ts";
import { assertSchema } from "./schema/checks.ts";
import { type KindName, kindOf } from "./schema/kind.ts";
import type { ModelDefinition } from "./schema/model.ts";
import type { Registry } from "./schema/registry.ts";
import { resolveSchema } from "./schema/resolve-schema.ts";
import type { Schema } from "./schema/types.ts";
import type { Dialect } from "./sql/dialect.ts";
import { type QuestionForm, writeQuestion } from "./sql/question.ts";
import { type HeldRow, type RowForm, rowReader } from "./sql/read.ts";
import { sqlite } from "./sql/sqlite/dialect.ts";
import {
  type SqliteAggregate,
  type SqliteFunction,
  sqliteFunctions,
} from "./sql/sqlite/functions.ts";
import { createTables as createAll, insertInto } from "./sql/tables.ts";
import type { Database } from "./state/database.ts";
import { showValue, type Value } from "./value.ts";

export { NotSupportedError } from "./errors.ts";
export type { Asked, SqliteAggregate, SqliteFunction };
export { sqliteFunctions };

/** The databases that are spoken to. */
export type DialectName = "sqlite";

const DIALECTS: { readonly [D in DialectName]: Dialect } = { sqlite };

/** @throws {UsageError} for a database that is not known. */
function dialectOf(name: DialectName = "sqlite"): Dialect {
  if (Object.hasOwn(DIALECTS, name)) return DIALECTS[name];
  throw new UsageError(`There is no dialect ${showValue(name)}; expected "sqlite".`, {
    code: "unknown-dialect",
  });
}

/** Options of {@link toSQL}. */
export interface ToSQLOptions {
  readonly dialect?: DialectName;
  /** What is asked: the rows, their number, or whether there is one. */
  readonly form?: "rows" | "count" | "exists";
  /** Aggregates over all rows in their place, as `aggregate()` takes them. */
  readonly aggregate?: { readonly [name: string]: unknown };
}

// Row of the answer, options -> what is read instead where they ask for something else
type ReadAs<R, O> = O extends { readonly aggregate: infer A }
  ? { readonly [K in keyof A]: Value }
  : O extends { readonly form: "count" }
    ? number
    : O extends { readonly form: "exists" }
      ? boolean
      : R;

/** A question as SQL. */
export interface SQLQuery<R = unknown> {
  readonly sql: string;
  /** Values for the placeholders, in their order: integers as bigint, that drivers keep them so. */
  readonly params: readonly unknown[];
  /**
   * Names of the columns, in their order: those of the model, or those that `values()` names, then
   * annotations; those of `aggregate`; "count"; "exists".
   */
  readonly columns: readonly string[];
  /**
   * Whether the order of the rows leaves nothing open, so that they come just as the store gives them.
   * False for columns without repeats and for combined questions, unless all columns are ordered by,
   * and for columns of multi-valued relations that are not.
   */
  readonly isOrdered: boolean;
  /**
   * Whether a slice inside of the question, as in a subquery or a part of a union, or `distinct()` of
   * some columns there, has rows that its order leaves open: then the answer hangs on which of them a
   * database takes.
   */
  readonly isOpen: boolean;
  /**
   * What the store would give for a row, handed in as an array of its values: an object of the columns
   * in place of an instance; the object, array or single value that `values()` and `valuesList()`
   * ask for; one object of all aggregates; a number; true or false. Values are canonical again:
   * booleans, bigints, moments, durations and decimals as text, JSON data.
   */
  read(row: HeldRow): R;
}

// What is asked -> a row of its answer
type RowIn<Q> =
  Q extends Iterable<infer R> ? R : Q extends { all(): Iterable<infer R> } ? R : unknown;

/**
 * A question of a store as SQL for its tables, as {@link createTables} makes them.
 * @throws {NotSupportedError} naming what cannot be said, such as a lookup of one's own.
 */
export function toSQL<Q extends Asked, const O extends ToSQLOptions = Record<never, never>>(
  queryset: Q,
  options?: O,
): SQLQuery<ReadAs<RowIn<Q>, O>> {
  return writeSQL(queryset, options ?? {}) as SQLQuery<never>;
}

function writeSQL(queryset: unknown, options: ToSQLOptions): SQLQuery {
  const dialect = dialectOf(options.dialect);
  const { chain, form } = summarized(askedOf("toSQL()", queryset), options);
  const { shape, ...question } = questionOf(chain);
  const { sql, params, columns, isOrdered, isOpen } = writeQuestion(
    { ...question, plan: shape.plan },
    form,
    dialect,
  );
  const [rowForm, names] = readingOf(chain, form);
  const all = columns.map(({ name }) => name);
  const read = rowReader(columns, names ?? all, rowForm, dialect);
  return { sql, params, columns: all, isOrdered, isOpen, read };
}

function summarized(
  chain: Chain,
  { form = "rows", aggregate }: ToSQLOptions,
): { readonly chain: Chain; readonly form: QuestionForm } {
  if (aggregate === undefined) return { chain, form };
  return { chain: summaryChain(chain, "toSQL()", aggregate as Named), form: "summary" };
}

/** The form of the rows of an answer, and the names of their columns where those are chosen. */
function readingOf(
  chain: Chain,
  form: QuestionForm,
): readonly [RowForm, (readonly string[] | undefined)?] {
  if (form === "summary") return ["object"];
  if (form !== "rows") return ["value"];
  const { form: given, shape } = stateOf(chain);
  if (given === "rows") return ["object"];
  const names = valuesOf(shape.plan)?.names;
  return [given === "flat" ? "value" : given === "lists" ? "list" : "object", names];
}

/** A schema: models by name, as `openStore()` takes them, or anything that has a database. */
export type SchemaSource = Schema | Database | { readonly database: Database };

function isDatabase(source: object): source is Database {
  return "registry" in source && "tables" in source;
}

function databaseOf(source: SchemaSource): Database | undefined {
  if (isDatabase(source)) return source;
  const { database } = source as { readonly database?: object };
  return database !== undefined && isDatabase(database) ? database : undefined;
}

function registryOf(source: SchemaSource): Registry {
  const database = databaseOf(source);
  if (database !== undefined) return database.registry;
  const definitions = new Map(Object.entries(source as { [name: string]: ModelDefinition }));
  assertSchema(definitions);
  return resolveSchema(definitions);
}

/**
 * The statements that create the tables of a schema, with the constraints that the store enforces:
 * NOT NULL, UNIQUE (with a condition as a unique index), CHECK, foreign keys judged at the end of a
 * transaction, and indexes. Tables and columns are named as models and columns of rows; pairs of a
 * many-to-many without a through model lie in `Model_field`.
 * @throws {SchemaError} with all findings of the system checks.
 */
export function createTables(
  schema: SchemaSource,
  options: { readonly dialect?: DialectName } = {},
): readonly string[] {
  return createAll(registryOf(schema).models, dialectOf(options.dialect));
}

/** The rows of one table, and the statement that inserts one of them. */
export interface TableRows {
  readonly table: string;
  readonly sql: string;
  /** Values for the placeholders, one list for each row. */
  readonly rows: readonly (readonly unknown[])[];
}

/** What fills the tables of {@link createTables} with the rows of a store, at any of its positions. */
export function insertRows(
  source: Database | { readonly database: Database },
  options: { readonly dialect?: DialectName } = {},
): readonly TableRows[] {
  const dialect = dialectOf(options.dialect);
  const database = databaseOf(source);
  if (database === undefined) {
    throw new UsageError("insertRows() takes a store, or a state of one.", { code: "bad-store" });
  }
  return database.tables.map(({ layout, rows }) => {
    const { sql, params } = insertInto(layout.model, dialect);
    const list: unknown[][] = [];
    rows.forEach((row) => {
      list.push(params(row));
    });
    return { table: layout.model.name, sql, rows: list };
  });
}

/** A value of the store as a column of the kind holds it. */
export function encode(value: Value, kind: KindName, dialect?: DialectName): unknown {
  return dialectOf(dialect).encode(value, kindOf(kind));
}

/** A value that a database holds in a column of the kind, as the store has it. */
export function decode(held: unknown, kind: KindName, dialect?: DialectName): Value {
  return dialectOf(dialect).decode(held, kindOf(kind));
}

/** A database of a driver that functions can be added to, as better-sqlite3 has it. */
export interface FunctionHost {
  function(name: string, options: object, fn: never): unknown;
  aggregate(name: string, options: object): unknown;
}

/** Adds all {@link sqliteFunctions} to a database of better-sqlite3, or of a driver with its calls. */
export function addFunctions<D extends object>(database: D): D {
  const host = database as unknown as FunctionHost;
  for (const each of sqliteFunctions) {
    if (each.kind === "function") {
      const { name, deterministic, varargs, fn } = each;
      const bigints = { safeIntegers: true, useBigIntArguments: true };
      host.function(name, { deterministic, varargs, ...bigints }, fn as never);
    } else {
      const { name, start, step, inverse, result } = each;
      host.aggregate(name, { start, step, inverse, result, safeIntegers: true });
    }
  }
  return database;
}

declare module "./orm/query-types.ts" {
  interface QuerySet<S, M extends keyof S, A, R> {
    /**
     * The question as SQL, once `throughline/sql` is imported.
     * @throws {NotSupportedError} naming what cannot be said.
     */
    toSQL<const O extends ToSQLOptions = Record<never, never>>(options?: O): SQLQuery<ReadAs<R, O>>;
  }
}

Object.defineProperty(QuerySet.prototype, "toSQL", {
  configurable: true,
  writable: true,
  value(this: QuerySet, options: ToSQLOptions = {}): SQLQuery {
    return writeSQL(this, options);
  },
});
