import { test } from "@fast-check/vitest";
import fc from "fast-check";
import { describe, expect } from "vitest";
import type { QuerySet } from "../../src/orm/queryset.ts";
import { runs } from "../runs.ts";
import { OWN_FIELDS } from "./aggregate-cases.ts";
import { countAgreements, PATIENCE, tupleOf } from "./agreement.ts";
import { leafOf, type Tree, toQ, toSql, treeOf } from "./condition-trees.ts";
import { type OrderCase, type OrderColumn, orderOf, SINGLE, SINGLE_JOINS } from "./order-terms.ts";
import { clubRows, openPopulated } from "./populated-club.ts";
import { loadSqlite } from "./sqlite.ts";

const expectAgreement = countAgreements("orders");

/** An ordered question. */
interface Ordered {
  readonly tree: Tree;
  readonly terms: readonly OrderCase[];
  readonly isReversed: boolean;
  readonly isDistinct: boolean;
  /** Offset and length. */
  readonly part: readonly [number, number] | null;
  /** Columns of the answer; none gives rows. */
  readonly columns: readonly (keyof typeof COLUMNS)[];
}

const COLUMNS = { name: "p.name", age: "p.age", mentor__name: "t.name", mentor: "p.mentor_id" };

/** Columns over a multi-valued relation: each related row repeats the person. */
const MANY: readonly OrderColumn[] = [
  ...SINGLE,
  ["membership__date_joined", "m.date_joined"],
  ["membership__group", "m.group_id"],
  ["membership__pk", "m.id"],
];
const MEMBERSHIPS = 'LEFT JOIN "Membership" m ON m.person_id = p.id';

const tree = treeOf(leafOf(OWN_FIELDS), ["or", "not"], 1);

function orderedBy(terms: fc.Arbitrary<OrderCase[]>, columns: fc.Arbitrary<Ordered["columns"]>) {
  return fc.record({
    tree,
    terms,
    isReversed: fc.boolean(),
    isDistinct: fc.boolean(),
    part: fc.option(fc.tuple(fc.nat(3), fc.nat(4)), { freq: 1 }) as fc.Arbitrary<Ordered["part"]>,
    columns,
  });
}

function chainOf(start: QuerySet, question: Ordered, round: 0 | 1): QuerySet {
  const { terms, isReversed, isDistinct, part, columns } = question;
  let chain = start.filter(toQ(question.tree, round));
  if (columns.length > 0) chain = chain.valuesList(...columns);
  if (isDistinct) chain = chain.distinct();
  chain = chain.orderBy(...terms.map(({ term }) => term), ...columns);
  if (isReversed) chain = chain.reverse();
  return part === null ? chain : chain.slice(part[0], part[0] + part[1]);
}

/**
 * Where the terms leave the order open it is that of the columns, or of the primary keys, both
 * reversed with the terms. Without terms there is nothing to reverse.
 */
function sqlOf(question: Ordered, round: 0 | 1): string {
  const { terms, isReversed, isDistinct, part, columns } = question;
  const selected = columns.length === 0 ? ["p.id"] : columns.map((name) => COLUMNS[name]);
  const direction = isReversed && terms.length + columns.length > 0 ? " DESC" : "";
  const order = [
    ...terms.map((term) => term.sql(isReversed)),
    ...selected.map((column) => `${column}${direction}`),
  ];
  const isMany = terms.some(({ column }) => column.startsWith("m."));
  const hidden = isDistinct ? terms.map(({ column }) => column) : [];
  const limit = part === null ? "" : `LIMIT ${part[1]} OFFSET ${part[0]}`;
  const names = [...selected, ...hidden].map((column, i) => `${column} AS c${i}`);
  const inner = `SELECT ${isDistinct ? "DISTINCT " : ""}${names.join(", ")}
    FROM "Person" p ${SINGLE_JOINS} ${isMany ? MEMBERSHIPS : ""}
    WHERE ${toSql(question.tree, round)} ORDER BY ${order.join(", ")} ${limit}`;
  return `SELECT ${selected.map((_, i) => `c${i}`).join(", ")} FROM (${inner})`;
}

/** Rows that an order repeats or tells apart are counted without it, unless it decides a slice. */
function countedSql({ tree, isDistinct, part, columns }: Ordered, round: 0 | 1) {
  if (part !== null) return undefined;
  const selected = columns.length === 0 ? ["p.id"] : columns.map((name) => COLUMNS[name]);
  return `SELECT ${isDistinct ? "DISTINCT " : ""}${selected.join(", ")}
    FROM "Person" p ${SINGLE_JOINS} WHERE ${toSql(tree, round)}`;
}

type Rows = typeof clubRows extends fc.Arbitrary<infer T> ? T : never;

function askBoth(rows: Rows, questions: readonly Ordered[]): void {
  const { store, all } = openPopulated(rows);
  const sqlite = loadSqlite(store.database);
  for (const question of questions) {
    for (const round of [0, 1] as const) {
      const chain = chainOf(all("Person"), question, round);
      const counted = countedSql(question, round);
      expectAgreement(sqlite, { chain, sql: sqlOf(question, round), counted });
    }
  }
  sqlite.close();
}

const single = fc.array(orderOf(SINGLE), { maxLength: 3 });
const many = fc.array(orderOf(MANY), { minLength: 1, maxLength: 2 });
const noColumns = fc.constant([]);
const someColumns = fc.uniqueArray(
  fc.constantFrom("name" as const, "age" as const, "mentor__name" as const, "mentor" as const),
  { minLength: 1, maxLength: 2 },
);

function questionsOf(question: fc.Arbitrary<Ordered>) {
  return fc.array(question, { minLength: 1, maxLength: 6 });
}

describe("orderBy()", () => {
  const options = { numRuns: runs(100) };

  test.prop([clubRows, questionsOf(orderedBy(single, noColumns))], options)(
    "orders rows by single-valued paths and expressions",
    askBoth,
    PATIENCE,
  );

  test.prop([clubRows, questionsOf(orderedBy(many, noColumns))], options)(
    "repeats a row for each related row that it is ordered by",
    askBoth,
    PATIENCE,
  );

  test.prop([clubRows, questionsOf(orderedBy(single, someColumns))], options)(
    "orders columns, and tells their repeats apart by what they are ordered by",
    askBoth,
    PATIENCE,
  );

  test.prop([clubRows, tree, single], options)(
    "decides what is first and last",
    (rows, condition, terms) => {
      const { store, all } = openPopulated(rows);
      const sqlite = loadSqlite(store.database);
      const chain = all("Person")
        .filter(toQ(condition, 0))
        .orderBy(...terms.map(({ term }) => term), "pk");
      const order = [...terms.map((term) => term.sql(false)), "p.id"];
      const expected = sqlite
        .prepare(
          `SELECT p.id FROM "Person" p ${SINGLE_JOINS} WHERE ${toSql(condition, 0)} ORDER BY ${order.join(", ")}`,
        )
        .pluck()
        .all();
      sqlite.close();

      expect(tupleOf(chain.first())).toEqual([expected.at(0) ?? null]);
      expect(tupleOf(chain.last())).toEqual([expected.at(-1) ?? null]);
      expect(chain.at(1) === undefined).toBe(expected.length < 2);
    },
    PATIENCE,
  );
});
