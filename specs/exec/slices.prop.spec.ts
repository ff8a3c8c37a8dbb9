import { test } from "@fast-check/vitest";
import fc from "fast-check";
import { describe, expect } from "vitest";
import { field, model, openStore } from "../../src/index.ts";
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

const order = fc.constantFrom(
  ["points"] as const,
  ["-points"] as const,
  ["team", "-points"] as const,
  ["-team", "points"] as const,
);

describe("a slice of many rows", () => {
  test.prop([order, fc.nat(80), fc.nat(80)], { numRuns: runs(50) })(
    "has the rows that stand there when all are sorted",
    (terms, offset, count) => {
      const ordered = Score.objects.orderBy(...terms);

      const slice = ordered.slice(offset, offset + count).toArray();

      expect(slice).toEqual(ordered.toArray().slice(offset, offset + count));
    },
  );
});
