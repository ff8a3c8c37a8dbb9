import { test } from "@fast-check/vitest";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { F, field, Lower, model, openStore } from "../../src/index.ts";
import { runs } from "../runs.ts";

const { Score } = openStore({
  Score: model({ points: field.integer({ null: true }), team: field.char({ maxLength: 1 }) }),
}).models;
/** More rows than a slice that is sorted keeps at a time. */
const ROWS = 500;
Score.objects.bulkCreate(
  Array.from({ length: ROWS }, (_, n) => ({
    points: n % 11 === 0 ? null : (n * 7919) % 101,
    team: "abc"[n % 3]!,
  })),
);

const inOrder = fc.constantFrom(
  Score.objects.orderBy("points"),
  Score.objects.orderBy("-points"),
  Score.objects.orderBy("team", "-points"),
  Score.objects.orderBy("-team", "points"),
);

describe("a slice of many rows", () => {
  test.prop([inOrder, fc.nat(80), fc.nat(80)], { numRuns: runs(50) })(
    "has the rows that stand there when all are sorted",
    (ordered, offset, count) => {
      const slice = ordered.slice(offset, offset + count).toArray();

      expect(slice).toEqual(ordered.toArray().slice(offset, offset + count));
    },
  );

  test.prop([inOrder, fc.nat(80), fc.nat(80)], { numRuns: runs(50) })(
    "has the computed columns that stand there when all are sorted",
    (ordered, offset, count) => {
      const computed = ordered.annotate({ twice: F("points").mul(2) });

      const slice = computed.slice(offset, offset + count).toArray();

      expect(slice).toEqual(computed.toArray().slice(offset, offset + count));
    },
  );

  test.prop([fc.nat(80), fc.nat(80)], { numRuns: runs(50) })(
    "has the rows that stand there by an order of computed values",
    (offset, count) => {
      const ordered = Score.objects.orderBy(
        Lower("team").desc(),
        F("points").asc({ nulls: "last" }),
      );

      const slice = ordered.slice(offset, offset + count).toArray();

      expect(slice).toEqual(ordered.toArray().slice(offset, offset + count));
    },
  );

  it("stops at its end where rows come in order", () => {
    const first = Score.objects.values("points").orderBy("id").slice(3, 7);

    expect(first.toArray()).toHaveLength(4);
    expect(first.rowsVisited).toBe(7);
  });
});
