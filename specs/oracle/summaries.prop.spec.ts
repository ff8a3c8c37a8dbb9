import { test } from "@fast-check/vitest";
import type SQLite from "better-sqlite3";
import fc from "fast-check";
import { afterAll, describe, expect } from "vitest";
import { Avg, Count, Max, Sum } from "../../src/index.ts";
import type { QuerySet } from "../../src/orm/queryset.ts";
import { runs } from "../runs.ts";
import { type AggregateCase, aggregateOf, OWN, OWN_FIELDS, RELATIONS } from "./aggregate-cases.ts";
import { PATIENCE, plain } from "./agreement.ts";
import { leafOf, type Tree, toQ, toSql, treeOf } from "./condition-trees.ts";
import { clubRows, openPopulated } from "./populated-club.ts";
import { loadSqlite } from "./sqlite.ts";
import { addFunctions } from "./sqlite-functions.ts";

let compared = 0;
let answered = 0;
afterAll(() => {
  console.log(`summaries: compared ${compared} with SQLite, ${answered} had a value in them`);
});

type Rows = typeof clubRows extends fc.Arbitrary<infer T> ? T : never;

/** A question whose answer is one row of aggregates, in both languages. */
interface Summary {
  readonly aggregates: readonly AggregateCase[];
  /** The chain that is summed up. */
  chain(start: QuerySet, round: 0 | 1): QuerySet;
  /** What stands after FROM. */
  from(round: 0 | 1): string;
}

function expectSummary(sqlite: SQLite.Database, all: QuerySet, summary: Summary, round: 0 | 1) {
  const { aggregates } = summary;
  const values = aggregates.map((each) => each.sql(round)).join(", ");
  const sql = `SELECT ${values} FROM ${summary.from(round)}`;
  const expected = (sqlite.prepare(sql).raw().get() as unknown[]).map(plain);
  const asked = Object.fromEntries(
    aggregates.map((each, i) => [`a${i}`, each.expression(round)] as const),
  );
  const found = summary.chain(all, round).aggregate(asked);
  compared++;
  if (expected.some((value) => value !== null && value !== 0)) answered++;
  expect(
    aggregates.map((_, i) => plain(found[`a${i}`])),
    sql,
  ).toEqual(expected);
}

function askBoth(rows: Rows, summaries: readonly Summary[]): void {
  const { store, all } = openPopulated(rows);
  const sqlite = addFunctions(loadSqlite(store.database));
  for (const summary of summaries) {
    for (const round of [0, 1] as const) expectSummary(sqlite, all("Person"), summary, round);
  }
  sqlite.close();
}

const own = treeOf(leafOf(OWN_FIELDS), ["and", "or", "not"], 1);

function whereOf(trees: readonly (Tree | null)[], round: 0 | 1): string {
  const conditions = trees.flatMap((tree) => (tree === null ? [] : [toSql(tree, round)]));
  return conditions.length === 0 ? "" : `WHERE ${conditions.join(" AND ")}`;
}

function filtered(chain: QuerySet, trees: readonly (Tree | null)[], round: 0 | 1): QuerySet {
  return trees.reduce((at, tree) => (tree === null ? at : at.filter(toQ(tree, round))), chain);
}

/** Over rows, or over the rows joined to them. */
const overRows = fc.constantFrom(OWN, ...RELATIONS).chain((place) => {
  const related = place === OWN ? fc.constant(null) : fc.option(leafOf(place.fields), { freq: 1 });
  return fc
    .record({
      aggregates: fc.array(aggregateOf(place), { minLength: 1, maxLength: 3 }),
      trees: fc.tuple(fc.option(own, { freq: 1 }), related),
    })
    .map(
      ({ aggregates, trees }): Summary => ({
        aggregates,
        chain: (start, round) => filtered(start, trees, round),
        from: (round) => `"Person" p ${place.joins} ${whereOf(trees, round)}`,
      }),
    );
});

/** Over a part of the rows in an order. */
const overSlice = fc
  .record({
    aggregates: fc.array(aggregateOf(OWN), { minLength: 1, maxLength: 3 }),
    tree: fc.option(own, { freq: 1 }),
    offset: fc.nat(3),
    length: fc.nat(4),
  })
  .map(
    ({ aggregates, tree, offset, length }): Summary => ({
      aggregates,
      chain: (start, round) =>
        filtered(start, [tree], round)
          .orderBy("-age", "pk")
          .slice(offset, offset + length),
      from: (round) =>
        `(SELECT * FROM "Person" p ${whereOf([tree], round)}
          ORDER BY p.age DESC, p.id LIMIT ${length} OFFSET ${offset}) p`,
    }),
  );

const COLUMNS = ["name", "age"] as const;
const NAMED = {
  ...OWN,
  anything: COLUMNS.map((each) => [each, `p.${each}`] as const),
};

/** Over different values. */
const overValues = fc
  .record({
    aggregates: fc.array(aggregateOf(NAMED), { minLength: 1, maxLength: 3 }),
    tree: fc.option(own, { freq: 1 }),
  })
  .map(
    ({ aggregates, tree }): Summary => ({
      aggregates,
      chain: (start, round) =>
        filtered(start, [tree], round)
          .values(...COLUMNS)
          .distinct(),
      from: (round) =>
        `(SELECT DISTINCT p.name, p.age FROM "Person" p ${whereOf([tree], round)}) p`,
    }),
  );

function over(expression: AggregateCase["expression"], sql: string): AggregateCase {
  return { expression, sql: () => sql, isExact: true };
}

/** Over the aggregates of each row. */
const overGroups = fc.constantFrom(...RELATIONS).chain((place) =>
  fc.record({ inner: aggregateOf({ ...place, ordered: place.numbers }), tree: fc.option(own) }).map(
    ({ inner, tree }): Summary => ({
      aggregates: [
        over(() => Sum("n"), "SUM(n)"),
        over(() => Max("n"), "MAX(n)"),
        over(() => Avg("n"), "AVG(n)"),
        over(() => Count("n"), "COUNT(n)"),
      ],
      chain: (start, round) =>
        filtered(start.annotate({ n: inner.expression(round) }), [tree], round),
      from: (round) =>
        `(SELECT ${inner.sql(round)} AS n FROM "Person" p ${place.joins}
            ${whereOf([tree], round)} GROUP BY p.id)`,
    }),
  ),
);

describe("aggregate()", () => {
  for (const [what, summary] of Object.entries({
    "rows and their related rows": overRows,
    "a slice": overSlice,
    "different values": overValues,
    "the aggregates of each row": overGroups,
  })) {
    test.prop([clubRows, fc.array<Summary>(summary, { minLength: 1, maxLength: 5 })], {
      numRuns: runs(100),
    })(`sums up ${what}`, askBoth, PATIENCE);
  }
});
