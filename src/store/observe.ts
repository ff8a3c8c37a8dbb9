import { Observable, Subject } from "rxjs";
import type { Commit } from "../events/event.ts";
import type { LiveHub, LiveQuestion } from "../live/hub.ts";
import type { Update } from "../live/keeper.ts";

/** What ends a subscription from outside. */
export interface LiveOptions {
  /** Completes the observable when it is aborted. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * The answer to a question now, then each that a commit makes of it, as `read` has it; what `read`
 * throws ends it. Nothing is kept until somebody subscribes, nor after the last one has gone.
 */
export function observeLive<T>(
  hub: LiveHub,
  question: LiveQuestion,
  read: (update: Update) => T,
  { signal }: LiveOptions = {},
): Observable<T> {
  return new Observable<T>((subscriber) => {
    if (signal?.aborted === true) {
      subscriber.complete();
      return;
    }
    const abort = (): void => subscriber.complete();
    signal?.addEventListener("abort", abort);
    const end = { listening: (): void => {} };
    subscriber.add(() => {
      signal?.removeEventListener("abort", abort);
      end.listening();
    });
    hub.listen(
      question,
      {
        next(update) {
          try {
            subscriber.next(read(update));
          } catch (error) {
            subscriber.error(error);
          }
        },
        error: (error) => subscriber.error(error),
      },
      (stop) => {
        end.listening = stop;
      },
    );
  });
}

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

  /** Whether anybody listens, or did when a commit began that is still being handed out. */
  get isHeard(): boolean {
    return this.#isPublishing || this.#subject.observed;
  }

  publish(commit: Commit): void {
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
