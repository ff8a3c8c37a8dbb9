/** Longer lists grow by their end. */
const MOST = 2 ** 16;

/** Never empty: V8 takes an empty list for one of integers. */
const NULLS: null[] = [null];

/**
 * A list of nulls, to be written over: it is copied, which is quicker than to let one grow. V8 takes it
 * for a list of objects, also where integers are pushed to it; code that meets lists of integers alone
 * as well is slower.
 */
export function blankList<T>(length: number): T[] {
  const copied = Math.min(length, MOST);
  while (NULLS.length < copied) NULLS.push(null);
  const list: unknown[] = NULLS.slice(0, copied);
  while (list.length < length) list.push(null);
  return list as T[];
}
