/** Bits of a digit: three digits make half of a double, and what counts them fits into the nearest cache. */
const BITS = 11;

/** Which half of a double is the upper one. */
const UPPER = new Uint32Array(new Float64Array([1]).buffer)[1] === 0 ? 0 : 1;
const SIGN = 0x8000_0000;

/**
 * The places of numbers, which are not NaN, in ascending order; equal ones in the order of their
 * places. Cost: O(n).
 * Source: D. E. Knuth, The Art of Computer Programming 3 (1998), section 5.2.5.
 */
export function sortNumbers(numbers: readonly number[]): Uint32Array {
  let places = firstPlaces(numbers.length);
  let spare = new Uint32Array(numbers.length);
  const counts = new Uint32Array(1 << BITS);
  for (const half of halvesOf(numbers)) {
    const varying = varyingBits(half);
    for (let shift = 0; shift < 32; shift += BITS) {
      if (((varying >>> shift) & (counts.length - 1)) === 0) continue;
      sortByDigit({ half, shift, counts }, places, spare);
      [places, spare] = [spare, places];
    }
  }
  return places;
}

/** The places of so many items, in their order. */
export function firstPlaces(count: number): Uint32Array<ArrayBuffer> {
  const places = new Uint32Array(count);
  for (let i = 0; i < count; i++) places[i] = i;
  return places;
}

/** A digit of all numbers: some bits of one of their halves. */
interface Digit {
  readonly half: Uint32Array;
  readonly shift: number;
  /** Room to count in, for each value of a digit. */
  readonly counts: Uint32Array;
}

/** Puts places into `sorted` by one digit. */
function sortByDigit(
  { half, shift, counts }: Digit,
  places: Uint32Array,
  sorted: Uint32Array,
): void {
  const mask = counts.length - 1;
  counts.fill(0);
  for (let i = 0; i < half.length; i++) counts[(half[i]! >>> shift) & mask]!++;
  let before = 0;
  for (let digit = 0; digit < counts.length; digit++) {
    const count = counts[digit]!;
    counts[digit] = before;
    before += count;
  }
  for (let i = 0; i < places.length; i++) {
    const place = places[i]!;
    sorted[counts[(half[place]! >>> shift) & mask]!++] = place;
  }
}

/** The bits that are not the same in all. */
function varyingBits(half: Uint32Array): number {
  let varying = 0;
  for (let i = 1; i < half.length; i++) varying |= half[i]! ^ half[0]!;
  return varying;
}

/** The lower and the upper halves of doubles, with bits that ascend as the numbers do. */
function halvesOf(numbers: readonly number[]): readonly [Uint32Array, Uint32Array] {
  const doubles = new Float64Array(numbers.length);
  // Added to 0, the zero that has a sign has none.
  for (let i = 0; i < numbers.length; i++) doubles[i] = numbers[i]! + 0;
  const words = new Uint32Array(doubles.buffer);
  const lower = new Uint32Array(numbers.length);
  const upper = new Uint32Array(numbers.length);
  for (let i = 0; i < numbers.length; i++) {
    const high = words[2 * i + UPPER]!;
    const low = words[2 * i + 1 - UPPER]!;
    const isNegative = high >= SIGN;
    upper[i] = isNegative ? ~high : high | SIGN;
    lower[i] = isNegative ? ~low : low;
  }
  return [lower, upper];
}
