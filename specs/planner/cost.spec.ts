/** The estimates choose well: what they choose visits hardly more rows than the best path would. */
import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { questionOf } from "../../src/orm/chain.ts";
import { QuerySet } from "../../src/orm/queryset.ts";
import { argumentsOf, openWorkload, WORKLOAD_QUESTIONS } from "../fixtures/workload.ts";
import type { VectorFile } from "../vectors/judge-queries.ts";
import { readVectors, storeOf } from "../vectors/load.ts";
import type { LooseStore } from "../vectors/loose-api.ts";
import { makeReader } from "../vectors/reader.ts";
import { answerOrError, answerQuery } from "../vectors/run-query.ts";
import { type Choice, choicesFor, distributionOf, ratioOf } from "./path-choice.ts";
import { variations } from "./variations.ts";

/** The chosen path may visit so many times the rows of the best one, in this part of the questions. */
const MOST = 1.5;
const SHARE = 0.95;

const FILES = readdirSync(new URL("../fixtures/vectors", import.meta.url))
  .filter((name) => /^query-.*\.json$/.test(name))
  .sort();

const WRITES = new Set(["update", "delete"]);

/** The choices for all rows that QuerySets are asked for while some work runs. */
function choicesIn(work: () => void): readonly Choice[] {
  const { toArray } = QuerySet.prototype;
  const choices: Choice[] = [];
  QuerySet.prototype.toArray = function (this: QuerySet) {
    const rows = toArray.call(this);
    choices.push(...choicesFor(questionOf(this)));
    return rows;
  };
  try {
    work();
  } finally {
    QuerySet.prototype.toArray = toArray;
  }
  return choices;
}

function expectGoodChoices(title: string, choices: readonly Choice[]): void {
  const poor = choices.filter((choice) => ratioOf(choice) > MOST);
  const share = 1 - poor.length / choices.length;
  console.log(
    `${title}: of ${choices.length} choices ${(100 * share).toFixed(1)} % visit at most ${MOST} times the rows of the best path (${distributionOf(choices)})`,
  );
  expect(choices.filter(({ isCheapest }) => !isCheapest).map(({ text }) => text)).toEqual([]);
  const texts = poor.slice(0, 20).map(({ text }) => text);

  expect(share, texts.join("\n\n")).toBeGreaterThanOrEqual(SHARE);
}

describe("the choice among paths", () => {
  it("is good in the recorded queries", () => {
    const choices = FILES.flatMap((name) => {
      const { schema, data, cases } = readVectors<VectorFile>(name);
      const store = storeOf(schema, data) as unknown as LooseStore;
      const reads = cases.filter(({ ops }) => !ops.some(([op]) => WRITES.has(op)));
      return choicesIn(() => {
        for (const each of reads) answerOrError(() => answerQuery(makeReader(store), each));
      });
    });

    expect(choices.length).toBeGreaterThan(500);
    expectGoodChoices("recorded queries", choices);
  });

  it("is good in variations of the workload's questions", () => {
    const choices = variations(openWorkload("S"), 600).flatMap((asked) =>
      choicesFor(questionOf(asked)),
    );

    expect(choices.length).toBeGreaterThan(400);
    expectGoodChoices("variations", choices);
  });

  it.each(["XS", "S"] as const)("is good in the workload at size %s", (size) => {
    const { store, data } = openWorkload(size);
    const choices = argumentsOf(data, 12).flatMap((given) =>
      Object.values(WORKLOAD_QUESTIONS).flatMap((ask) =>
        choicesFor(questionOf(ask(store.models, given))),
      ),
    );

    expect(choices.length).toBeGreaterThan(50);
    expectGoodChoices(`workload at size ${size}`, choices);
  });
});
