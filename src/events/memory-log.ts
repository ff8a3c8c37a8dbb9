import { ConflictError } from "../errors.ts";
import { invariant } from "../invariant.ts";
import type { Commit } from "./event.ts";
import type { EventLog } from "./event-log.ts";

/** A log in memory. With `keep: "none"` it counts positions and keeps no commit. */
export class MemoryLog implements EventLog {
  readonly #commits: Commit[] = [];
  readonly #keep: "all" | "none";
  #position = 0;

  constructor(options: { readonly keep?: "all" | "none" } = {}) {
    this.#keep = options.keep ?? "all";
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
      if (this.#keep === "all") this.#commits.push(commit);
    }
  }

  /** The kept commits from a position on, ascending. Cost: O(k) for k commits. */
  *read(from = 1): Iterable<Commit> {
    for (let index = Math.max(0, from - 1); index < this.#commits.length; index++) {
      yield this.#commits[index]!;
    }
  }
}
