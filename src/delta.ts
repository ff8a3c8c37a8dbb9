/** A row that came into an answer; `at` is its place in the new one. */
export interface Added<R> {
  readonly row: R;
  readonly at: number;
}

/** A row that went out of an answer; `from` was its place in the old one. */
export interface Removed<R> {
  readonly row: R;
  readonly from: number;
}

/** A row that took another place, though it is the same as before. */
export interface Moved<R> extends Added<R>, Removed<R> {}

/** A row that changed, and perhaps its place. */
export interface Replaced<R> extends Moved<R> {
  readonly before: R;
}

/**
 * What leads from one answer to the next. Places in the old answer are those before anything is taken
 * out; places in the new one are those when all is done. Each list is in the order of `at`, that of
 * `removed` in the order of `from`. Rows that only gave way to others are in none.
 */
export interface Delta<R> {
  readonly added: readonly Added<R>[];
  readonly removed: readonly Removed<R>[];
  readonly updated: readonly Replaced<R>[];
  readonly moved: readonly Moved<R>[];
}

/** An answer with a delta applied. Cost: O(answer). */
export function applyDelta<R>(rows: readonly R[], delta: Delta<R>): R[] {
  const { added, removed, updated, moved } = delta;
  const gone = new Set([...removed, ...updated, ...moved].map(({ from }) => from));
  const came = [...added, ...updated, ...moved].sort((a, b) => a.at - b.at);
  const left = rows.filter((_, place) => !gone.has(place));
  const next: R[] = [];
  let taken = 0;
  for (const { row, at } of came) {
    while (next.length < at) next.push(left[taken++]!);
    next.push(row);
  }
  while (taken < left.length) next.push(left[taken++]!);
  return next;
}
