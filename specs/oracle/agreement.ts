/** Asks the store and SQLite the same, and counts how many questions had rows in the answer. */
import type SQLite from "better-sqlite3";
import { afterAll, expect } from "vitest";
import type { QuerySet } from "../../src/orm/queryset.ts";
import { runs } from "../runs.ts";

/** Milliseconds for one property: each run makes a store, a SQLite database and many plans. */
export const PATIENCE: number = runs(30_000);

/** A question twice: a chain of ours, and SQL that was written by hand. */
export interface Question {
  readonly chain: QuerySet;
  readonly sql: string;
  /** Whether the SQL leaves the order open. */
  readonly isUnordered?: boolean | undefined;
  /** SQL for the rows that count() counts, where they are not those of the answer. */
  readonly counted?: string | undefined;
}

/** Compares the answers to a question. @throws when they differ, with the SQL in the message. */
export type ExpectAgreement = (sqlite: SQLite.Database, question: Question) => void;

/** What compares the answers of one file of specs; it prints at the end what it has seen. */
export function countAgreements(what: string): ExpectAgreement {
  let compared = 0;
  let answered = 0;
  afterAll(() => {
    console.log(`${what}: compared ${compared} queries with SQLite, ${answered} gave rows`);
  });
  return (sqlite, { chain, sql, isUnordered = false, counted }) => {
    const expected = (sqlite.prepare(sql).raw().all() as unknown[][]).map(tupleOf);
    const found = chain.toArray().map(tupleOf);
    compared++;
    if (expected.length > 0) answered++;
    if (isUnordered) expect(sorted(found), sql).toEqual(sorted(expected));
    else expect(found, sql).toEqual(expected);
    const count =
      counted === undefined ? expected.length : sqlite.prepare(counted).raw().all().length;
    expect(chain.all().count(), `count() of ${sql}`).toBe(count);
    expect(chain.all().exists(), `exists() of ${sql}`).toBe(expected.length > 0);
    const part = chain.all().slice(1, 3).toArray().map(tupleOf);
    expect(part, `slice(1, 3) of ${sql}`).toEqual(found.slice(1, 3));
  };
}

/** The columns of a row of the answer; an instance is its primary key. */
export function tupleOf(row: unknown): readonly unknown[] {
  if (Array.isArray(row)) return row.map(plain);
  const isInstance = typeof row === "object" && row !== null && "pk" in row;
  return [plain(isInstance ? row.pk : row)];
}

/** A value as both sides can hold it; floats as far as they can be computed alike. */
export function plain(value: unknown): unknown {
  if (typeof value === "boolean") return value ? 1 : 0;
  if (typeof value === "bigint") return Number(value);
  return typeof value === "number" ? Number(value.toPrecision(10)) + 0 : value;
}

function sorted(rows: readonly (readonly unknown[])[]): readonly (readonly unknown[])[] {
  const keyed = rows.map((row) => [JSON.stringify(row), row] as const);
  return keyed.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, row]) => row);
}
