import { fc, test } from "@fast-check/vitest";
import { describe, expect } from "vitest";
import { field, model } from "../../src/index.ts";
import { RowCleaner } from "../../src/schema/clean.ts";
import { resolveSchema } from "../../src/schema/resolve-schema.ts";
import { sortRows } from "../../src/tables/coded-rows.ts";
import { KeyOrder, type Row } from "../../src/tables/key-order.ts";
import { equalValues, type Value } from "../../src/value.ts";

const OPTIONS = { null: true } as const;

/** A column of each sort of code. */
const registry = resolveSchema(
  new Map([
    [
      "Thing",
      model({
        count: field.integer(OPTIONS),
        big: field.bigInteger(OPTIONS),
        ratio: field.float(OPTIONS),
        isOld: field.boolean(OPTIONS),
        name: field.char({ ...OPTIONS, maxLength: 40 }),
        day: field.date(OPTIONS),
        moment: field.dateTime(OPTIONS),
        clock: field.time(OPTIONS),
        price: field.decimal({ ...OPTIONS, maxDigits: 9, decimalPlaces: 2 }),
        span: field.duration(OPTIONS),
        data: field.json(OPTIONS),
      }),
    ],
  ]),
);
const thing = registry.byName.get("Thing")!;

const moments = fc
  .date({ min: new Date("0001-01-02"), max: new Date("9999-12-30"), noInvalidDate: true })
  .map((date) => date.toISOString());

const texts = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.string({ maxLength: 12, unit: "binary" }),
  // Long common beginnings, of which the code sees nothing but equality.
  fc.constantFrom(
    "",
    "a",
    "membership",
    "membershiq",
    "member\u007f1",
    "memberé",
    "member\u{1f600}",
  ),
);

const values: { readonly [name: string]: fc.Arbitrary<unknown> } = {
  count: fc.oneof(fc.integer({ min: -3, max: 3 }), fc.integer()),
  big: fc.oneof(
    fc.bigInt({ min: 2n ** 53n - 2n, max: 2n ** 53n + 2n }),
    fc.bigInt({ min: -3n, max: 3n }),
  ),
  ratio: fc.double({ noNaN: true, noDefaultInfinity: true }),
  isOld: fc.boolean(),
  name: texts,
  day: moments.map((text) => text.slice(0, 10)),
  moment: fc.oneof(
    moments,
    fc.constantFrom("2000-01-01T00:00:00.000Z", "2000-01-01T00:00:00.000001Z"),
  ),
  clock: fc.constantFrom("00:00:00", "20:00:00", "20:00:00.5", "20:00:01"),
  price: fc.integer({ min: -500, max: 500 }).map((cents) => cents / 100),
  span: fc.constantFrom("PT0S", "PT1S", "P1D", "-P1D"),
  data: fc.json({ maxDepth: 1 }).map((text) => JSON.parse(text) as unknown),
};

const cleaner = RowCleaner.of(thing);

function cleaned(name: string): fc.Arbitrary<Value> {
  const { position } = thing.columns.find((column) => column.name === name)!;
  return fc.option(values[name]!).map((value) => cleaner.clean(position, value));
}

const names = Object.keys(values);
const someColumns = fc.shuffledSubarray(names, { minLength: 1, maxLength: 3 });

/** Rows of few values for each column, so that they agree often. */
const rowsOf = (columns: readonly string[]): fc.Arbitrary<Row[]> =>
  fc
    .tuple(...columns.map((name) => fc.array(cleaned(name), { minLength: 1, maxLength: 4 })))
    .chain((pools) =>
      fc.array(fc.tuple(...pools.map((pool) => fc.constantFrom(...pool))), { maxLength: 40 }),
    )
    .map((rows) =>
      rows.map((row, i) =>
        Object.fromEntries([["id", i + 1], ...columns.map((name, at) => [name, row[at]!])]),
      ),
    );

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

  test.prop([histories])("lie on the right side of what is looked for", ({ order, rows, key }) => {
    for (let length = 0; length <= key.length; length++) {
      const { low, high, place } = order.probe(key.slice(0, length));
      for (const row of rows) {
        if (order.codeOf(row) < low) expect(place(row)).toBeLessThan(0);
        if (order.codeOf(row) > high) expect(place(row)).toBeGreaterThan(0);
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

  test("leave questions with fractions to the comparison", () => {
    const of = (name: string) => thing.columns.find((column) => column.name === name)!;
    const order = new KeyOrder([of("count"), of("day")], thing.pk);
    const { low, high, place } = order.probe([2.5, "2000-01-01"]);
    const row = { id: 1, count: 2, day: "2020-01-01" };

    expect(place(row)).toBeLessThan(0);
    expect(order.codeOf(row)).toBeGreaterThanOrEqual(low);
    expect(order.codeOf(row)).toBeLessThanOrEqual(high);
  });
});
