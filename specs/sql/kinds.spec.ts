/** What is computed and compared with values of each kind: by the store, and by SQLite. */
import { describe, expect, it } from "vitest";
import * as api from "../../src/index.ts";
import {
  Avg,
  Case,
  Cast,
  Coalesce,
  Count,
  type Expression,
  F,
  field,
  Max,
  Min,
  model,
  openStore,
  Q,
  StdDev,
  Sum,
  Value,
  Variance,
  When,
  Window,
} from "../../src/index.ts";
import { NotSupportedError, type SQLQuery, toSQL } from "../../src/sql-index.ts";
import { sameRows, sameValue } from "../vectors/same-value.ts";
import { askSqlite, loadSqlite, plainAnswer } from "./ask-sqlite.ts";

const nullable = { null: true } as const;

const store = openStore({
  Thing: model({
    char: field.char({ ...nullable, maxLength: 40 }),
    uuid: field.uuid(nullable),
    boolean: field.boolean(nullable),
    integer: field.integer(nullable),
    other: field.integer(nullable),
    big: field.bigInteger(nullable),
    float: field.float(nullable),
    decimal: field.decimal({ ...nullable, maxDigits: 8, decimalPlaces: 2 }),
    price: field.decimal({ ...nullable, maxDigits: 30, decimalPlaces: 4 }),
    day: field.date(nullable),
    due: field.date(nullable),
    moment: field.dateTime(nullable),
    until: field.dateTime(nullable),
    clock: field.time(nullable),
    length: field.duration(nullable),
    json: field.json(nullable),
    binary: field.binary(nullable),
  }),
});

const ROWS = [
  {
    char: "Émile ßtraße",
    uuid: "0f0f0f0f-1111-2222-3333-444444444444",
    boolean: true,
    integer: -7,
    other: 2,
    big: 9_007_199_254_740_993n,
    float: 2.5,
    decimal: "12.50",
    price: "0.3333",
    day: "2020-02-29",
    due: "2019-01-01",
    moment: "2019-12-31T23:59:59.999999Z",
    until: "2020-01-02T03:04:05Z",
    clock: "12:30:15.250",
    length: "P1DT2H",
    json: { 0: "zero", a: 1, b: [1, 2, { c: "x" }], n: null, 'q"': 5, t: "Text", y: true },
    binary: "00ff10",
  },
  {
    char: "emile STRASSE 👍🏽",
    uuid: "00000000-0000-0000-0000-000000000001",
    boolean: false,
    integer: 8,
    other: 0,
    big: -4n,
    float: -0.125,
    decimal: "-3.05",
    price: "99999999999999999999.1234",
    day: "2021-01-03",
    due: "2021-02-03",
    moment: "2021-01-01T00:00:00.000Z",
    until: "2021-01-01T00:00:00.001Z",
    clock: "23:59:59",
    length: "-PT0.5S",
    json: [1, "two", null, [3]],
    binary: "",
  },
  {
    char: "",
    integer: 0,
    other: 5,
    float: 0.5,
    decimal: "0.00",
    price: "0.0000",
    day: "0001-01-01",
    moment: "9999-12-31T00:00:00Z",
    clock: "00:00:00",
    length: "PT0S",
    json: "plain",
  },
  { char: "12abc", integer: 3, other: 3, decimal: "12.5", json: 5 },
  { char: "2020-01-01 10:00", json: true },
  { json: { a: 1, b: 2 } },
  {},
];

for (const row of ROWS) store.models.Thing.objects.create(row as never);

type Row = { readonly [column: string]: unknown };
const COLUMNS = Object.keys(ROWS[0]!);

/** A QuerySet whose types do not matter here. */
// biome-ignore lint/suspicious/noExplicitAny: questions are put together from lists
const things = store.models.Thing.objects as any;
const sqlite = loadSqlite(store);
let asked = 0;
let refused = 0;

/** Compares the answers of both; questions that the store refuses are none. */
function compare(make: () => unknown, aggregate?: Row): void {
  let expected: unknown;
  try {
    const given = make() as { toArray(): unknown; aggregate(columns: Row): unknown };
    expected = aggregate === undefined ? given.toArray() : given.aggregate(aggregate);
  } catch (error) {
    if (error instanceof api.StoreError) return;
    throw error;
  }
  let query: SQLQuery;
  try {
    query = toSQL(make() as never, aggregate === undefined ? {} : { aggregate });
  } catch (error) {
    if (!(error instanceof NotSupportedError)) throw error;
    refused++;
    return;
  }
  asked++;
  const rows = askSqlite(sqlite, query);
  const [a, b] = [expected, aggregate === undefined ? rows : rows[0]].map(plainAnswer);
  const isSame = (query.isOrdered ? sameValue : sameRows)(a, b);
  const difference = `${query.sql}\nstore:  ${JSON.stringify(a)}\nsqlite: ${JSON.stringify(b)}`;
  expect(isSame ? "" : difference).toBe("");
}

