import { describe, expect, it } from "vitest";
import { makeWorkload } from "../../bench/data.ts";
import { compareReadPaths } from "../../bench/path-comparisons.ts";
import { measureReads, READ_CONTENDERS, readAnswersOf } from "../../bench/read-measures.ts";
import { makeReadLists, QUESTION_NAMES } from "../../bench/read-questions.ts";

/** Once each. Other JavaScript stores are among them only where the bench's own packages are installed. */
const ONCE = { time: 0, fewest: 1, stores: 1, only: "" };

describe("the questions of the bench of reads", () => {
  const lists = makeReadLists(makeWorkload("S"));

  it.each(QUESTION_NAMES)("are asked with different arguments: %s", (name) => {
    const different = new Set(lists[name].map((argument) => JSON.stringify(argument)));

    expect(different.size).toBe(lists[name].length);
    if (name === "largestGroups") expect(different.size).toBe(1);
    else expect(different.size).toBeGreaterThanOrEqual(12);
    expect(different.size).toBeLessThanOrEqual(256);
  });
});

describe("the contenders of the bench of reads", async () => {
  const first = await readAnswersOf("rawmaps", "XS");

  it("have something to answer to most arguments", () => {
    expect(Object.keys(first)).toHaveLength(11);
    for (const answers of Object.values(first)) {
      const empty = answers.filter((answer) => answer === "" || answer === "0");
      expect(empty.length).toBeLessThan(answers.length / 2);
    }
  });

  it.each(READ_CONTENDERS)("give equal answers: %s", async (name) => {
    expect(first).toMatchObject(await readAnswersOf(name, "XS"));
  });

  it.each(READ_CONTENDERS)("can be measured: %s", async (name) => {
    const { digests, times } = await measureReads(name, "XS", ONCE);

    expect(Object.keys(times)).toEqual(expect.arrayContaining(Object.keys(digests)));
    expect(Math.min(...Object.values(times))).toBeGreaterThan(0);
  });
});

describe("the lookup paths of the questions", () => {
  it("are compared question by question, and one of each is chosen", () => {
    const compared = compareReadPaths("XS", 1);

    expect(compared).toHaveLength(QUESTION_NAMES.length);
    for (const { paths } of compared) {
      expect(paths.filter(({ isChosen }) => isChosen)).toHaveLength(1);
      expect(paths.filter(({ rowsVisited }) => !(rowsVisited > 0))).toEqual([]);
    }
    expect(compared.some(({ paths }) => paths.length > 1)).toBe(true);
  });
});
