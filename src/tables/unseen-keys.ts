import type { Edits } from "./edits.ts";
import type { KeyOrder, Row } from "./key-order.ts";

/** What {@link UnseenKeys} finds out of a key. */
export interface Verdict {
  /** The row that has the key now; undefined where it went. */
  readonly row: Row | undefined;
}

/** Edits of one key from which on an index tells more quickly. */
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
  readonly #keyOf: (row: Row) => number | string;
  /** How many columns of the order are the key. */
  readonly #count: number;
  /** Places of the edits of each key, ascending; most have one. */
  readonly #places = new Map<number | string, number | number[]>();
  /** The row that was asked for last, which as a rule is the next one to come, and its key. */
  #asked: Row | undefined;
  #askedKey: number | string | undefined;

  private constructor(
    seen: { readonly edits: Edits; readonly from: number },
    order: KeyOrder,
    count: number,
    keyOf: (row: Row) => number | string,
  ) {
    this.#edits = seen.edits;
    this.#from = seen.from;
    this.#to = seen.from;
    this.#order = order;
    this.#count = count;
    this.#keyOf = keyOf;
  }

  /** Undefined where the first `count` columns of the order have no key that tells them apart. */
  static of(
    seen: { readonly edits: Edits; readonly from: number },
    order: KeyOrder,
    count: number,
  ): UnseenKeys | undefined {
    const keyOf = order.keyOf(count);
    return keyOf && new UnseenKeys(seen, order, count, keyOf);
  }

  /** Whether some key has so many edits, its own or of keys that look alike, that an index should tell. */
  isCrowded = false;

  /** Whether it has the edits of an array from a place on. */
  covers(edits: Edits, from: number): boolean {
    return this.#edits === edits && this.#from === from;
  }

  /** What the edits before the place `to` say of the key of `row`; undefined where they say nothing. */
  find(row: Row, to: number): Verdict | undefined {
    this.#readTo(to);
    const key = this.#keyOf(row);
    this.#asked = row;
    this.#askedKey = key;
    const places = this.#places.get(key);
    if (places === undefined) return undefined;
    if (typeof places === "number") return this.#verdict(row, places, to);
    for (let i = places.length - 1; i >= 0; i--) {
      const verdict = this.#verdict(row, places[i]!, to);
      if (verdict !== undefined) return verdict;
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
      const key = before && this.#keyOf(before);
      const next = after === this.#asked ? this.#askedKey : after && this.#keyOf(after);
      if (key !== undefined) this.#add(key);
      if (next !== undefined && next !== key) this.#add(next);
    }
  }

  #add(key: number | string): void {
    const known = this.#places.get(key);
    if (known === undefined) this.#places.set(key, this.#to);
    else if (typeof known === "number") this.#places.set(key, [known, this.#to]);
    else {
      known.push(this.#to);
      if (known.length > CROWD) this.isCrowded = true;
    }
  }
}
