/** The stores and the SQLite database that are asked the same questions. */
import type SQLite from "better-sqlite3";
import { openStore, type Schema, type Store } from "../../src/index.ts";
import { NotSupportedError, toSQL } from "../../src/sql-index.ts";
import type { Query, World } from "../../src/testing/fast-check.ts";
import { askSqlite, loadSqlite } from "../sql/ask-sqlite.ts";

/** What a query is asked of; names are for messages. */
export const STORES = ["store", "store without indexes", "store without rewrites"] as const;

const OPTIONS = [{}, { planner: { indexes: false } }, { planner: { rewrites: false } }] as const;

/** A QuerySet of any schema. */
export type AnyQuerySet = ReturnType<Query<Schema>["of"]>;

/** What is asked: a generated query, or one that was written by hand. */
export type AskedQuery = Pick<Query<Schema>, "of" | "calls">;

/** Stores of one schema without rows; those with rows are forks, which share what was planned. */
export class Arena {
  readonly #empty: readonly Store<Schema>[];

  constructor(models: Schema) {
    this.#empty = OPTIONS.map((options) => openStore(models, options));
  }

  /** All contenders with the rows of a world. */
  enter(world: Pick<World<Schema>, "commits">): Contest {
    const stores = this.#empty.map((empty) => {
      const store = empty.fork();
      store.apply(world.commits);
      return store;
    });
    return new Contest(stores, loadSqlite(stores[0]!));
  }
}

/** What a contender gives to a question. */
export type Answer =
  | {
      readonly kind: "rows";
      readonly rows: readonly unknown[];
      readonly count: number;
      readonly exists: boolean;
    }
  | { readonly kind: "refused"; readonly message: string };

/** What SQLite says to a question, or why it cannot be asked. */
export interface Judgement {
  readonly answer?: Answer;
  readonly sql?: string;
  /** Whether the order of the rows says something. */
  readonly isOrdered?: boolean;
  readonly message?: string;
}

/** Contenders that hold the same rows. */
export class Contest {
  readonly stores: readonly Store<Schema>[];
  readonly #sqlite: SQLite.Database;

  constructor(stores: readonly Store<Schema>[], sqlite: SQLite.Database) {
    this.stores = stores;
    this.#sqlite = sqlite;
  }

  /** Asks SQLite. */
  judge(rows: AnyQuerySet): Judgement {
    try {
      const query = toSQL(rows);
      const count = toSQL(rows, { form: "count" });
      const exists = toSQL(rows, { form: "exists" });
      const answer: Answer = {
        kind: "rows",
        rows: askSqlite(this.#sqlite, query),
        count: askSqlite(this.#sqlite, count)[0] as number,
        exists: askSqlite(this.#sqlite, exists)[0] as boolean,
      };
      return { answer, sql: query.sql, isOrdered: query.isOrdered };
    } catch (error) {
      if (error instanceof NotSupportedError) return { message: error.message };
      throw error;
    }
  }

  close(): void {
    this.#sqlite.close();
  }
}
