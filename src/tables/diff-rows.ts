import { RowTree } from "./row-tree.ts";
import type { RowOrder, SortedRows, VisitDifference } from "./sorted-rows.ts";

/** What a walk still has before it: nodes and rows, the next one last. */
type Ahead<T extends object> = (RowTree<T> | T)[];

/**
 * Visits the rows that two versions of a tree do not share, in order; two rows with the same key
 * together. Nodes that both versions share are skipped whole. Cost: O(differences · log n).
 */
export function diffRows<T extends object>(
  before: SortedRows<T>,
  after: SortedRows<T>,
  order: RowOrder<T>,
  visit: VisitDifference<T>,
): void {
  const old: Ahead<T> = before.size > 0 ? [before] : [];
  const now: Ahead<T> = after.size > 0 ? [after] : [];
  while (old.length > 0 || now.length > 0) {
    const a = old.at(-1);
    const b = now.at(-1);
    if (a === b) {
      old.pop();
      now.pop();
      continue;
    }
    const place =
      a === undefined ? 1 : b === undefined ? -1 : order.compareRows(first(a), first(b));
    // What begins earlier is looked into first; of two that begin together, the higher one.
    const isOldNext = place < 0 || (place === 0 && heightOf(a!) >= heightOf(b!));
    const isNowNext = place > 0 || (place === 0 && heightOf(b!) >= heightOf(a!));
    if (isOldNext && isNowNext && !(a instanceof RowTree)) {
      visit(old.pop() as T, now.pop() as T);
      continue;
    }
    if (isOldNext) stepInto(old, (row) => visit(row, undefined));
    if (isNowNext) stepInto(now, (row) => visit(undefined, row));
  }
}

/** Puts the items of the next node in its place; a row is left behind. */
function stepInto<T extends object>(ahead: Ahead<T>, leave: (row: T) => void): void {
  const next = ahead.pop()!;
  if (!(next instanceof RowTree)) leave(next);
  else for (const item of next.items().toReversed()) ahead.push(item);
}

function first<T extends object>(item: RowTree<T> | T): T {
  return item instanceof RowTree ? item.first() : item;
}

/** Of a row below that of a leaf. */
function heightOf(item: object): number {
  return item instanceof RowTree ? item.height : -1;
}
