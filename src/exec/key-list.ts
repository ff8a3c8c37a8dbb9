/** Lists of integer keys, put in order without comparing rows. */
import { isMapKey, KEY_LIMIT } from "../tables/int-map.ts";
import type { Value } from "../value.ts";

/** Below this, keys are quicker put in order one by one than copied. */
const FEW = 32;

/** A bitmap is taken where it has at most so many bits for a key. */
const BITS_EACH = 256;

/** Whether all are integers from 0 on. */
export function areKeys(values: readonly Value[]): values is number[] {
  for (const value of values) if (!isMapKey(value)) return false;
  return true;
}

/** Whether codes, which never fall, tell such keys by their whole parts. */
export function areKeyCodes(codes: readonly number[]): boolean {
  return codes.length === 0 || (codes[0]! >= 0 && codes.at(-1)! < KEY_LIMIT);
}

/** The keys, ascending; the array may be the one that was given. Cost: O(k log k), O(k) where they are dense or ascend. */
export function ascending(keys: number[]): ArrayLike<number> {
  if (doAscend(keys, 0)) return keys;
  if (keys.length < FEW) return sortFew(keys);
  const once = markedOnce(keys);
  return once?.length === keys.length ? once : new Float64Array(keys).sort();
}

/** The keys, ascending, each once; likewise. */
export function ascendingOnce(keys: number[]): ArrayLike<number> {
  if (doAscend(keys, 1)) return keys;
  if (keys.length < FEW) return sortFew([...new Set(keys)]);
  return markedOnce(keys) ?? new Float64Array(new Set(keys)).sort();
}

/** The same array: `sort` with a callback takes several times as long. */
function sortFew(keys: number[]): number[] {
  for (let at = 1; at < keys.length; at++) {
    const key = keys[at]!;
    let place = at;
    for (; place > 0 && keys[place - 1]! > key; place--) keys[place] = keys[place - 1]!;
    keys[place] = key;
  }
  return keys;
}

/** Whether each is greater than the one before by some step, or more. */
function doAscend(keys: readonly number[], step: number): boolean {
  for (let at = 1; at < keys.length; at++) if (keys[at]! < keys[at - 1]! + step) return false;
  return true;
}

/** Words of the bitmap that is kept: 64 kB, for keys below 2^19. */
const KEPT_WORDS = 2 ** 14;

/** A bitmap for one list after the other, empty between them: to make one takes longer than to use it. */
const KEPT_BITMAP = new Int32Array(KEPT_WORDS);

/** The keys in the order of their bits in a bitmap; undefined where that would be mostly empty. */
function markedOnce(keys: readonly number[]): number[] | undefined {
  let greatest = 0;
  for (const key of keys) if (key > greatest) greatest = key;
  if (greatest > keys.length * BITS_EACH) return undefined;
  const length = (greatest >>> 5) + 1;
  const words = length > KEPT_WORDS ? new Int32Array(length) : KEPT_BITMAP;
  for (const key of keys) words[key >>> 5]! |= 1 << (key & 31);
  const once: number[] = [];
  for (let at = 0; at < length; at++) {
    for (let word = words[at]!; word !== 0; word &= word - 1) {
      once.push(at * 32 + 31 - Math.clz32(word & -word));
    }
    words[at] = 0;
  }
  return once;
}
