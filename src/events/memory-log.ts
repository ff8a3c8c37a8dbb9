import { ConflictError } from "../errors.ts";
import { invariant } from "../invariant.ts";
import type { Commit } from "./event.ts";
import type { EventLog } from "./event-log.ts";

/** How many of the last commits are kept. */
export type Keep = "all" | "none" | number;

/** How many commits that is at most. */
export function mostKept(keep: Keep): number {
  if (keep === "all") return Number.POSITIVE_INFINITY;
  return keep === "none" ? 0 : keep;
}

/** A log in memory. With `keep: "none"` it counts positions and keeps no commit. */
export class MemoryLog implements EventLog {
  readonly #commits: Commit[] = [];
  readonly #limit: number;
  #position: number;

  /** `after`: the position that it begins behind, 0 when left out. */
  constructor({ keep = "all", after = 0 }: { readonly keep?: Keep; readonly after?: number } = {}) {
    this.#limit = mostKept(keep);
    this.#position = after;
  }

  get position(): number {
    return this.#position;
  }

  /** @throws {ConflictError} when the log's position is not `expected`. */
  append(commits: readonly Commit[], expected: number): void {
    if (expected !== this.#position) {
      throw new ConflictError(
        `The log stands at position ${this.#position}; the writer expected ${expected}.`,
        { expected, actual: this.#position },
      );
    }
    for (const commit of commits) {
      invariant(commit.position === this.#position + 1, `commit ${commit.position} leaves a gap`);
      this.#position = commit.position;
      if (this.#limit > 0) this.#commits.push(commit);
    }
    // In blocks, so that a full log costs no more than a growing one.
    if (this.#commits.length > 2 * this.#limit) {
      this.#commits.splice(0, this.#commits.length - this.#limit);
    }
  }

  /** The kept commits from a position on, ascending. Cost: O(k) for k commits. */
  *read(from = 1): Iterable<Commit> {
    const oldest = this.#position - Math.min(this.#commits.length, this.#limit) + 1;
    for (let at = Math.max(from, oldest); at <= this.#position; at++) {
      const commit = this.#commits.at(at - this.#position - 1);
      if (commit !== undefined) yield commit;
    }
  }
}
