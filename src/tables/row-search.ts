import type { Sought } from "./row-tree.ts";
import type { Probe } from "./sorted-rows.ts";

/**
 * Number of `rows`, in order, that come before a row; `codes` are theirs. Most rows are
 * appended: the last is asked first. Cost: O(log n).
 */
export function countBefore<T>(
  rows: readonly T[],
  codes: readonly number[],
  { row, code, order }: Sought<T>,
): number {
  let low = 0;
  let high = rows.length;
  let middle = high - 1;
  while (low < high) {
    const other = codes[middle]!;
    if (other < code || (other === code && order.compareRows(rows[middle]!, row) < 0)) {
      low = middle + 1;
    } else high = middle;
    middle = (low + high) >>> 1;
  }
  return low;
}

/** Number of `rows`, in order, that come before a row or are it; likewise. */
export function countThrough<T>(
  rows: readonly T[],
  codes: readonly number[],
  { row, code, order }: Sought<T>,
): number {
  let low = 0;
  let high = rows.length;
  let middle = high - 1;
  while (low < high) {
    const other = codes[middle]!;
    if (other < code || (other === code && order.compareRows(rows[middle]!, row) <= 0)) {
      low = middle + 1;
    } else high = middle;
    middle = (low + high) >>> 1;
  }
  return low;
}

/** Number of `rows` before the target of `probe`; `codes` are theirs. Cost: O(log n). */
export function countBelow<T>(
  rows: readonly T[],
  codes: readonly number[],
  probe: Probe<T>,
): number {
  const { low: least, high: most } = probe;
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const code = codes[middle]!;
    if (code < least || (code <= most && probe.place(rows[middle]!) < 0)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Number of `rows` before or within the target of `probe`; `codes` are theirs. Cost: O(log n). */
export function countUpTo<T>(
  rows: readonly T[],
  codes: readonly number[],
  probe: Probe<T>,
): number {
  const { low: least, high: most } = probe;
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const code = codes[middle]!;
    if (code < least || (code <= most && probe.place(rows[middle]!) <= 0)) low = middle + 1;
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
