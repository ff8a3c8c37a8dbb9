import { describe, expect, it } from "vitest";
import { type Commit, ConflictError, openStore, UsageError } from "../../src/index.ts";
import { type Club, club, openClub } from "../fixtures/club.ts";

function fill(store: Club): void {
  const { Person, Group, Membership } = store.models;
  const paul = Person.objects.create({ name: "Paul McCartney", age: 28 });
  const beatles = Group.objects.create({ name: "The Beatles" });
  Membership.objects.create({ person: paul, group: beatles, date_joined: "1957-10-18" });
}

function groups(store: Pick<Club, "models">): readonly string[] {
  return store.models.Group.objects.orderBy("pk").valuesList("name", { flat: true }).toArray();
}

/** Replays a store's log into another one. */
function replayed(store: Pick<Club, "log">): Club {
  const copy = openClub();
  copy.apply(store.log.read());
  return copy;
}

function content(store: Pick<Club, "database">): unknown {
  const { registry } = store.database;
  return registry.models.map((each) => {
    const table = store.database.table(each);
    const rows: unknown[] = [];
    table.rows.forEach((row) => {
      rows.push({ ...row });
    });
    return [each.name, table.nextId, rows];
  });
}

describe("snapshot() and restore()", () => {
  it("go back to the very same rows, ids included", () => {
    const store = openClub();
    fill(store);
    const paul = store.models.Person.objects.get({ name: "Paul McCartney" });
    const base = store.snapshot();

    store.models.Person.objects.create({ name: "Linda McCartney" });
    paul.delete();
    store.restore(base);

    expect(store.models.Person.objects.get()).toBe(paul);
    expect(store.models.Person.objects.create({ name: "Denny Laine" }).id).toBe(2);
    store.database.verify();
  });

  it("are one commit, whose events lead there", () => {
    const store = openClub();
    fill(store);
    const base = store.snapshot();
    const commits: Commit[] = [];
    store.commits$.subscribe((commit) => commits.push(commit));

    store.models.Group.objects.create({ name: "Wings" });
    store.models.Group.objects.get({ name: "The Beatles" }).update({ name: "The Quarrymen" });
    store.restore(base);

    expect(commits.at(-1)?.events).toEqual([
      { type: "deleted", model: "Group", pk: 1 },
      { type: "deleted", model: "Group", pk: 2 },
      expect.objectContaining({ type: "created", model: "Group" }),
      { type: "sequence", model: "Group", next: 2 },
    ]);
    expect(content(replayed(store))).toEqual(content(store));
  });

  it("take a position as well", () => {
    const store = openClub();
    fill(store);

    store.restore(1);

    expect(groups(store)).toEqual([]);
    expect(store.models.Person.objects.count()).toBe(1);
  });

  it("make no commit where nothing changed", () => {
    const store = openClub();
    fill(store);

    store.restore(store.snapshot());

    expect(store.position).toBe(3);
  });

  it("tell of no row that is as it was, though it was changed in between", () => {
    const store = openClub();
    fill(store);
    const base = store.snapshot();
    const paul = store.models.Person.objects.get();

    paul.update({ age: 40 }).update({ age: 28 });
    store.models.Group.objects.create({ name: "Wings" });
    expect(store.diff(base, store).map(({ model }) => model)).toEqual(["Group"]);
    store.restore(base);

    expect(store.models.Person.objects.get()).toBe(paul);
    expect([...store.log.read()].at(-1)!.events).toEqual([
      { type: "deleted", model: "Group", pk: 2 },
      { type: "sequence", model: "Group", next: 2 },
    ]);
    store.undo();
    expect([...store.log.read()].at(-1)!.events).toMatchObject([{ type: "created" }]);
    paul.update({ age: 40 }).update({ age: 28 });
    store.restore(base);
    const copy = openClub();
    copy.apply(JSON.parse(JSON.stringify([...store.log.read()])));
    expect(content(copy)).toEqual(content(store));
    expect([...copy.log.read()]).toEqual([...store.log.read()]);
  });

  it("swap unique values back in a log that can be replayed", () => {
    const store = openClub();
    const { Group } = store.models;
    const [one, two] = Group.objects.bulkCreate([{ name: "one" }, { name: "two" }]);
    const base = store.snapshot();

    one!.update({ name: "none" });
    two!.update({ name: "one" });
    one!.update({ name: "two" });
    store.restore(base);

    expect(groups(store)).toEqual(["one", "two"]);
    expect(content(replayed(store))).toEqual(content(store));
  });

  it("refuse a snapshot of another store, and work within a write", () => {
    const store = openClub();

    expect(() => store.restore(openClub().snapshot())).toThrow(UsageError);
    expect(() => store.restore("yesterday" as never)).toThrow("no state of this store");
    expect(() => store.atomic(() => store.snapshot())).toThrow("inside of another write");
    expect(() => store.atomic(() => store.restore(store.database))).toThrow(UsageError);
  });
});

