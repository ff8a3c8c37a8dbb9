import { describe, expect, it } from "vitest";
import { makeLiveData } from "../../bench/live-data.ts";
import { LIVE_CONTENDERS, liveAnswersOf, measureLive } from "../../bench/live-measures.ts";

/** Once each: @tanstack/db is among them only where the bench's own packages are installed. */
const ONCE = { time: 0, fewest: 1, many: 50, veryMany: 100, only: "" };

describe("the data of the bench of live queries", () => {
  const data = makeLiveData("XS");
  const keyOf = (value: object): string => JSON.stringify(value);

  it.each([50, 1000, 10_000])("has %d different questions", (count) => {
    expect(new Set(data.ofGroups(count).map(keyOf)).size).toBe(count);
    expect(new Set(data.aside(count).map(keyOf)).size).toBe(count);
  });

  it("writes rows that concern one question, or none", () => {
    const asked = data.aside(1000);

    for (const row of data.rowsOfGroups) {
      const concerned = data
        .ofGroups(1000)
        .filter(({ by, id, since }) => row[by] === id && row.date_joined >= since);
      expect(concerned).toHaveLength(1);
    }
    for (const row of data.rows) {
      expect(asked.filter(({ by, id }) => row[by] === id)).toEqual([]);
      expect(row.group_id).toBe(data.members.id);
    }
    expect(Math.min(data.rows.length, data.rowsOfGroups.length)).toBeGreaterThan(0);
  });
});

describe("the contenders of the bench of live queries", () => {
  const [first, ...others] = LIVE_CONTENDERS.map((name) => liveAnswersOf(name, "XS"));

  it("give equal answers, now and after each write", () => {
    for (const answers of others) expect(first).toMatchObject(answers);
    expect(Object.keys(others[0]!)).toEqual(Object.keys(first!));
    expect(first!.latest!.length).toBeGreaterThan(1);
  });

  it.each(LIVE_CONTENDERS)("can be measured, and hold the same rows after it: %s", async (name) => {
    const { answers, times } = await measureLive(name, "XS", ONCE);

    expect(first).toMatchObject(answers);
    expect(Math.min(...Object.values(times))).toBeGreaterThan(0);
  });
});
