import type { Probe, RowOrder } from "./sorted-rows.ts";

/**
 * Number of `rows`, in order, that come before `row`. Most rows are appended: the last is asked
 * first. Cost: O(log n).
 */
export function countBefore<T>(rows: readonly T[], row: T, order: RowOrder<T>): number {
  let low = 0;
  let high = rows.length - 1;
  if (high < 0 || order.compareRows(rows[high]!, row) < 0) return rows.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (order.compareRows(rows[middle]!, row) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Number of `rows`, in order, that come before `row` or are it; likewise. Cost: O(log n). */
export function countThrough<T>(rows: readonly T[], row: T, order: RowOrder<T>): number {
  let low = 0;
  let high = rows.length - 1;
  if (high < 0 || order.compareRows(rows[high]!, row) <= 0) return rows.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (order.compareRows(rows[middle]!, row) <= 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Number of `rows` before the target of `probe`. Cost: O(log n). */
export function countBelow<T>(rows: readonly T[], probe: Probe<T>): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (probe(rows[middle]!) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Number of `rows` before or within the target of `probe`. Cost: O(log n). */
export function countUpTo<T>(rows: readonly T[], probe: Probe<T>): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (probe(rows[middle]!) <= 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Index of the first of the ascending `ends` that lies beyond `rank`. Cost: O(log n). */
export function indexOfRank(ends: readonly number[], rank: number): number {
  let low = 0;
  let high = ends.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ends[middle]! <= rank) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The rows of `a` and `b`, both in order, in one array. Cost: O(n + k). */
export function mergeRows<T>(a: readonly T[], b: readonly T[], order: RowOrder<T>): T[] {
  const out: T[] = [];
  let i = 0;
  for (const row of b) {
    while (i < a.length && order.compareRows(a[i]!, row) < 0) out.push(a[i++]!);
    out.push(row);
  }
  while (i < a.length) out.push(a[i++]!);
  return out;
}
