/** Lists of integer keys, put in order without comparing rows. */
import { isMapKey } from "../tables/int-map.ts";
import type { Value } from "../value.ts";

/** Below this, comparing keys is quicker than to copy them. */
const FEW = 32;

/** A bitmap is taken where it has at most so many bits for a key. */
const BITS_EACH = 64;

/** Whether all are integers from 0 on. */
export function areKeys(values: readonly Value[]): values is number[] {
  for (const value of values) if (!isMapKey(value)) return false;
  return true;
}

/** The keys, ascending; the array may be the one that was given. Cost: O(k log k). */
export function ascending(keys: number[]): Iterable<number> {
  if (keys.length < 2) return keys;
  return keys.length < FEW ? keys.sort((a, b) => a - b) : Float64Array.from(keys).sort();
}

/** The keys, ascending, each once. Cost: O(k + greatest / 32) where they are dense, else O(k log k). */
export function ascendingOnce(keys: number[]): Iterable<number> {
  let greatest = 0;
  for (const key of keys) if (key > greatest) greatest = key;
  if (keys.length < FEW || greatest > keys.length * BITS_EACH) return ascending([...new Set(keys)]);
  const words = new Int32Array((greatest >>> 5) + 1);
  for (const key of keys) words[key >>> 5]! |= 1 << (key & 31);
  const once: number[] = [];
  for (let at = 0; at < words.length; at++) {
    for (let word = words[at]!; word !== 0; word &= word - 1) {
      once.push(at * 32 + 31 - Math.clz32(word & -word));
    }
  }
  return once;
}
