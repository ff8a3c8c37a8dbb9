import { ConflictError, IntegrityError, ProtectedError, UsageError } from "../errors.ts";
import type { CommitMeta } from "../events/event.ts";
import type { Model } from "../schema/registry.ts";
import type { Draft } from "../state/apply.ts";
import { type Change, isSameRow, saysNothing } from "../state/change.ts";
import type { Database } from "../state/database.ts";
import { diffDatabases } from "../state/diff.ts";
import { findReferrers } from "../state/on-delete.ts";
import type { Row } from "../tables/key-order.ts";
import type { Value } from "../value.ts";
import { sameAnswer } from "./same-answer.ts";
import { type DomainEvent, Work } from "./work.ts";

/** A question that can be asked again, and what it is about. */
export interface Reading {
  /** The models whose rows the answer hangs on. */
  readonly models: readonly Model[];
  ask(database: Database): unknown;
}

/** What a transaction needs of the store that it belongs to. */
export interface TransactionHost {
  readonly base: Database;
  present(): Database;
  draftOn(database: Database): Draft;
  commit(work: Work): void;
}

/** What a transaction did, to be done again. */
type Step =
  | { readonly kind: "reading"; readonly reading: Reading; readonly answer: unknown }
  | { readonly kind: "change"; readonly change: Change }
  /** A part that threw: its changes were taken back, yet what it saw may have led to what follows. */
  | { readonly kind: "undone"; readonly steps: readonly Step[]; readonly isRefused: boolean };

/** Rows that a message names before the rest is counted. */
const MOST_NAMED = 5;

/**
 * Work beside other work: it reads the database as it was when it began, and what it wrote itself.
 * When it commits after others have, its steps are taken again on the present, in their order: every
 * question must have the answer that it had, and every row that it changed must be as it was. Then
 * the outcome is that of running it now, alone: transactions are serializable.
 * Source: Kung & Robinson, On Optimistic Methods for Concurrency Control (1981).
 */
export class Transaction {
  readonly #host: TransactionHost;
  readonly #work: Work;
  readonly #steps: Step[] = [];
  /** How many of the draft's changes are among the steps. */
  #noted = 0;
  #state: "open" | "committed" | "rolled back" = "open";

  constructor(host: TransactionHost) {
    this.#host = host;
    this.#work = new Work(host.draftOn(host.base));
  }

  get isOpen(): boolean {
    return this.#state === "open";
  }

  /** What it began with, and what it wrote since. */
  get database(): Database {
    this.#refuseClosed();
    return this.#work.draft.snapshot();
  }

  /** Runs a piece of work on its draft; when it throws, nothing of it is left. */
  write<T>(work: (draft: Draft) => T): T {
    return this.#within(() => work(this.#work.draft));
  }

  /** A savepoint; see {@link Work.atomic}. */
  atomic<T>(work: () => T): T {
    return this.#within(() => this.#work.atomic(work));
  }

