import type { BenchRow } from "../table-data.ts";

/**
 * One structure that does one job. Loops are written out in each contender, not shared: a shared
 * loop would make every structure pay for the variety of all.
 */
export interface Contender<State> {
  readonly name: string;
  /** Older states stay as they are. */
  readonly isPersistent: boolean;
  /** Commits take milliseconds at 100,000 rows: left out beyond. */
  readonly isSlow?: boolean;
  /** The state of all rows, as fast as the structure can. */
  build(rows: readonly BenchRow[]): State;
  /** Brings new rows in, each in a commit of its own. */
  insertEach(state: State, rows: readonly BenchRow[]): State;
  /** Takes rows out that are in, each in a commit of its own. */
  removeEach(state: State, rows: readonly BenchRow[]): State;
  /** Answers one question for each of `rows`; the sum of the answers. */
  read(state: State, rows: readonly BenchRow[]): number;
  /** All rows, in any order. */
  contents(state: State): BenchRow[];
}
