import { UsageError } from "../errors.ts";
import type { CommitMeta, Dispatched } from "../events/event.ts";
import { keepLayout } from "../keep-layout.ts";
import type { Draft } from "../state/apply.ts";

/** A domain event as it goes into the log. */
export type DomainEvent = Pick<Dispatched, "name" | "version" | "payload">;

/** A write that goes on: what it changed so far, and what its commit will carry. */
export class Work {
  readonly draft: Draft;
  meta: CommitMeta | undefined;
  readonly #callbacks: (() => void)[] = [];
  readonly #dispatched: Dispatched[] = [];
  #depth = 0;
  #isProjecting = false;

  constructor(draft: Draft, meta?: CommitMeta) {
    this.draft = draft;
    this.meta = meta;
  }

  /** Whether reads see what it wrote: within `atomic()`. */
  get isAtomic(): boolean {
    return this.#depth > 0;
  }

  /** Whether there is nothing to commit. */
  get isEmpty(): boolean {
    return this.draft.changes.length === 0 && this.#dispatched.length === 0;
  }

  /** The domain events so far. */
  get dispatched(): readonly Dispatched[] {
    return this.#dispatched;
  }

  onCommit(callback: () => void): void {
    this.#callbacks.push(callback);
  }

  /** Runs a part of the work; when it throws, nothing of that part is left. */
  within<T>(part: () => T): T {
    const { draft, meta } = this;
    const before = draft.savepoint();
    const [callbacks, dispatched] = [this.#callbacks.length, this.#dispatched.length];
    try {
      return part();
    } catch (error) {
      draft.rollback(before);
      this.meta = meta;
      this.#callbacks.length = callbacks;
      this.#dispatched.length = dispatched;
      throw error;
    }
  }

  /**
   * Runs a part whose reads see what was written.
   * @throws {UsageError} for asynchronous work.
   */
  atomic<T>(part: () => T): T {
    this.#depth++;
    try {
      const result = part();
      if (isThenable(result)) throw asynchronous();
      return result;
    } finally {
      this.#depth--;
    }
  }

  /** Notes a domain event with the row events that it causes; one within another is its affair. */
  dispatch<T>(event: DomainEvent, project: () => T): T {
    if (this.#isProjecting) return project();
    const from = this.draft.changes.length;
    this.#isProjecting = true;
    try {
      const result = project();
      const to = this.draft.changes.length;
      this.#dispatched.push(
        Object.freeze({ ...event, events: Object.freeze([from, to] as const) }),
      );
      return result;
    } finally {
      this.#isProjecting = false;
    }
  }

  /** The same work on another draft, on which the same was done. */
  onto(draft: Draft): Work {
    const work = new Work(draft, this.meta);
    for (const dispatched of this.#dispatched) work.#dispatched.push(dispatched);
    return work;
  }

  /** Calls all back that wait for the commit, and throws the first error after the last one. */
  callBack(): void {
    const errors: unknown[] = [];
    for (const callback of this.#callbacks) {
      try {
        callback();
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length > 0) throw errors[0];
  }
}

keepLayout(new Work({} as Draft));

/** Whether it stands for work that is still going on. */
export function isThenable(value: unknown): boolean {
  return typeof (value as { then?: unknown } | null | undefined)?.then === "function";
}

function asynchronous(): UsageError {
  return new UsageError("atomic() got asynchronous work, which would go on after the commit.", {
    code: "async-atomic",
    hint: "Use begin() and commit().",
  });
}
