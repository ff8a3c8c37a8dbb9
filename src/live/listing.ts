import { invariant } from "../invariant.ts";
import { Owner } from "../tables/owner.ts";
import { type RowOrder, SortedRows } from "../tables/sorted-rows.ts";
import type { Value } from "../value.ts";
import { NOTHING } from "./add-to.ts";
import { type Span, TreeSpan } from "./span.ts";

/** What a listing needs to know of its entries. */
export interface EntryKind<T extends object> {
  /** No two entries of a listing are equal in it. */
  readonly order: RowOrder<T>;
  /** What stays the same while an entry is another version of the same thing. */
  identityOf(entry: T): Value;
  /** What is handed out for an entry: the same object each time. */
  show(entry: T): unknown;
  /** Whether entries that were given up can be asked for again. */
  readonly isAskable: boolean;
}

/** Shows entries as they are. */
export const asIs = <T>(entry: T): T => entry;

/** A part of a listing, counted from 0; `limit` may be `Infinity`. */
export interface Slice {
  readonly offset: number;
  readonly limit: number;
}

/** What is known of the entries at first. */
export interface FirstEntries<T> {
  /** In order. */
  readonly entries: readonly T[];
  /** Whether these are all; else there may be more after the last. */
  readonly isComplete: boolean;
}

/**
 * Entries in order, of which a slice is shown. Immutable: an edit gives another listing that shares
 * what did not change. Of a slice, no more entries are kept than are needed for some edits ahead.
 */
export class Listing<T extends object> {
  readonly kind: EntryKind<T>;
  readonly slice: Slice;
  readonly isComplete: boolean;
  /** All entries, until they are looked for. */
  readonly #array: readonly T[];
  #span: Span<T> | undefined;
  /** Whether the entries lie where others have them: what an edit names are then these very objects. */
  readonly isBorrowed: boolean;
  #shown: readonly unknown[] | undefined;

  private constructor(
    { kind, slice }: Pick<Listing<T>, "kind" | "slice">,
    { array = NOTHING, span }: { readonly array?: readonly T[]; readonly span?: Span<T> },
    isComplete: boolean,
    isBorrowed: boolean,
  ) {
    this.kind = kind;
    this.slice = slice;
    this.isComplete = isComplete;
    this.isBorrowed = isBorrowed;
    this.#array = array;
    this.#span = span;
  }

  /** The listing of entries in order, which it keeps. Cost: O(1) until it is edited. */
  static of<T extends object>(
    kind: EntryKind<T>,
    slice: Slice,
    { entries, isComplete }: FirstEntries<T>,
  ): Listing<T> {
    return new Listing({ kind, slice }, { array: entries }, isComplete, false);
  }

  /** The listing of all entries of a span, which stay where they are. Cost: O(1). */
  static over<T extends object>(kind: EntryKind<T>, slice: Slice, span: Span<T>): Listing<T> {
    return new Listing({ kind, slice }, { span }, true, true);
  }

  /** Where the entries lie. Cost: O(1), O(entries) at first. */
  get span(): Span<T> {
    const { order } = this.kind;
    // V8 slices arrays that are frozen a hundred times as slowly as it copies them.
    this.#span ??= spanOf(SortedRows.fromSorted([...this.#array], order, new Owner()), order);
    return this.#span;
  }

  /** Whether all entries are shown. */
  get isWhole(): boolean {
    return this.slice.offset === 0 && this.slice.limit === Number.POSITIVE_INFINITY;
  }

  /** Number of entries that are known. */
  get known(): number {
    return this.#span?.size ?? this.#array.length;
  }

  /** Number of entries that are held for its sake. */
  get kept(): number {
    return this.isBorrowed ? 0 : this.known;
  }

  /** Ranks of the entries that are shown. */
  get from(): number {
    return Math.min(this.slice.offset, this.known);
  }

  get to(): number {
    return Math.min(this.slice.offset + this.slice.limit, this.known);
  }

  /** Number of entries that are shown. */
  get length(): number {
    return this.to - this.from;
  }

  /** All entries that are known. Cost: O(entries). */
  all(): readonly T[] {
    return this.#span?.toArray(0, this.known) ?? this.#array;
  }

  /** The entries that are shown. Cost: O(entries). */
  entries(): readonly T[] {
    const { from, to } = this;
    if (this.#span !== undefined) return this.#span.toArray(from, to);
    return from === 0 && to === this.#array.length ? this.#array : this.#array.slice(from, to);
  }

  /** What is shown, frozen: the same array each time. Cost: O(entries), once. */
  shown(): readonly unknown[] {
    this.#shown ??= Object.freeze(this.#showAll());
    return this.#shown;
  }

  #showAll(): readonly unknown[] {
    const { kind } = this;
    const entries = this.entries();
    return kind.show === asIs ? entries : entries.map((entry) => kind.show(entry));
  }

  /** The array that is handed out, where it was made already. */
  get made(): readonly unknown[] | undefined {
    return this.#shown;
  }

  /** Hands out an array that has what is shown. */
  showAs(shown: readonly unknown[] | undefined): void {
    this.#shown = shown && Object.freeze(shown);
  }

  /** Whether an entry is known, be it as another object. Cost: O(log n). */
  holds(entry: T): boolean {
    const found = this.at(this.rankOf(entry));
    return found !== undefined && this.kind.order.compareRows(found, entry) === 0;
  }

  /** The rank that an entry has, or would have. Cost: O(log n). */
  rankOf(entry: T): number {
    return this.span.rankOf(entry);
  }

  at(rank: number): T | undefined {
    return this.#span === undefined ? this.#array[rank] : this.#span.at(rank);
  }

  /**
   * The listing after entries went and came; undefined where too few are left to tell what is shown.
   * Cost: O(log n) for each.
   */
  edit(removed: readonly T[], added: readonly T[]): Listing<T> | undefined {
    invariant(!this.isBorrowed, "entries in a tree of others are not edited");
    const { order } = this.kind;
    const { isComplete } = this;
    const owner = new Owner();
    const last = isComplete ? undefined : this.at(this.known - 1);
    const isKnown = (entry: T): boolean =>
      isComplete || (last !== undefined && order.compareRows(entry, last) <= 0);
    // What is not of others it made itself.
    let tree = (this.span as TreeSpan<T>).rows;
    for (const entry of removed) if (isKnown(entry)) tree = tree.remove(entry, order, owner);
    for (const entry of added) if (isKnown(entry)) tree = tree.insert(entry, order, owner);
    const wanted = this.slice.offset + this.slice.limit;
    if (!isComplete && tree.size < wanted) return undefined;
    if (tree.size <= mostKept(wanted) || !this.kind.isAskable) {
      return new Listing(this, { span: spanOf(tree, order) }, isComplete, false);
    }
    const array = tree.toArray(0, wanted + spareOf(wanted));
    return new Listing(this, { array }, false, false);
  }
}

function spanOf<T extends object>(rows: SortedRows<T>, order: RowOrder<T>): TreeSpan<T> {
  return new TreeSpan({ rows, order, from: 0, to: rows.size });
}

/** Entries that are asked for beyond the end of a slice, so that some may go before it asks again. */
export function spareOf(wanted: number): number {
  return Math.max(16, wanted >>> 1);
}

function mostKept(wanted: number): number {
  return wanted + 4 * spareOf(wanted);
}
