/** The live forms of single answers, and live queries from wherever QuerySets come. */
import { describe, expect, it } from "vitest";
import {
  Avg,
  Count,
  DoesNotExist,
  field,
  Max,
  MultipleObjectsReturned,
  model,
  Now,
  openStore,
  registerLookup,
  Sum,
} from "../../src/index.ts";
import { openSmallClub } from "../fixtures/small-club.ts";
import { listen } from "./listen.ts";

describe("liveCount(), liveExists() and liveFirst()", () => {
  it("tell of their answer when it changes, and of no more", () => {
    const { Person } = openSmallClub();
    const old = Person.objects.filter({ age__gt: 50 }).orderBy("-age");
    const count = listen(old.liveCount());
    const exists = listen(old.liveExists());
    const first = listen(old.liveFirst());

    const ed = Person.objects.create({ name: "Ed", age: 55 });
    const flo = Person.objects.create({ name: "Flo", age: 99 });
    ed.update({ name: "Edgar" });
    flo.update({ name: "Flora" });
    Person.objects.filter({ founded__isnull: true }).delete();
    Person.objects.filter({ age: 60 }).update({ age: 1 });

    expect(count.values).toEqual([1, 2, 3, 1, 0]);
    expect(exists.values).toEqual([true, false]);
    expect(first.values.map((row) => row?.name)).toEqual(["Ann", "Flo", "Flora", "Ann", undefined]);
    expect(first.values.at(-1)).toBeNull();
  });

  it("heed slices, distinct() and combinations", () => {
    const { Person, Membership, ann, band } = openSmallClub();
    const members = Person.objects.filter({ group__isnull: false });
    const heard = [
      members,
      members.distinct(),
      members.slice(1, 3),
      members.distinct().union(Person.objects.filter({ name: "Cy" })),
    ].map((each) => [listen(each.liveCount()), listen(each.live())] as const);

    Membership.objects.create({ person: ann, group: band, date_joined: "2024-01-01" });

    expect(heard.map(([{ values }]) => values)).toEqual([[4, 5], [3], [2], [4]]);
    for (const [count, rows] of heard) expect(count.values.at(-1)).toBe(rows.values.at(-1)!.length);
  });
});

describe("liveExists() and liveCount() of a slice", () => {
  it("count the rows that its order repeats", () => {
    const { Person, Membership } = openSmallClub();
    const people = Person.objects.filter({ age: 40 }).orderBy("group__name");
    const exists = listen(people.liveExists());
    const counts = listen(people.slice(0, 5).liveCount());

    Membership.objects.filter({ person__age: 40 }).delete();
    Person.objects.filter({ age: 40 }).delete();
    Person.objects.create({ name: "Ed", age: 40 });

    expect(exists.values).toEqual([true, false, true]);
    expect(counts.values).toEqual([2, 1, 0, 1]);
  });
});

describe("liveExists() of a combination", () => {
  it("heeds what it shows, and not what its order reads", () => {
    const { Person, Membership } = openSmallClub();
    Membership.objects.delete();
    const others = Person.objects.difference(Person.objects.filter({ age: 40 }));
    const asked = others.valuesList("group__name").orderBy("name");
    const exists = listen(asked.liveExists());

    Person.objects.create({ name: "Ed", age: 1 });
    expect(exists.values).toEqual([asked.exists()]);
    Person.objects.filter({ age: 40 }).delete();

    expect(exists.values).toEqual([false, true]);
  });

  it("heeds what its order reads where it is sliced", () => {
    const { Person, Membership } = openSmallClub();
    Membership.objects.delete();
    const others = Person.objects.difference(Person.objects.filter({ age: 40 }));
    const asked = others.valuesList("group__name").orderBy("name").slice(0, 3);
    const exists = listen(asked.liveExists());

    expect(exists.values).toEqual([asked.exists()]);
    Person.objects.update({ age: 40 });
    expect(exists.values).toEqual([true, asked.exists()]);
    expect(asked.exists()).toBe(false);
  });
});

