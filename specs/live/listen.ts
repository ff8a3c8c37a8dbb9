import type { Observable } from "rxjs";

/** What an observable has told so far. */
export interface Heard<T> {
  readonly values: readonly T[];
  /** What it erred with; undefined while it has not. */
  readonly error: unknown;
  readonly isComplete: boolean;
  /** Unsubscribes. */
  stop(): void;
}

/** Subscribes, and notes all that comes. */
export function listen<T>(source: Observable<T>): Heard<T> {
  const values: T[] = [];
  const end: { error: unknown; isComplete: boolean } = { error: undefined, isComplete: false };
  const subscription = source.subscribe({
    next: (value) => values.push(value),
    error: (error) => {
      end.error = error;
    },
    complete: () => {
      end.isComplete = true;
    },
  });
  return {
    values,
    get error() {
      return end.error;
    },
    get isComplete() {
      return end.isComplete;
    },
    stop: () => subscription.unsubscribe(),
  };
}
