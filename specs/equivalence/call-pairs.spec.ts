import { describe, expect, it } from "vitest";
import { openStore } from "../../src/index.ts";
import type { ChainCall } from "../../src/testing/fast-check.ts";
import {
  askPair,
  CALL_PAIRS,
  type CallPair,
  PAIR_SCHEMA,
  printPair,
  refusalOf,
} from "./call-pairs.ts";
import { Arena, type AskedQuery } from "./contenders.ts";
import { judgeQuery } from "./judge.ts";

type Refusal = readonly [code: string, later: readonly ChainCall[]];

const OF_COLUMNS: Refusal = ["after-values", ["selectRelated", "only", "defer"]];
const OF_COMBINED: Refusal = [
  "after-combining",
  [
    ...(["filter", "exclude", "annotate", "distinct", "alias", "or", "and", "xor"] as const),
    ...(["dates", "datetimes", "selectRelated", "prefetchRelated", "only", "defer"] as const),
  ],
];
const OF_SLICED: Refusal = [
  "sliced",
  ["filter", "exclude", "orderBy", "distinct", "reverse", "and", "dates", "datetimes"],
];

/** What cannot follow, for calls that anything cannot follow. */
const REFUSALS: { readonly [C in ChainCall]?: Refusal } = {
  values: OF_COLUMNS,
  valuesList: OF_COLUMNS,
  dates: OF_COLUMNS,
  datetimes: OF_COLUMNS,
  union: OF_COMBINED,
  intersection: OF_COMBINED,
  difference: OF_COMBINED,
  slice: OF_SLICED,
};

function expectedRefusal([call, later]: CallPair): string | undefined {
  const [code, refused] = REFUSALS[call] ?? ["", []];
  return refused.includes(later) ? code : undefined;
}

function openVisits() {
  const store = openStore(PAIR_SCHEMA);
  const { Visit } = store.models;
  const ann = Visit.objects.create({ guest: "Ann", moment: "2024-05-01T10:00:00Z" });
  Visit.objects.create({ guest: "Bo", moment: "2024-05-01T10:30:00Z", before: ann });
  Visit.objects.create({ guest: "Ann", moment: "2025-01-01T08:00:00Z", before: ann });
  return store;
}

describe("a call right after another", () => {
  it("is refused where columns, combinations or slices came before, and where else is not", () => {
    const textOf = (pair: CallPair, refusal = "allowed"): string =>
      `${printPair(pair)}: ${refusal}`;

    expect(CALL_PAIRS.map((pair) => textOf(pair, refusalOf(pair)))).toEqual(
      CALL_PAIRS.map((pair) => textOf(pair, expectedRefusal(pair))),
    );
  });

  it("gives SQLite's answer where it is allowed", () => {
    const allowed = CALL_PAIRS.filter((pair) => refusalOf(pair) === undefined);
    const contest = new Arena(PAIR_SCHEMA).enter({ commits: [...openVisits().log.read()] });
    const verdictOn = (pair: CallPair) => {
      const asked: AskedQuery = {
        of: (store) => askPair(store, pair) as never,
        words: new Set(),
      };
      return { pair: printPair(pair), ...judgeQuery(contest, asked) };
    };
    const verdicts = allowed.map(verdictOn);
    contest.close();

    expect(verdicts.filter(({ kind }) => !kind.startsWith("agreed"))).toEqual([]);
    expect(verdicts.filter(({ kind }) => kind === "agreed").length).toBeGreaterThan(500);
  });
});
