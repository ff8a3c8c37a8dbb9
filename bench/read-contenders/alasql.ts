/**
 * AlaSQL: tables with its indexes, statements compiled at their first use. Relations are followed in
 * steps: a join goes through whole tables, or takes seconds.
 */
import type { MembershipData, Workload } from "../data.ts";
import { requirePackage } from "../packages.ts";
import { WINDOW } from "../read-questions.ts";
import type { ReadContender } from "./contender.ts";

interface Stored extends MembershipData {
  readonly id: number;
}

type Statement = (values: readonly unknown[]) => unknown[];

interface AlaSql {
  readonly Database: new () => {
    readonly databaseid: string;
    exec(sql: string, values?: readonly unknown[]): unknown;
  };
  compile(sql: string, database: string): Statement;
}

const SCHEMA = [
  "CREATE TABLE person (id INT PRIMARY KEY, name STRING UNIQUE)",
  "CREATE TABLE grp (id INT PRIMARY KEY, name STRING UNIQUE)",
  `CREATE TABLE membership (id INT PRIMARY KEY, person_id INT, group_id INT, date_joined STRING,
    invite_reason STRING)`,
];

const INDEXES = [
  "CREATE INDEX person_by_name ON person (name)",
  "CREATE INDEX group_by_name ON grp (name)",
  "CREATE INDEX by_person ON membership (person_id)",
  "CREATE INDEX by_group ON membership (group_id)",
];

/** Opens the store. */
export function openAlasqlReads({ persons, groups, memberships }: Workload): ReadContender {
  const alasql = requirePackage<AlaSql>("alasql");
  const db = new alasql.Database();
  for (const sql of SCHEMA) db.exec(sql);
  const named = (name: string, i: number): object => ({ id: i + 1, name });
  const rows = memberships.map((row, i) => ({ id: i + 1, ...row }));
  db.exec("INSERT INTO person SELECT * FROM ?", [persons.map(named)]);
  db.exec("INSERT INTO grp SELECT * FROM ?", [groups.map(named)]);
  db.exec("INSERT INTO membership SELECT * FROM ?", [rows]);
  for (const sql of INDEXES) db.exec(sql);

  const all = (sql: string): ((...values: readonly unknown[]) => unknown[]) => {
    let statement: Statement | undefined;
    return (...values) => {
      statement ??= alasql.compile(sql, db.databaseid);
      return statement(values);
    };
  };
  const personByPk = all("SELECT * FROM person WHERE id = ?");
  const personByName = all("SELECT * FROM person WHERE name = ?");
  const groupByPk = all("SELECT * FROM grp WHERE id = ?");
  const groupByName = all("SELECT * FROM grp WHERE name = ?");
  const ofPerson = all("SELECT * FROM membership WHERE person_id = ?");
  const ofGroup = all("SELECT * FROM membership WHERE group_id = ?");
  const since = all("SELECT * FROM membership WHERE group_id = ? AND date_joined > ?");
  const byPair = all("SELECT * FROM membership WHERE person_id = ? AND group_id = ?");
  const byPrefix = all("SELECT id FROM person WHERE name >= ? AND name < ?");
  const latest = all(
    `SELECT * FROM membership WHERE date_joined >= ? AND date_joined < ?
     ORDER BY date_joined DESC LIMIT ${WINDOW}`,
  );
  const counts = all("SELECT group_id, COUNT(*) AS n FROM membership GROUP BY group_id");
  const containing = all("SELECT COUNT(*) AS n FROM membership WHERE invite_reason LIKE ?");

  const membershipsOf = (person: number): Stored[] => ofPerson(person) as Stored[];
  const membersOf = (group: number): Stored[] => ofGroup(group) as Stored[];
  const personOf = (id: number): unknown => personByPk(id)[0];
  const groupOf = (id: number): unknown => groupByPk(id)[0];
  return {
    asks: {
      personByPk: (id) => personByPk(id),
      personByName: (name) => personByName(name),
      membershipByPair: ({ person, group }) => byPair(person, group),
      membersOfGroup: (id) => membersOf(id).map((row) => personOf(row.person_id)),
      groupsOfPerson: (id) => membershipsOf(id).map((row) => groupOf(row.group_id)),
      joinedAfter(asked) {
        const { id } = groupByName(asked.group)[0] as { readonly id: number };
        return (since(id, asked.since) as Stored[]).map((row) => personOf(row.person_id));
      },
      groupsByPrefix(prefix) {
        const found = new Set<number>();
        for (const person of byPrefix(prefix, `${prefix}\uffff`)) {
          const { id } = person as { readonly id: number };
          for (const { group_id } of membershipsOf(id)) found.add(group_id);
        }
        return Array.from(found, groupOf);
      },
      latestInRange: ({ from, to }) => latest(from, to),
      sharingGroup(id) {
        const found = new Set<number>();
        for (const { group_id } of membershipsOf(id)) {
          for (const { person_id } of membersOf(group_id)) found.add(person_id);
        }
        return Array.from(found, personOf);
      },
      largestGroups: (count) =>
        (counts() as { readonly group_id: number; readonly n: number }[])
          .sort((a, b) => b.n - a.n || a.group_id - b.group_id)
          .slice(0, count)
          .map(({ group_id, n }) => ({ ...(groupOf(group_id) as object), n })),
      reasonsContaining: (text) => (containing(`%${text}%`)[0] as { readonly n: number }).n,
    },
  };
}