describe("fork()", () => {
  it("goes on by itself, in both directions", () => {
    const store = openClub();
    fill(store);
    const fork = store.fork();

    fork.models.Group.objects.create({ name: "Wings" });
    store.models.Group.objects.create({ name: "Cream" });

    expect(groups(fork)).toEqual(["The Beatles", "Wings"]);
    expect(groups(store)).toEqual(["The Beatles", "Cream"]);
    expect([...fork.log.read()].map(({ position }) => position)).toEqual([4]);
  });

  it("has rows whose relations answer from it", () => {
    const store = openClub();
    fill(store);
    const fork = store.fork();
    const beatles = fork.models.Group.objects.get({ name: "The Beatles" });

    fork.models.Membership.objects.create({
      person: fork.models.Person.objects.create({ name: "Stuart Sutcliffe" }),
      group: beatles,
      date_joined: "1960-05-01",
    });
    beatles.members.get({ name: "Paul McCartney" }).update({ name: "Paul" });

    const members = beatles.members.orderBy("pk").valuesList("name", { flat: true });
    expect([...members]).toEqual(["Paul", "Stuart Sutcliffe"]);
    expect(fork.models.Membership.objects.first()?.person.name).toBe("Paul");
    expect(store.models.Membership.objects.first()?.person.name).toBe("Paul McCartney");
    expect(store.models.Group.objects.get().members.count()).toBe(1);
  });

  it("gives the same instance of a row each time, frozen and with its columns alone", () => {
    const store = openClub();
    fill(store);
    const { Group } = store.fork().models;

    const beatles = Group.objects.get();

    expect(Group.objects.first()).toBe(beatles);
    expect(Group.objects.get({ members__name__startswith: "Paul" })).toBe(beatles);
    expect(Object.isFrozen(beatles)).toBe(true);
    expect({ ...beatles }).toEqual({ ...store.models.Group.objects.get() });
  });

  it("of a fork, and back into its origin", () => {
    const store = openClub();
    fill(store);
    const second = store.fork().fork();
    second.models.Group.objects.create({ name: "Wings" });

    store.restore(second.snapshot());

    const wings = store.models.Group.objects.get({ name: "Wings" });
    expect(wings.members.count()).toBe(0);
    wings.update({ name: "Wings!" });
    expect(groups(store)).toEqual(["The Beatles", "Wings!"]);
    expect(groups(second)).toEqual(["The Beatles", "Wings"]);
    expect(content(replayed(store))).toEqual(content(store));
  });
});

