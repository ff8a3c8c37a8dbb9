/** Lets QuerySets ask SQLite in place of the store, so that all that is built on them does too. */
import SQLite from "better-sqlite3";
import { stateOf } from "../../src/orm/chain.ts";
import { QuerySet } from "../../src/orm/queryset.ts";
import type { QueryOperand } from "../../src/query/syntax.ts";
import {
  addFunctions,
  createTables,
  insertRows,
  type SQLQuery,
  type ToSQLOptions,
  toSQL,
} from "../../src/sql-index.ts";
import type { Database } from "../../src/state/database.ts";
import type { Value } from "../../src/value.ts";

/** An in-memory SQLite database with the tables and rows of a store. */
export function loadSqlite(source: { readonly database: Database }): SQLite.Database {
  const sqlite = addFunctions(new SQLite(":memory:"));
  for (const statement of createTables(source)) sqlite.exec(statement);
  sqlite.transaction(() => {
    for (const { sql, rows } of insertRows(source)) {
      const insert = sqlite.prepare(sql);
      for (const row of rows) insert.run(...row);
    }
  })();
  return sqlite;
}

/** What SQLite answers to a question. */
export function askSqlite(sqlite: SQLite.Database, query: SQLQuery): unknown[] {
  try {
    const statement = sqlite.prepare(query.sql).raw().safeIntegers();
    return (statement.all(...query.params) as unknown[][]).map((row) => query.read(row));
  } catch (error) {
    throw new Error(`SQLite says "${(error as Error).message}" of ${query.sql}`, { cause: error });
  }
}

/** An answer of SQLite beside that of the store. */
export interface Compared {
  readonly query: SQLQuery;
  readonly expected: unknown;
  readonly found: unknown;
}

/**
 * Runs work in which QuerySets are answered by SQLite; `compare` sees each answer beside that of the
 * store.
 */
export function inSqlite<T>(
  sqlite: SQLite.Database,
  compare: (compared: Compared) => void,
  work: () => T,
): T {
  const { toArray, count, exists, aggregate: summarize } = QuerySet.prototype;
  const own = { toArray, count, exists, aggregate: summarize };
  const ask = (given: QuerySet, options: ToSQLOptions, expected: unknown, isOne: boolean) => {
    const query = toSQL(given as unknown as QueryOperand, options);
    const rows = askSqlite(sqlite, query);
    const found = isOne ? rows[0] : rows;
    compare({ query, expected, found });
    return found;
  };
  const one = (form: "count" | "exists") =>
    function (this: QuerySet): unknown {
      return ask(this, { form }, (own[form] as () => unknown).call(this), true);
    };
  Object.assign(QuerySet.prototype, {
    toArray(this: QuerySet) {
      const expected = own.toArray.call(this);
      const rows = ask(this, {}, expected, false) as Value[];
      return stateOf(this).form === "rows" ? instancesOf(this, rows as never) : rows;
    },
    count: one("count"),
    exists: one("exists"),
    aggregate(this: QuerySet, aggregate: { readonly [name: string]: unknown }) {
      return ask(this, { aggregate }, own.aggregate.call(this, aggregate), true);
    },
  });
  try {
    return work();
  } finally {
    Object.assign(QuerySet.prototype, own);
  }
}

/** The instances of the store that have the keys of the rows. */
function instancesOf(
  queryset: QuerySet,
  rows: readonly { readonly [name: string]: Value }[],
): unknown[] {
  const { view, shape } = stateOf(queryset);
  const { model } = shape.plan;
  return rows.map((row) => view.database.table(model).get(row[model.pk.name]!));
}

/** An answer as data: instances by the columns of the SQL, bigints told from numbers. */
export function plainAnswer(answer: unknown): unknown {
  const text = JSON.stringify(answer, (_, value) =>
    typeof value === "bigint" ? `${value}n` : value,
  );
  return text === undefined ? undefined : JSON.parse(text);
}
