/** Random conditions that hold a query of their own, and the SQL that they should mean. */
import fc from "fast-check";
import { Count, Exists, F, Max, OuterRef, Subquery } from "../../src/index.ts";
import type { QuerySet } from "../../src/orm/queryset.ts";
import { OWN_FIELDS } from "./aggregate-cases.ts";
import { type Field, leafOf, type Tree, toQ, toSql, treeOf } from "./condition-trees.ts";
import { dayText } from "./populated-club.ts";

/** Where the rows of a model come from. */
export type Ask = (model: "Person" | "Group" | "Membership") => QuerySet;

/** A condition on a person `p`: what filter() takes, and the SQL of it and of its negation. */
export interface SubqueryCase {
  condition(ask: Ask, round: 0 | 1): object;
  sql(round: 0 | 1): string;
  /** What exclude() means, where that is not plainly NOT. */
  excluded?(round: 0 | 1): string;
}

/** A query that gives one value or a column of values, for each person or for all. */
interface Inner {
  query(ask: Ask, round: 0 | 1): QuerySet;
  sql(round: 0 | 1): string;
}

/** The same tree on a person under another alias. */
function under(alias: string, tree: Tree, round: 0 | 1): string {
  return toSql(tree, round).replaceAll("p.", `${alias}.`);
}

const MEMBERSHIP_FIELDS: readonly Field[] = [
  { path: "date_joined", column: "m.date_joined", values: fc.nat(5).map(dayText) },
  { path: "group", column: "m.group_id", values: fc.nat(4) },
  { path: "group__name", column: "g.name", values: fc.constantFrom("a", "b", "B") },
];
const FROM_MEMBERSHIP = `"Membership" m JOIN "Group" g ON g.id = m.group_id`;

const ownTree = treeOf(leafOf(OWN_FIELDS), ["and", "or", "not"], 1);
const memberTree = treeOf(leafOf(MEMBERSHIP_FIELDS), ["and", "or", "not"], 1);

/** Queries tied to the row around them. */
const tied: fc.Arbitrary<Inner> = fc.oneof(
  memberTree.map((tree) => ({
    query: (ask: Ask, round: 0 | 1) =>
      ask("Membership")
        .filter({ person: OuterRef("pk") })
        .filter(toQ(tree, round)),
    sql: (round: 0 | 1) =>
      `SELECT 1 FROM ${FROM_MEMBERSHIP} WHERE m.person_id = p.id AND ${toSql(tree, round)}`,
  })),
  fc.tuple(ownTree, fc.constantFrom(["gt", ">"], ["lte", "<="], ["exact", "="])).map(
    ([tree, [lookup, sign]]): Inner => ({
      query: (ask, round) =>
        ask("Person")
          .filter(toQ(tree, round))
          .filter({ [`age__${lookup}`]: OuterRef("age") }),
      sql: (round) =>
        `SELECT 1 FROM "Person" u WHERE ${under("u", tree, round)} AND u.age ${sign} p.age`,
    }),
  ),
  // The person two queries out.
  memberTree.map((tree) => ({
    query: (ask: Ask, round: 0 | 1) =>
      ask("Group").filter(
        Exists(
          ask("Membership")
            .filter({ group: OuterRef("pk"), person: OuterRef(OuterRef("pk")) })
            .filter(toQ(tree, round)),
        ),
      ),
    sql: (round: 0 | 1) =>
      `SELECT 1 FROM "Group" h WHERE EXISTS (SELECT 1 FROM ${FROM_MEMBERSHIP}
        WHERE m.group_id = h.id AND m.person_id = p.id AND ${toSql(tree, round)})`,
  })),
);

const exists: fc.Arbitrary<SubqueryCase> = tied.map((inner) => ({
  condition: (ask, round) => Exists(inner.query(ask, round)),
  sql: (round) => `EXISTS (${inner.sql(round)})`,
}));

/** Queries of one column: path of the person that is compared with it, its column, and the query. */
const columns: fc.Arbitrary<Inner & { readonly path: string; readonly column: string }> = fc.oneof(
  ownTree.map((tree) => ({
    path: "age",
    column: "p.age",
    query: (ask: Ask, round: 0 | 1) => ask("Person").filter(toQ(tree, round)).values("age"),
    sql: (round: 0 | 1) => `SELECT u.age FROM "Person" u WHERE ${under("u", tree, round)}`,
  })),
  ownTree.map((tree) => ({
    path: "mentor",
    column: "p.mentor_id",
    query: (ask: Ask, round: 0 | 1) => ask("Person").filter(toQ(tree, round)),
    sql: (round: 0 | 1) => `SELECT u.id FROM "Person" u WHERE ${under("u", tree, round)}`,
  })),
  memberTree.map((tree) => ({
    path: "pk",
    column: "p.id",
    query: (ask: Ask, round: 0 | 1) => ask("Membership").filter(toQ(tree, round)).values("person"),
    sql: (round: 0 | 1) => `SELECT m.person_id FROM ${FROM_MEMBERSHIP} WHERE ${toSql(tree, round)}`,
  })),
  fc.tuple(ownTree, fc.nat(2), fc.nat(3)).map(([tree, offset, length]) => ({
    path: "age",
    column: "p.age",
    query: (ask: Ask, round: 0 | 1) =>
      ask("Person")
        .filter(toQ(tree, round))
        .orderBy("-age", "pk")
        .values("age")
        .slice(offset, offset + length),
    sql: (round: 0 | 1) =>
      `SELECT u.age FROM "Person" u WHERE ${under("u", tree, round)}
        ORDER BY u.age DESC, u.id LIMIT ${length} OFFSET ${offset}`,
  })),
);

