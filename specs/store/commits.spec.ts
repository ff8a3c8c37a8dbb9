import { describe, expect, it } from "vitest";
import { MemoryLog } from "../../src/index.ts";
import { openBeatles } from "../fixtures/beatles.ts";
import { openClub } from "../fixtures/club.ts";

describe("commits$", () => {
  it("hands each commit over once, with all its events, after the store has changed", () => {
    const store = openBeatles();
    const { Person } = store.models;
    const seen: [position: number, events: number, rows: number][] = [];
    store.commits$.subscribe(({ position, events }) => {
      seen.push([position, events.length, Person.objects.count()]);
    });

    Person.objects.create({ name: "Ringo Starr" });
    Person.objects.bulkCreate([{ name: "John Lennon" }, { name: "Paul McCartney" }]);
    expect(() => Person.objects.bulkCreate([{ name: "x" }, { name: null as never }])).toThrow();

    expect(seen).toEqual([
      [1, 1, 1],
      [2, 2, 3],
    ]);
  });

  it("keeps the order of positions when a subscriber writes", () => {
    const store = openBeatles();
    const { Person } = store.models;
    const seen: string[] = [];
    store.commits$.subscribe(({ position }) => {
      seen.push(`a${position}`);
      if (position === 1) Person.objects.create({ name: "second" });
    });
    store.commits$.subscribe(({ position }) => seen.push(`b${position}`));

    Person.objects.create({ name: "first" });

    expect(seen).toEqual(["a1", "b1", "a2", "b2"]);
  });

  it("stops at the unsubscribe", () => {
    const store = openBeatles();
    const seen: number[] = [];
    const subscription = store.commits$.subscribe(({ position }) => seen.push(position));
    store.models.Person.objects.create({ name: "a" });
    subscription.unsubscribe();
    store.models.Person.objects.create({ name: "b" });

    expect(seen).toEqual([1]);
  });
});

describe("a commit", () => {
  it("is made once, when it is first asked for, whoever asks", () => {
    const store = openBeatles();
    const { Person } = store.models;
    const ringo = Person.objects.create({ name: "Ringo Starr" });
    const heard: object[] = [];
    store.commits$.subscribe((commit) => heard.push(commit));
    const renamed = ringo.update({ name: "Richard Starkey" });
    renamed.delete();

    const [created, ...rest] = store.log.read();
    expect([...store.log.read()][0]).toBe(created);
    expect(rest.length).toBe(2);
    for (const [i, commit] of rest.entries()) expect(commit).toBe(heard[i]);
    expect([created, ...rest].map((commit) => commit!.events)).toEqual([
      [{ type: "created", model: "Person", row: ringo }],
      [{ type: "updated", model: "Person", pk: 1, changes: { name: "Richard Starkey" } }],
      [{ type: "deleted", model: "Person", pk: 1 }],
    ]);
    for (const { events } of [created!, ...rest]) {
      expect([events, ...events].every((each) => Object.isFrozen(each))).toBe(true);
    }
  });

  it("reaches a log that was given by its append(), whatever it derives from", () => {
    const written: number[] = [];
    class Noting extends MemoryLog {
      override append(...args: Parameters<MemoryLog["append"]>): void {
        super.append(...args);
        written.push(...args[0].map(({ position }) => position));
      }
    }
    const store = openBeatles({ log: new Noting() });
    for (let i = 0; i < 3; i++) store.models.Person.objects.create({ name: `Person ${i}` });

    expect(written).toEqual([1, 2, 3]);
  });

  it.each([
    ["all", "none"],
    ["all", 2],
    [3, "all"],
    [3, 2],
    ["none", "all"],
  ] as const)("is in a log that keeps %s beside a history that keeps %s", (keep, history) => {
    const whole = openBeatles();
    const log = new MemoryLog({ keep });
    const store = openBeatles({ log, history });
    const told: object[] = [];
    store.commits$.subscribe((commit) => told.push(commit));
    for (const { models } of [whole, store]) {
      for (let i = 0; i < 9; i++) models.Person.objects.create({ name: `Person ${i}` });
      models.Person.objects.filter({ id__lt: 3 }).delete();
    }

    const all = [...whole.log.read()].map((commit) => ({ ...commit, at: "" }));
    const plain = (commits: Iterable<object>) =>
      [...commits].map((commit) => ({ ...commit, at: "" }));
    expect(plain(told)).toEqual(all);
    expect(plain(log.read())).toEqual(keep === "all" ? all : keep === "none" ? [] : all.slice(-3));
  });
});

describe("a write", () => {
  it("is unseen by reads until it is committed", () => {
    const counts: number[] = [];
    const store = openClub();
    const rows = function* () {
      for (const name of ["a", "b", "c"]) {
        counts.push(store.models.Person.objects.count());
        yield { name };
      }
    };

    store.models.Person.objects.bulkCreate(rows());

    expect(counts).toEqual([0, 0, 0]);
    expect(store.models.Person.objects.count()).toBe(3);
  });

  it("never gives an id again, not even after a failed commit or a delete", () => {
    const { Person } = openBeatles().models;
    const first = Person.objects.create({ name: "a" });
    first.delete();
    expect(Person.objects.create({ name: "b" }).id).toBe(2);
    Person.objects.create({ id: 10, name: "c" });
    expect(Person.objects.create({ name: "d" }).id).toBe(11);
  });
});
