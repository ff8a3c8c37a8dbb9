/** Chains that there is room for at first: two to the power of `LEAST_BITS`. */
const LEAST_BITS = 6;
const LEAST = 1 << LEAST_BITS;
/** 2^32 over the golden ratio, made odd: of its multiples, the upper bits are spread evenly. */
const SPREAD = 0x9e37_79b1;
/** Entries of other hashes that a chain of usual length has by far not. */
const CROWD = 32;

/**
 * Integers by hashes, of which each may have many: a chain each, the last one first. A `Map` would
 * hash anew what is a hash already, and take a list for each that has more than one. Cost: O(1).
 * Source: D. E. Knuth, The Art of Computer Programming 3 (1998), section 6.4, Fibonacci hashing.
 */
export class HashChains {
  /** One more than the entry that a chain begins with; some hashes share a chain. */
  #heads = new Int32Array(LEAST);
  /** How many bits of 32 do not tell chains apart. */
  #shift = 32 - LEAST_BITS;
  /** Hash, value, and one more than the entry before it, of each entry. */
  #entries = new Int32Array(3 * LEAST);
  #count = 0;

  /** Whether a chain was met that has too many hashes. */
  isCrowded = false;

  /** `hash`: an integer of 31 bits at most, as `value`. */
  add(hash: number, value: number): void {
    if (this.#count === this.#heads.length) this.#grow();
    const entries = this.#entries;
    const at = 3 * this.#count;
    this.#count++;
    const chain = this.#chainOf(hash);
    entries[at] = hash;
    entries[at + 1] = value;
    entries[at + 2] = this.#heads[chain]!;
    this.#heads[chain] = this.#count;
  }

  /** The entry that was added last with a hash; -1 where there is none. */
  last(hash: number): number {
    return this.#find(this.#heads[this.#chainOf(hash)]!, hash);
  }

  /** The entry that was added before another with its hash; -1 where there is none. */
  before(entry: number): number {
    return this.#find(this.#entries[3 * entry + 2]!, this.#entries[3 * entry]!);
  }

  valueAt(entry: number): number {
    return this.#entries[3 * entry + 1]!;
  }

  #chainOf(hash: number): number {
    return Math.imul(hash, SPREAD) >>> this.#shift;
  }

  /** The next entry of a chain with a hash, from the entry that `link` is one more than. */
  #find(link: number, hash: number): number {
    const entries = this.#entries;
    let next = link;
    let others = 0;
    while (next > 0 && entries[3 * next - 3] !== hash) {
      next = entries[3 * next - 1]!;
      others++;
    }
    if (others > CROWD) this.isCrowded = true;
    return next - 1;
  }

  #grow(): void {
    const heads = new Int32Array(2 * this.#heads.length);
    const entries = new Int32Array(2 * this.#entries.length);
    entries.set(this.#entries);
    this.#shift--;
    for (let i = 0; i < this.#count; i++) {
      const chain = this.#chainOf(entries[3 * i]!);
      entries[3 * i + 2] = heads[chain]!;
      heads[chain] = i + 1;
    }
    this.#heads = heads;
    this.#entries = entries;
  }
}
