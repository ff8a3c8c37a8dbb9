import { test } from "@fast-check/vitest";
import fc from "fast-check";
import { describe } from "vitest";
import { Q, Subquery } from "../../src/index.ts";
import type { QuerySet } from "../../src/orm/queryset.ts";
import { runs } from "../runs.ts";
import { OWN_FIELDS } from "./aggregate-cases.ts";
import { countAgreements, PATIENCE } from "./agreement.ts";
import { leafOf, type Tree, toQ, toSql } from "./condition-trees.ts";
import { clubRows, openPopulated } from "./populated-club.ts";
import { loadSqlite } from "./sqlite.ts";
import { type Ask, type SubqueryCase, subqueryCase, valueQuery } from "./subquery-cases.ts";

const expectAgreement = countAgreements("subqueries");

/** Ways to use a condition with a query in it. */
const USES = ["filter", "exclude", "not", "or", "or-not"] as const;

interface Use {
  readonly how: (typeof USES)[number];
  readonly held: SubqueryCase;
  /** What stands beside it under OR. */
  readonly beside: Tree;
}

function applied(chain: QuerySet, { how, held, beside }: Use, ask: Ask, round: 0 | 1): QuerySet {
  const condition = held.condition(ask, round);
  switch (how) {
    case "filter":
      return chain.filter(condition);
    case "exclude":
      return chain.exclude(condition);
    case "not":
      return chain.filter(Q(condition as never).not());
    case "or":
      return chain.filter(toQ(beside, round).or(condition as never));
    default:
      return chain.filter(
        Q(condition as never)
          .not()
          .or(toQ(beside, round)),
      );
  }
}

function sqlOf({ how, held, beside }: Use, round: 0 | 1): string {
  const holds = held.sql(round);
  const fails = held.excluded?.(round) ?? `NOT (${holds})`;
  switch (how) {
    case "filter":
      return `(${holds})`;
    case "exclude":
    case "not":
      return `(${fails})`;
    case "or":
      return `(${toSql(beside, round)} OR ${holds})`;
    default:
      return `(${fails} OR ${toSql(beside, round)})`;
  }
}

const use = fc.record({
  how: fc.constantFrom(...USES),
  held: subqueryCase,
  beside: leafOf(OWN_FIELDS),
});

describe("queries inside queries", () => {
  const uses = fc.array(fc.array(use, { minLength: 1, maxLength: 2 }), {
    minLength: 1,
    maxLength: 6,
  });

  test.prop([clubRows, uses], { numRuns: runs(150) })(
    "decide conditions as in SQL, plain and negated",
    (rows, questions) => {
      const { store, all } = openPopulated(rows);
      const sqlite = loadSqlite(store.database);
      for (const question of questions) {
        for (const round of [0, 1] as const) {
          const start = all("Person");
          const chain = question.reduce((at, each) => applied(at, each, all, round), start);
          const where = question.map((each) => sqlOf(each, round)).join(" AND ");
          const sql = `SELECT p.id FROM "Person" p WHERE ${where} ORDER BY p.id`;
          expectAgreement(sqlite, { chain, sql });
        }
      }
      sqlite.close();
    },
    PATIENCE,
  );

  const values = fc.array(fc.tuple(valueQuery, fc.tuple(fc.nat(4), fc.nat(4)), fc.boolean()), {
    minLength: 1,
    maxLength: 4,
  });

  test.prop([clubRows, values], { numRuns: runs(100) })(
    "give values that can be filtered and ordered by",
    (rows, questions) => {
      const { store, all } = openPopulated(rows);
      const sqlite = loadSqlite(store.database);
      for (const [inner, limits, isDescending] of questions) {
        for (const round of [0, 1] as const) {
          const chain = all("Person")
            .annotate({ v: Subquery(inner.query(all, round)) })
            .filter(Q({ v__gte: limits[round] }).or({ v__isnull: true }))
            .orderBy(isDescending ? "-v" : "v", "pk")
            .valuesList("pk", "v");
          const sql = `SELECT * FROM (SELECT p.id, (${inner.sql(round)}) AS v FROM "Person" p)
            WHERE v >= ${limits[round]} OR v IS NULL
            ORDER BY v ${isDescending ? "DESC" : "ASC"}, id`;
          expectAgreement(sqlite, { chain, sql });
        }
      }
      sqlite.close();
    },
    PATIENCE,
  );

  const names = fc.constantFrom("a", "b", "B", "ab");

  test.prop([clubRows, fc.tuple(names, names)], { numRuns: runs(100) })(
    "deny that a related row is among their answers",
    (rows, values) => {
      const { store, all } = openPopulated(rows);
      const sqlite = loadSqlite(store.database);
      for (const value of values) {
        const groups = all("Group").filter({ name__gte: value });
        for (const path of ["membership__group", "group"]) {
          const chain = all("Person").exclude({ [`${path}__in`]: groups });
          const sql = `SELECT p.id FROM "Person" p WHERE NOT EXISTS (
            SELECT 1 FROM "Membership" m WHERE m.person_id = p.id AND m.group_id IN
            (SELECT g.id FROM "Group" g WHERE g.name >= '${value}')) ORDER BY p.id`;
          expectAgreement(sqlite, { chain, sql });
        }
      }
      sqlite.close();
    },
    PATIENCE,
  );
});
