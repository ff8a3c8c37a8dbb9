import { describe, expect, it } from "vitest";
import {
  CASCADE,
  field,
  IntegrityError,
  MemoryLog,
  model,
  openStore,
  UsageError,
} from "../../src/index.ts";

const models = {
  Person: model({ name: field.char({ maxLength: 40 }) }),
  Group: model({ name: field.char({ maxLength: 40 }) }),
  Membership: model({
    person: field.foreignKey("Person", { onDelete: CASCADE }),
    group: field.foreignKey("Group", { onDelete: CASCADE }),
    date_joined: field.date(),
    noted: field.dateTime({ autoNow: true }),
  }),
};

interface Joined {
  readonly person: number;
  readonly group: number;
  readonly on: string;
}

function open(log = new MemoryLog(), replay: "rows" | "domain" = "rows") {
  return openStore(models, {
    log,
    replay,
    clock: () => new Date("2026-01-01T00:00:00Z"),
    events: {
      MemberJoined: (tx, { person, group, on }: Joined) =>
        tx.Membership.objects.create({ person_id: person, group_id: group, date_joined: on }),
      NothingHappened: () => {},
      BandFounded: (tx, { name, by }: { readonly name: string; readonly by: string }) => {
        const group = tx.Group.objects.create({ name });
        const person = tx.Person.objects.create({ name: by });
        return tx.Membership.objects.create({ group, person, date_joined: "1971-08-01" });
      },
    },
  });
}

/** A store of badges with different codes, where an import leaves out those that there are. */
function openBadges(log: MemoryLog, replay: "rows" | "domain" = "rows") {
  return openStore(
    { Badge: model({ code: field.char({ maxLength: 10, unique: true }) }) },
    {
      log,
      replay,
      events: {
        Imported: (tx, codes: readonly string[]) => {
          const badges = codes.map((code) => ({ code }));
          tx.Badge.objects.bulkCreate(badges, { ignoreConflicts: true });
        },
      },
    },
  );
}

describe("dispatch()", () => {
  it("logs the event with the rows that follow from it, in one commit", () => {
    const store = open();
    const ringo = store.models.Person.objects.create({ name: "Ringo Starr" });
    const beatles = store.models.Group.objects.create({ name: "The Beatles" });

    const membership = store.dispatch("MemberJoined", {
      person: ringo,
      group: beatles.id,
      on: "1962-08-16",
    });

    expect(membership.person).toBe(ringo);
    expect([...store.log.read()].at(-1)).toMatchObject({
      position: 3,
      events: [{ type: "created", model: "Membership" }],
      dispatched: [
        {
          name: "MemberJoined",
          version: 1,
          payload: { person: 1, group: 1, on: "1962-08-16" },
          events: [0, 1],
        },
      ],
    });
  });

  it("logs an event from which nothing follows", () => {
    const store = open();

    store.dispatch("NothingHappened");

    expect(
      [...store.log.read()].map(({ events, dispatched }) => [events, dispatched?.length]),
    ).toEqual([[[], 1]]);
  });

  it("goes into the commit of the work around it, with the range of its row events", () => {
    const store = open();

    store.atomic(() => {
      store.models.Person.objects.create({ name: "Linda McCartney" });
      store.dispatch("BandFounded", { name: "Wings", by: "Paul McCartney" });
      store.models.Person.objects.create({ name: "Denny Laine" });
    });

    const [commit] = store.log.read();
    expect(commit?.events).toHaveLength(5);
    expect(commit?.dispatched).toMatchObject([{ name: "BandFounded", events: [1, 4] }]);
  });

  it("leaves nothing when its projection fails, also within a savepoint", () => {
    const store = open();
    const before = store.database;
    const join = (): unknown =>
      store.dispatch("MemberJoined", { person: 7, group: 8, on: "1962-08-16" });

    expect(join).toThrow(IntegrityError);
    store.atomic(() => {
      expect(() => store.dispatch("MemberJoined", { person: 7, group: 8, on: "some day" })).toThrow(
        "date_joined",
      );
    });

    expect(store.database).toBe(before);
    expect([...store.log.read()]).toEqual([]);
  });

  it("is taken back with the part of the work that it belongs to", () => {
    const store = open();
    const { Person } = store.models;
    const failing = (): never => {
      store.dispatch("BandFounded", { name: "Wings", by: "Paul McCartney" });
      throw new Error("no band today");
    };

    store.atomic(() => {
      expect(() => store.atomic(failing)).toThrow("no band today");
      Person.objects.create({ name: "Linda McCartney" });
      store.dispatch("NothingHappened");
    });

    const [commit] = store.log.read();
    expect(commit?.dispatched).toMatchObject([{ name: "NothingHappened", events: [1, 1] }]);
    expect(Person.objects.get().name).toBe("Linda McCartney");
  });

  it("belongs to a transaction that runs beside others", () => {
    const store = open();
    const tx = store.begin();

    tx.dispatch("BandFounded", { name: "Wings", by: "Paul McCartney" });
    store.models.Person.objects.create({ name: "Linda McCartney" });
    tx.commit();

    expect([...store.log.read()].map(({ dispatched }) => dispatched?.[0]?.name)).toEqual([
      undefined,
      "BandFounded",
    ]);
    expect(store.models.Group.objects.get().name).toBe("Wings");
  });

  it("names the nearest event for a wrong name, and refuses what is no data", () => {
    const store = open();
    const loose = store.dispatch as (name: string, payload: unknown) => unknown;

    expect(() => loose("MemberJoind", {})).toThrow('Did you mean "MemberJoined"?');
    expect(() => loose("__proto__", {})).toThrow(UsageError);
    expect(() => loose("MemberJoined", { on: () => {} })).toThrow("expected plain JSON data");
    expect(() => loose("MemberJoined", { on: new Date(0) })).toThrow(UsageError);
    expect(() =>
      loose("MemberJoined", { person: store.models.Person.build({ name: "x" }) }),
    ).toThrow("not saved");
    expect(store.position).toBe(0);
  });
});