/** `IN` as SQL has it: a null in the column leaves open what is not found. */
const isIn: fc.Arbitrary<SubqueryCase> = columns.map(({ path, column, query, sql }) => {
  const test = (round: 0 | 1): string => `${column} IN (${sql(round)})`;
  return {
    condition: (ask, round) => ({ [`${path}__in`]: query(ask, round) }),
    sql: test,
    excluded: (round) => `NOT (${test(round)} AND ${column} IS NOT NULL)`,
  };
});

/** Across a multi-valued relation; negated there is no such related row. */
const relatedIn: fc.Arbitrary<SubqueryCase> = fc.constantFrom("a", "b", "B").chain((first) =>
  fc.constantFrom("a", "b", "ab").map((second): SubqueryCase => {
    const names = [first, second] as const;
    const test = (round: 0 | 1): string =>
      `(SELECT m.person_id FROM "Membership" m
        WHERE m.group_id IN (SELECT g.id FROM "Group" g WHERE g.name >= '${names[round]}'))`;
    return {
      condition: (ask, round) => ({
        pk__in: ask("Person")
          .filter({ membership__group__in: ask("Group").filter({ name__gte: names[round] }) })
          .values("pk"),
      }),
      sql: (round) => `p.id IN ${test(round)}`,
    };
  }),
);

/** Queries of one value for each person. */
export const valueQuery: fc.Arbitrary<Inner> = fc.oneof(
  fc.tuple(memberTree, fc.boolean()).map(([tree, isLast]) => ({
    query: (ask: Ask, round: 0 | 1) =>
      ask("Membership")
        .filter({ person: OuterRef("pk") })
        .filter(toQ(tree, round))
        .orderBy(isLast ? "-date_joined" : "date_joined", "-pk")
        .values("group")
        .slice(0, 1),
    sql: (round: 0 | 1) =>
      `SELECT m.group_id FROM ${FROM_MEMBERSHIP}
        WHERE m.person_id = p.id AND ${toSql(tree, round)}
        ORDER BY m.date_joined ${isLast ? "DESC" : "ASC"}, m.id DESC LIMIT 1`,
  })),
  ownTree.map((tree) => ({
    query: (ask: Ask, round: 0 | 1) =>
      ask("Person")
        .filter({ pk: OuterRef("mentor") })
        .filter(toQ(tree, round))
        .values("age"),
    sql: (round: 0 | 1) =>
      `SELECT u.age FROM "Person" u WHERE u.id = p.mentor_id AND ${under("u", tree, round)}`,
  })),
  fc.boolean().map((isCount) => ({
    query: (ask: Ask) =>
      ask("Person")
        .filter({ mentor: OuterRef("pk") })
        .values("mentor")
        .annotate({ n: isCount ? Count("pk") : Max("age") })
        .values("n"),
    sql: () =>
      `SELECT ${isCount ? "COUNT(u.id)" : "MAX(u.age)"} FROM "Person" u
        WHERE u.mentor_id = p.id GROUP BY u.mentor_id`,
  })),
  ownTree.map((tree) => ({
    query: (ask: Ask, round: 0 | 1) =>
      ask("Person")
        .filter(toQ(tree, round))
        .orderBy(F("age").desc(), "pk")
        .values("age")
        .slice(0, 1),
    sql: (round: 0 | 1) =>
      `SELECT u.age FROM "Person" u WHERE ${under("u", tree, round)}
        ORDER BY u.age DESC, u.id LIMIT 1`,
  })),
);

const SIGNS = [
  ["gt", ">"],
  ["lte", "<="],
  ["exact", "="],
] as const;

const compared: fc.Arbitrary<SubqueryCase> = fc
  .tuple(valueQuery, fc.constantFrom(...SIGNS))
  .map(([inner, [lookup, sign]]) => {
    const test = (round: 0 | 1): string => `p.age ${sign} (${inner.sql(round)})`;
    return {
      condition: (ask, round) => ({ [`age__${lookup}`]: Subquery(inner.query(ask, round)) }),
      sql: test,
      excluded: (round) => `NOT (${test(round)} AND p.age IS NOT NULL)`,
    };
  });

/** A condition that holds a query. */
export const subqueryCase: fc.Arbitrary<SubqueryCase> = fc.oneof(
  { arbitrary: exists, weight: 2 },
  isIn,
  relatedIn,
  compared,
);
