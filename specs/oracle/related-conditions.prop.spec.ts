import { test } from "@fast-check/vitest";
import fc from "fast-check";
import { describe } from "vitest";
import { runs } from "../runs.ts";
import { countAgreements, PATIENCE } from "./agreement.ts";
import {
  type Field,
  joinsOf,
  type Leaf,
  leafOf,
  mapLeaves,
  type Tree,
  toQ,
  toSql,
  treeOf,
} from "./condition-trees.ts";
import { clubRows, dayText, openPopulated } from "./populated-club.ts";
import { loadSqlite } from "./sqlite.ts";

const expectAgreement = countAgreements("related conditions");

const number = fc.nat(5);
const name = fc.constantFrom("a", "b", "B", "ab", "é");
const day = fc.nat(5).map(dayText);

const MEMBERSHIP = 'LEFT JOIN "Membership" m$ ON m$.person_id = p.id';
const GROUP = [MEMBERSHIP, 'LEFT JOIN "Group" g$ ON g$.id = m$.group_id'];
const PUPILS = ['LEFT JOIN "Person" q$ ON q$.mentor_id = p.id'];
const FAN_OF = [
  'LEFT JOIN "Group_fans" f$ ON f$.person_id = p.id',
  'LEFT JOIN "Group" h$ ON h$.id = f$.group_id',
];
const ownName = { path: "name", column: "p.name", isNullable: false };
const ownAge = { path: "age", column: "p.age", isNullable: true };

const OWN: readonly Field[] = [
  { path: "name", column: "p.name", values: name },
  { path: "age", column: "p.age", values: number },
];

/** Columns over multi-valued relations; "$" is the number of the call. */
const RELATED: readonly Field[] = [
  { path: "membership", column: "m$.id", values: number, joins: [MEMBERSHIP] },
  { path: "membership__date_joined", column: "m$.date_joined", values: day, joins: [MEMBERSHIP] },
  { path: "membership__group", column: "m$.group_id", values: number, joins: [MEMBERSHIP] },
  { path: "group__name", column: "g$.name", values: name, joins: GROUP, others: [ownName] },
  { path: "membership__group__name", column: "g$.name", values: name, joins: GROUP },
  { path: "group__founder", column: "g$.founder_id", values: number, joins: GROUP },
  { path: "pupils__age", column: "q$.age", values: number, joins: PUPILS, others: [ownAge] },
  { path: "pupils__name", column: "q$.name", values: name, joins: PUPILS },
  { path: "fan_of__name", column: "h$.name", values: name, joins: FAN_OF },
];

type Rows = typeof clubRows extends fc.Arbitrary<infer T> ? T : never;

interface Call {
  readonly isExcluded: boolean;
  readonly tree: Tree;
}

/** A lookup as a question of its own: whether there is a related row that meets it. */
function existential(leaf: Leaf): Leaf {
  const { joins } = leaf.field;
  if (joins === undefined) return leaf;
  const from = joins.join(" ").replaceAll("= p.id", "= u.id");
  return {
    ...leaf,
    guards: [],
    sql: (value) =>
      `EXISTS (SELECT 1 FROM "Person" u ${from} WHERE u.id = p.id AND ${leaf.sql(value)})`,
  };
}

function askBoth(rows: Rows, questions: readonly (readonly Call[])[]): void {
  const { store, all } = openPopulated(rows);
  const sqlite = loadSqlite(store.database);
  for (const calls of questions) {
    for (const round of [0, 1] as const) {
      const chain = calls.reduce((at, { isExcluded, tree }) => {
        const condition = toQ(tree, round);
        return isExcluded ? at.exclude(condition) : at.filter(condition);
      }, all("Person"));
      const parts = calls.map(({ isExcluded, tree }, n) => {
        const meant = isExcluded
          ? ({ kind: "not", child: mapLeaves(tree, existential) } as const)
          : tree;
        const joins = isExcluded ? [] : joinsOf(tree);
        return {
          joins: joins.join(" ").replaceAll("$", String(n)),
          where: toSql(meant, round).replaceAll("$", String(n)),
        };
      });
      const from = parts.map(({ joins }) => joins).join(" ");
      const where = parts.map((part) => part.where).join(" AND ");
      const sql = `SELECT p.id FROM "Person" p ${from} WHERE ${where} ORDER BY p.id`;
      expectAgreement(sqlite, { chain, sql });
    }
  }
  sqlite.close();
}

function questionsOf(call: fc.Arbitrary<Call>) {
  return fc.array(fc.array(call, { minLength: 1, maxLength: 2 }), { minLength: 1, maxLength: 6 });
}

const isNullTest = (leaf: Leaf): boolean => leaf.key.endsWith("__isnull");
const leaf = leafOf([...OWN, ...RELATED]);
const positive = treeOf(leaf, ["and", "or"], 2).map((tree) => ({ isExcluded: false, tree }));
const negative = treeOf(
  leaf.filter((each) => !isNullTest(each)),
  ["and", "or", "not"],
).map((tree) => ({ isExcluded: true, tree }));

describe("conditions over multi-valued relations", () => {
  test.prop([clubRows, questionsOf(positive)], { numRuns: runs(100) })(
    "speak of one related row within a call, and of any in the next",
    askBoth,
    PATIENCE,
  );

  test.prop([clubRows, questionsOf(negative)], { numRuns: runs(100) })(
    "deny each for itself that there is such a related row, under a negation",
    askBoth,
    PATIENCE,
  );

  test.prop([clubRows, questionsOf(fc.oneof(positive, negative))], { numRuns: runs(100) })(
    "mix in a chain",
    askBoth,
    PATIENCE,
  );

  const nullTests = leafOf(RELATED)
    .filter(isNullTest)
    .chain((tree) => fc.boolean().map((isExcluded): Call => ({ isExcluded, tree })));
  test.prop([clubRows, questionsOf(nullTests)], { numRuns: runs(100) })(
    "find nulls also where there is no related row",
    askBoth,
    PATIENCE,
  );
});
