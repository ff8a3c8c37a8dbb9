import { describe, expect, it } from "vitest";
import { field, IntegrityError, model, openStore, SET_NULL } from "../../src/index.ts";
import { type Club, openClub } from "../fixtures/club.ts";

const COUNT = 300;

/** Persons 1 to 30, groups 1 to 10, and rows that join them in no order. */
function fill(store: Club): void {
  const { Person, Group, Membership } = store.models;
  Person.objects.bulkCreate(
    Array.from({ length: 30 }, (_, i) => ({ name: `Person ${i}`, age: i })),
  );
  Group.objects.bulkCreate(Array.from({ length: 10 }, (_, i) => ({ name: `Group ${i}` })));
  Membership.objects.bulkCreate(
    Array.from({ length: COUNT }, (_, i) => ({
      person_id: 1 + ((i * 7) % 30),
      group_id: 1 + ((i * 3) % 10),
      date_joined: `19${60 + ((i * 11) % 40)}-01-01`,
      is_leader: i < 10,
    })),
  );
}

describe("many rows in one commit", () => {
  it.each([2 ** 53, 1e300, 2.5, -1])("have %d as a key once", (id) => {
    const { Point } = openStore({ Point: model({ id: field.float({ primaryKey: true }) }) }).models;

    expect(() => Point.objects.bulkCreate([{ id }, { id }])).toThrow(IntegrityError);

    expect(Point.objects.count()).toBe(0);
  });

  it("keep their values apart where reading one writes another", () => {
    const { Pair } = openStore({
      Pair: model({ first: field.text(), second: field.text(), third: field.text() }),
    }).models;

    const outer = Pair.objects.create({
      get first() {
        Pair.objects.create({ first: "i", third: "i", second: "i" });
        return "a";
      },
      second: "b",
      third: "c",
    });

    expect(outer).toMatchObject({ first: "a", second: "b", third: "c" });
  });

  it("may be more without a related row than a call takes arguments", () => {
    const parent = field.foreignKey("self", { onDelete: SET_NULL, null: true });
    const { Node } = openStore({ Node: model({ parent }) }).models;

    Node.objects.bulkCreate(Array.from({ length: 150_000 }, () => ({})));

    expect(Node.objects.filter({ parent__isnull: true }).count()).toBe(150_000);
  });

  it("leave every index equal to its table, whether the table was empty or not", () => {
    const store = openClub();

    fill(store);
    store.models.Membership.objects.bulkCreate([
      { person_id: 3, group_id: 3, date_joined: "1950-01-01" },
      { person_id: 2, group_id: 9, date_joined: "1970-06-01" },
    ]);

    store.database.verify();
    expect(store.models.Membership.objects.count()).toBe(COUNT + 2);
    expect(
      store.models.Membership.objects.filter({ group: 3 }).orderBy("date_joined").first(),
    ).toBe(store.models.Membership.objects.get({ id: COUNT + 1 }));
  });

  it("are refused together when two of them break a rule", () => {
    const store = openClub();
    fill(store);
    const before = store.database;

    expect(() =>
      store.models.Group.objects.bulkCreate([{ name: "New" }, { name: "Other" }, { name: "New" }]),
    ).toThrow(IntegrityError);

    expect(store.database).toBe(before);
    store.database.verify();
  });
});

describe("many commits from outside", () => {
  const person = (id: number, mentor_id: number | null = null) =>
    ({
      type: "created",
      model: "Person",
      row: { id, name: `Person ${id}`, email: null, age: null, mentor_id },
    }) as const;
  const gone = (pk: number) => ({ type: "deleted", model: "Person", pk }) as const;

  it("have their keys checked at the end of each, though only the last database is seen", () => {
    const store = openClub();

    expect(() => store.apply([{ events: [person(1, 2)] }, { events: [person(2)] }])).toThrow(
      IntegrityError,
    );

    expect(store.position).toBe(0);
    store.apply([{ events: [person(1, 2), person(2)] }, { events: [gone(1)] }]);
    expect(store.position).toBe(2);
    expect([...store.log.read()].map((commit) => commit.events.length)).toEqual([2, 1]);
    store.database.verify();
  });

  it("refuse to leave a key behind whose row went in an earlier one", () => {
    const store = openClub();

    expect(() =>
      store.apply([{ events: [person(1)] }, { events: [person(2, 1)] }, { events: [gone(1)] }]),
    ).toThrow(IntegrityError);

    expect(store.models.Person.objects.count()).toBe(0);
  });
});