describe("liveGet()", () => {
  it("gives the row, and each of its versions", () => {
    const { Person, bo } = openSmallClub();
    const heard = listen(Person.objects.liveGet({ name: "Bo" }));

    Person.objects.create({ name: "Ed" });
    bo.update({ age: 41 });

    expect(heard.values.map(({ age }) => age)).toEqual([40, 41]);
    expect(heard.values[0]).toBe(bo);
  });

  it("errs with DoesNotExist at once, or when the row goes", () => {
    const { Person, cy } = openSmallClub();
    const none = listen(Person.objects.liveGet({ name: "Nobody" }));
    const gone = listen(Person.objects.liveGet({ pk: cy.id }));

    cy.delete();
    Person.objects.create({ id: cy.id, name: "Cy again" });

    expect(none.values).toEqual([]);
    expect(none.error).toBeInstanceOf(DoesNotExist);
    expect(gone.values).toEqual([cy]);
    expect(gone.error).toBeInstanceOf(DoesNotExist);
    expect((gone.error as DoesNotExist).message).toContain("No Person matches");
  });

  it("errs with MultipleObjectsReturned when there is a second row", () => {
    const { Person } = openSmallClub();
    const bos = Person.objects.filter({ name: "Bo" });
    const heard = listen(bos.liveGet());

    Person.objects.create({ name: "Bo" });
    Person.objects.create({ name: "Bo" });

    expect(heard.values).toHaveLength(1);
    expect(heard.error).toBeInstanceOf(MultipleObjectsReturned);
    expect((heard.error as Error).message).toMatch(/^2 rows of Person/);
    expect(bos.slice(0, 2).liveExplain().isLive).toBe(false);
  });
});

describe("liveAggregate()", () => {
  it("tells of its aggregates when one of them changes", () => {
    const { Person, cy } = openSmallClub();
    const heard = listen(
      Person.objects.liveAggregate({ sum: Sum("age"), oldest: Max("age"), mean: Avg("age") }),
    );

    cy.update({ name: "Cyd" });
    cy.refresh().update({ age: 40 });
    Person.objects.create({ name: "Ed", age: 40 });
    Person.objects.filter({ age: 60 }).update({ age: null });
    Person.objects.update({ age: null });

    expect(heard.values).toEqual([
      { sum: 120, oldest: 60, mean: 40 },
      { sum: 160, oldest: 60, mean: 40 },
      { sum: 200, oldest: 60, mean: 40 },
      { sum: 140, oldest: 40, mean: 35 },
      { sum: null, oldest: null, mean: null },
    ]);
  });
});

describe("live queries of related managers", () => {
  it("follow the rows on the other side", () => {
    const { Membership, choir, band, cy, bo } = openSmallClub();
    const members = listen(choir.members.orderBy("name").valuesList("name", { flat: true }).live());
    const count = listen(cy.membership_set.liveCount());
    const others = listen(band.members.liveCount());

    choir.members.add(cy, { throughDefaults: { date_joined: "2024-01-01" } });
    cy.update({ name: "Aya" });
    choir.members.remove(bo);
    Membership.objects.filter({ person: cy }).update({ group: band });
    choir.members.clear();

    expect(members.values).toEqual([
      ["Ann", "Bo"],
      ["Ann", "Bo", "Cy"],
      ["Ann", "Aya", "Bo"],
      ["Ann", "Aya"],
      ["Ann"],
      [],
    ]);
    expect(count.values).toEqual([0, 1]);
    expect(others.values).toEqual([2, 3]);
  });

  it("follow plain many-to-many fields, foreign keys and their own filters", () => {
    const { Person, choir, ann, bo, cy } = openSmallClub();
    const fans = listen(choir.fans.liveCount());
    const pupils = listen(ann.pupils.filter({ age__lt: 45 }).liveFirst());

    choir.fans.set([bo, cy]);
    choir.fans.clear();
    cy.update({ mentor: ann, age: 7 });
    Person.objects.filter({ pk: bo.id }).update({ mentor: null });

    expect(fans.values).toEqual([0, 2, 0]);
    expect(pupils.values.map((row) => row?.name)).toEqual(["Bo", "Cy"]);
  });
});

describe("live queries of users' own QuerySet methods", () => {
  it("can be made and followed by them", () => {
    const store = openStore({
      Song: model(
        { title: field.char({ maxLength: 20 }), plays: field.integer({ default: 0 }) },
        {
          querySet: {
            hits() {
              return this.filter({ plays__gte: 10 });
            },
            liveHits() {
              return this.hits().orderBy("-plays").valuesList("title", { flat: true }).live();
            },
          },
        },
      ),
    });
    const { Song } = store.models;
    const help = Song.objects.create({ title: "Help!", plays: 12 });
    const titles = listen(Song.objects.liveHits());
    const counts = listen(Song.objects.hits().liveCount());

    Song.objects.create({ title: "Yesterday", plays: 20 });
    help.update({ plays: 9 });

    expect(titles.values).toEqual([["Help!"], ["Yesterday", "Help!"], ["Yesterday"]]);
    expect(counts.values).toEqual([1, 2, 1]);
  });
});

