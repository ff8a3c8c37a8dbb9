import { test } from "@fast-check/vitest";
import fc from "fast-check";
import { describe } from "vitest";
import { runs } from "../runs.ts";
import { countAgreements } from "./agreement.ts";
import { type Field, leafOf, type Tree, toQ, toSql, treeOf } from "./condition-trees.ts";
import { clubRows, openPopulated } from "./populated-club.ts";
import { loadSqlite } from "./sqlite.ts";

const expectAgreement = countAgreements("conditions");

const number = fc.nat(5);
const name = fc.constantFrom("a", "b", "B", "ab", "é");

const age = { path: "age", column: "p.age", isNullable: true };
const mentorAge = { path: "mentor__age", column: "t.age", isNullable: true };
const pk = { path: "pk", column: "p.id", isNullable: false };

/** Columns of a person, and of the single rows around it, each joined at most once. */
const FIELDS: readonly Field[] = [
  { path: "name", column: "p.name", values: name },
  { path: "age", column: "p.age", values: number, others: [mentorAge, pk] },
  { path: "pk", column: "p.id", values: number, others: [age] },
  { path: "email", column: "p.email", values: fc.nat(5).map((n) => `p${n}@example.com`) },
  { path: "mentor", column: "p.mentor_id", values: number },
  { path: "mentor__name", column: "t.name", values: name },
  { path: "mentor__age", column: "t.age", values: number, others: [age, pk] },
  { path: "mentor__mentor__age", column: "tt.age", values: number, others: [age] },
  { path: "mentor__mentor__name", column: "tt.name", values: name },
  { path: "badge__code", column: "b.code", values: fc.nat(3).map((n) => `b${n}`) },
  { path: "mentor__badge__code", column: "tb.code", values: fc.nat(3).map((n) => `b${n}`) },
];

const FROM = `"Person" p LEFT JOIN "Person" t ON t.id = p.mentor_id
  LEFT JOIN "Person" tt ON tt.id = t.mentor_id
  LEFT JOIN "Badge" b ON b.person_id = p.id
  LEFT JOIN "Badge" tb ON tb.person_id = t.id`;

interface Call {
  readonly isExcluded: boolean;
  readonly tree: Tree;
}

function callsOf(tree: fc.Arbitrary<Tree>) {
  const call = fc.record({ isExcluded: fc.boolean(), tree });
  return fc.array(fc.array(call, { minLength: 1, maxLength: 2 }), { minLength: 1, maxLength: 12 });
}

type Rows = typeof clubRows extends fc.Arbitrary<infer T> ? T : never;

function askBoth(rows: Rows, questions: readonly (readonly Call[])[]): void {
  const { store, all } = openPopulated(rows);
  const sqlite = loadSqlite(store.database);
  for (const calls of questions) {
    for (const round of [0, 1] as const) {
      const chain = calls.reduce((at, { isExcluded, tree }) => {
        const condition = toQ(tree, round);
        return isExcluded ? at.exclude(condition) : at.filter(condition);
      }, all("Person"));
      const where = calls.map(({ isExcluded, tree }) =>
        toSql(isExcluded ? { kind: "not", child: tree } : tree, round),
      );
      const sql = `SELECT p.id FROM ${FROM} WHERE ${where.join(" AND ")} ORDER BY p.id`;
      expectAgreement(sqlite, { chain, sql });
    }
  }
  sqlite.close();
}

describe("trees of conditions on a row and the single rows around it", () => {
  test.prop([clubRows, callsOf(treeOf(leafOf(FIELDS), ["and", "or", "not"]))], {
    numRuns: runs(150),
  })("hold as with left joins: AND, OR and NOT", askBoth);

  test.prop([clubRows, callsOf(treeOf(leafOf(FIELDS.slice(0, 5))))], { numRuns: runs(100) })(
    "count what is true under XOR, on the columns of one row",
    askBoth,
  );

  test.prop([clubRows, callsOf(treeOf(leafOf(FIELDS)))], { numRuns: runs(100) })(
    "count what is true under XOR, across rows that may be missing",
    askBoth,
  );
});
