import { invariant } from "../invariant.ts";
import { equalValues, type Value } from "../value.ts";
import { diffRows } from "./diff-rows.ts";
import { IntMap, type VisitBlock } from "./int-map.ts";
import { takeByMarks } from "./key-marks.ts";
import type { KeyOrder, Row } from "./key-order.ts";
import { isMapKey } from "./map-key.ts";
import type { Owner } from "./owner.ts";
import { SortedRows, type VisitDifference, type VisitRow } from "./sorted-rows.ts";

/** Rows of a block that is taken from the ordered tree. */
const BLOCK = 256;

/**
 * Rows by primary key, ascending: a radix tree for small integers, an ordered tree for all other
 * keys (texts, bigints, negative numbers). Floats are all in the ordered tree: fractions come between
 * integers.
 */
export class RowMap {
  readonly #order: KeyOrder;
  readonly #ints: IntMap<Row>;
  readonly #others: SortedRows<Row>;

  constructor(
    order: KeyOrder,
    ints: IntMap<Row> = IntMap.empty(),
    others: SortedRows<Row> = SortedRows.empty(),
  ) {
    this.#order = order;
    this.#ints = ints;
    this.#others = others;
  }

  get size(): number {
    return this.#ints.size + this.#others.size;
  }

  /** Whether small integers lie in the radix tree, where there are any. */
  get hasRadixTree(): boolean {
    return this.#order.tells(this.#order.columns[0]!);
  }

  /** Cost: O(log n); a few loads for small integers. */
  get(pk: Value): Row | undefined {
    const found = isMapKey(pk) ? this.#ints.get(pk) : undefined;
    if (found !== undefined || this.#others.size === 0) return found;
    return this.#others.find(this.#order.probe([pk]));
  }

  /** As {@link IntMap.getAll}. */
  getAll(numbers: ArrayLike<number>, rows: Row[]): number {
    return this.#ints.getAll(numbers, rows);
  }

  /** As {@link takeByMarks}. */
  takeByMarks(keys: Value[], isOnce: boolean): number {
    return takeByMarks(this.#ints, keys, isOnce);
  }

  /** Whether a key is a number that is not below `least`. Cost: O(log n). */
  hasNumberFrom(least: number): boolean {
    if (this.#ints.forEachFrom(least, () => true)) return true;
    const { size } = this.#others;
    if (size === 0) return false;
    const greatest = this.#others.at(size - 1)![this.#order.columns[0]!.name];
    return typeof greatest === "number" && greatest >= least;
  }

  /** With a row whose key is new, or which takes the place of the row with its key. */
  set(row: Row, owner: Owner): RowMap {
    const pk = row[this.#order.columns[0]!.name]!;
    if (this.#isRadix(pk)) return this.#with(this.#ints.set(pk, row, owner), this.#others);
    const old = this.get(pk);
    const others =
      old === undefined
        ? this.#others.insert(row, this.#order, owner)
        : this.#others.replace(row, this.#order, owner);
    return this.#with(this.#ints, others);
  }

  /** Without a row that is there. */
  delete(row: Row, owner: Owner): RowMap {
    const pk = row[this.#order.columns[0]!.name]!;
    if (this.#isRadix(pk)) return this.#with(this.#ints.delete(pk, owner), this.#others);
    return this.#with(this.#ints, this.#others.remove(row, this.#order, owner));
  }

  /** Visits all rows, ascending by primary key; true when a visit stopped the walk. Cost: O(k). */
  forEach(visit: VisitRow<Row>): boolean {
    const others = this.#others;
    const negatives = this.#countBeforeInts();
    return (
      others.forEach(0, negatives, visit) ||
      this.#ints.forEach(visit) ||
      others.forEach(negatives, others.size, visit)
    );
  }

  /** As `forEach`, many rows in a call. */
  forEachBlock(visit: VisitBlock<Row>): boolean {
    const { size } = this.#others;
    if (size === 0) return this.#ints.forEachBlock(visit);
    const negatives = this.#countBeforeInts();
    return (
      this.#otherBlocks(0, negatives, visit) ||
      this.#ints.forEachBlock(visit) ||
      this.#otherBlocks(negatives, size, visit)
    );
  }

  /**
   * Visits the rows that differ from those of a later version, ascending by primary key.
   * Cost: O(changes · log n).
   */
  diff(later: RowMap, visit: VisitDifference<Row>): void {
    const { name } = this.#order.columns[0]!;
    const above: Parameters<VisitDifference<Row>>[] = [];
    diffRows(this.#others, later.#others, this.#order, (before, after) => {
      const pk = (before ?? after)![name]!;
      if (typeof pk === "number" && pk < 0) visit(before, after);
      else above.push([before, after]);
    });
    this.#ints.diff(later.#ints, visit);
    for (const [before, after] of above) visit(before, after);
  }

  /** @throws {InvariantError} when the structure is broken. Cost: O(n). */
  verify(): void {
    this.#ints.verify();
    this.#others.verify(this.#order);
    const { name } = this.#order.columns[0]!;
    this.#ints.forEach((row, key) => {
      invariant(equalValues(row[name]!, key), `the row ${String(row[name])} lies under ${key}`);
    });
  }

  #isRadix(pk: Value): pk is number {
    return isMapKey(pk) && this.hasRadixTree;
  }

  /** Rows of the ordered tree that come before those of the radix tree. */
  #countBeforeInts(): number {
    const isMixed = this.#others.size > 0 && this.#ints.size > 0;
    return isMixed ? this.#others.lowerBound(this.#order.probe([0])) : 0;
  }

  #otherBlocks(from: number, to: number, visit: VisitBlock<Row>): boolean {
    for (let at = from; at < to; at += BLOCK) {
      const block = this.#others.slice(at, Math.min(at + BLOCK, to));
      if (visit(block, 0, block.length)) return true;
    }
    return false;
  }

  #with(ints: IntMap<Row>, others: SortedRows<Row>): RowMap {
    const isSame = ints === this.#ints && others === this.#others;
    return isSame ? this : new RowMap(this.#order, ints, others);
  }
}
