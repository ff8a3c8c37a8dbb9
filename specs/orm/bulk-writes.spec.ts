import { describe, expect, it } from "vitest";
import {
  Case,
  Count,
  F,
  Length,
  OuterRef,
  ProtectedError,
  Q,
  Subquery,
  Upper,
  Value,
  When,
} from "../../src/index.ts";
import { openSmallClub } from "../fixtures/small-club.ts";

describe("update()", () => {
  it("stores values over all rows of the chain in one commit, and tells their number", () => {
    const { store, Person } = openSmallClub();
    const before = store.position;

    const count = Person.objects.filter({ age__gte: 40 }).update({ age: 1, email: null });

    expect(count).toBe(2);
    expect(store.position).toBe(before + 1);
    expect(Person.objects.orderBy("pk").values("age", "email").toArray()).toEqual([
      { age: 1, email: null },
      { age: 1, email: null },
      { age: null, email: null },
      { age: 20, email: "di@example.com" },
    ]);
  });

  it("counts a row once, however many related rows meet the condition", () => {
    const { Person, bo } = openSmallClub();

    const count = Person.objects
      .filter({ membership__date_joined__gte: "2020-02-01" })
      .update({ age: 2 });

    expect(count).toBe(2);
    expect(bo.refresh().age).toBe(2);
  });

  it("computes with the columns of each row as they were before", () => {
    const { Person } = openSmallClub();

    Person.objects.update({ age: F("age").add(1), name: Upper("name") });
    Person.objects.filter({ pk: 1 }).update({ age: F("id"), name: "x" });

    expect(Person.objects.orderBy("pk").valuesList("name", "age").toArray()).toEqual([
      ["x", 1],
      ["BO", 41],
      ["CY", null],
      ["DI", 21],
    ]);
  });

  it("computes once for each row that the chain finds, over joins and groups", () => {
    const { Person, bo } = openSmallClub();
    const joined = Person.objects.filter({ membership__date_joined__gte: "2020-02-01" });
    const busy = Person.objects.annotate({ n: Count("membership") }).filter({ n__gt: 1 });

    const counts = [
      joined.update({ age: F("age").add(1) }),
      busy.update({ age: F("age").add(100) }),
      Person.objects.distinct().update({ age: F("age").add(1000) }),
    ];

    expect(counts).toEqual([2, 1, 4]);
    expect(bo.refresh().age).toBe(1141);
  });

  it("chooses by conditions on the row", () => {
    const { Person } = openSmallClub();
    const byAge = Case(
      When({ age__gte: 60 }, Value("old")),
      When({ age__isnull: true }, F("name")),
      { default: Value("young") },
    );

    Person.objects.update({ name: byAge });

    expect(Person.objects.orderBy("pk").valuesList("name", { flat: true }).toArray()).toEqual([
      "old",
      "young",
      "Cy",
      "young",
    ]);
  });

  it("takes a value out of another question for each row", () => {
    const { Person, Membership } = openSmallClub();
    const joined = Membership.objects.filter({ person: OuterRef("pk") });
    const counts = joined
      .orderBy()
      .values("person")
      .annotate({ n: Count("*") })
      .values("n");

    Person.objects.update({ age: Subquery(counts) });

    expect(Person.objects.orderBy("pk").valuesList("age", { flat: true }).toArray()).toEqual([
      1,
      2,
      null,
      1,
    ]);
  });

  it("takes a Q for its truth, and a QuerySet for its value", () => {
    const { Person, Group, Membership, bo } = openSmallClub();

    Membership.objects.update({ is_leader: Q({ person: bo }) });
    Person.objects
      .filter({ name: "Cy" })
      .update({ age: Group.objects.filter({ name: "Choir" }).values("founder__age") } as never);

    expect(Membership.objects.valuesList("is_leader", { flat: true }).toArray()).toEqual([
      false,
      true,
      true,
      false,
    ]);
    expect(Person.objects.get({ name: "Cy" }).age).toBe(60);
  });

  it("moves a row that nothing points at to another primary key", () => {
    const { store, Person } = openSmallClub();
    const lonely = Person.objects.create({ name: "Eve", age: 7 });

    Person.objects.filter({ pk: lonely.pk }).update({ id: 90, age: 8 } as never);

    expect({ ...Person.objects.get({ pk: 90 }) }).toMatchObject({ name: "Eve", age: 8 });
    expect(Person.objects.filter({ pk: lonely.pk }).exists()).toBe(false);
    expect(Person.objects.create({ name: "Flo" }).id).toBe(91);
    store.database.verify();
  });

  it("sets foreign keys by instances and by keys", () => {
    const { Person, ann, bo, di } = openSmallClub();

    Person.objects.filter({ pk: di.pk }).update({ mentor: ann });
    Person.objects.filter({ pk: bo.pk }).update({ mentor_id: null });

    expect(di.refresh().mentor).toEqual(ann);
    expect(bo.refresh().mentor).toBeNull();
  });

  it("stores nothing where one of the rows cannot have its value", () => {
    const { store, Person } = openSmallClub();
    const { database } = store;

    expect(() => Person.objects.update({ email: Value("same@example.com") })).toThrow(
      expect.objectContaining({ code: "unique" }),
    );
    expect(store.database).toBe(database);
  });

  it("works on a model with a field called as a computed column might be", () => {
    const { Person } = openSmallClub();

    expect(
      Person.objects.annotate({ computed_value: Length("name") }).update({ age: F("id") }),
    ).toBe(4);
  });

  it("may compute with the columns that the chain computes", () => {
    const { Person } = openSmallClub();

    Person.objects.annotate({ twice: F("age").mul(2) }).update({ age: F("twice").add(1) });

    expect(Person.objects.get({ name: "Bo" }).age).toBe(81);
  });

  it("is 0, and no commit, where there is no row", () => {
    const { store, Person } = openSmallClub();
    const before = store.position;

    expect(Person.objects.filter({ name: "Zoe" }).update({ age: 1 })).toBe(0);
    expect(store.position).toBe(before);
  });
});

