import { test } from "@fast-check/vitest";
import fc from "fast-check";
import { describe } from "vitest";
import {
  Avg,
  Count,
  CumeDist,
  DenseRank,
  F,
  FirstValue,
  Lag,
  LastValue,
  Lead,
  Max,
  Min,
  NthValue,
  Ntile,
  PercentRank,
  Rank,
  RowNumber,
  Sum,
  Window,
  type WindowFrame,
} from "../../src/index.ts";
import { runs } from "../runs.ts";
import { OWN_FIELDS } from "./aggregate-cases.ts";
import { countAgreements, PATIENCE } from "./agreement.ts";
import { leafOf, toQ, toSql } from "./condition-trees.ts";
import { type OrderCase, orderOf, SINGLE, SINGLE_JOINS } from "./order-terms.ts";
import { clubRows, openPopulated } from "./populated-club.ts";
import { loadSqlite } from "./sqlite.ts";

const expectAgreement = countAgreements("windows");

/** A function over a window, and its SQL. */
interface Call {
  readonly make: () => Parameters<typeof Window>[0];
  readonly sql: string;
}

const call = (make: Call["make"], sql: string): fc.Arbitrary<Call> => fc.constant({ make, sql });

/** Functions of places in the partition, which no frame narrows. */
const PLACES = [
  call(RowNumber, "ROW_NUMBER()"),
  call(Rank, "RANK()"),
  call(DenseRank, "DENSE_RANK()"),
  call(PercentRank, "PERCENT_RANK()"),
  call(CumeDist, "CUME_DIST()"),
  fc.integer({ min: 1, max: 4 }).map((n) => ({ make: () => Ntile(n), sql: `NTILE(${n})` })),
  fc.tuple(fc.nat(3), fc.option(fc.nat(9)), fc.boolean()).map(([offset, fallback, isLead]) => ({
    make: () => (isLead ? Lead : Lag)("age", offset, fallback ?? undefined),
    sql: `${isLead ? "LEAD" : "LAG"}(p.age, ${offset}${fallback === null ? "" : `, ${fallback}`})`,
  })),
];

const leaf = leafOf(OWN_FIELDS);

/** Functions of the rows in a frame. */
const FRAMED = [
  call(() => FirstValue("age"), "FIRST_VALUE(p.age)"),
  call(() => LastValue("name"), "LAST_VALUE(p.name)"),
  fc.integer({ min: 1, max: 3 }).map((n) => ({
    make: () => NthValue("age", n),
    sql: `NTH_VALUE(p.age, ${n})`,
  })),
  call(() => Sum("age"), "SUM(p.age)"),
  call(() => Avg("age"), "AVG(p.age)"),
  call(() => Min("name"), "MIN(p.name)"),
  call(() => Max("age"), "MAX(p.age)"),
  call(() => Count("*"), "COUNT(*)"),
  leaf.map((filter) => ({
    make: () => Count("age", { filter: toQ(filter, 0) }),
    sql: `COUNT(p.age) FILTER (WHERE ${toSql(filter, 0)})`,
  })),
];

const bound = fc.option(fc.integer({ min: -2, max: 2 }), { freq: 3 });
const EXCLUDES = {
  "current-row": "EXCLUDE CURRENT ROW",
  group: "EXCLUDE GROUP",
  ties: "EXCLUDE TIES",
};

function boundSql(at: number | null, edge: string): string {
  if (at === null) return `UNBOUNDED ${edge}`;
  if (at === 0) return "CURRENT ROW";
  return at < 0 ? `${-at} PRECEDING` : `${at} FOLLOWING`;
}

function frameSql({ unit, start, end, exclude }: WindowFrame): string {
  const bounds = `BETWEEN ${boundSql(start, "PRECEDING")} AND ${boundSql(end, "FOLLOWING")}`;
  return `${unit.toUpperCase()} ${bounds} ${exclude === undefined ? "" : EXCLUDES[exclude]}`;
}

const frame: fc.Arbitrary<WindowFrame> = fc
  .record({
    unit: fc.constantFrom("rows" as const, "range" as const),
    start: bound,
    end: bound,
    exclude: fc.constantFrom(undefined, undefined, ...(Object.keys(EXCLUDES) as "group"[])),
  })
  .filter(({ start, end }) => start === null || end === null || start <= end);

