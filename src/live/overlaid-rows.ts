import { Owner } from "../tables/owner.ts";
import { SINGLE_LEAF_WIDTH } from "../tables/row-leaf.ts";
import { type Probe, type RowOrder, SortedRows } from "../tables/sorted-rows.ts";
import type { RowsOf, Span } from "./listing.ts";

/**
 * Edits that are laid over a tree before it is read anew: so many rows are one leaf, which nobody
 * changes in place. Measured, where 61 rows come and then go: with 64, a delta takes a quarter longer.
 */
const MOST_EDITS: number = SINGLE_LEAF_WIDTH;

const NOBODY = new Owner();

/**
 * A part of a tree with a few edits laid over it. The places of rows are told without the tree that
 * has the edits, so that an index follows many of them together. Immutable.
 */
export class OverlaidRows<T extends object> implements RowsOf<T> {
  readonly #span: Span<T>;
  readonly #added: SortedRows<T>;
  readonly #gone: SortedRows<T>;

  private constructor(span: Span<T>, added: SortedRows<T>, gone: SortedRows<T>) {
    this.#span = span;
    this.#added = added;
    this.#gone = gone;
  }

  /** The span after edits to what it holds; undefined where there were too many since it was read. */
  static over<T extends object>(
    { rows, order, from, to }: Span<T>,
    { removed, added }: { readonly removed: readonly T[]; readonly added: readonly T[] },
  ): Span<T> | undefined {
    const before =
      rows instanceof OverlaidRows
        ? (rows as OverlaidRows<T>)
        : new OverlaidRows({ rows, order, from, to }, SortedRows.empty<T>(), SortedRows.empty<T>());
    const edits = before.#added.size + before.#gone.size + removed.length + added.length;
    if (edits > MOST_EDITS) return undefined;
    const after = before.#edit(removed, added, order);
    return { rows: after, order, from: 0, to: after.size };
  }

  get size(): number {
    const { from, to } = this.#span;
    return to - from + this.#added.size - this.#gone.size;
  }

  lowerBound(probe: Probe<T>): number {
    const rank = this.#rankBelow(probe) + this.#added.lowerBound(probe);
    return this.#gone.size === 0 ? rank : rank - this.#gone.lowerBound(probe);
  }

  /** Cost: as `toArray`. */
  at(rank: number): T | undefined {
    return this.toArray(0, this.size)[rank];
  }

  /** Cost: O(rows of the span), copied in blocks. */
  toArray(from: number, to: number): T[] {
    const { rows, order, from: start, to: end } = this.#span;
    const below = rows.toArray(start, end);
    const edits = [
      ...this.#placesOf(this.#added, order).map(([row, place]) => ({
        place,
        rows: [row],
        skip: 0,
      })),
      ...this.#placesOf(this.#gone, order).map(([, place]) => ({ place, rows: [], skip: 1 })),
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

  #edit(removed: readonly T[], added: readonly T[], order: RowOrder<T>): OverlaidRows<T> {
    let come = this.#added;
    let gone = this.#gone;
    for (const row of removed) {
      if (come.find(probeOf(row, order)) === undefined) gone = gone.insert(row, order, NOBODY);
      else come = come.remove(row, order, NOBODY);
    }
    for (const row of added) come = come.insert(row, order, NOBODY);
    return new OverlaidRows(this.#span, come, gone);
  }

  /** Number of rows of the span before a target. */
  #rankBelow(probe: Probe<T>): number {
    const { rows, from, to } = this.#span;
    return Math.min(Math.max(rows.lowerBound(probe), from), to) - from;
  }

  #placesOf(rows: SortedRows<T>, order: RowOrder<T>): readonly (readonly [T, number])[] {
    return rows.toArray(0, rows.size).map((row) => [row, this.#rankBelow(probeOf(row, order))]);
  }
}

/** The row with the key of `row`. */
function probeOf<T extends object>(row: T, order: RowOrder<T>): Probe<T> {
  const code = order.codeOf(row);
  return { low: code, high: code, place: (other) => order.compareRows(other, row) };
}
