/** The stores and the SQLite database that are asked the same questions. */
import type SQLite from "better-sqlite3";
import { openStore, type Schema, type Store } from "../../src/index.ts";
import { NotSupportedError, type SQLQuery, toSQL } from "../../src/sql-index.ts";
import type { Query, World } from "../../src/testing/fast-check.ts";
import { askSqlite, loadSqlite } from "../sql/ask-sqlite.ts";

/** What a query is asked of; names are for messages. */
export const STORES = ["store", "store without indexes", "store without rewrites"] as const;

const OPTIONS = [{}, { planner: { indexes: false } }, { planner: { rewrites: false } }] as const;

/** A QuerySet of any schema. */
export type AnyQuerySet = ReturnType<Query<Schema>["of"]>;

/** What is asked: a generated query, or one that was written by hand. */
export type AskedQuery = Pick<Query<Schema>, "of" | "words">;

/** Stores of one schema without rows; those with rows are forks, which share what was planned. */
export class Arena {
  readonly #empty: readonly Store<Schema>[];
  readonly #questions = new WeakMap<AskedQuery, Questions>();

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
    return new Contest(stores, loadSqlite(stores[0]!), (query) => this.#inSQL(query));
  }

  /** A query as SQL, the same for all worlds. */
  #inSQL(query: AskedQuery): Questions {
    const known = this.#questions.get(query) ?? inSQL(query.of(this.#empty[0]!));
    this.#questions.set(query, known);
    return known;
  }
}

/** The SQL of a query in all forms, or why there is none. */
type Questions =
  | { readonly rows: SQLQuery; readonly count: SQLQuery; readonly exists: SQLQuery }
  | { readonly message: string };

function inSQL(rows: AnyQuerySet): Questions {
  try {
    return {
      rows: toSQL(rows),
      count: toSQL(rows, { form: "count" }),
      exists: toSQL(rows, { form: "exists" }),
    };
  } catch (error) {
    if (error instanceof NotSupportedError) return { message: error.message };
    throw error;
  }
}

/** What `count()` and `exists()` give, where they were asked. */
export interface Totals {
  readonly count: number;
  readonly exists: boolean;
}

/** What a contender gives to a question. */
export type Answer =
  | {
      readonly kind: "rows";
      readonly rows: readonly unknown[];
      readonly totals?: Totals;
    }
  | { readonly kind: "refused"; readonly message: string };

/** What SQLite says to a question, or why it cannot be asked. */
export interface Judgement {
  readonly answer?: Answer;
  readonly sql?: string;
  /** Whether the order of the rows says something. */
  readonly isOrdered?: boolean;
  /** Whether a slice inside has rows that its order leaves open. */
  readonly isOpen?: boolean;
  readonly message?: string;
}

/** Contenders that hold the same rows. */
export class Contest {
  readonly stores: readonly Store<Schema>[];
  readonly #sqlite: SQLite.Database;
  readonly #inSQL: (query: AskedQuery) => Questions;

  constructor(
    stores: readonly Store<Schema>[],
    sqlite: SQLite.Database,
    inSQL: (query: AskedQuery) => Questions,
  ) {
    this.stores = stores;
    this.#sqlite = sqlite;
    this.#inSQL = inSQL;
  }

  /** Asks SQLite. */
  judge(query: AskedQuery): Judgement {
    const asked = this.#inSQL(query);
    if ("message" in asked) return asked;
    const { sql, isOrdered, isOpen } = asked.rows;
    const count = askSqlite(this.#sqlite, asked.count)[0] as number;
    const exists = askSqlite(this.#sqlite, asked.exists)[0] as boolean;
    const rows = askSqlite(this.#sqlite, asked.rows);
    return { answer: { kind: "rows", rows, totals: { count, exists } }, sql, isOrdered, isOpen };
  }

  close(): void {
    this.#sqlite.close();
  }
}
