import type { Edits } from "./edits.ts";
import { HashChains } from "./hash-chains.ts";
import type { KeyOrder, Row } from "./key-order.ts";

/** What {@link UnseenKeys} finds out of a key. */
export interface Verdict {
  /** The row that has the key now; undefined where it went. */
  readonly row: Row | undefined;
}

/** Edits that are looked at for one key from which on an index tells more quickly. */
const CROWD = 32;

const WENT: Verdict = { row: undefined };

/**
 * Edits that a unique index has not followed yet, by their keys: whether a row is in the way of
 * another is told without it, so that the index follows many edits together. It serves all versions
 * of a table that share their edits. Cost: O(1) for each edit, once.
 */
export class UnseenKeys {
  readonly #edits: Edits;
  /** The edits before it are seen. */
  readonly #from: number;
  #to: number;
  readonly #order: KeyOrder;
  readonly #hashOf: (row: Row) => number;
  /** How many columns of the order are the key. */
  readonly #count: number;
  /** Places of edits by the hashes of their keys. */
  readonly #places = new HashChains();
  /** The row that was asked for last, which as a rule is the next one to come, and its hash. */
  #asked: Row | undefined;
  #askedHash = 0;
  #isCrowded = false;

  private constructor(
    seen: { readonly edits: Edits; readonly from: number },
    order: KeyOrder,
    count: number,
    hashOf: (row: Row) => number,
  ) {
    this.#edits = seen.edits;
    this.#from = seen.from;
    this.#to = seen.from;
    this.#order = order;
    this.#count = count;
    this.#hashOf = hashOf;
  }

  /** Undefined where the first `count` columns of the order have no hash that tells them apart. */
  static of(
    seen: { readonly edits: Edits; readonly from: number },
    order: KeyOrder,
    count: number,
  ): UnseenKeys | undefined {
    const hashOf = order.hashOf(count);
    return hashOf && new UnseenKeys(seen, order, count, hashOf);
  }

  /** Whether so many edits were looked at for one key that an index should tell. */
  get isCrowded(): boolean {
    return this.#isCrowded || this.#places.isCrowded;
  }

  /** Whether it has the edits of an array from a place on. */
  covers(edits: Edits, from: number): boolean {
    return this.#edits === edits && this.#from === from;
  }

  /** What the edits before the place `to` say of the key of `row`; undefined where they say nothing. */
  find(row: Row, to: number): Verdict | undefined {
    this.#readTo(to);
    const hash = this.#hashOf(row);
    this.#asked = row;
    this.#askedHash = hash;
    const places = this.#places;
    let looks = 0;
    for (let at = places.last(hash); at >= 0; at = places.before(at)) {
      const verdict = this.#verdict(row, places.valueAt(at), to);
      if (verdict !== undefined) return verdict;
      looks++;
      if (looks > CROWD) this.#isCrowded = true;
    }
    return undefined;
  }

  /** What the edit at a place says. Keys that only look alike are told apart by their rows. */
  #verdict(row: Row, place: number, to: number): Verdict | undefined {
    if (place >= to) return undefined;
    const before = this.#edits[place];
    const after = this.#edits[place + 1];
    if (after !== undefined && this.#order.agree(after, row, this.#count)) return { row: after };
    return before !== undefined && this.#order.agree(before, row, this.#count) ? WENT : undefined;
  }

  #readTo(to: number): void {
    for (; this.#to < to; this.#to += 2) {
      const before = this.#edits[this.#to];
      const after = this.#edits[this.#to + 1];
      const hash = before && this.#hashOf(before);
      const next = after && (after === this.#asked ? this.#askedHash : this.#hashOf(after));
      if (hash !== undefined) this.#places.add(hash, this.#to);
      if (next !== undefined && next !== hash) this.#places.add(next, this.#to);
    }
  }
}