describe("at()", () => {
  it("reads any position, relations included", () => {
    const store = openClub();
    fill(store);
    const paul = store.models.Person.objects.get();
    paul.update({ name: "Sir Paul" });
    store.models.Group.objects.get().delete();

    expect(store.at(0).models.Person.objects.count()).toBe(0);
    expect(store.at(1).models.Person.objects.get().name).toBe("Paul McCartney");
    const then = store.at(3).models.Membership.objects.get();
    expect(`${then.person.name} of ${then.group.name}`).toBe("Paul McCartney of The Beatles");
    expect(then.group.members.get().name).toBe("Paul McCartney");
    expect(store.at(4).models.Membership.objects.get().person.name).toBe("Sir Paul");
    expect(store.at(5).models.Membership.objects.count()).toBe(0);
    for (let position = 0; position <= store.position; position++) {
      store.at(position).database.verify();
    }
  });

  it("takes no writes", () => {
    const store = openClub();
    fill(store);
    const past = store.at(1);

    expect(() => past.models.Person.objects.create({ name: "Yoko Ono" })).toThrow("is the past");
    expect(() => past.models.Person.objects.get().delete()).toThrow(UsageError);
    expect(() => past.models.Person.objects.update({ age: 1 })).toThrow(UsageError);
    expect(store.position).toBe(3);
  });

  it("tells which positions there are", () => {
    const [store, whole] = [openClub({ history: 2 }), openClub()];
    fill(store);
    fill(whole);

    expect(() => store.at(4)).toThrow("1 to 3 are kept");
    expect(() => store.at(0)).toThrow('Open the store with { history: "all" }.');
    expect(() => store.at(1.5)).toThrow(UsageError);
    expect(() => store.at(-1)).toThrow(/are kept\.$/);
    expect(() => openClub({ log: whole.log }).fork().at(1)).toThrow("store that it was made of");
    expect(store.at(1).models.Person.objects.count()).toBe(1);
  });

  it("reads what a log was opened with", () => {
    const first = openClub();
    fill(first);

    const store = openStore(club, { log: first.log });

    expect(store.at(2).models.Group.objects.get().name).toBe("The Beatles");
    expect(store.at(2).models.Membership.objects.count()).toBe(0);
  });
});

describe("history", () => {
  it("is kept as far as asked for", () => {
    const store = openClub({ history: 5 });

    for (let i = 1; i <= 40; i++) store.models.Group.objects.create({ name: `Group ${i}` });

    expect(() => store.at(34)).toThrow(UsageError);
    for (let p = 35; p <= 40; p++) expect(store.at(p).models.Group.objects.count()).toBe(p);
    expect([...store.log.read()].map(({ position }) => position)).toEqual([36, 37, 38, 39, 40]);
  });

  it("may be none", () => {
    const store = openClub({ history: "none" });
    fill(store);

    expect([...store.log.read()]).toEqual([]);
    expect(store.at(3).models.Group.objects.count()).toBe(1);
    expect(() => store.at(2)).toThrow(UsageError);
    expect(() => store.undo()).toThrow("is not kept");
  });

  it("must be whole in a log that a store is opened with", () => {
    const [some, none] = [openClub({ history: 2 }), openClub({ history: "none" })];
    fill(some);
    fill(none);

    expect(() => openClub({ log: some.log })).toThrow("it has no commit 1");
    expect(() => openClub({ log: none.log })).toThrow(ConflictError);
  });

  it.each([
    { histroy: 1 },
    { replay: "doman" },
    { clock: 5 },
    { planner: { indexs: false } },
    null,
  ])("is opened with no other options than a store has: %j", (options) => {
    expect(() => openStore(club, options as never)).toThrow(UsageError);
  });

  it("refuses what is no such option", () => {
    expect(() => openClub({ history: "some" as never })).toThrow(UsageError);
    expect(() => openClub({ history: -1 })).toThrow('expected "all", "none"');
  });

  it("of one row lists its versions", () => {
    const store = openClub();
    fill(store);
    const paul = store.models.Person.objects.get();
    const younger = paul.update({ name: "Sir Paul" });
    store.models.Group.objects.create({ name: "Wings" });
    younger.delete();

    const versions = younger.history();

    expect(versions.map(({ position, row }) => [position, row?.name])).toEqual([
      [1, "Paul McCartney"],
      [4, "Sir Paul"],
      [6, undefined],
    ]);
    expect(versions[0]?.at).toBe("2026-01-01T00:00:00.000Z");
    expect(versions[1]?.row).toBe(younger);
  });

  it("of one row goes on, and ends where it is no longer kept", () => {
    const store = openClub({ history: 2 });
    fill(store);
    const paul = store.models.Person.objects.get();

    expect(paul.history()).toEqual([]);
    paul.update({ age: 29 });
    expect(paul.history().map(({ row }) => row?.age)).toEqual([29]);
    paul.update({ age: 30 });
    paul.update({ age: 31 });
    expect(paul.history().map(({ row }) => row?.age)).toEqual([30, 31]);
  });
});