describe("a log with domain events", () => {
  function recorded(): MemoryLog {
    const log = new MemoryLog();
    const store = open(log);
    store.models.Person.objects.create({ name: "Yoko Ono" });
    store.dispatch("BandFounded", { name: "Wings", by: "Paul McCartney" });
    store.models.Person.objects.filter({ name: "Yoko Ono" }).delete();
    return log;
  }

  it("is replayed by its row events, or by its projections: with one outcome", () => {
    const log = recorded();

    const [byRows, byEvents] = [open(log), open(log, "domain")];

    for (const name of ["Person", "Group", "Membership"] as const) {
      const rows = (store: typeof byRows): unknown[] =>
        [...store.models[name].objects.all()].map((row) => ({ ...row }));
      expect(rows(byEvents)).toEqual(rows(byRows));
    }
    expect(byEvents.position).toBe(3);
    expect(byEvents.at(2).models.Person.objects.count()).toBe(2);
    byEvents.database.verify();
  });

  it("gives rows the ids that they had, whatever open transactions held", () => {
    const log = new MemoryLog();
    const store = open(log);
    const given = store.begin();
    given.models.Person.objects.create({ name: "held by who gives up" });
    const late = store.begin();
    late.dispatch("BandFounded", { name: "Late", by: "Late" });
    store.dispatch("BandFounded", { name: "First", by: "First" });
    given.rollback();
    late.commit();
    store.models.Person.objects.filter({ name: "First" }).update({ name: "Renamed" });

    const byEvents = open(log, "domain");

    for (const name of ["Person", "Group", "Membership"] as const) {
      const rows = [...store.models[name].objects.all()].map((row) => ({ ...row }));
      expect([...byEvents.models[name].objects.all()].map((row) => ({ ...row }))).toEqual(rows);
    }
    expect(byEvents.models.Person.objects.values("id", "name").toArray()).toEqual([
      { id: 2, name: "Late" },
      { id: 3, name: "Renamed" },
    ]);
    expect(byEvents.fork().models.Person.objects.create({ name: "Next" }).pk).toBe(4);
  });

  it("gives rows the ids after those that were spent on rows in conflict", () => {
    const log = new MemoryLog();
    const store = openBadges(log);
    store.models.Badge.objects.create({ code: "z" });
    const open = store.begin();
    open.dispatch("Imported", ["z", "open"]);
    store.dispatch("Imported", ["a", "b", "a", "c"]);
    store.dispatch("Imported", ["b", "d"]);
    open.commit();

    const [byRows, byEvents] = [openBadges(log), openBadges(log, "domain")];

    const badges = (from: typeof store): unknown => {
      return from.models.Badge.objects.orderBy("code").valuesList("code", "id").toArray();
    };
    expect(badges(byRows)).toEqual(badges(store));
    expect(badges(byEvents)).toEqual(badges(store));
    const nextId = (from: typeof store) =>
      from.fork().models.Badge.objects.create({ code: "y" }).pk;
    expect(nextId(byEvents)).toBe(nextId(byRows));
  });

  it("gives other rows where projections have changed", () => {
    const log = recorded();

    const store = openStore(models, {
      log,
      replay: "domain",
      events: {
        BandFounded: (tx, { name }: { readonly name: string }) => {
          tx.Group.objects.create({ name: name.toUpperCase() });
        },
      },
    });

    expect(store.models.Group.objects.get().name).toBe("WINGS");
    expect(store.models.Membership.objects.count()).toBe(0);
    expect(store.models.Person.objects.count()).toBe(0);
  });

  it("goes through text and back", () => {
    const store = open(recorded());
    const text = store.codec.encodeAll(store.log.read());

    const copy = open();
    copy.apply(store.codec.decodeAll(text));

    expect(copy.codec.encodeAll(copy.log.read())).toBe(text);
  });

  it("is refused where a domain event is none", () => {
    const store = open();
    const bad = (dispatched: unknown): (() => void) => {
      return () => store.apply([{ events: [], dispatched: dispatched as never }]);
    };

    expect(bad([{ name: "MemberJoined" }])).toThrow("has the domain event");
    expect(bad([{ name: "X", version: 1, payload: {}, events: [0, 9] }])).toThrow("domain event");
    expect(bad([null])).toThrow("has the domain event");
    expect(store.position).toBe(0);
  });
});

