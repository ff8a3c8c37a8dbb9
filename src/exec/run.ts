import type { Parameter } from "../query/resolve.ts";
import type { Database } from "../state/database.ts";
import type { Row } from "../tables/key-order.ts";

/** What one answering works on: made for each run, so that runs may nest. */
export interface Run {
  readonly database: Database;
  readonly parameters: readonly Parameter[];
  /** The row that each alias stands for at the moment; null where a left join found none. */
  readonly rows: (Row | null)[];
  /** Takes a base row for which all joins and tests hold. */
  readonly emit: Stage;
  /** Base rows met before, where repeats are dropped. */
  readonly seen: Set<Row> | undefined;
  /** Rows that were read, from tables and postings. */
  visited: number;
}

/** Go on with the next row. */
export const NEXT = 0;
/** The base row at hand needs no further match: go on with the next one. */
export const BASE_DONE = 1;
/** No more rows are wanted. */
export const STOP = 2;

/** What is to happen after a stage. */
export type Signal = typeof NEXT | typeof BASE_DONE | typeof STOP;

/** One step of a plan: tests or joins the rows at hand, and hands them on. */
export type Stage = (run: Run) => Signal;
