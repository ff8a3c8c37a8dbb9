import type { Database } from "../state/database.ts";
import type { Value } from "../value.ts";
import { compareListings, type Delta, deltaOf, withoutStandIns } from "./delta.ts";
import type { Keeper, ListKeeper, Update } from "./keeper.ts";
import { type EntryKind, Listing } from "./listing.ts";
import type { Step } from "./step.ts";

/** What is added to the rows of an answer, and where it comes from. */
export interface Completion {
  /** Positions of the models whose changes may change what is added. */
  readonly models: ReadonlySet<number>;
  /** The rows with what is added to them. */
  complete(rows: readonly unknown[]): readonly unknown[];
  /** What tells rows apart. */
  identityOf(row: unknown): Value;
  /** Whether two versions of a completed row show the same. */
  same(a: unknown, b: unknown): boolean;
}

/** A row of an answer, and what was made of it. */
interface Completed {
  readonly bare: unknown;
  readonly row: unknown;
}

const WHOLE = { offset: 0, limit: Number.POSITIVE_INFINITY };

/** Keeps a list of rows with more than their own: it is added anew where that may have changed. */
export class CompletedKeeper implements Keeper {
  readonly #rows: ListKeeper<object>;
  readonly #completion: Completion;
  readonly #kind: EntryKind<Completed>;
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
    this.#listing = this.#complete();
    return this;
  }

  get visited(): number {
    return this.#rows.visited;
  }

  get kept(): number {
    return this.#rows.kept + this.#listing.kept;
  }

  get way(): Keeper["way"] {
    return "asked again";
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
    const { models } = this.#completion;
    if (!isMoved && ![...step.models].some((model) => models.has(model))) return undefined;
    const before = this.#listing;
    const next = this.#complete();
    const difference = withoutStandIns(compareListings(before, next), this.#kind);
    if (difference.gone.length === 0 && difference.came.length === 0) return undefined;
    this.#listing = next;
    return {
      answer: () => next.shown(),
      delta: (): Delta<unknown> => deltaOf(difference, this.#kind),
    };
  }

  #complete(): Listing<Completed> {
    const bare = this.#rows.answer();
    const known = new Map(this.#listing.entries().map((each) => [each.bare, each]));
    const entries = this.#completion.complete(bare).map((row, place): Completed => {
      const old = known.get(bare[place]);
      return old !== undefined && this.#completion.same(old.row, row)
        ? old
        : { bare: bare[place], row };
    });
    return Listing.of(this.#kind, WHOLE, { entries, isComplete: true });
  }
}