describe("versions of an event", () => {
  const upcastNames = {
    version: 3,
    upcast: {
      1: ({ who }: { readonly who: string }) => ({ name: who }),
      2: ({ name }: { readonly name: string }) => ({ first: name, last: "Starr" }),
    },
    project: (
      tx: { readonly Person: { readonly objects: { create(values: { name: string }): unknown } } },
      { first, last }: { readonly first: string; readonly last: string },
    ) => tx.Person.objects.create({ name: `${first} ${last}` }),
  };

  it("bring old payloads to the present one", () => {
    const log = new MemoryLog();
    const first = openStore(models, {
      log,
      events: {
        PersonSeen: (tx, { who }: { readonly who: string }) => {
          tx.Person.objects.create({ name: who });
        },
      },
    });
    first.dispatch("PersonSeen", { who: "Ringo" });

    const store = openStore(models, { log, replay: "domain", events: { PersonSeen: upcastNames } });
    store.dispatch("PersonSeen", { first: "Zak", last: "Starkey" });

    const names = store.models.Person.objects.orderBy("pk").valuesList("name", { flat: true });
    expect([...names]).toEqual(["Ringo Starr", "Zak Starkey"]);
    expect([...log.read()].map(({ dispatched }) => dispatched?.[0]?.version)).toEqual([1, 3]);
  });

  it("are refused where one is missing, or newer than the store", () => {
    const log = new MemoryLog();
    openStore(models, { log, events: { PersonSeen: upcastNames } }).dispatch("PersonSeen", {
      first: "Ringo",
      last: "Starr",
    });
    const { 1: first } = upcastNames.upcast;

    expect(() =>
      openStore(models, { events: { PersonSeen: { ...upcastNames, upcast: { 1: first } } } }),
    ).toThrow("no upcaster of version 2");
    expect(() => openStore(models, { events: { PersonSeen: 7 as never } })).toThrow(UsageError);
    expect(() =>
      openStore(models, { log, replay: "domain", events: { PersonSeen: () => {} } }),
    ).toThrow("in version 3; the store knows it up to 1");
    expect(() => openStore(models, { log, replay: "domain" })).toThrow("no event");
    expect(() => openStore(models, { log })).not.toThrow();
  });
});
