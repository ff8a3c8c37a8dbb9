import { type Observable, Subject } from "rxjs";
import type { Commit } from "../events/event.ts";

/**
 * Hands commits to subscribers, in order of their positions: a commit made by a subscriber waits
 * until all subscribers have the one before it. A subscriber that throws is reported by rxjs and
 * harms no other.
 */
export class CommitStream {
  readonly #subject = new Subject<Commit>();
  readonly #queue: Commit[] = [];
  #isPublishing = false;

  /** Commits from now on; it never completes. */
  readonly stream: Observable<Commit> = this.#subject.asObservable();

  publish(commit: Commit): void {
    if (!this.#isPublishing && !this.#subject.observed) return;
    this.#queue.push(commit);
    if (this.#isPublishing) return;
    this.#isPublishing = true;
    try {
      for (let next = this.#queue.shift(); next !== undefined; next = this.#queue.shift()) {
        this.#subject.next(next);
      }
    } finally {
      this.#isPublishing = false;
    }
  }
}
