import { test } from "@fast-check/vitest";
import fc from "fast-check";
import { describe } from "vitest";
import type { QuerySet } from "../../src/orm/queryset.ts";
import { runs } from "../runs.ts";
import {
  type AggregateCase,
  aggregateOf,
  OWN,
  OWN_FIELDS,
  type Place,
  RELATIONS,
} from "./aggregate-cases.ts";
import { countAgreements, PATIENCE } from "./agreement.ts";
import { type Leaf, leafOf, type Tree, toQ, toSql, treeOf } from "./condition-trees.ts";
import { clubRows, openPopulated } from "./populated-club.ts";
import { loadSqlite } from "./sqlite.ts";
import { addFunctions } from "./sqlite-functions.ts";

const expectAgreement = countAgreements("groups");

/** A condition on the first aggregate. */
interface Having {
  readonly lookup: "gt" | "lte" | "exact" | "isnull";
  readonly values: readonly [number, number];
  readonly isExcluded: boolean;
}

/** A grouped question: by person, or by some of its columns. */
interface Grouped {
  readonly place: Place;
  readonly by: readonly (keyof typeof GROUPS)[];
  readonly before: Tree | null;
  readonly related: Leaf | null;
  readonly aggregates: readonly AggregateCase[];
  readonly after: Tree | null;
  readonly having: Having | null;
  readonly isDescending: boolean;
}

/** What values() may group by. */
const GROUPS = { name: "p.name", age: "p.age", mentor__name: "t.name", mentor: "p.mentor_id" };

const own = treeOf(leafOf(OWN_FIELDS), ["and", "or", "not"], 1);
const having = fc.record({
  lookup: fc.constantFrom("gt", "lte", "exact", "isnull"),
  values: fc.tuple(fc.nat(4), fc.nat(4)),
  isExcluded: fc.boolean(),
}) as fc.Arbitrary<Having>;

function groupedOver(place: Place, by: fc.Arbitrary<Grouped["by"]>): fc.Arbitrary<Grouped> {
  const related =
    place.fields.length === 0 || place === OWN
      ? fc.constant(null)
      : fc.option(leafOf(place.fields), { freq: 2 });
  return fc.record({
    place: fc.constant(place),
    by,
    before: fc.option(own, { freq: 2 }),
    related,
    aggregates: fc.array(aggregateOf(place), { minLength: 1, maxLength: 2 }),
    after: fc.option(own, { freq: 2 }),
    having: fc.option(having, { freq: 1 }),
    isDescending: fc.boolean(),
  });
}

function havingSql(
  { lookup, values, isExcluded }: Having,
  aggregate: string,
  round: 0 | 1,
): string {
  const value = values[round];
  const tests = {
    gt: `${aggregate} > ${value}`,
    lte: `${aggregate} <= ${value}`,
    exact: `${aggregate} = ${value}`,
    isnull: `${aggregate} IS NULL`,
  };
  return `${isExcluded ? "NOT " : ""}(${tests[lookup]})`;
}

function filtered(chain: QuerySet, tree: Tree | null, round: 0 | 1): QuerySet {
  return tree === null ? chain : chain.filter(toQ(tree, round));
}

function chainOf(start: QuerySet, question: Grouped, round: 0 | 1): QuerySet {
  const { by, before, related, aggregates, after, having, isDescending } = question;
  const rows = filtered(filtered(start, before, round), related, round);
  const groups = by.length === 0 ? rows : rows.values(...by);
  const columns = Object.fromEntries(
    aggregates.map((each, i) => [`a${i}`, each.expression(round)] as const),
  );
  let chain = filtered(groups.annotate(columns), after, round);
  if (having !== null) {
    const { lookup, values } = having;
    const given = { [`a0__${lookup}`]: lookup === "isnull" ? true : values[round] };
    chain = having.isExcluded ? chain.exclude(given) : chain.filter(given);
  }
  const keys = by.length === 0 ? ["pk"] : by;
  const first = aggregates[0]!.isExact ? [isDescending ? "-a0" : "a0"] : [];
  return chain.orderBy(...first, ...keys).valuesList(...keys, ...Object.keys(columns));
}

function sqlOf(question: Grouped, round: 0 | 1): string {
  const { place, by, before, related, aggregates, after, having, isDescending } = question;
  const keys = by.length === 0 ? ["p.id"] : by.map((name) => GROUPS[name]);
  const values = aggregates.map((each) => each.sql(round));
  const where = [before, related, after].flatMap((tree) =>
    tree === null ? [] : [toSql(tree, round)],
  );
  const first = aggregates[0]!.isExact ? [`${values[0]} ${isDescending ? "DESC" : "ASC"}`] : [];
  const having_ = having === null ? "" : `HAVING ${havingSql(having, values[0]!, round)}`;
  return `SELECT ${[...keys, ...values].join(", ")} FROM "Person" p
    LEFT JOIN "Person" t ON t.id = p.mentor_id ${place.joins}
    ${where.length === 0 ? "" : `WHERE ${where.join(" AND ")}`}
    GROUP BY ${keys.join(", ")} ${having_}
    ORDER BY ${[...first, ...keys].join(", ")}`;
}

type Rows = typeof clubRows extends fc.Arbitrary<infer T> ? T : never;

function askBoth(rows: Rows, questions: readonly Grouped[]): void {
  const { store, all } = openPopulated(rows);
  const sqlite = addFunctions(loadSqlite(store.database));
  for (const question of questions) {
    for (const round of [0, 1] as const) {
      const chain = chainOf(all("Person"), question, round);
      expectAgreement(sqlite, { chain, sql: sqlOf(question, round) });
    }
  }
  sqlite.close();
}

const byRow = fc.constant([]);
const byColumns = fc.uniqueArray(
  fc.constantFrom("name" as const, "age" as const, "mentor__name" as const, "mentor" as const),
  { minLength: 1, maxLength: 2 },
);

function questionsOf(by: fc.Arbitrary<Grouped["by"]>) {
  const question = fc.oneof(...[OWN, ...RELATIONS].map((place) => groupedOver(place, by)));
  return fc.array(question, { minLength: 1, maxLength: 6 });
}

describe("annotate() with aggregates", () => {
  test.prop([clubRows, questionsOf(byRow)], { numRuns: runs(100) })(
    "groups the related rows of each row",
    askBoth,
    PATIENCE,
  );

  test.prop([clubRows, questionsOf(byColumns)], { numRuns: runs(100) })(
    "groups by the columns of values()",
    askBoth,
    PATIENCE,
  );
});
