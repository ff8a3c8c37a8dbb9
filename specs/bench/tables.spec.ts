import { describe, expect, it } from "vitest";
import { bytesPerEntry } from "../../bench/memory.ts";
import { assertAgreement } from "../../bench/table-agreement.ts";

describe("the contenders of the bench of tables", () => {
  it("give equal answers, and the persistent ones keep their old states", () => {
    expect(() => assertAgreement(1000)).not.toThrow();
  });
});

describe("the measure of memory", () => {
  it("counts what is kept and not what was there before", () => {
    const existing = Array.from({ length: 100_000 }, (_, id) => ({ id }));

    const bytes = bytesPerEntry(() => existing.slice(), existing.length);

    expect(bytes).toBeGreaterThan(4);
    expect(bytes).toBeLessThan(16);
  });
});
