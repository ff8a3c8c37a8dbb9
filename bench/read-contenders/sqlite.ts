import type { Statement } from "better-sqlite3";
import { openDatabase } from "../contenders/sqlite.ts";
import type { Workload } from "../data.ts";
import { WINDOW } from "../read-questions.ts";
import type { ReadContender } from "./contender.ts";

/** The prefix as a range of the index: U+FFFF comes after all that names have. */
const BY_PREFIX = `
  SELECT id, name FROM grp WHERE id IN (
    SELECT group_id FROM membership WHERE person_id IN (
      SELECT id FROM person WHERE name >= ? AND name < ?))`;

const SHARING = `
  SELECT id, name FROM person WHERE id IN (
    SELECT person_id FROM membership WHERE group_id IN (
      SELECT group_id FROM membership WHERE person_id = ?))`;

const LARGEST = `
  SELECT grp.id, grp.name, counted.n FROM (
    SELECT group_id, count(*) AS n FROM membership
    GROUP BY group_id ORDER BY n DESC, group_id LIMIT ?) counted
  JOIN grp ON grp.id = counted.group_id ORDER BY counted.n DESC, grp.id`;

/** Opens better-sqlite3 in memory; each statement is prepared at its first use. */
export function openSqliteReads(workload: Workload): ReadContender {
  const { db, load } = openDatabase(workload);
  load(workload.memberships);
  db.exec("ANALYZE");
  const all = (sql: string): ((...values: readonly unknown[]) => unknown[]) => {
    let statement: Statement<unknown[]> | undefined;
    return (...values) => {
      statement ??= db.prepare<unknown[]>(sql);
      return statement.all(...values);
    };
  };
  const personByPk = all("SELECT id, name FROM person WHERE id = ?");
  const personByName = all("SELECT id, name FROM person WHERE name = ?");
  const byPair = all("SELECT * FROM membership WHERE person_id = ? AND group_id = ?");
  const membersOfGroup = all(
    "SELECT p.id, p.name FROM membership m JOIN person p ON p.id = m.person_id WHERE m.group_id = ?",
  );
  const groupsOfPerson = all(
    "SELECT g.id, g.name FROM membership m JOIN grp g ON g.id = m.group_id WHERE m.person_id = ?",
  );
  const joinedAfter = all(
    `SELECT p.id, p.name FROM grp g JOIN membership m ON m.group_id = g.id
     JOIN person p ON p.id = m.person_id WHERE g.name = ? AND m.date_joined > ?`,
  );
  const byPrefix = all(BY_PREFIX);
  const latest = all(
    `SELECT * FROM membership WHERE date_joined >= ? AND date_joined < ?
     ORDER BY date_joined DESC LIMIT ${WINDOW}`,
  );
  const sharing = all(SHARING);
  const largest = all(LARGEST);
  const containing = all("SELECT count(*) AS n FROM membership WHERE instr(invite_reason, ?) > 0");
  return {
    asks: {
      personByPk: (id) => personByPk(id),
      personByName: (name) => personByName(name),
      membershipByPair: ({ person, group }) => byPair(person, group),
      membersOfGroup: (id) => membersOfGroup(id),
      groupsOfPerson: (id) => groupsOfPerson(id),
      joinedAfter: ({ group, since }) => joinedAfter(group, since),
      groupsByPrefix: (prefix) => byPrefix(prefix, `${prefix}\uffff`),
      latestInRange: ({ from, to }) => latest(from, to),
      sharingGroup: (id) => sharing(id),
      largestGroups: (count) => largest(count),
      reasonsContaining: (text) => (containing(text)[0] as { readonly n: number }).n,
    },
  };
}
