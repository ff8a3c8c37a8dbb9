import type { Delta } from "../delta.ts";
import type { Item } from "../exec/item.ts";
import type { Database } from "../state/database.ts";
import type { Affected, Asked, Touch } from "./affected.ts";
import { deltaOf } from "./difference.ts";
import { Entry } from "./entry.ts";
import { ListUpdate } from "./list-update.ts";
import type { Listing } from "./listing.ts";
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
  abstract itemOf(entry: T): Item;

  /** The entries that are shown, in order. */
  get entries(): readonly T[] {
    return this.listing.entries();
  }

  /** What is handed out for an entry. */
  show(entry: T): unknown {
    return this.listing.kind.show(entry);
  }

  /** Which of two entries comes first. */
  compare(a: T, b: T): number {
    return this.listing.kind.order.compareRows(a, b);
  }

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
    const update = this.advance(step);
    return update?.isSeen === true ? update : undefined;
  }

  /** As `update`, and also tells of entries that stand in for others unseen. */
  advance(step: Step): ListUpdate<T> | undefined {
    const touches = this.affected.touches(this.asked, step);
    this.visited = 0;
    const { readsClock } = this.asked.shape.plan;
    if (touches.length === 0 && !readsClock) return undefined;
    const edit = touches === "all" || readsClock ? undefined : this.edit(touches, step);
    return edit === undefined ? this.askAgain(step) : this.follow(edit, step);
  }

  /** Takes a step by what went and came. */
  protected follow(edit: Edit<T>, step: Step): ListUpdate<T> | undefined {
    this.way = "from what changed";
    if (edit.removed.length === 0 && edit.added.length === 0) return undefined;
    const before = this.listing;
    const after = this.next(before, edit, step);
    return after === undefined ? this.askAgain(step) : this.#go(before, after, edit);
  }

  /** Takes a step by the whole answer. */
  protected askAgain({ after }: Step): ListUpdate<T> | undefined {
    this.way = "asked again";
    const before = this.listing;
    return this.#go(before, this.ask(after, before), undefined);
  }

  #go(before: Listing<T>, after: Listing<T>, edit: Edit<T> | undefined): ListUpdate<T> {
    this.#listing = after;
    const update = new ListUpdate(before, after, edit);
    if (before.made !== undefined && !update.isSeen) after.showAs(before.made);
    return update;
  }
}

/** Keeps a list of output. */
export abstract class EntryKeeper extends ListKeeper<Entry> {
  #count = 0;

  /** A new entry of an item. */
  protected enter(item: Item): Entry {
    this.#count++;
    return new Entry(item, this.#count);
  }

  itemOf({ item }: Entry): Item {
    return item;
  }
}
