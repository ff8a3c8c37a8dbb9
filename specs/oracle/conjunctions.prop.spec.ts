import { test } from "@fast-check/vitest";
import fc from "fast-check";
import { afterAll, describe, expect } from "vitest";
import { openClub } from "../fixtures/club.ts";
import { clubWrite, tryWrite } from "../fixtures/club-history.ts";
import { runs } from "../runs.ts";
import { PATIENCE } from "./agreement.ts";
import { loadSqlite } from "./sqlite.ts";

/** A way from Person to a column: our path, and the joins that SQL needs for it. */
interface Way {
  readonly path: string;
  /** `$` stands for the number of the filter() call: multi-valued joins are made anew in each. */
  readonly joins: readonly string[];
  readonly column: string;
  readonly kind: "text" | "number" | "date" | "key";
}

const MEMBERSHIP = 'JOIN "Membership" m$ ON m$.person_id = p.id';
const GROUP = 'JOIN "Group" g$ ON g$.id = m$.group_id';
const WAYS: readonly Way[] = [
  { path: "name", joins: [], column: "p.name", kind: "text" },
  { path: "age", joins: [], column: "p.age", kind: "number" },
  { path: "pk", joins: [], column: "p.id", kind: "number" },
  { path: "email", joins: [], column: "p.email", kind: "text" },
  { path: "mentor", joins: [], column: "p.mentor_id", kind: "key" },
  {
    path: "mentor__name",
    joins: ['JOIN "Person" mentor ON mentor.id = p.mentor_id'],
    column: "mentor.name",
    kind: "text",
  },
  { path: "membership__date_joined", joins: [MEMBERSHIP], column: "m$.date_joined", kind: "date" },
  { path: "membership__group", joins: [MEMBERSHIP], column: "m$.group_id", kind: "key" },
  { path: "group__name", joins: [MEMBERSHIP, GROUP], column: "g$.name", kind: "text" },
  { path: "group", joins: [MEMBERSHIP], column: "m$.group_id", kind: "key" },
  {
    path: "pupils__age",
    joins: ['JOIN "Person" pupil$ ON pupil$.mentor_id = p.id'],
    column: "pupil$.age",
    kind: "number",
  },
  {
    path: "group__membership__person__name",
    joins: [
      MEMBERSHIP,
      GROUP,
      'JOIN "Membership" n$ ON n$.group_id = g$.id',
      'JOIN "Person" q$ ON q$.id = n$.person_id',
    ],
    column: "q$.name",
    kind: "text",
  },
  {
    path: "fan_of__name",
    joins: [
      'JOIN "Group_fans" f$ ON f$.person_id = p.id',
      'JOIN "Group" h$ ON h$.id = f$.group_id',
    ],
    column: "h$.name",
    kind: "text",
  },
  {
    path: "badge__code",
    joins: ['JOIN "Badge" b ON b.person_id = p.id'],
    column: "b.code",
    kind: "text",
  },
];

interface Condition {
  readonly way: Way;
  readonly lookup: string;
  readonly value: unknown;
}

const values: { readonly [kind: string]: fc.Arbitrary<string | number> } = {
  text: fc.oneof(
    fc.nat(6).map((n) => `p${n}`),
    fc.nat(5).map((n) => `g${n}`),
    fc.constantFrom("p", "g", "", "b1"),
  ),
  number: fc.nat(12),
  key: fc.nat(12),
  date: fc
    .integer({ min: 0, max: 40 })
    .map((day) => new Date(Date.UTC(1960, 0, 1 + day)).toISOString().slice(0, 10)),
};