describe("delete()", () => {
  it("tells how many rows went, by model, and takes those with them that refer to them", () => {
    const { Person, Membership, Badge } = openSmallClub();

    const counts = Person.objects.filter({ name__in: ["Bo", "Di"] }).delete();

    expect(counts).toEqual([5, { Membership: 3, Person: 2 }]);
    expect([Person.objects.count(), Membership.objects.count(), Badge.objects.count()]).toEqual([
      2, 1, 1,
    ]);
  });

  it("sets keys to null where the relation says so", () => {
    const { Group, Person, ann, bo } = openSmallClub();
    Group.objects.update({ founder: null });

    const counts = Person.objects.filter({ pk: ann.pk }).delete();

    expect(counts).toEqual([3, { Badge: 1, Membership: 1, Person: 1 }]);
    expect(bo.refresh().mentor_id).toBeNull();
  });

  it("deletes no row at all where one is protected, and names those in the way", () => {
    const { store, Person, choir } = openSmallClub();
    const { database } = store;

    const work = () => Person.objects.all().delete();

    expect(work).toThrow(ProtectedError);
    expect(work).toThrow(expect.objectContaining({ objects: [{ model: "Group", pk: choir.pk }] }));
    expect(store.database).toBe(database);
  });

  it("counts a row once that several joined rows lead to", () => {
    const { Person } = openSmallClub();

    const [total] = Person.objects.filter({ membership__date_joined__gte: "2020-02-01" }).delete();

    expect(total).toBe(5);
  });

  it("takes conditions on groups and on windows for what they say", () => {
    const { Person } = openSmallClub();

    const counts = Person.objects
      .annotate({ n: Count("membership") })
      .filter({ n: 0 })
      .delete();

    expect(counts).toEqual([1, { Person: 1 }]);
    expect(Person.objects.filter({ name: "Cy" }).exists()).toBe(false);
  });

  it("is none of nothing", () => {
    const { store, Person } = openSmallClub();
    const before = store.position;

    expect(Person.objects.none().delete()).toEqual([0, {}]);
    expect(store.position).toBe(before);
  });
});
