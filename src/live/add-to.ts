/** Adds a value to the list of a key. */
export function addTo<K, V>(lists: Map<K, V[]>, key: K, value: V): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}

/**
 * The list with a value added, made where there is none: most lists have one value, and an array that
 * is pushed to first takes room for 16 more.
 */
export function append<T>(list: T[] | undefined, value: T): T[] {
  if (list === undefined) return [value];
  list.push(value);
  return list;
}

export const NOTHING: readonly never[] = Object.freeze([]);

/** As `map`, and quicker for lists of one value, as most are. */
export function mapFew<A, B>(list: readonly A[], make: (value: A) => B): readonly B[] {
  if (list.length === 1) return [make(list[0]!)];
  return list.length === 0 ? NOTHING : list.map(make);
}