/** The rows by one computed column. */
function computed(expression: unknown): void {
  compare(() => things.annotate({ x: expression }).values("id", "x"));
}

const NUMBERS = ["integer", "other", "big", "float", "decimal", "price"];

const valuesOf = (column: string): unknown[] =>
  (ROWS as readonly Row[]).map((row) => row[column]).filter((value) => value !== undefined);

describe.each(COLUMNS)("values of %s", (column) => {
  it("come in the same order, and repeat in the same way", () => {
    for (const order of [column, `-${column}`, F(column).desc({ nulls: "first" })]) {
      compare(() => things.orderBy(order));
      compare(() => things.values(column).distinct().orderBy(order));
    }
    compare(() => things.distinct(column).orderBy(column));
    compare(() => things.values(column).annotate({ n: Count("id") }));
    compare(() =>
      things
        .values(column)
        .annotate({ n: Count("id") })
        .filter({ n__gt: 1 }),
    );
  });

  it("are compared alike", () => {
    for (const lookup of ["exact", "gt", "gte", "lt", "lte"]) {
      for (const value of valuesOf(column)) {
        compare(() => things.filter({ [`${column}__${lookup}`]: value }));
        compare(() => things.exclude({ [`${column}__${lookup}`]: value }));
      }
    }
    compare(() => things.filter({ [`${column}__in`]: valuesOf(column) }));
    compare(() => things.exclude({ [`${column}__in`]: [] }));
    compare(() => things.exclude({ [`${column}__in`]: things.values(column) }));
    compare(() => things.filter({ [`${column}__range`]: valuesOf(column).slice(0, 2) }));
  });

  it("are found by parts of their text alike", () => {
    const lookups = ["contains", "startswith", "endswith", "iexact", "icontains"];
    const parts = ["", "e", "1", "ß", "SS", "0", "two", "émile STRASSE", "00Z", "P1", ".", "👍"];
    for (const lookup of [...lookups, "istartswith", "iendswith", "regex", "iregex"]) {
      for (const part of parts) compare(() => things.filter({ [`${column}__${lookup}`]: part }));
    }
  });

  it("are gathered alike", () => {
    type Make = (column: string, options?: object) => Expression;
    const makers = [Count, Min, Max, Sum, Avg, StdDev, Variance] as unknown as readonly Make[];
    for (const [place, make] of makers.entries()) {
      // The spread of durations is the store's to define.
      if (column === "length" && place > 4) continue;
      compare(() => things.all(), { x: make(column) });
      compare(() => things.all(), { x: make(column, { distinct: true }) });
      compare(() =>
        things.annotate({ x: Window(make(column), { orderBy: "id" }) }).values("id", "x"),
      );
    }
  });

  it("are converted alike", () => {
    // SQLite holds objects with their keys sorted, which their text shows.
    const targets = COLUMNS.filter((each) => column !== "json" || each !== "char");
    const kinds = { big: "bigInteger", price: "decimal", other: "boolean", due: "date" };
    const more = { day: "date", moment: "dateTime", until: "dateTime", clock: "time" };
    const names: Row = { ...kinds, ...more, length: "duration" };
    for (const target of targets) computed(Cast(column, (names[target] ?? target) as never));
  });

  it("are computed with alike", () => {
    const operators = ["add", "sub", "mul", "div", "mod", "pow", "bitxor", "bitleftshift"];
    const others = ["integer", "other", "float", "decimal", "length", "day", "until", "clock"];
    for (const operator of operators) {
      for (const other of others) {
        // Powers and products beyond 64 bits are floats in SQLite.
        if (column === "big" && (operator === "pow" || operator === "mul")) continue;
        if (other === "length" && ["big", "price"].includes(column)) continue;
        computed(
          (F(column) as never as { [o: string]: (x: unknown) => unknown })[operator]!(F(other)),
        );
      }
    }
  });

  it("are chosen alike", () => {
    for (const other of COLUMNS) {
      computed(Coalesce(column, other));
      computed(api.NullIf(column, F(other)));
      computed(api.Greatest(column, other));
      computed(api.Least(column, other));
      // The store leaves each number as it is, whatever the kind of the whole.
      const areNumbers = [column, other].every((each) => NUMBERS.includes(each));
      if (!areNumbers) computed(Case(When({ id__gt: 3 }, F(column)), { default: F(other) }));
      if (column === "json" || other === "json") continue;
      for (const lookup of ["exact", "lt", "gte"]) {
        compare(() => things.filter({ [`${column}__${lookup}`]: F(other) }));
      }
      compare(() => things.filter({ [`${column}__in`]: [F(other), F("id")] }));
      compare(() => things.filter({ [`${column}__in`]: things.values(other) }));
    }
  });

  it("go through functions alike", () => {
    const names = Object.keys(api).filter((name) =>
      /^(?:Lower|Upper|Length|L?R?Trim|Reverse|Ord|Chr|Abs|Ceil|Floor|Round|Sign|Sqrt|Exp|Ln|Degrees|Radians|A?(?:Sin|Cos|Tan)|Cot|(?:Extract|Trunc).+)$/.test(
        name,
      ),
    );
    // The text of objects has its keys sorted.
    const own = column === "json" ? "json__t" : column;
    for (const name of names) {
      const make = (api as unknown as { [name: string]: (arg: unknown) => unknown })[name]!;
      computed(make(own));
    }
    expect(names.length).toBeGreaterThan(40);
    for (const expression of [
      api.Left(own, 2),
      api.Right(own, 3),
      api.Substr(own, 2, 3),
      api.LPad(own, 6, Value("é👍")),
      api.RPad(own, 4),
      api.Repeat(own, 2),
      api.Replace(own, Value("e"), Value("ii")),
      api.StrIndex(own, Value("e")),
      api.Concat(own, Value("-"), "other"),
      api.Round(own, 1),
      api.Mod(own, "other"),
      api.Power(own, "other"),
      api.ATan2(own, "other"),
    ]) {
      if (column !== "big") computed(expression);
    }
    // The last of 15 digits is as good as a logarithm.
    if (column !== "decimal" && column !== "price") computed(api.Log(Value(2), own));
  });
});

