import { describe, expect, it } from "vitest";
import { measureAll } from "../../src/compare/measure.ts";

/** Work that allocates an array of so many numbers. */
const allocate = (length: number) => () => Array.from({ length }, (_, n) => n + 0.5);

describe("measureAll()", () => {
  it("tells work that takes longer and allocates more from other work", () => {
    const [small, large] = measureAll([allocate(10), allocate(10_000)], 9);

    expect(small!.milliseconds).toBeLessThan(large!.milliseconds);
    expect(small!.bytes).toBeGreaterThanOrEqual(10 * 8);
    expect(large!.bytes).toBeGreaterThan(10_000 * 8);
    expect(small!.bytes).toBeLessThan(10_000);
  });

  it("tells no bytes where the runtime does not", () => {
    const { process } = globalThis;
    try {
      Object.assign(globalThis, { process: undefined });
      const [measured] = measureAll([allocate(10)], 3);

      expect(measured!.bytes).toBeUndefined();
      expect(measured!.milliseconds).toBeGreaterThan(0);
    } finally {
      Object.assign(globalThis, { process });
    }
  });
});
