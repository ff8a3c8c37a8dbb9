/** The first rows by a number of related ones, of more rows than are kept while they are looked for. */
import { describe, expect, it } from "vitest";
import { Count, F, Length, Max } from "../../src/index.ts";
import { openWorkload } from "../fixtures/workload.ts";

const { Group, Membership, Person } = openWorkload("XS").store.models;

// Those that come last are the largest, and the smallest.
for (const count of [60, 0, 59, 1, 58, 2]) {
  const { id } = Group.objects.create({ name: `${count} members` });
  const rows = Person.objects.all().slice(0, count).toArray();
  Membership.objects.bulkCreate(
    rows.map((person) => ({
      person_id: person.id,
      group_id: id,
      date_joined: "2031-01-01T00:00:00.000Z",
      invite_reason: "-",
    })),
  );
}

const groups = Group.objects.annotate({
  n: Count("members"),
  latest: Max("membership__date_joined"),
});
const counted = Group.objects.annotate({ n: Count("members") });
const some = counted.filter({ n__gt: 3 });
const many = Person.objects.annotate({ n: Count("group") });

describe("a slice of rows with counts", () => {
  it.each([
    ["most first", counted.orderBy("-n")],
    ["fewest first", counted.orderBy("n")],
    ["most first, by name", counted.orderBy("-n", "-name")],
    ["by name", counted.orderBy("-name")],
    ["by name, then most", counted.orderBy("name", "-n")],
    ["by the length of the name", counted.orderBy(Length("name"))],
    ["by what is computed of the count", counted.orderBy(F("n").mul(-1))],
    ["by the latest", groups.orderBy("-latest")],
    ["most first, beside the latest", groups.orderBy("-n", "latest")],
    ["most first, of those with some", some.orderBy("-n")],
    ["fewest first, of those with some", some.orderBy("n", "name")],
    ["many that are alike", many.orderBy("-n")],
    ["many that are alike, fewest first", many.orderBy("n", "-name")],
  ])("is a slice of all of them: %s", (_, asked) => {
    const all = asked.toArray();

    expect(all.length).toBeGreaterThan(32);
    for (const [from, to] of [
      [0, 1],
      [0, 10],
      [5, 12],
      [20, 90],
    ] as const) {
      expect(asked.slice(from, to).toArray()).toEqual(all.slice(from, to));
    }
  });
});