const PARTITIONS = { name: "p.name", age: "p.age", mentor__name: "t.name" };

/** A window function in both languages. */
interface Case {
  readonly call: Call;
  readonly partition: readonly (keyof typeof PARTITIONS)[];
  readonly order: readonly OrderCase[];
  readonly frame: WindowFrame | undefined;
}

const partition = fc.subarray(["name", "age", "mentor__name"] as const, { maxLength: 2 });
const byPk = orderOf([["pk", "p.id"]]);
/** An order without ties: places in it are certain. */
const certain = fc
  .tuple(fc.array(orderOf(SINGLE), { maxLength: 2 }), byPk)
  .map(([terms, last]) => [...terms, last]);
const ages = orderOf([["age", "p.age"]]).map((term) => [term]);

const places = fc.record({
  call: fc.oneof(...PLACES),
  partition,
  order: certain,
  frame: fc.constant(undefined),
});
const ties = fc.record({
  call: fc.oneof(...PLACES.slice(1, 5), ...FRAMED.slice(3)),
  partition,
  order: fc.array(orderOf(SINGLE), { maxLength: 2 }),
  frame: fc.constant(undefined),
});
const rows = fc.record({
  call: fc.oneof(...FRAMED),
  partition,
  order: certain,
  frame: frame.filter(({ unit }) => unit === "rows"),
});
/** Distances need one number to be measured in. */
const ranges = fc.record({
  call: fc.oneof(...FRAMED.slice(3)),
  partition: partition.map((names) => names.filter((name) => name !== "age")),
  order: ages,
  frame: frame.filter(({ unit }) => unit === "range"),
});

function sqlOf({ call: { sql }, partition: names, order, frame: given }: Case): string {
  const by = names.length === 0 ? "" : `PARTITION BY ${names.map((n) => PARTITIONS[n]).join(", ")}`;
  const terms = order.map((term) => term.sql(false)).join(", ");
  const sorted = terms === "" ? "" : `ORDER BY ${terms}`;
  const [fn, filter = ""] = sql.split(" FILTER ");
  const shown = filter === "" ? fn : `${fn} FILTER ${filter}`;
  return `${shown} OVER (${by} ${sorted} ${given === undefined ? "" : frameSql(given)})`;
}

type Rows = typeof clubRows extends fc.Arbitrary<infer T> ? T : never;

function askBoth(club: Rows, cases: readonly Case[], limits: readonly number[]): void {
  const { store, all } = openPopulated(club);
  const sqlite = loadSqlite(store.database);
  for (const each of cases) {
    const w = Window(each.call.make() as never, {
      partitionBy: each.partition.map((name) => F(name)),
      orderBy: each.order.map(({ term }) => term),
      ...(each.frame === undefined ? {} : { frame: each.frame }),
    });
    const inner = `SELECT p.id AS id, ${sqlOf(each)} AS w FROM "Person" p ${SINGLE_JOINS}`;
    const chain = all("Person").annotate({ w }).orderBy("pk").valuesList("pk", "w");
    expectAgreement(sqlite, { chain, sql: `${inner} ORDER BY p.id` });
    if (each.call.sql.includes("name")) continue;
    for (const limit of limits) {
      const few = chain.filter({ w__gt: limit });
      const sql = `SELECT * FROM (${inner}) WHERE w > ${limit} ORDER BY id`;
      expectAgreement(sqlite, { chain: few, sql });
    }
  }
  sqlite.close();
}

describe("window functions", () => {
  const limits = fc.tuple(fc.nat(3), fc.nat(3));

  for (const [what, one] of Object.entries({
    "places in a partition": places,
    "rows that an order holds equal": ties,
    "frames of rows": rows,
    "frames of values": ranges,
  })) {
    test.prop([clubRows, fc.array<Case>(one, { minLength: 1, maxLength: 4 }), limits], {
      numRuns: runs(100),
    })(`see ${what} as SQLite's do`, askBoth, PATIENCE);
  }
});