describe("JSON data", () => {
  const paths = ["a", "b", "b__0", "b__2__c", "0", 'q"', "t", "n", "y", "1", "3__0", "zz"];
  const lookups: readonly (readonly [string, unknown])[] = [
    ...["exact", "gt", "lt", "contains", "contained_by"].flatMap((lookup) =>
      [1, "x", "Text", true, [1, 2, { c: "x" }], { a: 1 }].map((value) => [lookup, value] as const),
    ),
    ["exact", null],
    ["isnull", true],
    ["isnull", false],
    ["range", [0, 3]],
    ["in", [1, "two", "x"]],
    ["icontains", "T"],
    ["startswith", "T"],
    ["regex", "^T"],
    ["iexact", "text"],
    ["has_key", "c"],
    ["has_keys", ["a", "b"]],
    ["has_keys", []],
    ["has_any_keys", ["c", "0", 'q"']],
    ["has_any_keys", []],
  ];

  it.each(["", ...paths])("under the path %j meets the same lookups", (path) => {
    for (const [lookup, value] of lookups) {
      const key = ["json", ...(path === "" ? [] : [path]), lookup].join("__");
      compare(() => things.filter({ [key]: value }));
      compare(() => things.exclude({ [key]: value }));
      compare(() => things.filter(Q({ [key]: value } as never).not()));
    }
  });

  it.each(paths)("under the path %j is a value", (path) => {
    computed(F(`json__${path}`));
    compare(() => things.orderBy(`json__${path}`));
    compare(() => things.values(`json__${path}`).annotate({ n: Count("id") }));
    compare(() => things.filter({ [`json__${path}`]: F("id") }));
    for (const kind of ["integer", "float", "boolean", "text", "decimal"] as const) {
      if (!path.startsWith("b")) computed(Cast(F(`json__${path}`), kind));
    }
  });
});

it("has few questions that cannot be said", () => {
  console.log(
    `SQLite gave the store's answer to ${asked} questions about values; ${refused} have no SQL`,
  );

  expect(asked).toBeGreaterThan(5000);
  expect(refused).toBeLessThan(asked / 5);
});
