import fc from "fast-check";
import { Tape } from "./tape.ts";

type Numbers = readonly number[];

/** Numbers from 0 up to and without this one stand for choices. */
const NUMBERS = 1 << 16;

/** How many tapes there are, and for how many choices each is long enough. */
interface TapeCounts {
  readonly min: number;
  readonly max: number;
  readonly choices: number;
}

/** Tapes that each decide one part of something, in their order; any part may be left away. */
export function tapes(counts: TapeCounts): fc.Arbitrary<readonly Tape[]> {
  return new TapesArbitrary(counts).map((all) => all.map((numbers) => new Tape(numbers)));
}

/** A tape that is long enough for `choices` choices. */
export function oneTape(choices: number): fc.Arbitrary<Tape> {
  return tapes({ min: 1, max: 1, choices }).map(([tape]) => tape!);
}

/** Lists of numbers that shrink to fewer lists first, then to shorter ones, then to lower numbers. */
class TapesArbitrary extends fc.Arbitrary<readonly Numbers[]> {
  readonly #counts: TapeCounts;

  constructor(counts: TapeCounts) {
    super();
    this.#counts = counts;
  }

  override generate(random: fc.Random): fc.Value<readonly Numbers[]> {
    const { min, max, choices } = this.#counts;
    const numbers = (): Numbers =>
      Array.from({ length: choices }, () => random.nextInt(0, NUMBERS - 1));
    const all = Array.from({ length: random.nextInt(min, max) }, numbers);
    return new fc.Value<readonly Numbers[]>(all, undefined);
  }

  override canShrinkWithoutContext(value: unknown): value is readonly Numbers[] {
    return Array.isArray(value);
  }

  override shrink(all: readonly Numbers[]): fc.Stream<fc.Value<readonly Numbers[]>> {
    return fc.stream(smaller(all, this.#counts.min)).map((each) => new fc.Value(each, undefined));
  }
}

function* smaller(all: readonly Numbers[], min: number): IterableIterator<readonly Numbers[]> {
  yield* withoutChunks(all, min);
  for (const [at, numbers] of all.entries()) {
    for (const less of withoutChunks(numbers)) yield all.with(at, less);
    for (const less of withoutSpans(numbers)) yield all.with(at, less);
    for (const [place, number] of numbers.entries()) {
      const lower = new Set(
        [0, number >> 1, number - 1].filter((each) => each >= 0 && each < number),
      );
      for (const each of lower) yield all.with(at, numbers.with(place, each));
    }
  }
}

/** A list without parts of it, large parts first, and those at its end. */
export function* withoutChunks<T>(list: readonly T[], min = 0): IterableIterator<readonly T[]> {
  for (let size = list.length - min; size >= 1; size >>= 1) {
    for (let to = list.length; to >= size; to -= size) {
      yield [...list.slice(0, to - size), ...list.slice(to)];
    }
  }
}

/** Most numbers that one small part of something takes, such as a condition. */
const SPAN = 8;

/** A list without a few neighbors, wherever they are: what follows them takes their place. */
function* withoutSpans(numbers: Numbers): IterableIterator<Numbers> {
  for (let size = SPAN; size >= 2; size--) {
    for (let from = 0; from + size <= numbers.length; from++) {
      yield [...numbers.slice(0, from), ...numbers.slice(from + size)];
    }
  }
}
