import { fc, test } from "@fast-check/vitest";
import { describe, expect, it } from "vitest";
import { HashChains } from "../../src/tables/hash-chains.ts";

/** Few of which many share their last bits, and some are one. */
const hash = fc.oneof(
  fc.nat(20),
  fc.nat(20).map((each) => each * 1024),
  fc.nat(2 ** 30 - 1),
);

function valuesOf(chains: HashChains, asked: number): number[] {
  const values: number[] = [];
  for (let at = chains.last(asked); at >= 0; at = chains.before(at)) {
    values.push(chains.valueAt(at));
  }
  return values;
}

describe("hash chains", () => {
  test.prop([fc.array(hash, { maxLength: 300, size: "max" }), hash])(
    "have the values of each hash, the last one first",
    (hashes, other) => {
      const chains = new HashChains();
      const model = new Map<number, number[]>();
      for (const [value, each] of hashes.entries()) {
        chains.add(each, value);
        model.set(each, [value, ...(model.get(each) ?? [])]);
      }
      for (const each of [...hashes, other]) {
        expect(valuesOf(chains, each)).toEqual(model.get(each) ?? []);
      }
    },
  );

  it.each([1, 64, 4096, 16_384, 2 ** 18])("stay short for multiples of %d", (step) => {
    const chains = new HashChains();
    for (let i = 0; i < 2 ** 12; i++) chains.add(i * step, i);

    for (let i = 0; i < 2 ** 13; i++) chains.last(i * step);

    expect(chains.isCrowded).toBe(false);
  });

  it("tell where one has too many hashes", () => {
    const chains = new HashChains();
    // Times the factor that hashes are spread by, these are the numbers from 0 on.
    const inverse = 0x0e8b_2f51;
    const alike = Array.from({ length: 400 }, (_, i) => Math.imul(i, inverse) >>> 0);
    for (const each of alike) if (each < 2 ** 30) chains.add(each, 1);

    for (const each of alike) if (each < 2 ** 30) chains.last(each);

    expect(chains.isCrowded).toBe(true);
  });
});
