import type { RowOrder } from "../tables/sorted-rows.ts";
import type { Span, TreeSpan } from "./span.ts";

/**
 * Edits that are laid over a tree before it is read anew. Measured with rows that stay, 64 to 512 take
 * alike; where 61 come and then go, a delta takes a quarter longer with 64.
 */
const MOST_EDITS = 128;

/** A row that came. A class, as a `TreeSpan`: a dead one would keep a row alive. */
class Laid<T> {
  readonly row: T;
  /** Number of rows of the tree that come before it. */
  readonly place: number;

  constructor(row: T, place: number) {
    this.row = row;
    this.place = place;
  }
}

/**
 * A part of a tree with a few edits laid over it. The places of rows are told without the tree that
 * has the edits, so that an index follows many of them together. Immutable.
 */
export class OverlaidRows<T extends object> implements Span<T> {
  readonly #tree: TreeSpan<T>;
  /** In order. */
  readonly #came: readonly Laid<T>[];
  /** Ranks in the tree of rows that went, ascending. */
  readonly #gone: readonly number[];
  /** The row that came last: its rank is asked for next. */
  #last: T | undefined;
  #lastRank = 0;

  private constructor(tree: TreeSpan<T>, came: readonly Laid<T>[], gone: readonly number[]) {
    this.#tree = tree;
    this.#came = came;
    this.#gone = gone;
  }

  /** The span after edits to what it holds; undefined where there were too many since it was read. */
  static over<T extends object>(
    span: Span<T>,
    { removed, added }: { readonly removed: readonly T[]; readonly added: readonly T[] },
  ): OverlaidRows<T> | undefined {
    const before =
      span instanceof OverlaidRows
        ? (span as OverlaidRows<T>)
        : new OverlaidRows(span as TreeSpan<T>, [], []);
    const edits = before.#came.length + before.#gone.length + removed.length + added.length;
    return edits > MOST_EDITS ? undefined : before.#edit(removed, added);
  }

  get size(): number {
    return this.#tree.size + this.#came.length - this.#gone.length;
  }

  rankOf(row: T): number {
    if (row === this.#last) return this.#lastRank;
    const { order } = this.#tree;
    const place = this.#tree.rankOf(row);
    return place + countBefore(this.#came, row, place, order) - countBelow(this.#gone, place);
  }

  /** Cost: as `toArray`. */
  at(rank: number): T | undefined {
    return this.toArray(0, this.size)[rank];
  }

  /** Cost: O(rows of the span), copied in blocks. */
  toArray(from: number, to: number): T[] {
    const below = this.#tree.toArray(0, this.#tree.size);
    // At one place, those that came lie before the one that went.
    const edits = [
      ...this.#came.map(({ row, place }) => ({ place, rows: [row], skip: 0 })),
      ...this.#gone.map((place) => ({ place, rows: [], skip: 1 })),
    ].sort((a, b) => a.place - b.place);
    const blocks: (readonly T[])[] = [];
    let next = 0;
    for (const edit of edits) {
      blocks.push(below.slice(next, edit.place), edit.rows);
      next = edit.place + edit.skip;
    }
    blocks.push(below.slice(next));
    return ([] as T[]).concat(...blocks).slice(from, to);
  }

  #edit(removed: readonly T[], added: readonly T[]): OverlaidRows<T> {
    const tree = this.#tree;
    const { order } = tree;
    let came = this.#came;
    let gone = this.#gone;
    // By index: loops over values take a fiftieth of a commit here, and on the way to here.
    for (let i = 0; i < removed.length; i++) {
      const row = removed[i]!;
      const place = tree.rankOf(row);
      const at = countBefore(came, row, place, order);
      const laid = came[at];
      if (laid !== undefined && order.compareRows(laid.row, row) === 0) {
        came = came.toSpliced(at, 1);
      } else gone = gone.toSpliced(countBelow(gone, place), 0, place);
    }
    let rank = 0;
    for (let i = 0; i < added.length; i++) {
      const row = added[i]!;
      const place = tree.rankOf(row);
      const at = countBefore(came, row, place, order);
      came = came.toSpliced(at, 0, new Laid(row, place));
      rank = place + at - countBelow(gone, place);
    }
    const after = new OverlaidRows(tree, came, gone);
    after.#last = added.at(-1);
    after.#lastRank = rank;
    return after;
  }
}

/** Number of rows that came and lie before a row of a place. Cost: O(log n). */
function countBefore<T>(
  came: readonly Laid<T>[],
  row: T,
  place: number,
  order: RowOrder<T>,
): number {
  let low = 0;
  let high = came.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const other = came[middle]!;
    const isBefore =
      other.place < place || (other.place === place && order.compareRows(other.row, row) < 0);
    if (isBefore) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Number of ascending ranks below one. Cost: O(log n). */
function countBelow(ranks: readonly number[], rank: number): number {
  let low = 0;
  let high = ranks.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ranks[middle]! < rank) low = middle + 1;
    else high = middle;
  }
  return low;
}
