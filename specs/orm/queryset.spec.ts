import { describe, expect, it } from "vitest";
import { beatlesStore } from "../fixtures/beatles.ts";
import { openClub } from "../fixtures/club.ts";

describe("a QuerySet", () => {
  it("is answered when it is read, and again only after the store has changed", () => {
    const { store } = beatlesStore();
    const { Person } = store.models;
    const pauls = Person.objects.filter({ name__startswith: "Paul" });

    const before = pauls.toArray();
    expect(pauls.toArray()).toBe(before);
    Person.objects.create({ name: "Paul Simonon" });
    expect(pauls.toArray()).toHaveLength(2);
    expect(before).toHaveLength(1);
    expect(Object.isFrozen(before)).toBe(true);
  });

  it("does not change when it is chained", () => {
    const { store } = beatlesStore();
    const people = store.models.Person.objects.all();

    people.filter({ name: "John Lennon" }).orderBy("-name").distinct().slice(0, 1);

    expect(people.count()).toBe(3);
  });

  it("slices slices, and counts what is left", () => {
    const { store } = beatlesStore();
    const people = store.models.Person.objects.orderBy("name");
    const names = (from: number, to?: number): string[] =>
      people
        .slice(from, to)
        .toArray()
        .map(({ name }) => name.slice(0, 1));

    expect(names(0, 2)).toEqual(["J", "P"]);
    expect(names(1)).toEqual(["P", "R"]);
    expect(people.slice(1, 3).slice(1).count()).toBe(1);
    expect(people.slice(1, 3).slice(1, 5).toArray()[0]?.name).toBe("Ringo Starr");
    expect(people.slice(5).exists()).toBe(false);
    expect(people.slice(0, 0).first()).toBeNull();
    expect(people.at(2)?.name).toBe("Ringo Starr");
    expect(people.at(3)).toBeUndefined();
  });

  it("orders by paths, relations and descending, with nulls smallest and ties by primary key", () => {
    const club = openClub();
    const { Person } = club.models;
    const [a, b, c] = Person.objects.bulkCreate([
      { name: "b", age: null },
      { name: "a", age: 5 },
      { name: "b", age: 9 },
    ]) as [Row, Row, Row];
    type Row = ReturnType<typeof Person.objects.create>;
    const mentored = a.update({ mentor: c });
    const ids = (
      ...order: ("name" | "-name" | "age" | "-age" | "mentor__age" | "-mentor__name")[]
    ): number[] =>
      Person.objects
        .orderBy(...order)
        .toArray()
        .map(({ id }) => id);

    expect(ids("age")).toEqual([a.id, b.id, c.id]);
    expect(ids("-age")).toEqual([c.id, b.id, a.id]);
    expect(ids("-name")).toEqual([a.id, c.id, b.id]);
    expect(ids("mentor__age")).toEqual([b.id, c.id, a.id]);
    expect(ids("-mentor__name", "-age")).toEqual([a.id, c.id, b.id]);
    expect(mentored.mentor).toBe(c);
  });

  it("tells repeats apart when it is ordered over a multi-valued path", () => {
    const { store, beatles } = beatlesStore();
    const groups = store.models.Group.objects.filter({ pk: beatles.pk }).distinct();

    expect(groups.count()).toBe(1);
    expect(groups.orderBy("membership__date_joined").toArray()).toHaveLength(2);
  });

  it("takes instances, lists, sets and nulls as values", () => {
    const { store, ringo, paul, wings } = beatlesStore();
    const { Person, Membership } = store.models;

    expect(Person.objects.filter({ pk__in: new Set([ringo.id, 99]) }).get()).toBe(ringo);
    expect(Person.objects.filter({ group__in: [wings] }).get()).toBe(paul);
    expect(Membership.objects.filter({ person__in: [ringo, paul.id] }).count()).toBe(3);
    expect(Person.objects.filter({ membership__isnull: true }).exists()).toBe(false);
    const yoko = Person.objects.create({ name: "Yoko Ono" });
    expect(Person.objects.filter({ membership: null }).get()).toBe(yoko);
    expect(Person.objects.filter({ membership__isnull: false }).distinct().count()).toBe(3);
    expect(Person.objects.filter({}).count()).toBe(4);
  });
});
