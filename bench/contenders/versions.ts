/** Stores that branch and go back: what the bench of versions measures. */
import Database from "better-sqlite3";
import type { MembershipData, Workload } from "../data.ts";
import { SCHEMA } from "./sqlite.ts";
import { type BenchStore, openModels } from "./throughline.ts";

/** A store that can be written and read. */
export interface Branch {
  /** Rows in, each by a write of its own. */
  write(rows: readonly MembershipData[]): void;
  /** All memberships as texts, ordered by person and group. */
  read(): readonly string[];
  count(): number;
  /** Gives back what it holds outside of the JavaScript heap. */
  close?(): void;
}

/** One store under measurement, with the memberships of a workload. */
export interface VersionContender extends Branch {
  /** Takes something that brings the present back, and drops it. */
  snapshot(): void;
  /** Marks the present as where {@link goBack} goes. */
  enter(): void;
  goBack(): void;
  /** Writes rows within one transaction, which then fails. */
  fail(rows: readonly MembershipData[]): void;
  /** Another store with the same data, which goes on by itself. */
  fork(): Branch;
  /** From now on somebody reads what each commit did; undefined where there is no such thing. */
  subscribe?(): void;
}

/** Opens ours. */
export function openThroughlineVersions(workload: Workload): VersionContender {
  const store = openModels({});
  const { Person, Group, Membership } = store.models;
  Person.objects.bulkCreate(workload.persons.map((name) => ({ name })));
  Group.objects.bulkCreate(workload.groups.map((name) => ({ name })));
  Membership.objects.bulkCreate(workload.memberships);
  let mark = store.snapshot();
  return {
    ...branchOf(store),
    snapshot: () => void store.snapshot(),
    enter() {
      mark = store.snapshot();
    },
    goBack: () => store.restore(mark),
    fail(rows) {
      const failure = new Error("rolled back");
      try {
        store.atomic(() => {
          for (const row of rows) Membership.objects.create(row);
          throw failure;
        });
      } catch (error) {
        if (error !== failure) throw error;
      }
    },
    fork: () => branchOf(store.fork()),
    subscribe() {
      store.commits$.subscribe(({ events }) => {
        if (events.length === 0) throw new Error("a commit without events");
      });
    },
  };
}

function branchOf({ models: { Membership } }: Pick<BenchStore, "models">): Branch {
  return {
    write(rows) {
      for (const row of rows) Membership.objects.create(row);
    },
    read: () => [...Membership.objects.orderBy("person", "group")].map(showRow),
    count: () => Membership.objects.count(),
  };
}

function showRow({ person_id, group_id, date_joined, invite_reason }: MembershipData): string {
  return `${person_id} ${group_id} ${date_joined} ${invite_reason}`;
}

/** Opens better-sqlite3: savepoints to go back, a serialized copy for a fork. */
export function openSqliteVersions(workload: Workload): VersionContender {
  const db = new Database(":memory:");
  db.exec(SCHEMA);
  const person = db.prepare("INSERT INTO person (name) VALUES (?)");
  const group = db.prepare("INSERT INTO grp (name) VALUES (?)");
  const branch = sqliteBranch(db);
  db.transaction(() => {
    for (const name of workload.persons) person.run(name);
    for (const name of workload.groups) group.run(name);
    branch.write(workload.memberships);
  })();
  const savepoint = db.prepare("SAVEPOINT here");
  const rollback = db.prepare("ROLLBACK TO here");
  const release = db.prepare("RELEASE here");
  const goBack = (): void => {
    rollback.run();
    release.run();
  };
  return {
    ...branch,
    snapshot() {
      savepoint.run();
      release.run();
    },
    enter: () => void savepoint.run(),
    goBack,
    fail(rows) {
      savepoint.run();
      branch.write(rows);
      goBack();
    },
    fork: () => sqliteBranch(new Database(db.serialize())),
  };
}

function sqliteBranch(db: Database.Database): Branch {
  db.pragma("foreign_keys = ON");
  const insert = db.prepare(
    "INSERT INTO membership (person_id, group_id, date_joined, invite_reason) VALUES (?, ?, ?, ?)",
  );
  return {
    write(rows) {
      for (const row of rows) {
        insert.run(row.person_id, row.group_id, row.date_joined, row.invite_reason);
      }
    },
    read: () =>
      (
        db
          .prepare("SELECT * FROM membership ORDER BY person_id, group_id")
          .all() as MembershipData[]
      ).map(showRow),
    count: () => db.prepare("SELECT count(*) FROM membership").pluck().get() as number,
    close: () => void db.close(),
  };
}
