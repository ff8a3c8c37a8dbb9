import { fc, test } from "@fast-check/vitest";
import { describe, expect } from "vitest";
import { sortRows } from "../../src/tables/coded-rows.ts";
import { KeyOrder } from "../../src/tables/key-order.ts";
import { isMapKey } from "../../src/tables/map-key.ts";
import { equalValues } from "../../src/value.ts";
import { cleaned, rowsOf, someColumns, texts, thing } from "../fixtures/things-in-order.ts";

const histories = someColumns.chain((columns) =>
  fc.record({
    order: fc.constant(
      new KeyOrder(
        columns.map((name) => thing.columns.find((column) => column.name === name)!),
        thing.pk,
      ),
    ),
    rows: rowsOf(columns),
    key: fc.tuple(...columns.map(cleaned)),
  }),
);

describe("the codes of rows", () => {
  test.prop([histories])("never fall along the order", ({ order, rows }) => {
    const sorted = rows.toSorted(order.compareRows);
    const codes = sorted.map((row) => order.codeOf(row));

    expect(codes.some(Number.isNaN)).toBe(false);
    expect(codes.findIndex((code, i) => i > 0 && codes[i - 1]! > code)).toBe(-1);
  });

  test.prop([histories])("sort rows as comparing them does", ({ order, rows }) => {
    expect(sortRows(rows, order).rows).toEqual(rows.toSorted(order.compareRows));
  });

  test.prop([histories])("tell the keys that an order begins with", ({ order, rows }) => {
    const [column] = order.columns;
    if (!order.tells(column!)) return;
    for (const row of rows) {
      const key = row[column!.name]!;
      const told = Math.floor(order.codeOf(row));
      if (isMapKey(key)) expect(told).toBe(key);
      else expect(isMapKey(told)).toBe(false);
    }
  });

  test.prop([histories])("lie on the right side of what is looked for", ({ order, rows, key }) => {
    for (let length = 0; length <= key.length; length++) {
      const probe = order.probe(key.slice(0, length));
      const { low, high } = probe;
      for (const row of rows) {
        if (order.codeOf(row) < low) expect(probe.place(row)).toBeLessThan(0);
        if (order.codeOf(row) > high) expect(probe.place(row)).toBeGreaterThan(0);
      }
    }
  });

  test.prop([histories])("hold all rows that agree with a row", ({ order, rows }) => {
    const [row, ...others] = rows;
    for (let count = 1; row !== undefined && count <= order.columns.length; count++) {
      const { low, high, place } = order.probeLike(row, count);
      for (const other of others) {
        const agrees = order.columns
          .slice(0, count)
          .every(({ name }) => equalValues(other[name]!, row[name]!));
        expect(place(other) === 0).toBe(agrees);
        if (agrees && order.columns[count] === thing.pk) {
          expect(order.mayAgree(order.codeOf(other), order.codeOf(row))).toBe(true);
        }
        if (order.codeOf(other) < low) expect(place(other)).toBeLessThan(0);
        if (order.codeOf(other) > high) expect(place(other)).toBeGreaterThan(0);
      }
    }
  });

  test.prop([texts, fc.array(texts), fc.nat({ max: 3 })])(
    "lie on the right side of a prefix",
    (prefix, found, count) => {
      const of = (name: string) => thing.columns.find((column) => column.name === name)!;
      const orders = [[of("name")], [of("count"), of("name")]];
      for (const [length, columns] of orders.entries()) {
        const order = new KeyOrder(columns, thing.pk);
        const { low, high, place } = order.probePrefix(length === 0 ? [] : [count], prefix);
        for (const [i, name] of found.entries()) {
          const row = { id: i + 1, name, count: i % 4 };
          if (order.codeOf(row) < low) expect(place(row)).toBeLessThan(0);
          if (order.codeOf(row) > high) expect(place(row)).toBeGreaterThan(0);
        }
      }
    },
  );

  test.prop([fc.nat({ max: 10 }), fc.array(cleaned("day"))])(
    "of dates leave beginnings to the comparison",
    (length, days) => {
      const order = new KeyOrder([thing.columns.find(({ name }) => name === "day")!], thing.pk);
      for (const [i, day] of days.entries()) {
        const row = { id: i + 1, day: day as string | null };
        const { low, high, place } = order.probePrefix([], (row.day ?? "2024").slice(0, length));
        if (order.codeOf(row) < low) expect(place(row)).toBeLessThan(0);
        if (order.codeOf(row) > high) expect(place(row)).toBeGreaterThan(0);
        if (row.day !== null) expect(place(row)).toBe(0);
      }
    },
  );

  test("leave questions with fractions to the comparison", () => {
    const of = (name: string) => thing.columns.find((column) => column.name === name)!;
    const order = new KeyOrder([of("count"), of("day")], thing.pk);
    const probe = order.probe([2.5, "2000-01-01"]);
    const { low, high } = probe;
    const row = { id: 1, count: 2, day: "2020-01-01" };

    expect(probe.place(row)).toBeLessThan(0);
    expect(order.codeOf(row)).toBeGreaterThanOrEqual(low);
    expect(order.codeOf(row)).toBeLessThanOrEqual(high);
  });
});