describe("undo() and redo()", () => {
  it("walk back and forth, rows being the same objects", () => {
    const store = openClub();
    fill(store);
    const paul = store.models.Person.objects.get();
    paul.update({ age: 29 });

    store.undo();
    expect(store.models.Person.objects.get()).toBe(paul);
    store.undo();
    expect(store.models.Membership.objects.count()).toBe(0);
    store.redo();
    expect(store.models.Membership.objects.count()).toBe(1);
    store.redo();
    expect(store.models.Person.objects.get().age).toBe(29);

    expect(store.position).toBe(8);
    store.database.verify();
  });

  it("bring back what a cascade took", () => {
    const store = openClub();
    fill(store);
    const before = content(store);

    store.models.Group.objects.get().delete();
    store.undo();

    expect(content(store)).toEqual(before);
  });

  it("are commits with the inverse events, which say what they undo", () => {
    const store = openClub();
    fill(store);

    const commit = store.undo();

    expect(commit?.meta).toEqual({ undoes: 3 });
    expect(commit?.events).toEqual([{ type: "deleted", model: "Membership", pk: 1 }]);
    expect(store.redo()?.meta).toEqual({ redoes: 3 });
  });

  it("end where there is nothing left", () => {
    const store = openClub();
    fill(store);

    expect(store.redo()).toBeUndefined();
    for (let i = 0; i < 3; i++) expect(store.undo()).toBeDefined();
    expect(store.undo()).toBeUndefined();
    expect(store.models.Person.objects.exists()).toBe(false);
  });

  it("forget what was undone once something else is written", () => {
    const store = openClub();
    fill(store);

    store.undo();
    store.models.Group.objects.create({ name: "Wings" });

    expect(store.redo()).toBeUndefined();
    store.undo();
    store.undo();
    expect(groups(store)).toEqual([]);
  });

  it("undo a restore()", () => {
    const store = openClub();
    const empty = store.snapshot();
    fill(store);
    const full = content(store) as readonly (readonly [string, number, unknown])[];

    store.restore(empty);
    store.undo();

    const now = content(store) as typeof full;
    expect(now.map(([name, , rows]) => [name, rows])).toEqual(
      full.map(([name, , rows]) => [name, rows]),
    );
  });

  it("go on after the log was replayed", () => {
    const first = openClub();
    fill(first);
    first.undo();

    const store = replayed(first);

    expect(store.redo()?.meta).toEqual({ redoes: 3 });
    expect(store.models.Membership.objects.count()).toBe(1);
  });

  it("give back no id", () => {
    const store = openClub();
    fill(store);

    store.undo();

    const { Person, Group, Membership } = store.models;
    const again = Membership.objects.create({
      person: Person.objects.get(),
      group: Group.objects.get(),
      date_joined: "1957-10-18",
    });
    expect(again.id).toBe(2);
  });
});

describe("diff()", () => {
  it("lists the rows that differ between two states, whatever they are named by", () => {
    const store = openClub();
    fill(store);
    const base = store.snapshot();
    const paul = store.models.Person.objects.get();
    const sir = paul.update({ name: "Sir Paul" });
    store.models.Membership.objects.get().delete();
    const wings = store.models.Group.objects.create({ name: "Wings" });

    const expected = [
      { model: "Person", pk: 1, before: paul, after: sir },
      { model: "Group", pk: 2, before: null, after: wings },
      { model: "Membership", pk: 1, before: expect.objectContaining({ id: 1 }), after: null },
    ];
    expect(store.diff(base, store)).toEqual(expected);
    expect(store.diff(3, 6)).toEqual(expected);
    expect(store.diff(store.at(3), store.fork())).toEqual(expected);
    expect(store.diff(base, base)).toEqual([]);
    expect(store.diff(store, base).map(({ before, after }) => [before, after])).toEqual(
      expected.map(({ before, after }) => [after, before]),
    );
  });

  it("refuses states of another store", () => {
    const store = openClub();

    expect(() => store.diff(store, openClub())).toThrow(UsageError);
    expect(() => store.diff(1, 2)).toThrow("There is no position 1");
  });
});
