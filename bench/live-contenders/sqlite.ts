/** better-sqlite3, in memory, with the same indexes: after a write the prepared question runs again. */
import { openDatabase } from "../contenders/sqlite.ts";
import type { MembershipData } from "../data.ts";
import type { GroupCount, OpenLiveContender, Stop } from "./contender.ts";

/** Opens SQLite; a membership stands as its id. It knows no deltas, nor whom a write concerns. */
export const openSqliteLive: OpenLiveContender<number, MembershipData, never> = (workload) => {
  const { db, create, remove, load } = openDatabase(workload);
  load(workload.memberships);

  const members = {
    group_id: db.prepare(
      "SELECT * FROM membership WHERE group_id = ? AND date_joined >= ? ORDER BY date_joined",
    ),
    person_id: db.prepare(
      "SELECT * FROM membership WHERE person_id = ? AND date_joined >= ? ORDER BY date_joined",
    ),
  };
  const latest = db.prepare("SELECT * FROM membership ORDER BY date_joined DESC LIMIT ?");
  const counts = db.prepare(
    `SELECT grp.id, grp.name, count(membership.id) AS n
     FROM grp LEFT JOIN membership ON membership.group_id = grp.id GROUP BY grp.id ORDER BY grp.id`,
  );
  const watching = new Set<() => void>();
  const watch = (tell: () => void): Stop => {
    watching.add(tell);
    tell();
    return () => watching.delete(tell);
  };

  return {
    create(row) {
      const id = create(row);
      for (const tell of watching) tell();
      return id;
    },
    delete(id) {
      remove.run(id);
      for (const tell of watching) tell();
    },
    members: ({ by, id, since }, hear) =>
      watch(() => hear(members[by].all(id, since) as MembershipData[])),
    deltas: undefined,
    latest: (count, hear) => watch(() => hear(latest.all(count) as MembershipData[])),
    counts: (_, hear) => watch(() => hear(counts.all() as GroupCount[])),
    show: (row) => row,
    read: (delta) => delta,
    most: 1,
  };
};
