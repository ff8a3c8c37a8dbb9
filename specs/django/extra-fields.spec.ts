/**
 * The example of Django's documentation on extra fields of many-to-many relations.
 * https://docs.djangoproject.com/en/5.2/topics/db/models/#extra-fields-on-many-to-many-relationships
 */
import { describe, expect, it } from "vitest";
import { beatlesStore } from "../fixtures/beatles.ts";

const names = (rows: Iterable<{ readonly name: string }>): string[] =>
  Array.from(rows, (row) => row.name);

describe("the through-model example of Django's documentation", () => {
  it("lists the members of a group, and the groups of a person", () => {
    const { beatles, ringo, paul } = beatlesStore();

    expect(names(beatles.members.all())).toEqual(["Ringo Starr", "Paul McCartney", "John Lennon"]);
    expect(ringo.group_set.all().toArray()).toEqual([beatles]);
    expect(names(paul.group_set.all())).toEqual(["The Beatles", "Wings"]);
  });

  it("finds the groups that have a member whose name starts with 'Paul'", () => {
    const { store } = beatlesStore();

    const groups = store.models.Group.objects.filter({ members__name__startswith: "Paul" });

    expect(names(groups)).toEqual(["The Beatles", "Wings"]);
  });

  it("finds the members of a group who joined after a day", () => {
    const { store } = beatlesStore();

    const people = store.models.Person.objects.filter({
      group__name: "The Beatles",
      membership__date_joined__gt: "1961-01-01",
    });

    expect(names(people)).toEqual(["Ringo Starr"]);
  });

  it("gets a membership from its model, from the person, and from the group", () => {
    const { store, beatles, ringo } = beatlesStore();

    const membership = store.models.Membership.objects.get({ group: beatles, person: ringo });

    expect(membership.date_joined).toBe("1962-08-16");
    expect(membership.invite_reason).toBe("Needed a new drummer.");
    expect(ringo.membership_set.get({ group: beatles })).toBe(membership);
    expect(beatles.membership_set.get({ person: ringo })).toBe(membership);
    expect(membership.person).toBe(ringo);
    expect(membership.group).toBe(beatles);
  });

  it("repeats a row for each match, and once with distinct()", () => {
    const { store } = beatlesStore();
    const { Group } = store.models;

    const joined = Group.objects.filter({ membership__date_joined__lt: "1965-01-01" });

    expect(names(joined)).toEqual(["The Beatles", "The Beatles", "The Beatles"]);
    expect(names(joined.distinct())).toEqual(["The Beatles"]);
  });

  it("speaks of one related row within a filter(), and of different ones in chained calls", () => {
    const { store } = beatlesStore();
    const { Person } = store.models;
    const late = { membership__date_joined__gt: "1970-01-01" } as const;

    expect(names(Person.objects.filter({ group__name: "The Beatles", ...late }))).toEqual([]);
    expect(names(Person.objects.filter({ group__name: "The Beatles" }).filter(late))).toEqual([
      "Paul McCartney",
    ]);
  });
});
