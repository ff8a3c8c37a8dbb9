import { describe, expect, it } from "vitest";
import { Count, F, Upper } from "../../src/index.ts";
import { openSmallClub } from "../fixtures/small-club.ts";

describe("valuesList()", () => {
  const { Person, Group } = openSmallClub();
  const people = Person.objects.orderBy("pk").slice(0, 2);

  it("gives arrays in the order of the names, which may be paths and computations", () => {
    expect(people.valuesList("age", "mentor__name", Upper("name")).toArray()).toEqual([
      [60, null, "ANN"],
      [40, "Ann", "BO"],
    ]);
  });

  it("gives single values when flat", () => {
    expect(people.valuesList("name", { flat: true }).toArray()).toEqual(["Ann", "Bo"]);
  });

  it("gives objects when named, and all columns when none is", () => {
    expect(people.valuesList("name", "age", { named: true }).at(1)).toEqual({
      name: "Bo",
      age: 40,
    });
    expect(Group.objects.valuesList().toArray()).toEqual([
      [1, "Choir", 1],
      [2, "Band", null],
    ]);
  });

  it("gives a row for each combination of related rows", () => {
    const names = Group.objects
      .orderBy("pk", "members__name")
      .valuesList("members__name", { flat: true });

    expect(names.toArray()).toEqual(["Ann", "Bo", "Bo", "Di"]);
  });
});

describe("values()", () => {
  const { Person, Group } = openSmallClub();

  it("gives columns, keys of relations and computed columns by name", () => {
    const [row] = Person.objects
      .filter({ name: "Bo" })
      .values("name", "mentor", { older: F("age").add(1) });

    expect(row).toEqual({ name: "Bo", mentor: 1, older: 41 });
    expect(Object.isFrozen(row)).toBe(true);
  });

  it("groups what is counted after it", () => {
    const counts = Person.objects
      .values("mentor")
      .annotate({ n: Count("*") })
      .orderBy("mentor");

    expect(counts.toArray()).toEqual([
      { mentor: null, n: 2 },
      { mentor: 1, n: 1 },
      { mentor: 2, n: 1 },
    ]);
  });

  it("groups by what it is ordered by as well", () => {
    const counts = Person.objects
      .values("mentor")
      .annotate({ n: Count("*") })
      .orderBy("mentor", "name");

    expect(counts.valuesList("mentor", "n").toArray()).toEqual([
      [null, 1],
      [null, 1],
      [1, 1],
      [2, 1],
    ]);
  });

  it("counts per row what is counted before it", () => {
    const counts = Group.objects
      .annotate({ n: Count("members") })
      .values("name", "n")
      .orderBy("name");

    expect(counts.toArray()).toEqual([
      { name: "Band", n: 2 },
      { name: "Choir", n: 2 },
    ]);
  });
});

describe("a slice", () => {
  const { Person } = openSmallClub();
  const names = Person.objects.orderBy("name").valuesList("name", { flat: true });

  it("is a chain without a step, and an array with one", () => {
    expect(names.slice(1, 3).toArray()).toEqual(["Bo", "Cy"]);
    expect(names.slice(0, null, 2)).toEqual(["Ann", "Cy"]);
    expect(names.slice(1, 4, 2)).toEqual(["Bo", "Di"]);
    expect(names.slice(null, null, 3)).toEqual(["Ann", "Di"]);
    expect(names.slice(3, 1).toArray()).toEqual([]);
  });

  it("may be read at a place", () => {
    expect([names.at(0), names.at(3), names.at(4)]).toEqual(["Ann", "Di", undefined]);
    expect(names.slice(1, 3).at(1)).toBe("Cy");
    expect(names.slice(1, 3).at(2)).toBeUndefined();
  });
});

describe("reading an answer", () => {
  const { Person } = openSmallClub();
  const names = Person.objects.orderBy("name").valuesList("name", { flat: true });
  const expected = ["Ann", "Bo", "Cy", "Di"];

  it("goes by for … of, by iterator(), by spreading and as JSON", () => {
    expect([...names]).toEqual(expected);
    expect([...names.iterator()]).toEqual(expected);
    expect(Array.from(names.iterator())).toEqual(expected);
    expect(JSON.parse(JSON.stringify(names))).toEqual(expected);
  });

  it("may be awaited, chain and answer alike", async () => {
    const awaited: unknown[] = [];
    for await (const name of await names) awaited.push(name);

    expect(awaited).toEqual(expected);
    expect(await names.toArray()).toEqual(expected);
    expect(await Person.objects.count()).toBe(4);
  });
});

describe("the answer of a chain", () => {
  it("is the same array until the store changes, and of the present then", () => {
    const { Person } = openSmallClub();
    const computed = Person.objects.annotate({ n: Count("group") }).orderBy("name");

    const before = computed.toArray();
    const [, again] = [computed.count(), computed.toArray()];
    Person.objects.create({ name: "Eve" });

    expect(again).toBe(before);
    expect([...computed][0]).not.toBe(before[0]);
    expect([before.length, computed.toArray().length]).toEqual([4, 5]);
    expect(Object.isFrozen(before)).toBe(true);
  });

  it("answers count(), exists() and at() without another reading", () => {
    const { Person } = openSmallClub();
    const asked = Person.objects.filter({ name__contains: "n" });
    asked.toArray();
    const { rowsVisited } = asked;

    expect([asked.count(), asked.exists(), asked.at(0)?.name]).toEqual([1, true, "Ann"]);
    expect(asked.rowsVisited).toBe(rowsVisited);
  });

  it("tells how many rows were read for it", () => {
    const { Person, Membership } = openSmallClub();
    const byKey = Person.objects.filter({ pk: 1 });
    const scanned = Membership.objects.filter({ is_leader: true });

    byKey.toArray();
    scanned.toArray();

    expect([byKey.rowsVisited, scanned.rowsVisited]).toEqual([1, 4]);
    expect(Person.objects.all().rowsVisited).toBe(0);
  });
});

describe("inBulk()", () => {
  const { Person, ann, bo } = openSmallClub();

  it("gives rows by primary key, without those that are not there", () => {
    expect(Person.objects.inBulk([2, 99, 1])).toEqual(
      new Map([
        [1, ann],
        [2, bo],
      ]),
    );
    expect(Person.objects.inBulk([])).toEqual(new Map());
    expect(Person.objects.filter({ age__gt: 30 }).inBulk().size).toBe(2);
  });

  it("gives rows by another unique field", () => {
    const byEmail = Person.objects.inBulk(["ann@example.com"], { fieldName: "email" });

    expect([...byEmail]).toEqual([["ann@example.com", ann]]);
  });
});

describe("contains()", () => {
  const { Person, ann, bo, choir } = openSmallClub();

  it("tells whether a row is among those of the chain, sliced or not", () => {
    const old = Person.objects.filter({ age__gt: 50 });

    expect([old.contains(ann), old.contains(bo)]).toEqual([true, false]);
    expect(Person.objects.orderBy("name").slice(1, 2).contains(bo)).toBe(true);
    expect(Person.objects.orderBy("name").slice(1, 2).contains(ann)).toBe(false);
    expect(Person.objects.contains(choir as never)).toBe(false);
  });
});
