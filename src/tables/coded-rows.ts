import { firstPlaces, sortNumbers } from "./radix-sort.ts";
import type { RowOrder } from "./sorted-rows.ts";

/** Rows in an order, and their codes: made of texts all over the memory, so made only once. */
export interface CodedRows<T> {
  readonly rows: readonly T[];
  readonly codes: readonly number[];
}

/**
 * No codes; all lists of codes come of this one. V8 keeps integers in arrays of a kind of their own:
 * measured, where trees have both kinds each edit takes twice as long, also that of the others.
 */
export const NO_CODES: readonly number[] = [0.5].slice(1);

const SOME_CODES: readonly number[] = NO_CODES.concat(Array.from({ length: 1024 }, () => 0.5));

/** A list of so many codes, to be written over: one that grows takes three times as long. */
export function codeList(count: number): number[] {
  if (count <= SOME_CODES.length) return SOME_CODES.slice(0, count);
  const blocks: (readonly number[])[] = [];
  for (let left = count; left > 0; left -= SOME_CODES.length) {
    blocks.push(left < SOME_CODES.length ? SOME_CODES.slice(0, left) : SOME_CODES);
  }
  return NO_CODES.concat(...blocks);
}

/** The codes of items, one after the other. Cost: O(k). */
export function codesOf<I>(items: readonly I[], codeOf: (item: I) => number): readonly number[] {
  const codes = codeList(items.length);
  // A loop over values would allocate for each of them until V8 has compiled it.
  for (let i = 0; i < items.length; i++) codes[i] = codeOf(items[i]!);
  return codes;
}

/** Rows that are in order already, with their codes. Cost: O(k). */
export function codeRows<T>(rows: readonly T[], order: RowOrder<T>): CodedRows<T> {
  return { rows, codes: codesOf(rows, (row) => order.codeOf(row)) };
}

/** The rows in their order, in another array. Cost: O(k log k), O(k) if they are. */
export function sortRows<T>(rows: readonly T[], order: RowOrder<T>): CodedRows<T> {
  const coded = codeRows(rows, order);
  if (isSorted(coded, order)) return { rows: rows.slice(), codes: coded.codes };
  return takeRows(coded, sortPlaces(coded, order));
}

/** The rows at `places`, from one of those up to and without another. Cost: O(k). */
export function takeRows<T>(
  { rows, codes }: CodedRows<T>,
  places: Uint32Array,
  from = 0,
  to: number = places.length,
): CodedRows<T> {
  // Copies of the right length and kind, written over: lists that grow take twice the memory.
  const taken = { rows: rows.slice(from, to), codes: codes.slice(from, to) };
  for (let i = from; i < to; i++) {
    const place = places[i]!;
    taken.rows[i - from] = rows[place]!;
    taken.codes[i - from] = codes[place]!;
  }
  return taken;
}

/** The rows of both, which are in order and differ. Cost: O(n + k). */
export function mergeRows<T>(a: CodedRows<T>, b: CodedRows<T>, order: RowOrder<T>): CodedRows<T> {
  if (a.rows.length === 0) return b;
  const rows: T[] = [];
  const codes = NO_CODES.slice();
  let i = 0;
  let j = 0;
  while (i < a.rows.length || j < b.rows.length) {
    const isFirst = j === b.rows.length || (i < a.rows.length && compareAt(a, i, b, j, order) < 0);
    const from = isFirst ? a : b;
    const place = isFirst ? i++ : j++;
    rows.push(from.rows[place]!);
    codes.push(from.codes[place]!);
  }
  return { rows, codes };
}

function isSorted<T>(coded: CodedRows<T>, order: RowOrder<T>): boolean {
  for (let i = 1; i < coded.rows.length; i++) {
    if (compareAt(coded, i - 1, coded, i, order) > 0) return false;
  }
  return true;
}

/** From so many rows on, sorting codes by digits takes half the time of merging, with fractions three quarters. */
const MANY = 1024;

/** The places of rows in their order. Cost: O(k), and O(k log k) for rows of equal codes and for few. */
export function sortPlaces<T>(coded: CodedRows<T>, order: RowOrder<T>): Uint32Array {
  const { length } = coded.rows;
  if (length < MANY) {
    const places = firstPlaces(length);
    mergeSort(coded, order, places);
    return places;
  }
  const { codes } = coded;
  const places = sortNumbers(codes);
  for (let start = 0; start < length; ) {
    const code = codes[places[start]!];
    let end = start + 1;
    while (end < length && codes[places[end]!] === code) end++;
    if (end > start + 1) mergeSort(coded, order, places.subarray(start, end));
    start = end;
  }
  return places;
}

/**
 * Sorts places in place, by merging runs of doubling width. At 100k rows `sort` with a callback takes
 * twice as long, since it compares through a call.
 */
function mergeSort<T>(coded: CodedRows<T>, order: RowOrder<T>, places: Uint32Array): void {
  const count = places.length;
  let from = places;
  let to: Uint32Array = new Uint32Array(count);
  for (let width = 1; width < count; width *= 2) {
    for (let start = 0; start < count; start += 2 * width) {
      const middle = Math.min(start + width, count);
      mergeRuns(coded, order, { from, to, start, middle, end: Math.min(middle + width, count) });
    }
    [from, to] = [to, from];
  }
  if (from !== places) places.set(from);
}

/** Two sorted runs of places, one after the other, and where to put them as one. */
interface Runs {
  readonly from: Uint32Array;
  readonly to: Uint32Array;
  readonly start: number;
  readonly middle: number;
  readonly end: number;
}

function mergeRuns<T>(
  coded: CodedRows<T>,
  order: RowOrder<T>,
  { from, to, start, middle, end }: Runs,
): void {
  let i = start;
  let j = middle;
  for (let place = start; place < end; place++) {
    const isFirst =
      i < middle && (j >= end || compareAt(coded, from[i]!, coded, from[j]!, order) <= 0);
    to[place] = from[isFirst ? i++ : j++]!;
  }
}

function compareAt<T>(
  a: CodedRows<T>,
  i: number,
  b: CodedRows<T>,
  j: number,
  order: RowOrder<T>,
): number {
  const left = a.codes[i]!;
  const right = b.codes[j]!;
  return left < right ? -1 : left > right ? 1 : order.compareRows(a.rows[i]!, b.rows[j]!);
}
