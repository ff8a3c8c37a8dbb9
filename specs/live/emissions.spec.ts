/** When live queries tell of an answer, and when they do not. */
import { describe, expect, it } from "vitest";
import { ConflictError, IntegrityError } from "../../src/index.ts";
import { openSmallClub } from "../fixtures/small-club.ts";
import { listen } from "./listen.ts";

/** The names of all people, live. */
function watchNames({ Person }: Pick<ReturnType<typeof openSmallClub>, "Person">) {
  const names = Person.objects.orderBy("name").valuesList("name", { flat: true });
  return listen(names.live());
}

describe("live()", () => {
  it("gives the answer at once, and another for each commit that changes it", () => {
    const { Person, bo } = openSmallClub();
    const heard = listen(Person.objects.filter({ age__gte: 40 }).orderBy("age").live());
    const names = () => heard.values.map((rows) => rows.map(({ name }) => name).join(" "));
    expect(names()).toEqual(["Bo Ann"]);

    Person.objects.create({ name: "Ed", age: 50 });
    bo.update({ age: 70 });
    Person.objects.get({ name: "Ann" }).update({ age: 30 });
    Person.objects.get({ name: "Ed" }).delete();

    expect(names()).toEqual(["Bo Ann", "Bo Ed Ann", "Ed Ann Bo", "Ed Bo", "Bo"]);
  });

  it("is silent on commits that do not change the answer", () => {
    const { Person, Group, Membership, bo, cy, choir } = openSmallClub();
    const heard = [
      listen(Person.objects.filter({ age__gte: 50 }).live()),
      listen(Person.objects.orderBy("name").values("name").live()),
      listen(Person.objects.orderBy("-age").slice(0, 1).live()),
      listen(Person.objects.filter({ group: choir }).orderBy("pk").live()),
    ];

    cy.update({ age: 3 });
    bo.update({ name: bo.name });
    Group.objects.create({ name: "Trio" });
    Membership.objects.filter({ group: choir }).update({ note: { seen: true } });

    expect(heard.map(({ values }) => values.length)).toEqual([1, 1, 1, 1]);
  });

  it("leaves rows that did not change the objects that they were", () => {
    const { Person, ann, cy } = openSmallClub();
    const heard = listen(Person.objects.orderBy("name").live());
    const first = heard.values[0]!;

    cy.update({ age: 1 });

    const second = heard.values[1]!;
    expect(first[0]).toBe(ann);
    expect(second).not.toBe(first);
    expect(second.map((row, place) => row === first[place])).toEqual([true, true, false, true]);
    expect(second[2]).toBe(Person.objects.get({ pk: cy.id }));
  });

  it("leaves what shows the same the objects that they were, also of columns", () => {
    const { Person, cy } = openSmallClub();
    const heard = listen(Person.objects.orderBy("pk").values("name", "age").live());

    cy.update({ age: 1 });

    const [first, second] = heard.values;
    expect(second![2]).toEqual({ name: "Cy", age: 1 });
    expect(second!.map((row, place) => row === first![place])).toEqual([true, true, false, true]);
  });

  it("hands out frozen arrays, which no later commit changes", () => {
    const { Person } = openSmallClub();
    const heard = listen(Person.objects.live());
    const [first] = heard.values;

    Person.objects.create({ name: "Ed" });

    expect(first).toHaveLength(4);
    expect(Object.isFrozen(first)).toBe(true);
    expect(() => (first as unknown[]).push(1)).toThrow(TypeError);
  });

  it("gives nothing of a row that is deleted and made again in one commit", () => {
    const { store, Person, cy } = openSmallClub();
    const heard = listen(Person.objects.orderBy("pk").live());

    store.atomic(() => {
      cy.delete();
      Person.objects.create({ id: cy.id, name: cy.name });
    });

    expect(heard.values).toHaveLength(1);
  });
});

describe("what is committed together", () => {
  it.each(["atomic()", "apply()", "a transaction", "bulkCreate()"])(
    "by %s is one emission",
    (way) => {
      const club = openSmallClub();
      const { store, Person } = club;
      const heard = watchNames(club);
      const names = ["Ed", "Flo", "Gil"];

      if (way === "atomic()") {
        store.atomic(() => {
          for (const name of names) Person.objects.create({ name });
        });
      } else if (way === "apply()") {
        store.apply(
          names.map((name, n) => ({
            events: [{ type: "created", model: "Person", row: { id: 100 + n, name } }],
          })),
        );
      } else if (way === "a transaction") {
        const tx = store.begin();
        for (const name of names) tx.models.Person.objects.create({ name });
        expect(heard.values).toHaveLength(1);
        tx.commit();
      } else Person.objects.bulkCreate(names.map((name) => ({ name })));

      expect(heard.values.slice(1)).toEqual([["Ann", "Bo", "Cy", "Di", "Ed", "Flo", "Gil"]]);
    },
  );

  it("is no emission where it leads back to where it began", () => {
    const club = openSmallClub();
    const heard = watchNames(club);

    club.store.atomic(() => {
      club.cy.update({ name: "Cyd" }).update({ name: "Cy" });
      club.Person.objects.create({ name: "Ed" }).delete();
    });

    expect(heard.values).toHaveLength(1);
  });

  it("leaves out what a savepoint undid", () => {
    const club = openSmallClub();
    const { store, Person, cy } = club;
    const heard = watchNames(club);

    store.atomic(() => {
      Person.objects.create({ name: "Ed" });
      expect(() =>
        store.atomic(() => {
          cy.delete();
          throw new Error("no");
        }),
      ).toThrow("no");
    });

    expect(heard.values.slice(1)).toEqual([["Ann", "Bo", "Cy", "Di", "Ed"]]);
  });
});

