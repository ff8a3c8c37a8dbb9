import type { RowOrder, SortedRows } from "../tables/sorted-rows.ts";

/** Entries that follow one another in an order, by rank. Immutable. */
export interface Span<T extends object> {
  readonly size: number;
  at(rank: number): T | undefined;
  /** The rank that an entry has, or would have; beyond the ends, that of an end. Cost: O(log n). */
  rankOf(entry: T): number;
  toArray(from: number, to: number): T[];
}

/** Ranks `from` to `to` - 1 of a tree. */
interface TreePart<T extends object> {
  readonly rows: SortedRows<T>;
  readonly order: RowOrder<T>;
  readonly from: number;
  readonly to: number;
}

/**
 * A part of a tree. A class, since V8 makes literals that many live queries keep in its old space,
 * where each dead one keeps a version of the tree alive.
 */
export class TreeSpan<T extends object> implements Span<T> {
  readonly rows: SortedRows<T>;
  readonly order: RowOrder<T>;
  readonly size: number;
  readonly #from: number;
  /** The entry whose rank was asked for last: an edit of one row asks for it, then what tells of it. */
  #asked: T | undefined;
  #rank = 0;

  constructor({ rows, order, from, to }: TreePart<T>) {
    this.rows = rows;
    this.order = order;
    this.#from = from;
    this.size = to - from;
  }

  at(rank: number): T | undefined {
    return rank < this.size ? this.rows.at(this.#from + rank) : undefined;
  }

  rankOf(entry: T): number {
    if (entry !== this.#asked) {
      const rank = this.rows.rankOf(entry, this.order) - this.#from;
      this.#rank = Math.min(Math.max(rank, 0), this.size);
      this.#asked = entry;
    }
    return this.#rank;
  }

  toArray(from: number, to: number): T[] {
    return this.rows.toArray(this.#from + from, this.#from + to);
  }
}