  /** Logs a domain event with the row events that its projection makes. */
  dispatch<T>(event: DomainEvent, project: () => T): T {
    return this.atomic(() => this.#work.dispatch(event, project));
  }

  /** Remembers a question that was answered from its database. */
  note(reading: Reading, answer: unknown): void {
    this.#noteChanges();
    this.#steps.push({ kind: "reading", reading, answer });
  }

  /**
   * Makes its writes the store's, in one commit. Cost: O(changes) where nothing was committed since
   * it began; else its questions are asked again.
   * @throws {ConflictError} naming the rows that others changed meanwhile; nothing is written, and
   * the transaction is over.
   * @throws {IntegrityError} when a foreign key points at no row.
   */
  commit(meta?: CommitMeta): void {
    this.#refuseClosed();
    const present = this.#host.present();
    const isAlone = present === this.#host.base;
    this.#state = "rolled back";
    // Who only read saw one state, and may have done so before the others wrote.
    if (!this.#work.isEmpty) {
      this.#work.meta = meta;
      this.#host.commit(isAlone ? this.#work : this.#work.onto(this.#rebase(present)));
    }
    this.#state = "committed";
  }

  /** Drops its writes. */
  rollback(): void {
    this.#refuseClosed();
    this.#state = "rolled back";
  }

  #within<T>(part: () => T): T {
    this.#refuseClosed();
    this.#noteChanges();
    const from = this.#steps.length;
    try {
      return this.#work.within(() => {
        try {
          return part();
        } finally {
          this.#noteChanges();
        }
      });
    } catch (error) {
      const isRefused = error instanceof IntegrityError || error instanceof ProtectedError;
      this.#steps.push({ kind: "undone", steps: this.#steps.splice(from), isRefused });
      this.#noted = this.#work.draft.changes.length;
      throw error;
    }
  }

  #noteChanges(): void {
    // What is refused by then is nothing to do again.
    this.#work.draft.judge();
    const { changes } = this.#work.draft;
    for (; this.#noted < changes.length; this.#noted++) {
      this.#steps.push({ kind: "change", change: changes[this.#noted]! });
    }
  }

  #rebase(present: Database): Draft {
    const draft = this.#host.draftOn(present);
    this.#repeat(this.#steps, draft);
    return draft;
  }

  #repeat(steps: readonly Step[], draft: Draft): void {
    for (const step of steps) {
      if (step.kind === "reading") this.#ask(step, draft);
      else if (step.kind === "change") this.#redo(draft, step.change);
      else {
        // What was refused may be allowed by now, and nobody knows how it would go on then.
        if (step.isRefused && this.#changedRows().length > 0) throw this.#conflict([]);
        const before = draft.savepoint();
        this.#repeat(step.steps, draft);
        draft.rollback(before);
      }
    }
  }

  #ask({ reading, answer }: Step & { kind: "reading" }, draft: Draft): void {
    if (!sameAnswer(answer, reading.ask(draft.snapshot()))) throw this.#conflict(reading.models);
  }

  #redo(draft: Draft, change: Change): void {
    const { model, before, after } = change;
    if (before !== undefined && after === undefined) this.#refuseReferrers(draft, model, before);
    if (before !== undefined) {
      const now = draft.table(model).get(before[model.pk.name]!);
      if (now === undefined || !isSameRow(model, now, before))
        throw this.#conflict([model], before);
    }
    try {
      draft.replay(change);
    } catch (error) {
      if (error instanceof IntegrityError) throw this.#conflict([model], undefined, error);
      throw error;
    }
  }

  /** A row of others that refers to a deleted one would have been in the way, or fallen with it. */
  #refuseReferrers(draft: Draft, model: Model, row: Row): void {
    for (const column of model.incoming) {
      const { column: target, onDelete } = column.reference!;
      const key = row[target.name]!;
      if (key === null || onDelete.action === "DO_NOTHING") continue;
      const referrers = findReferrers(draft.table(column.model), column, key);
      if (referrers.some((each) => !this.#isOwn(column.model, each))) {
        throw this.#conflict([column.model]);
      }
    }
  }

  /** Whether it made the row, which may be by setting its key to what it was, or deletes it later. */
  #isOwn(model: Model, row: Row): boolean {
    const pk = row[model.pk.name]!;
    return this.#work.draft.changes.some(
      ({ model: of, before, after }) =>
        of === model && (after === row || (after === undefined && before?.[model.pk.name] === pk)),
    );
  }

  /** Names the rows of the models that others changed since the transaction began, or the one row. */
  #conflict(models: readonly Model[], row?: Row, cause?: unknown): ConflictError {
    const { base } = this.#host;
    const changed = this.#changedRows();
    const isRead = changed.some(({ model }) => models.includes(model));
    const rows = changed
      .filter(({ model }) => !isRead || models.includes(model))
      .filter(({ model, pk }) => row === undefined || pk === row[model.pk.name])
      .map(({ model, pk }) => ({ model: model.name, pk }));
    const named = rows.slice(0, MOST_NAMED).map(({ model, pk }) => `${model} ${String(pk)}`);
    const rest = rows.length - named.length;
    return new ConflictError(
      `The transaction read or wrote what others changed meanwhile: ${named.join(", ")}${rest > 0 ? ` and ${rest} more` : ""}.`,
      {
        code: "transaction-conflict",
        expected: base.position,
        actual: this.#host.present().position,
        rows,
        cause,
        hint: "Begin a new transaction and do its work again.",
      },
    );
  }

  /** The rows that others changed since it began: one that was made again as it was is none of them. */
  #changedRows(): readonly { readonly model: Model; readonly pk: Value }[] {
    return diffDatabases(this.#host.base, this.#host.present())
      .filter((change) => !saysNothing(change))
      .map(({ model, before, after }) => ({ model, pk: (before ?? after)![model.pk.name]! }));
  }

  #refuseClosed(): void {
    if (this.#state === "open") return;
    throw new UsageError(`The transaction is ${this.#state}: it takes no more calls.`, {
      code: "transaction-closed",
      hint: "Begin a new one.",
    });
  }
}
