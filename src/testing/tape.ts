/**
 * Choices read from a list of numbers. What is generated from a tape shrinks with it: numbers go to
 * 0, and an end that was cut off reads as zeros, so the first of each list should be the simplest.
 */
export class Tape {
  readonly #numbers: readonly number[];
  #at = 0;

  constructor(numbers: readonly number[]) {
    this.#numbers = numbers;
  }

  /** A whole number from 0 up to and without `end`. */
  upTo(end: number): number {
    return (this.#numbers[this.#at++] ?? 0) % end;
  }

  /** Whether something happens that happens once in so many times. */
  oneIn(times: number): boolean {
    return this.upTo(times) === times - 1;
  }

  pick<T>(list: readonly T[]): T {
    return list[this.upTo(list.length)]!;
  }

  /** One of the keys, each as often as its weight says. */
  weighted<K extends string>(weights: { readonly [key in K]: number }): K {
    const entries = Object.entries<number>(weights) as [K, number][];
    let rest = this.upTo(entries.reduce((sum, [, weight]) => sum + weight, 0));
    for (const [key, weight] of entries) {
      if (rest < weight) return key;
      rest -= weight;
    }
    return entries[0]![0];
  }
}