describe("live queries of a fork", () => {
  it("see what the fork does and not what its origin does, nor the other way round", () => {
    const { store, Person } = openSmallClub();
    const fork = store.fork();
    const here = listen(Person.objects.liveCount());
    const there = listen(fork.models.Person.objects.liveCount());

    fork.models.Person.objects.create({ name: "Ed" });
    Person.objects.bulkCreate([{ name: "Flo" }, { name: "Gil" }]);

    expect(here.values).toEqual([4, 6]);
    expect(there.values).toEqual([4, 5]);
    expect(Person.objects.liveExplain().isLive).toBe(false);
  });

  it("give the fork's own instances", () => {
    const { store, Person, bo } = openSmallClub();
    const fork = store.fork();
    const heard = listen(fork.models.Person.objects.orderBy("pk").live());
    const first = heard.values[0]!;

    fork.models.Person.objects.create({ name: "Ed", mentor_id: bo.id });
    const second = heard.values[1]!;

    expect(first[1]).not.toBe(bo);
    expect(first[1]).toBe(fork.models.Person.objects.get({ pk: bo.id }));
    expect(second.slice(0, 4).every((row, place) => row === first[place])).toBe(true);
    expect(second[1]!.pupils.count()).toBe(2);
    expect(Person.objects.get({ pk: bo.id }).pupils.count()).toBe(1);
  });

  it("go on after it is restored to a state of its origin", () => {
    const { store, Person } = openSmallClub();
    const fork = store.fork();
    const heard = listen(fork.models.Person.objects.liveCount());

    Person.objects.create({ name: "Ed" });
    fork.restore(store);

    expect(heard.values).toEqual([4, 5]);
  });
});

describe("live queries that read the clock", () => {
  function openShop() {
    const clock = { at: Date.parse("2026-01-01T12:00:00Z") };
    const store = openStore(
      {
        Offer: model({ name: field.char({ maxLength: 9 }), ends: field.dateTime() }),
        Other: model({ name: field.char({ maxLength: 9 }) }),
      },
      { clock: () => new Date(clock.at) },
    );
    const { Offer } = store.models;
    Offer.objects.create({ name: "a", ends: "2026-01-01T13:00:00Z" });
    Offer.objects.create({ name: "b", ends: "2026-01-01T14:00:00Z" });
    return { ...store.models, clock };
  }

  it("are asked again at each commit, whatever it writes", () => {
    const { Offer, Other, clock } = openShop();
    const open = Offer.objects.filter({ ends__gt: Now() }).orderBy("ends");
    const names = listen(open.valuesList("name", { flat: true }).live());
    const counts = listen(open.liveCount());
    const last = listen(open.liveAggregate({ last: Max("ends"), count: Count("pk") }));

    clock.at += 3_600_000;
    expect(names.values).toHaveLength(1);
    Other.objects.create({ name: "x" });
    Other.objects.create({ name: "y" });
    clock.at += 3_600_000;
    Other.objects.create({ name: "z" });

    expect(names.values).toEqual([["a", "b"], ["b"], []]);
    expect(counts.values).toEqual([2, 1, 0]);
    expect(last.values.map(({ count }) => count)).toEqual([2, 1, 0]);
  });
});

describe("a question that fails", () => {
  /** People whose names meet a lookup that throws where it sees the name "bad". */
  function openFailing() {
    const failure = new Error("bad name");
    const remove = registerLookup({
      name: "proper",
      kinds: ["char"],
      matches: (value) => {
        if (value === "bad") throw failure;
        return true;
      },
    });
    const club = openSmallClub();
    // The types know no lookup of users' own.
    const conditions = { name__proper: "x" } as object;
    return { ...club, failure, remove, proper: club.Person.objects.filter(conditions) };
  }

  it("reaches its subscribers as an error, and harms neither commit nor others", () => {
    const { Person, failure, remove, proper } = openFailing();
    const failing = [listen(proper.live()), listen(proper.changes()), listen(proper.liveCount())];
    const other = listen(Person.objects.liveCount());

    Person.objects.create({ name: "bad" });
    Person.objects.create({ name: "good" });
    remove();

    expect(failing.map(({ error }) => error)).toEqual([failure, failure, failure]);
    expect(failing.map(({ values }) => values.length)).toEqual([1, 1, 1]);
    expect(other.values).toEqual([4, 5, 6]);
    expect(Person.objects.filter({ name: "bad" }).count()).toBe(1);
    expect(proper.liveExplain()).toMatchObject({ isLive: false, subscribers: 0, kept: 0 });
  });

  it("can be asked again once it no longer fails", () => {
    const { Person, failure, remove, proper } = openFailing();
    const bad = Person.objects.create({ name: "bad" });
    const early = listen(proper.live());
    bad.delete();
    const late = listen(proper.live());
    Person.objects.create({ name: "good" });
    remove();

    expect(early).toMatchObject({ values: [], error: failure });
    expect(late.values.map(({ length }) => length)).toEqual([4, 5]);
  });
});
