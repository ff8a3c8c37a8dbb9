import type { Delta } from "../delta.ts";
import type { Database } from "../state/database.ts";
import type { Value } from "../value.ts";
import { compareListings, deltaOf, withoutStandIns } from "./difference.ts";
import type { Keeper, ListKeeper, Update } from "./keeper.ts";
import { type EntryKind, Listing } from "./listing.ts";
import type { Step } from "./step.ts";

/** What is added to the rows of an answer, and where it comes from. */
export interface Completion {
  /** Positions of the models whose changes may change what is added. */
  readonly models: ReadonlySet<number>;
  /** Begins to follow what is added, from a database on. */
  open(database: Database): Additions;
  /** What tells rows apart. */
  identityOf(row: unknown): Value;
  /** Whether two versions of a completed row show the same. */
  same(a: unknown, b: unknown): boolean;
}

/** Follows what is added to rows. */
export interface Additions {
  /** The rows with what is added to them now. */
  complete(rows: readonly unknown[]): readonly unknown[];
  /** What tells the rows apart to which a step may have changed what is added. */
  update(step: Step): ReadonlySet<Value> | "all";
  /** Rows that were read for the last step. */
  readonly visited: number;
  /** How many rows it keeps. */
  readonly kept: number;
}

/** A row of an answer, and what was made of it. */
interface Completed {
  readonly bare: unknown;
  readonly row: unknown;
}

const WHOLE = { offset: 0, limit: Number.POSITIVE_INFINITY };

/**
 * Keeps a list of rows with more than their own: it is added anew to those where it may have changed.
 * Of the others no row is read, but the list is made anew. Cost: O(change + answer).
 */
export class CompletedKeeper implements Keeper {
  readonly #rows: ListKeeper<object>;
  readonly #completion: Completion;
  readonly #kind: EntryKind<Completed>;
  #additions: Additions | undefined;
  #listing: Listing<Completed>;

  constructor(rows: ListKeeper<object>, completion: Completion) {
    this.#rows = rows;
    this.#completion = completion;
    this.#kind = {
      order: { compareRows: () => 0, codeOf: () => 0 },
      identityOf: ({ bare }) => completion.identityOf(bare),
      show: ({ row }) => row,
      isAskable: true,
    };
    this.#listing = Listing.of(this.#kind, WHOLE, { entries: [], isComplete: true });
  }

  open(database: Database): this {
    this.#rows.open(database);
    this.#additions = this.#completion.open(database);
    this.#listing = this.#complete("all");
    return this;
  }

  get visited(): number {
    return this.#rows.visited + this.#additions!.visited;
  }

  get kept(): number {
    return this.#rows.kept + this.#additions!.kept + this.#listing.kept;
  }

  get way(): Keeper["way"] {
    return this.#rows.way;
  }

  answer(): readonly unknown[] {
    return this.#listing.shown();
  }

  first(): Update {
    const listing = this.#listing;
    const came = listing.entries().map((entry, place) => ({ entry, place }));
    return {
      answer: () => listing.shown(),
      delta: () => deltaOf({ gone: [], came }, listing.kind),
    };
  }

  update(step: Step): Update | undefined {
    const isMoved = this.#rows.update(step) !== undefined;
    const stale = this.#additions!.update(step);
    if (!isMoved && stale !== "all" && stale.size === 0) return undefined;
    const before = this.#listing;
    const next = this.#complete(stale);
    const difference = withoutStandIns(compareListings(before, next), this.#kind);
    if (difference.gone.length === 0 && difference.came.length === 0) return undefined;
    this.#listing = next;
    return {
      answer: () => next.shown(),
      delta: (): Delta<unknown> => deltaOf(difference, this.#kind),
    };
  }

  #complete(stale: ReadonlySet<Value> | "all"): Listing<Completed> {
    const bare = this.#rows.answer();
    const known = new Map(this.#listing.entries().map((each) => [each.bare, each]));
    const isStale = (row: unknown): boolean =>
      !known.has(row) || stale === "all" || stale.has(this.#completion.identityOf(row));
    const open = bare.filter(isStale);
    const rows = this.#additions!.complete(open);
    const completed = new Map(open.map((row, place) => [row, rows[place]]));
    const entries = bare.map((each): Completed => {
      const old = known.get(each);
      if (old !== undefined && !completed.has(each)) return old;
      const row = completed.get(each);
      const isSame = old !== undefined && this.#completion.same(old.row, row);
      return isSame ? old : { bare: each, row };
    });
    return Listing.of(this.#kind, WHOLE, { entries, isComplete: true });
  }
}
