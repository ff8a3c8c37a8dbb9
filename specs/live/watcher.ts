/** A live query under watch: what it emitted, beside what asking anew gives. */
import { applyDelta, Count, type Delta, Max, type Schema } from "../../src/index.ts";
import type { Query } from "../../src/testing/fast-check.ts";
import { sameRows, sameValue } from "../vectors/same-value.ts";

/** A QuerySet of any schema. */
export type AnyQuerySet = ReturnType<Query<Schema>["of"]>;

/** How much of an answer is fixed, as SQL would have it. */
export type Certainty = "order" | "rows" | "number" | "nothing";

/** Rows as data: instances as their columns, bigints as text. */
function plain(rows: unknown): unknown {
  return JSON.parse(
    JSON.stringify(rows, (_, value) => (typeof value === "bigint" ? `${value}n` : value)),
  );
}

const SUMMARY = { number: Count("pk"), last: Max("pk") };

/** Whether aggregates over a question have a meaning. */
function canSum(asked: AnyQuerySet): boolean {
  try {
    asked.all().aggregate(SUMMARY);
    return true;
  } catch {
    return false;
  }
}

/**
 * Listens to all forms of one question, or to all but the answers: then its rows are what the deltas
 * make of them, and nobody reads more of the answer than these need.
 */
export class Watcher {
  readonly #asked: AnyQuerySet;
  readonly #certainty: Certainty;
  readonly #ends: { unsubscribe(): void }[] = [];
  #rows: readonly unknown[] = [];
  #folded: readonly unknown[] = [];
  #count = -1;
  #exists: boolean | undefined;
  #emissions = 0;
  #deltas = 0;
  /** Aggregates over the rows, where they can be asked for and are fixed. */
  #summary: unknown;
  readonly #hasSummary: boolean;
  #failure: unknown;
  #compared = 0;

  constructor(asked: AnyQuerySet, certainty: Certainty, hearsAnswers = true) {
    this.#asked = asked;
    this.#certainty = certainty;
    const error = (failure: unknown): void => {
      this.#failure = failure;
    };
    const hear = (rows: readonly unknown[]): void => {
      this.#rows = rows;
      this.#emissions++;
    };
    if (hearsAnswers) this.#ends.push(asked.live().subscribe({ next: hear, error }));
    this.#ends.push(
      asked.changes().subscribe({
        next: (delta: Delta<unknown>) => {
          this.#folded = applyDelta(this.#folded, delta);
          this.#deltas++;
          if (!hearsAnswers) hear(this.#folded);
        },
        error,
      }),
      asked.liveCount().subscribe({
        next: (count) => {
          this.#count = count;
        },
        error,
      }),
      asked.liveExists().subscribe({
        next: (exists) => {
          this.#exists = exists;
        },
        error,
      }),
    );
    this.#hasSummary = (certainty === "order" || certainty === "rows") && canSum(asked);
    if (!this.#hasSummary) return;
    const next = (summary: unknown): void => {
      this.#summary = summary;
    };
    this.#ends.push(asked.liveAggregate(SUMMARY).subscribe({ next, error }));
  }

  /** What is wrong after a step that `act` takes; undefined where nothing is. */
  after(act: () => void): string | undefined {
    const before = this.#rows;
    const [emissions, deltas] = [this.#emissions, this.#deltas];
    act();
    return this.check(before, this.#emissions - emissions, this.#deltas - deltas);
  }

  /** Answers that were compared so far. */
  get compared(): number {
    return this.#compared;
  }

  /** The answer, and how often there was one, to be told from what comes. */
  get state(): { readonly rows: readonly unknown[]; readonly emissions: number } {
    return { rows: this.#rows, emissions: this.#emissions };
  }

  /** What is wrong with the answer, which was `before` and came so often since. */
  check(before: readonly unknown[], emitted: number, changed = emitted): string | undefined {
    if (this.#failure !== undefined) return `it failed: ${(this.#failure as Error).stack}`;
    const asked = this.#asked.all();
    const rows = asked.toArray();
    if (!this.#isSame(this.#rows, rows)) {
      return `live gives ${show(this.#rows)}, asking anew ${show(rows)}`;
    }
    // Where no order and no rows are fixed there is nothing to compare them with.
    this.#compared += this.#certainty === "nothing" ? 1 : this.#hasSummary ? 5 : 4;
    const folded = this.#folded;
    const isFolded =
      folded.length === this.#rows.length && folded.every((row, at) => row === this.#rows[at]);
    if (!isFolded) return `deltas give ${show(folded)}, live ${show(this.#rows)}`;
    if (emitted > 1 || changed !== emitted) return `${emitted} emissions, ${changed} deltas`;
    const isEqual =
      before.length === this.#rows.length && before.every((row, at) => row === this.#rows[at]);
    if (emitted === 1 && isEqual) return `emitted what was there already: ${show(before)}`;
    if (this.#certainty === "nothing") return undefined;
    if (this.#count !== asked.all().count()) {
      return `liveCount() gives ${this.#count}, count() ${asked.all().count()}`;
    }
    if (this.#exists !== asked.all().exists()) return `liveExists() gives ${this.#exists}`;
    if (!this.#hasSummary) return undefined;
    const summary = asked.all().aggregate(SUMMARY);
    if (!sameValue(plain(this.#summary), plain(summary))) {
      return `liveAggregate() gives ${show([this.#summary])}, aggregate() ${show([summary])}`;
    }
    return undefined;
  }

  #isSame(a: readonly unknown[], b: readonly unknown[]): boolean {
    switch (this.#certainty) {
      case "order":
        return sameValue(plain(a), plain(b));
      case "rows":
        return sameRows(plain(a), plain(b));
      case "number":
        return a.length === b.length;
      case "nothing":
        return true;
    }
  }

  stop(): void {
    for (const end of this.#ends) end.unsubscribe();
  }
}

function show(rows: readonly unknown[]): string {
  return JSON.stringify(plain(rows));
}
