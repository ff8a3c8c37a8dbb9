import { fc, test } from "@fast-check/vitest";
import { describe, expect } from "vitest";
import { BaseOrder } from "../../src/exec/sort.ts";
import type { OrderedPlan } from "../../src/query/logical-plan.ts";
import { compareValues } from "../../src/value.ts";
import { rowsOf, someColumns, thing } from "../fixtures/things-in-order.ts";

const directions = fc.record({
  isDescending: fc.boolean(),
  nulls: fc.constantFrom(undefined, "first", "last"),
});

const histories = someColumns.chain((names) =>
  fc.record({
    terms: fc.tuple(
      ...names.map((name) =>
        directions.map((direction) => {
          const column = thing.columns.find((each) => each.name === name)!;
          return { expression: { kind: "column", alias: 0, column } as const, ...direction };
        }),
      ),
    ),
    rows: rowsOf(names),
  }),
);

function orderBy(terms: readonly OrderedPlan["order"][number][]): BaseOrder {
  return new BaseOrder({ order: terms, model: thing } as unknown as OrderedPlan);
}

describe("the order of base rows", () => {
  test.prop([histories])("has codes that never fall along it", ({ terms, rows }) => {
    const order = orderBy(terms);
    const codes = rows.toSorted(order.compareRows).map(order.codeOf);

    expect(codes.some(Number.isNaN)).toBe(false);
    expect(codes.findIndex((code, i) => i > 0 && codes[i - 1]! > code)).toBe(-1);
  });

  test.prop([histories])("goes by one column after the other", ({ terms, rows }) => {
    const order = orderBy(terms);
    const ranked = rows.toSorted((a, b) => {
      for (const { expression, isDescending, nulls } of terms) {
        const { name, kind } = expression.column;
        const [x, y] = [a[name]!, b[name]!];
        if (nulls !== undefined && (x === null) !== (y === null)) {
          return (x === null) === (nulls === "first") ? -1 : 1;
        }
        const result = compareValues(x, y, kind.collation);
        if (result !== 0) return isDescending ? -result : result;
      }
      return Number(a[thing.pk.name]) - Number(b[thing.pk.name]);
    });

    expect(rows.toSorted(order.compareRows)).toEqual(ranked);
  });
});
