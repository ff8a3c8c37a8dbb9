/** better-sqlite3, in memory, with the same indexes, foreign keys on, and prepared statements. */
import Database from "better-sqlite3";
import type { MembershipData, Workload } from "../data.ts";
import type { OpenContender } from "./contender.ts";

/** Tables and indexes of the workload. */
export const SCHEMA = `
  PRAGMA foreign_keys = ON;
  CREATE TABLE person (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
  CREATE TABLE grp (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
  CREATE TABLE membership (
    id INTEGER PRIMARY KEY,
    person_id INTEGER NOT NULL REFERENCES person (id),
    group_id INTEGER NOT NULL REFERENCES grp (id),
    date_joined TEXT NOT NULL,
    invite_reason TEXT NOT NULL
  );
  CREATE UNIQUE INDEX by_pair ON membership (person_id, group_id);
  CREATE INDEX by_group ON membership (group_id, date_joined);
  CREATE INDEX by_date ON membership (date_joined);
`;

/** Opens a database with the persons and groups of a workload, and what writes memberships. */
export function openDatabase({ persons, groups }: Pick<Workload, "persons" | "groups">) {
  const db = new Database(":memory:");
  db.exec(SCHEMA);
  const person = db.prepare("INSERT INTO person (name) VALUES (?)");
  const group = db.prepare("INSERT INTO grp (name) VALUES (?)");
  const insert = db.prepare(
    "INSERT INTO membership (person_id, group_id, date_joined, invite_reason) VALUES (?, ?, ?, ?)",
  );
  const remove = db.prepare("DELETE FROM membership WHERE id = ?");
  const create = (row: MembershipData): number =>
    insert.run(row.person_id, row.group_id, row.date_joined, row.invite_reason)
      .lastInsertRowid as number;
  const load = (rows: readonly MembershipData[]): void =>
    db.transaction(() => {
      for (const row of rows) create(row);
    })();
  db.transaction(() => {
    for (const name of persons) person.run(name);
    for (const name of groups) group.run(name);
  })();
  return { db, create, remove, load };
}

/** Opens SQLite; a membership stands as its id. */
export const openSqlite: OpenContender<number> = (workload) => {
  const { db, create, remove, load } = openDatabase(workload);
  const update = db.prepare("UPDATE membership SET invite_reason = ? WHERE id = ?");
  const savepoint = db.prepare("SAVEPOINT here");
  const release = db.prepare("RELEASE here");
  const texts = (sql: string, ...values: unknown[]): string[] =>
    db
      .prepare(sql)
      .pluck()
      .all(...values) as string[];
  return {
    load,
    create,
    update(id, reason) {
      update.run(reason, id);
      return id;
    },
    delete(id) {
      remove.run(id);
    },
    answer({ pairs, group: of, person: by, before }) {
      const pair = db
        .prepare(
          "SELECT date_joined || ' ' || invite_reason FROM membership WHERE person_id = ? AND group_id = ?",
        )
        .pluck();
      return {
        count: db.prepare("SELECT count(*) FROM membership").pluck().get() as number,
        byPair: pairs.map((row) => pair.get(row.person_id, row.group_id) as string | undefined),
        datesOfGroup: texts(
          "SELECT date_joined FROM membership WHERE group_id = ? ORDER BY date_joined",
          of,
        ),
        groupsOfPerson: texts(
          "SELECT group_id FROM membership WHERE person_id = ? ORDER BY group_id",
          by,
        ).map(Number),
        latest: texts(
          "SELECT date_joined FROM membership WHERE date_joined < ? ORDER BY date_joined DESC LIMIT 20",
          before,
        ),
      };
    },
    snapshot() {
      savepoint.run();
      release.run();
    },
    nativeBytes: () =>
      (db.pragma("page_count", { simple: true }) as number) *
      (db.pragma("page_size", { simple: true }) as number),
  };
};
