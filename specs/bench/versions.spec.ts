import { describe, expect, it } from "vitest";
import {
  dataOfVersions,
  measureVersions,
  VERSION_CONTENDERS,
} from "../../bench/version-measures.ts";

describe("the contenders of the bench of versions", () => {
  const [ours, sqlite] = VERSION_CONTENDERS.map((name) => dataOfVersions(name, "XS"));

  it("hold the same data after each kind of operation", () => {
    expect(ours).toEqual(sqlite);
  });

  it("keep forks apart, and go back to just what was", () => {
    const [before, forked, besideFork, written, besideWrites, restored, failed] = ours!;

    expect([forked!.length, written!.length]).toEqual([1001, 1100]);
    expect(besideWrites).toEqual(forked);
    for (const same of [besideFork, restored, failed]) expect(same).toEqual(before);
  });

  it.each(VERSION_CONTENDERS)("can be measured: %s", (name) => {
    const { count, times } = measureVersions(name, "XS", { time: 0, fewest: 1 });

    expect(count).toBe(1000);
    expect(Math.min(...Object.values(times))).toBeGreaterThan(0);
  });
});
