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

/** What has commits that it makes when they are asked for. */
export interface CommitSource {
  /** The commit at a position, always the same one; undefined where it is not kept (any more). */
  commit(position: number): Commit | undefined;
}

/** A log in memory. With `keep: "none"` it counts positions and keeps no commit. */
export class MemoryLog implements EventLog {
  /** The last commits, or where each of them is had. */
  readonly #commits: (Commit | CommitSource)[] = [];
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
    this.#expect(expected);
    for (const commit of commits) {
      invariant(commit.position === this.#position + 1, "a commit leaves a gap in a log");
      this.#add(commit);
    }
    this.#trim();
  }

  /**
   * Adds as many commits as are given by their number, each made when it is first read.
   * @throws {ConflictError} when the log's position is not `expected`.
   * @internal
   */
  follow(source: CommitSource, count: number, expected: number): void {
    this.#expect(expected);
    for (let i = 0; i < count; i++) this.#add(source);
    this.#trim();
  }

  /** The kept commits from a position on, ascending. Cost: O(k) for k commits. */
  *read(from = 1): Iterable<Commit> {
    const oldest = this.#position - Math.min(this.#commits.length, this.#limit) + 1;
    for (let at = Math.max(from, oldest); at <= this.#position; at++) {
      const commit = this.#read(at);
      if (commit !== undefined) yield commit;
    }
  }

  #read(position: number): Commit | undefined {
    const kept = this.#commits.at(position - this.#position - 1);
    return kept === undefined || "events" in kept ? kept : kept.commit(position);
  }

  #expect(expected: number): void {
    if (expected === this.#position) return;
    throw new ConflictError(
      `The log stands at position ${this.#position}; the writer expected ${expected}.`,
      { expected, actual: this.#position },
    );
  }

  #add(commit: Commit | CommitSource): void {
    this.#position++;
    if (this.#limit > 0) this.#commits.push(commit);
  }

  /** In blocks, so that a full log costs no more than a growing one. */
  #trim(): void {
    if (this.#commits.length > 2 * this.#limit) {
      this.#commits.splice(0, this.#commits.length - this.#limit);
    }
  }
}
