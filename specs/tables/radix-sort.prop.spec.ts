import { fc, test } from "@fast-check/vitest";
import { describe, expect, it } from "vitest";
import { sortNumbers } from "../../src/tables/radix-sort.ts";

/** Numbers of all sizes, some of them often. */
const number = fc.oneof(
  fc.double({ noNaN: true }),
  fc.integer(),
  fc.integer({ min: -3, max: 3 }).map((each) => each / 2),
  fc.constantFrom(0, -0, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, 2 ** 53),
);

/** As the naive model has it: `sort` keeps equal ones in their order. */
function sortedPlaces(numbers: readonly number[]): number[] {
  return [...numbers.keys()].sort((a, b) => {
    return numbers[a]! < numbers[b]! ? -1 : numbers[a]! > numbers[b]! ? 1 : 0;
  });
}

describe("sortNumbers()", () => {
  test.prop([fc.array(number, { maxLength: 300 })])("is a stable sort", (numbers) => {
    expect([...sortNumbers(numbers)]).toEqual(sortedPlaces(numbers));
  });

  it("takes none, and one", () => {
    expect([...sortNumbers([])]).toEqual([]);
    expect([...sortNumbers([7])]).toEqual([0]);
  });
});
