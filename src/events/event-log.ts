import type { Commit } from "./event.ts";

/** Where commits are kept, in order of their positions. */
export interface EventLog {
  /** Position of the last commit, 0 when there is none. */
  readonly position: number;
  /**
   * Adds commits whose positions follow `expected` without a gap: all of them, or none.
   * @throws {ConflictError} when the log's position is not `expected`.
   */
  append(commits: readonly Commit[], expected: number): void;
  /** The kept commits from a position on, ascending. */
  read(from?: number): Iterable<Commit>;
}
