import { describe, expect, it } from "vitest";
import {
  Avg,
  Cast,
  Count,
  CumeDist,
  DenseRank,
  type Expression,
  F,
  FirstValue,
  field,
  Lag,
  LastValue,
  Lead,
  Max,
  model,
  NthValue,
  Ntile,
  openStore,
  PercentRank,
  Rank,
  RowNumber,
  RowRange,
  Sum,
  ValueRange,
  Window,
} from "../../src/index.ts";

/** Points of two teams: 10, 20, 20, 40 and 5, null. */
const { Score } = openStore({
  Score: model({ team: field.text(), points: field.integer({ null: true }) }),
}).models;
Score.objects.bulkCreate([
  ...[10, 20, 20, 40].map((points) => ({ team: "a", points })),
  { team: "b", points: 5 },
  { team: "b", points: null },
]);

const byTeam = { partitionBy: "team", orderBy: ["points", "id"] };

/** The values of a window for all scores, by primary key. */
function over(window: Expression): readonly unknown[] {
  return Score.objects
    .annotate({ w: window })
    .orderBy("pk")
    .valuesList("w", { flat: true })
    .toArray();
}

describe("a window", () => {
  it.each([
    ["RowNumber", RowNumber(), [1, 2, 3, 4, 2, 1]],
    ["Rank", Rank(), [1, 2, 3, 4, 2, 1]],
    ["Lag", Lag("points"), [null, 10, 20, 20, null, null]],
    ["Lag by two, with a default", Lag("points", 2, -1), [-1, -1, 10, 20, -1, -1]],
    ["Lead", Lead("points"), [20, 20, 40, null, null, 5]],
    ["FirstValue", FirstValue("points"), [10, 10, 10, 10, null, null]],
    ["LastValue, of the rows so far", LastValue("points"), [10, 20, 20, 40, 5, null]],
    ["NthValue, null before the nth row", NthValue("points", 2), [null, 20, 20, 20, 5, null]],
    ["Ntile", Ntile(3), [1, 1, 2, 3, 2, 1]],
    ["a sum so far", Sum("points"), [10, 30, 50, 90, 5, null]],
    ["a count so far", Count("*"), [1, 2, 3, 4, 2, 1]],
  ])("gives %s within the partition, in its order", (_, call, expected) => {
    expect(over(Window(call as never, byTeam))).toEqual(expected);
  });

  it.each([
    ["Rank", Rank(), [1, 2, 2, 4]],
    ["DenseRank", DenseRank(), [1, 2, 2, 3]],
    ["PercentRank", PercentRank(), [0, 1 / 3, 1 / 3, 1]],
    ["CumeDist", CumeDist(), [0.25, 0.75, 0.75, 1]],
    ["a sum so far", Sum("points"), [10, 50, 50, 90]],
  ])("holds rows equal that its order does: %s", (_, call, expected) => {
    const window = Window(call as never, { partitionBy: "team", orderBy: "points" });

    expect(over(window).slice(0, 4)).toEqual(expected);
  });

  it.each([
    ["all rows without an order", { partitionBy: "team" }, [90, 90, 90, 90, 5, 5]],
    ["all rows at all without a partition", {}, [95, 95, 95, 95, 95, 95]],
    [
      "the row before and its own",
      { ...byTeam, frame: RowRange(-1, 0) },
      [10, 30, 40, 60, 5, null],
    ],
    ["its own and all after", { ...byTeam, frame: RowRange(0, null) }, [90, 80, 60, 40, 5, 5]],
    [
      "all but its own",
      { ...byTeam, frame: { ...RowRange(), exclude: "current-row" as const } },
      [80, 70, 70, 50, null, 5],
    ],
    [
      "rows up to 10 points less",
      { partitionBy: "team", orderBy: "points", frame: ValueRange(-10, 0) },
      [10, 50, 50, 40, 5, null],
    ],
    [
      "rows within 20 points, descending",
      { partitionBy: "team", orderBy: "-points", frame: ValueRange(-20, 0) },
      [50, 80, 80, 40, 5, null],
    ],
    [
      "rows with the same points",
      { partitionBy: "team", orderBy: "points", frame: ValueRange(0, 0) },
      [10, 40, 40, 40, 5, null],
    ],
    ["no row", { ...byTeam, frame: RowRange(5, 9) }, [null, null, null, null, null, null]],
  ])("sums over %s", (_, options, expected) => {
    expect(over(Window(Sum("points"), options))).toEqual(expected);
  });

  it("takes a filter of its aggregate, and an expression for its partition", () => {
    const filtered = Window(Count("*", { filter: { points__gte: 20 } }), { partitionBy: "team" });
    const parity = Window(Max("points"), { partitionBy: F("id").mod(2) });

    expect(over(filtered)).toEqual([3, 3, 3, 3, 0, 0]);
    expect(over(parity)).toEqual([20, 40, 20, 40, 20, 40]);
  });

  it("can be filtered and ordered by, and summed up", () => {
    const place = Window(RowNumber(), byTeam);
    const ranked = Score.objects.annotate({ place });

    expect(
      ranked.filter({ place: 1 }).orderBy("team").valuesList("points", { flat: true }).toArray(),
    ).toEqual([10, null]);
    expect(ranked.orderBy("-place", "team").first()?.points).toBe(40);
    expect(ranked.aggregate({ mean: Avg("place") })).toEqual({ mean: 13 / 6 });
  });

  it("groups by its partition and order beside an aggregate, not by its value", () => {
    const counted = Score.objects
      .values("team")
      .annotate({ place: Window(Rank(), { orderBy: "points" }) })
      .annotate({ n: Count("id") })
      .valuesList("team", "place", "n");

    expect(counted.orderBy("place").toArray()).toEqual([
      ["b", 1, 1],
      ["b", 2, 1],
      ["a", 3, 1],
      ["a", 4, 2],
      ["a", 5, 1],
    ]);
  });
});

it("may be computed with, beside an aggregate", () => {
  const counted = Score.objects.annotate({ n: Count("pk") }).filter({ team: "a" });
  const shares = counted.annotate({
    half: Cast(Window(PercentRank(), { orderBy: "pk" }), "integer"),
    next: Window(RowNumber(), { orderBy: "pk" }).add(1),
  });

  expect(shares.orderBy("pk").valuesList("n", "half", "next").toArray()).toEqual([
    [1, 0, 2],
    [1, 0, 3],
    [1, 0, 4],
    [1, 1, 5],
  ]);
});
