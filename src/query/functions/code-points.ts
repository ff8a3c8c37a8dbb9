/** Texts counted and cut by code points, as SQLite and Python do, not by UTF-16 units. */

const SURROGATE = /[\ud800-\udfff]/;

/** Number of code points. Cost: O(length). */
export function countPoints(text: string): number {
  if (!SURROGATE.test(text)) return text.length;
  let count = 0;
  for (const _ of text) count++;
  return count;
}

/** The code points from `start` up to but without `end`; negative ones count from the end. */
export function slicePoints(text: string, start: number, end: number): string {
  if (!SURROGATE.test(text)) return text.slice(start, end);
  return Array.from(text).slice(start, end).join("");
}

/**
 * `length` code points from `position`, counted from 1, or from the end where it is negative. A
 * negative length gives the code points before the position.
 * Source: https://www.sqlite.org/lang_corefunc.html#substr
 */
export function substringPoints(text: string, position: number, length: number): string {
  let start = position;
  let count = length;
  if (start < 0) {
    start += countPoints(text);
    if (start < 0) {
      count = count < 0 ? 0 : Math.max(0, count + start);
      start = 0;
    }
  } else if (start > 0) start--;
  else if (count > 0) count--;
  if (count < 0) {
    count = Math.min(-count, start);
    start -= count;
  }
  return slicePoints(text, start, start + count);
}
