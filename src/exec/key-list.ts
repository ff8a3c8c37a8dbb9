/** Lists of integer keys, and the rows with them in the order of the keys, without comparing rows. */

import type { Row } from "../tables/key-order.ts";
import { isMapKey, KEY_LIMIT } from "../tables/map-key.ts";
import type { RowMap } from "../tables/row-map.ts";
import type { Value } from "../value.ts";

/** From this number on, marks put keys in order quicker than comparing them does. */
const MARKED_FROM = 16;

/** Below this, keys are quicker put in their places one by one than by a typed array. */
const SORTED_FROM = 16;

/** Whether codes, which never fall, tell such keys by their whole parts. */
export function areKeyCodes(codes: readonly number[]): boolean {
  return codes.length === 0 || (codes[0]! >= 0 && codes.at(-1)! < KEY_LIMIT);
}

/**
 * The rows with keys, ascending by key: of a repeated key once, or as often as it is there. The list
 * is written over. Undefined, and the list as it was, unless all are integers from 0 on that an
 * `IntMap` may have. Cost: O(k log k), O(k) where keys are dense.
 */
export function ascendingRows(rows: RowMap, keys: Value[], isOnce: boolean): Row[] | undefined {
  if (!rows.hasRadixTree) return undefined;
  const found = keys as unknown[] as Row[];
  if (keys.length >= MARKED_FROM) {
    const count = rows.takeByMarks(keys, isOnce);
    if (count >= 0) return cutTo(count, found);
  }
  if (!keys.every(isMapKey)) return undefined;
  return rowsInPlace(rows, sorted(isOnce ? [...new Set(keys)] : keys), found);
}

/** The rows with keys, in the order of the keys, in a list of that length or more, which may be that of the keys. */
export function rowsInPlace(rows: RowMap, keys: ArrayLike<Value>, found: Row[]): Row[] {
  let count = 0;
  for (let at = 0; at < keys.length; at++) {
    const row = rows.get(keys[at]!);
    if (row !== undefined) found[count++] = row;
  }
  return cutTo(count, found);
}

/** A list that was written over up to some number. */
export function cutTo<T>(count: number, list: T[]): T[] {
  // To set a length takes V8 as long as to find several rows.
  if (count < list.length) list.length = count;
  return list;
}

function sorted(keys: number[]): ArrayLike<number> {
  return keys.length < SORTED_FROM ? sortFew(keys) : new Float64Array(keys).sort();
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
