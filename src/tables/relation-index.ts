import { invariant } from "../invariant.ts";
import type { Value } from "../value.ts";
import { Bounds } from "./bounds.ts";
import { codeList, sortPlaces, takeRows } from "./coded-rows.ts";
import { IntMap } from "./int-map.ts";
import type { KeyOrder, Row } from "./key-order.ts";
import { isMapKey } from "./map-key.ts";
import { rangeOf } from "./ordered-index.ts";
import type { Owner } from "./owner.ts";
import { SortedRows } from "./sorted-rows.ts";
import { type IndexSpec, RowRange, type TableIndex } from "./table-index.ts";

/**
 * A foreign key to the rows that have it: one posting a key, in the order of the index's other
 * columns. Keys that are no small integers, null among them, lie together in one ordered tree.
 */
export class RelationIndex implements TableIndex {
  readonly spec: IndexSpec;
  readonly #postings: IntMap<SortedRows<Row>>;
  readonly #others: SortedRows<Row>;
  readonly #name: string;
  /** The order within one posting, where the foreign key is the same in all rows. */
  readonly #order: KeyOrder;

  constructor(
    spec: IndexSpec,
    postings: IntMap<SortedRows<Row>> = IntMap.empty(),
    others: SortedRows<Row> = SortedRows.empty(),
  ) {
    this.spec = spec;
    this.#postings = postings;
    this.#others = others;
    this.#name = spec.columns[0]!.name;
    this.#order = spec.order.withoutFirst();
  }

  get keyCount(): number {
    return this.#postings.size + (this.#others.size > 0 ? 1 : 0);
  }

  insert(row: Row, owner: Owner): RelationIndex {
    const key = row[this.#name]!;
    if (!isMapKey(key)) return this.#withOthers(this.#others.insert(row, this.spec.order, owner));
    const posting = this.#postings.get(key) ?? SortedRows.empty<Row>();
    const edited = posting.insert(row, this.#order, owner);
    return edited === posting ? this : this.#withPosting(key, edited, owner);
  }

  insertMany(rows: readonly Row[], owner: Owner): RelationIndex {
    const { order } = this.spec;
    const within = { rows, codes: codeList(rows.length) };
    const codes = codeList(rows.length);
    // Of the length that it will have, and written over.
    const keys = rows.slice() as unknown[] as Value[];
    // All at once, while a row is at hand: in the order of keys they lie all over the memory.
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i]!;
      keys[i] = row[this.#name]!;
      codes[i] = order.codeOf(row);
      within.codes[i] = this.#order.codeOf(row);
    }
    const places = sortPlaces({ rows, codes }, order);
    let postings = this.#postings;
    const others: Row[] = [];
    for (let from = 0, to = 0; from < places.length; from = to) {
      const key = keys[places[from]!]!;
      for (to++; to < places.length && keys[places[to]!] === key; ) to++;
      if (isMapKey(key)) {
        const posted = takeRows(within, places, from, to);
        const posting = postings.get(key) ?? SortedRows.empty<Row>();
        const edited = SortedRows.insertSorted(posting, posted, this.#order, owner);
        postings = postings.set(key, edited, owner);
      } else for (let i = from; i < to; i++) others.push(rows[places[i]!]!);
    }
    const rest = SortedRows.insertMany(this.#others, others, order, owner);
    return new RelationIndex(this.spec, postings, rest);
  }

  remove(row: Row, owner: Owner): RelationIndex {
    const key = row[this.#name]!;
    if (!isMapKey(key)) return this.#withOthers(this.#others.remove(row, this.spec.order, owner));
    const posting = this.#posting(key);
    const edited = posting.remove(row, this.#order, owner);
    if (edited === posting) return this;
    if (edited.size > 0) return this.#withPosting(key, edited, owner);
    return new RelationIndex(this.spec, this.#postings.delete(key, owner), this.#others);
  }

  replace(row: Row, owner: Owner): RelationIndex {
    const key = row[this.#name]!;
    if (!isMapKey(key)) {
      return this.#withOthers(this.#others.replace(row, this.spec.order, owner));
    }
    const posting = this.#posting(key);
    const edited = posting.replace(row, this.#order, owner);
    return edited === posting ? this : this.#withPosting(key, edited, owner);
  }

  find(key: readonly Value[]): Row | undefined {
    const first = key[0];
    if (!isMapKey(first)) return this.#others.find(this.spec.order.probe(key));
    const posting = this.#postings.get(first);
    if (posting === undefined || key.length === 1) return posting?.first();
    const rest = key.length === 2 ? [key[1]!] : key.slice(1);
    return posting.find(this.#order.probe(rest));
  }

  findLike(row: Row, count: number): Row | undefined {
    const key = row[this.#name];
    if (!isMapKey(key)) return this.#others.find(this.spec.order.probeLike(row, count));
    const posting = this.#postings.get(key);
    if (posting === undefined || count === 1) return posting?.first();
    return posting.find(this.#order.probeLike(row, count - 1));
  }

  rowsOf(key: Value): RowRange {
    if (!isMapKey(key)) return this.range(new Bounds([key]));
    const posting = this.#postings.get(key) ?? SortedRows.empty<Row>();
    return new RowRange(posting, this.#order, 0, posting.size);
  }

  countOf(key: Value): number {
    if (isMapKey(key)) return this.#postings.get(key)?.size ?? 0;
    const { from, to } = this.rowsOf(key);
    return to - from;
  }

  counter(): (key: Value) => number {
    const read = this.#postings.reader();
    return (key) => (isMapKey(key) ? (read(key)?.size ?? 0) : this.countOf(key));
  }

  hasRepeats(): boolean {
    const { order, unique } = this.spec;
    const count = unique!.columns.length;
    const isRepeated = (posting: SortedRows<Row>): boolean =>
      this.#order.hasRepeats(posting, count - 1);
    return this.#postings.forEach(isRepeated) || order.hasRepeats(this.#others, count);
  }

  range(bounds: Bounds): RowRange {
    const first = bounds.key[0];
    invariant(first !== undefined, "a relation index is read by its key");
    if (!isMapKey(first)) return rangeOf(this.#others, this.spec.order, bounds);
    return rangeOf(this.#postings.get(first) ?? SortedRows.empty(), this.#order, bounds, 1);
  }

  verify(): void {
    this.#postings.verify();
    this.#others.verify(this.spec.order);
    this.#postings.forEach((posting, key) => {
      posting.verify(this.#order);
      invariant(posting.size > 0, `${this.spec.name} has an empty posting for ${key}`);
      posting.forEach(0, posting.size, (row) => {
        invariant(row[this.#name] === key, `${this.spec.name} has a row under a wrong key`);
      });
    });
  }

  allRows(): Row[] {
    const blocks: (readonly Row[])[] = [];
    this.#postings.forEach((posting) => {
      posting.addBlocks(0, posting.size, blocks);
    });
    this.#others.addBlocks(0, this.#others.size, blocks);
    return blocks.flat();
  }

  #posting(key: number): SortedRows<Row> {
    const posting = this.#postings.get(key);
    invariant(posting !== undefined, "a row to remove has no posting");
    return posting;
  }

  #withPosting(key: number, posting: SortedRows<Row>, owner: Owner): RelationIndex {
    const postings = this.#postings.set(key, posting, owner);
    return postings === this.#postings
      ? this
      : new RelationIndex(this.spec, postings, this.#others);
  }

  #withOthers(others: SortedRows<Row>): RelationIndex {
    return new RelationIndex(this.spec, this.#postings, others);
  }
}
