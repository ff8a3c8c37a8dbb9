import { test } from "@fast-check/vitest";
import fc from "fast-check";
import { describe, expect } from "vitest";
import { openClub } from "../fixtures/club.ts";
import { clubWrite, dumpDatabase, tryWrite } from "../fixtures/club-history.ts";

const history = fc.array(clubWrite, { maxLength: 60 });

describe("any history", () => {
  test.prop([history])("leaves every index equal to its table, after each step", (writes) => {
    const store = openClub();

    for (const write of writes) {
      tryWrite(store, write);
      store.database.verify();
    }
  });

  test.prop([history])("leaves the store as it was when a write is refused", (writes) => {
    const store = openClub();

    for (const write of writes) {
      const before = store.database;
      const outcome = tryWrite(store, write);
      if (outcome === "refused") expect(store.database).toBe(before);
    }
  });

  test.prop([history])("is rebuilt by replaying its log, generated ids included", (writes) => {
    const store = openClub();
    for (const write of writes) tryWrite(store, write);

    const replayed = openClub({ log: store.log });
    const copied = openClub();
    copied.apply(store.log.read());
    const decoded = openClub();
    decoded.apply(decoded.codec.decodeAll(store.codec.encodeAll(store.log.read())));

    for (const each of [replayed, copied, decoded]) {
      each.database.verify();
      expect(each.position).toBe(store.position);
      expect(dumpDatabase(each.database)).toEqual(dumpDatabase(store.database));
    }
    expect([...decoded.log.read()]).toEqual([...store.log.read()].map((commit) => ({ ...commit })));
  });

  test.prop([history])("never changes a database that was taken before", (writes) => {
    const store = openClub();
    const taken: [database: typeof store.database, dump: object][] = [];

    for (const write of writes) {
      taken.push([store.database, dumpDatabase(store.database)]);
      tryWrite(store, write);
    }

    for (const [database, dump] of taken) {
      database.verify();
      expect(dumpDatabase(database)).toEqual(dump);
    }
  });

  test.prop([history])("shares the tables that a commit does not touch", (writes) => {
    const store = openClub();

    for (const write of writes) {
      const before = store.database;
      tryWrite(store, write);
      const touched = new Set(
        [...store.log.read(before.position + 1)].flatMap((commit) =>
          commit.events.map((event) => event.model),
        ),
      );
      for (const [i, table] of store.database.tables.entries()) {
        if (!touched.has(table.layout.model.name)) expect(table).toBe(before.tables[i]);
      }
    }
  });
});
