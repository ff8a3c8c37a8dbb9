import type { Value } from "../value.ts";
import type { IntMap } from "./int-map.ts";
import { isMapKey } from "./map-key.ts";

/** Keys that there are bits for: 256 kB, of which a system gives what is written. */
const LIMIT = 2 ** 21;

/**
 * A set of keys, as bits: what is found by them comes in their order, each once. There is one, without
 * any key between uses: constants take a third less than members of an object.
 */
const WORDS = /* @__PURE__ */ new Int32Array(LIMIT / 32);

/** A bit for each word that has any, so that few keys among many cost no walk through all words. */
const USED = /* @__PURE__ */ new Int32Array(LIMIT / 1024);

const NONE: readonly undefined[] = [...new Array<undefined>(32)];

/**
 * Puts the values at keys in the place of these, ascending by key, each once. Gives their number, or
 * -1, and changes nothing, where not all are integers from 0 below the limit, or where a key that is
 * repeated must be so. Cost: O(k log32 of the greatest key), once for keys of a leaf.
 */
export function takeByMarks<T>(map: IntMap<T>, keys: Value[], isOnce: boolean): number {
  let marked = 0;
  let left = 0;
  // By places: in one process of twenty an iterator made an object for each key, and took half as long again.
  for (; marked < keys.length; marked++) {
    const key = keys[marked]!;
    if (!isMapKey(key) || key >= LIMIT) break;
    const at = key >>> 5;
    const before = WORDS[at]!;
    WORDS[at] = before | (1 << (key & 31));
    USED[at >>> 5]! |= 1 << (at & 31);
    left += ((before >>> (key & 31)) & 1) ^ 1;
  }
  if (marked < keys.length || (!isOnce && left < marked)) {
    clear(keys, marked);
    return -1;
  }
  const values = keys as unknown[] as T[];
  let count = 0;
  for (let top = 0; left > 0; top++) {
    let used = USED[top]!;
    if (used === 0) continue;
    USED[top] = 0;
    const branch = map.branchAt(top) ?? NONE;
    do {
      const slot = lowestBit(used);
      used &= used - 1;
      const leaf = (branch[slot] as readonly (T | undefined)[] | undefined) ?? NONE;
      const at = (top << 5) + slot;
      let word = WORDS[at]!;
      WORDS[at] = 0;
      do {
        const value = leaf[lowestBit(word)] as T | undefined;
        word &= word - 1;
        left--;
        if (value !== undefined) values[count++] = value;
      } while (word !== 0);
    } while (used !== 0);
  }
  return count;
}

/** Takes away the marks of the first so many keys. */
function clear(keys: readonly Value[], count: number): void {
  for (let i = 0; i < count; i++) {
    const key = keys[i] as number;
    WORDS[key >>> 5] = 0;
    USED[key >>> 10] = 0;
  }
}

/** Position of the lowest bit of a word that has one. */
function lowestBit(word: number): number {
  return 31 - Math.clz32(word & -word);
}
