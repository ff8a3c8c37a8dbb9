import type { Value } from "../value.ts";
import { isMapKey } from "./map-key.ts";

/**
 * A set of keys, as bits: what is found by them comes in their order, each once. A second list of
 * bits tells which words have any, so that few keys among many cost no walk through all words.
 */
export class KeyMarks {
  /** Keys are below it. */
  readonly limit: number;
  /** Number of keys that are marked. */
  size = 0;
  /** A bit for each key. @internal */
  readonly words: Int32Array;
  /** A bit for each word that has any. @internal */
  readonly used: Int32Array;

  constructor(limit: number) {
    this.limit = limit;
    this.words = new Int32Array(Math.ceil(limit / 32));
    this.used = new Int32Array(Math.ceil(limit / 1024));
  }

  /** Marks keys up to the first value that is no integer from 0 below the limit. Gives their number. Cost: O(k). */
  mark(values: readonly Value[]): number {
    const { words, used, limit } = this;
    let count = 0;
    let added = 0;
    for (const key of values) {
      if (!isMapKey(key) || key >= limit) break;
      const at = key >>> 5;
      const before = words[at]!;
      words[at] = before | (1 << (key & 31));
      used[at >>> 5]! |= 1 << (at & 31);
      added += ((before >>> (key & 31)) & 1) ^ 1;
      count++;
    }
    this.size += added;
    return count;
  }

  /** Takes away all marks, which are those of the first so many keys. Cost: O(k). */
  clear(keys: readonly Value[], count: number): void {
    for (let i = 0; i < count; i++) {
      const key = keys[i] as number;
      this.words[key >>> 5] = 0;
      this.used[key >>> 10] = 0;
    }
    this.size = 0;
  }
}

/** Position of the lowest bit of a word that has one. */
export function lowestBit(word: number): number {
  return 31 - Math.clz32(word & -word);
}
