import { describe, expect, it } from "vitest";
import { applyAll, makeLog, replay } from "../../bench/contenders/throughline.ts";
import { makeWorkload } from "../../bench/data.ts";
import { answersOf, CONTENDERS } from "../../bench/write-measures.ts";

describe("the workload of the benches", () => {
  const { persons, groups, memberships, extra } = makeWorkload("XS");
  const all = [...memberships, ...extra];

  it("has a tenth as many persons, and a tenth more memberships in reserve", () => {
    expect([persons.length, memberships.length, extra.length]).toEqual([100, 1000, 100]);
  });

  it("has unique pairs, names and moments", () => {
    expect(new Set(all.map((row) => `${row.person_id} ${row.group_id}`)).size).toBe(1100);
    expect(new Set(all.map((row) => row.date_joined)).size).toBe(1100);
    expect(new Set([...persons, ...groups]).size).toBe(persons.length + groups.length);
  });

  it("has no group with more than two fifths of the persons", () => {
    const sizes = groups.map((_, i) => all.filter((row) => row.group_id === i + 1).length);

    expect(Math.max(...sizes)).toBeLessThanOrEqual(0.4 * persons.length);
    expect(Math.max(...sizes)).toBeGreaterThan(Math.min(...sizes));
  });
});

describe("the contenders of the bench of writes", () => {
  it("give equal answers after each kind of write", () => {
    const [first, ...others] = CONTENDERS.map((name) => answersOf(name, "XS"));

    expect(first![1]!.count).toBe(1100);
    for (const answers of others) expect(answers).toEqual(first);
  });

  it("rebuild the store from its log", () => {
    const log = makeLog(makeWorkload("XS"));

    for (const { models } of [replay(log), applyAll(log)]) {
      expect(models.Membership.objects.count()).toBe(1000);
    }
  });
});