const condition: fc.Arbitrary<Condition> = fc.constantFrom(...WAYS).chain((way) => {
  const value = values[way.kind]!;
  const simple = fc.record({
    way: fc.constant(way),
    lookup: fc.constantFrom("exact", "gt", "gte", "gte", "lt", "lte", "lte"),
    value,
  });
  const list = fc.record({
    way: fc.constant(way),
    lookup: fc.constant("in"),
    value: fc.array(value, { maxLength: 8 }),
  });
  const range = fc.record({
    way: fc.constant(way),
    lookup: fc.constant("range"),
    value: fc.tuple(value, value).map(([a, b]) => (a < b ? [a, b] : [b, a])),
  });
  const text = fc.record({
    way: fc.constant(way),
    lookup: fc.constantFrom("startswith", "contains"),
    value: values.text!,
  });
  const others: fc.Arbitrary<Condition>[] = [list];
  // A relation has no ranges.
  if (way.kind !== "key") others.push(range);
  if (way.kind === "text") others.push(text);
  return fc.oneof(simple, ...others);
});

/** Conditions of one filter() call; each path is used once, since keys of an object are. */
const call = fc.uniqueArray(condition, {
  minLength: 1,
  maxLength: 2,
  selector: ({ way, lookup }) => `${way.path}__${lookup}`,
});

function sqlOf({ way, lookup, value }: Condition, n: number, parameters: unknown[]): string {
  const column = way.column.replaceAll("$", String(n));
  const escaped = (text: unknown): string => String(text).replaceAll(/[%_\\]/g, "\\$&");
  switch (lookup) {
    case "in":
      parameters.push(...(value as unknown[]));
      return `${column} IN (${(value as unknown[]).map(() => "?").join(", ")})`;
    case "range":
      parameters.push(...(value as unknown[]));
      return `${column} BETWEEN ? AND ?`;
    case "startswith":
      parameters.push(`${escaped(value)}%`);
      return `${column} LIKE ? ESCAPE '\\'`;
    case "contains":
      parameters.push(`%${escaped(value)}%`);
      return `${column} LIKE ? ESCAPE '\\'`;
    default:
      parameters.push(value);
      return `${column} ${{ exact: "=", gt: ">", gte: ">=", lt: "<", lte: "<=" }[lookup]} ?`;
  }
}

let compared = 0;
let answered = 0;
afterAll(() => {
  console.log(
    `compared ${compared} queries with SQLite, ${answered} of them with rows in the answer`,
  );
});

describe("a chain of conjunctions", () => {
  const chains = fc.array(call, { minLength: 1, maxLength: 2 });

  test.prop(
    [
      fc.array(clubWrite, { minLength: 80, maxLength: 200 }),
      fc.array(fc.tuple(chains, fc.boolean()), { minLength: 8, maxLength: 8 }),
    ],
    { numRuns: runs(200) },
  )(
    "gives the rows, repeats and order that SQLite gives",
    (writes, queries) => {
      const store = openClub();
      for (const write of writes) tryWrite(store, write);
      const sqlite = loadSqlite(store.database);

      for (const [calls, isDistinct] of queries) {
        const joins = new Set<string>();
        const parameters: unknown[] = [];
        const tests = calls.flatMap((conditions, n) =>
          conditions.map((each) => {
            for (const join of each.way.joins) joins.add(join.replaceAll("$", String(n)));
            return sqlOf(each, n, parameters);
          }),
        );
        const sql = `SELECT ${isDistinct ? "DISTINCT " : ""}p.id FROM "Person" p ${[...joins].join(" ")} WHERE ${tests.join(" AND ")} ORDER BY p.id`;
        const expected = sqlite
          .prepare(sql)
          .pluck()
          .all(...parameters);

        let persons = store.models.Person.objects.all();
        for (const conditions of calls) {
          const keys = conditions.map(({ way, lookup, value }) => [
            `${way.path}__${lookup}`,
            value,
          ]);
          persons = persons.filter(Object.fromEntries(keys) as never);
        }
        if (isDistinct) persons = persons.distinct();

        expect(Array.from(persons, (person) => person.id)).toEqual(expected);
        expect(persons.all().count()).toBe(expected.length);
        expect(persons.all().exists()).toBe(expected.length > 0);
        expect(
          persons
            .slice(1, 3)
            .toArray()
            .map((person) => person.id),
        ).toEqual(expected.slice(1, 3));
        compared++;
        if (expected.length > 0) answered++;
      }
      sqlite.close();
    },
    PATIENCE,
  );
});
