import { fc, test } from "@fast-check/vitest";
import { describe, expect } from "vitest";
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
});
