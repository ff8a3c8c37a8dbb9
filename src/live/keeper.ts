import type { Delta } from "../delta.ts";
import type { Item } from "../exec/item.ts";
import type { Database } from "../state/database.ts";
import type { Affected, Asked, Touch } from "./affected.ts";
import {
  compareListings,
  type Difference,
  deltaOf,
  differenceOf,
  patch,
  withoutStandIns,
} from "./difference.ts";
import type { Entry } from "./entry.ts";
import { asIs, type Listing } from "./listing.ts";
import type { Step } from "./step.ts";

/** What a step made of an answer. Both are computed when they are first read. */
export interface Update {
  answer(): unknown;
  /** Undefined for answers that are no list. */
  delta(): Delta<unknown> | undefined;
}

/** Keeps an answer true from one database to the next. */
export interface Keeper {
  /** The answer now: the same object until it changes. */
  answer(): unknown;
  /** What a subscriber gets who comes now. */
  first(): Update;
  /** Takes a step; undefined where the answer is as it was. */
  update(step: Step): Update | undefined;
  /** Rows that were read for the last step. */
  readonly visited: number;
  /** How many entries it keeps. */
  readonly kept: number;
  /** How the last step was taken: from the rows that it touched, or by asking again. */
  readonly way: "from what changed" | "asked again";
}

/** What a keeper is made of. */
export interface KeeperParts {
  readonly asked: Asked;
  readonly affected: Affected;
  readonly database: Database;
}

/** Entries that went and came by a step. */
export interface Edit<T> {
  readonly removed: readonly T[];
  readonly added: readonly T[];
  /** Whether some that come show what others showed that go. */
  readonly mayBeUnseen?: boolean;
}

/** Keeps a list. */
export abstract class ListKeeper<T extends object> implements Keeper {
  visited = 0;
  way: Keeper["way"] = "asked again";
  protected readonly asked: Asked;
  protected readonly affected: Affected;
  #listing: Listing<T> | undefined;

  constructor({ asked, affected }: KeeperParts) {
    this.asked = asked;
    this.affected = affected;
  }

  /** Asks for the whole answer; entries that are as they were are those of `known`. */
  protected abstract ask(database: Database, known: Listing<T> | undefined): Listing<T>;

  /** What a step did, by the joined rows that it touched; undefined where only asking tells. */
  protected abstract edit(touches: readonly Touch[], step: Step): Edit<T> | undefined;

  /** The listing after a step that did something; undefined where only asking tells. */
  protected next(before: Listing<T>, { removed, added }: Edit<T>, _: Step): Listing<T> | undefined {
    return before.edit(removed, added);
  }

  /** An entry as the output that it stands for. */
  protected abstract itemOf(entry: T): Item;

  /** Asks for the first time. */
  open(database: Database): this {
    this.#listing = this.ask(database, undefined);
    return this;
  }

  protected get listing(): Listing<T> {
    return this.#listing!;
  }

  /** Holds what is listed in another way. */
  protected set listing(same: Listing<T>) {
    same.showAs(this.#listing!.made);
    this.#listing = same;
  }

  get kept(): number {
    return this.listing.kept;
  }

  /** Number of rows of the answer. */
  get length(): number {
    return this.listing.length;
  }

  answer(): readonly unknown[] {
    return this.listing.shown();
  }

  /** The answer as output, in order. Cost: O(answer). */
  items(): readonly Item[] {
    return this.listing.entries().map((entry) => this.itemOf(entry));
  }

  first(): Update {
    const { listing } = this;
    return {
      answer: () => listing.shown(),
      delta: () => {
        const came = listing.entries().map((entry, place) => ({ entry, place }));
        return deltaOf({ gone: [], came }, listing.kind);
      },
    };
  }

  update(step: Step): Update | undefined {
    const touches = this.affected.touches(this.asked, step);
    this.visited = 0;
    if (touches.length === 0 && !this.asked.shape.plan.readsClock) return undefined;
    const before = this.listing;
    const edit =
      touches === "all" || this.asked.shape.plan.readsClock ? undefined : this.edit(touches, step);
    if (edit === undefined) return this.askAgain(step);
    this.way = "from what changed";
    const { removed, added, mayBeUnseen = false } = edit;
    if (removed.length === 0 && added.length === 0) return undefined;
    const after = this.next(before, edit, step);
    if (after === undefined) return this.askAgain(step);
    this.#listing = after;
    const update = new ListUpdate(before, after, edit);
    if ((after.isWhole && !mayBeUnseen) || !isEmpty(update.difference())) return update;
    after.showAs(before.made);
    return undefined;
  }

  /** Takes a step by the whole answer. */
  protected askAgain({ after }: Step): Update | undefined {
    this.way = "asked again";
    const before = this.listing;
    const next = this.ask(after, before);
    this.#listing = next;
    const difference = withoutStandIns(compareListings(before, next), next.kind);
    if (!isEmpty(difference)) return new ListUpdate(before, next, undefined, difference);
    next.showAs(before.made);
    return undefined;
  }
}

/** Keeps a list of output. */
export abstract class EntryKeeper extends ListKeeper<Entry> {
  protected itemOf({ item }: Entry): Item {
    return item;
  }
}

function isEmpty({ gone, came }: Difference<object>): boolean {
  return gone.length === 0 && came.length === 0;
}

/** Up to so many edits, an array is copied and edited rather than made anew. */
const FEW = 8;

/** What a step made of a list. */
class ListUpdate<T extends object> implements Update {
  readonly #before: Listing<T>;
  readonly #after: Listing<T>;
  readonly #edit: Edit<T> | undefined;
  #difference: Difference<T> | undefined;
  #delta: Delta<unknown> | undefined;

  /** Either the edit that led from one listing to the other is known, or their difference. */
  constructor(
    before: Listing<T>,
    after: Listing<T>,
    edit: Edit<T> | undefined,
    difference?: Difference<T>,
  ) {
    this.#before = before;
    this.#after = after;
    this.#edit = edit;
    this.#difference = difference;
  }

  answer(): readonly unknown[] {
    const shown = this.#before.made;
    // Entries that are shown as they are need no call for each of them.
    const isMapped = this.#after.kind.show !== asIs;
    if (isMapped && shown !== undefined && this.#after.made === undefined) {
      const difference = this.difference();
      const edits = difference.gone.length + difference.came.length;
      if (edits <= FEW) this.#after.showAs(patch(shown, difference, this.#after.kind));
    }
    return this.#after.shown();
  }

  delta(): Delta<unknown> {
    this.#delta ??= deltaOf(this.difference(), this.#after.kind);
    return this.#delta;
  }

  difference(): Difference<T> {
    this.#difference ??= this.#find(this.#edit!);
    return this.#difference;
  }

  #find({ removed, added, mayBeUnseen = false }: Edit<T>): Difference<T> {
    const [before, after] = [this.#before, this.#after];
    if (after.isWhole) {
      const difference = differenceOf(before, after, removed, added);
      return mayBeUnseen ? withoutStandIns(difference, after.kind) : difference;
    }
    const gone = removed.filter((entry) => before.holds(entry));
    const come = added.filter((entry) => after.holds(entry));
    return withoutStandIns(differenceOf(before, after, gone, come), after.kind);
  }
}