describe("a write that fails", () => {
  it("is no emission, neither before nor after it is undone", () => {
    const club = openSmallClub();
    const { store, Person, Group } = club;
    const heard = watchNames(club);

    const refused = [
      () =>
        store.atomic(() => {
          Person.objects.create({ name: "Ed" });
          throw new Error("no");
        }),
      () => Person.objects.bulkCreate([{ name: "Ed" }, { name: null as never }]),
      () => Group.objects.create({ name: "Choir" }),
      () =>
        store.apply([
          { events: [{ type: "created", model: "Person", row: { id: 9, name: "Ed" } }] },
          { events: [{ type: "deleted", model: "Person", pk: 77 }] },
        ]),
    ];

    for (const refusal of refused) expect(refusal).toThrow();
    expect(heard.values).toHaveLength(1);
  });

  it("is none as a transaction that is rolled back, or meets a conflict", () => {
    const club = openSmallClub();
    const { store, cy } = club;
    const heard = watchNames(club);
    const left = store.begin();
    left.models.Person.objects.create({ name: "Ed" });
    const late = store.begin();
    late.models.Person.objects.get({ pk: cy.id }).update({ name: "Late" });

    left.rollback();
    cy.update({ name: "Cyd" });
    expect(() => late.commit()).toThrow(ConflictError);

    expect(heard.values.slice(1)).toEqual([["Ann", "Bo", "Cyd", "Di"]]);
  });

  it("is none where a foreign key points nowhere at the end of atomic()", () => {
    const club = openSmallClub();
    const heard = watchNames(club);

    const work = () => club.Person.objects.create({ name: "Ed", mentor_id: 99 });

    expect(() => club.store.atomic(work)).toThrow(IntegrityError);
    expect(heard.values).toHaveLength(1);
  });
});

describe("an answer", () => {
  it("follows undo(), redo() and restore()", () => {
    const club = openSmallClub();
    const { store, Person, cy } = club;
    const heard = watchNames(club);
    const before = store.snapshot();

    cy.update({ name: "Xy" });
    store.undo();
    store.redo();
    Person.objects.create({ name: "Ed" });
    store.restore(before);

    expect(heard.values.map((names) => names.join(" "))).toEqual([
      "Ann Bo Cy Di",
      "Ann Bo Di Xy",
      "Ann Bo Cy Di",
      "Ann Bo Di Xy",
      "Ann Bo Di Ed Xy",
      "Ann Bo Cy Di",
    ]);
  });

  it("follows a restore that changes nothing with silence", () => {
    const club = openSmallClub();
    const heard = watchNames(club);

    club.store.restore(club.store.snapshot());

    expect(heard.values).toHaveLength(1);
  });

  it("follows cascades and keys set to null, each delete with one emission", () => {
    const { Person, Membership, bo } = openSmallClub();
    const memberships = listen(Membership.objects.liveCount());
    const pupils = listen(
      Person.objects
        .filter({ mentor__isnull: false })
        .orderBy("name")
        .valuesList("name", { flat: true })
        .live(),
    );

    bo.delete();

    expect(memberships.values).toEqual([4, 2]);
    expect(pupils.values).toEqual([["Bo", "Di"], []]);
  });

  it("that is subscribed to inside of atomic() is that of the last commit", () => {
    const club = openSmallClub();
    const { store, Person } = club;

    const heard = store.atomic(() => {
      Person.objects.create({ name: "Ed" });
      const inside = [watchNames(club), listen(Person.objects.liveCount())] as const;
      Person.objects.create({ name: "Flo" });
      return inside;
    });

    expect(heard[0].values).toEqual([
      ["Ann", "Bo", "Cy", "Di"],
      ["Ann", "Bo", "Cy", "Di", "Ed", "Flo"],
    ]);
    expect(heard[1].values).toEqual([4, 6]);
  });

  it("is there when commits$ tells of the commit", () => {
    const club = openSmallClub();
    const heard: number[] = [];
    club.store.commits$.subscribe(() => {
      club.Person.objects.live().subscribe((rows) => heard.push(rows.length));
    });

    club.Person.objects.create({ name: "Ed" });

    expect(heard).toEqual([5]);
  });
});
