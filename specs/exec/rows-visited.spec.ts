import { describe, expect, it } from "vitest";
import { Exists, OuterRef, Q } from "../../src/index.ts";
import { type Groups, MEMBERS, openGroups } from "../fixtures/groups-of-twenty.ts";

type Models = Groups["models"];

/** A QuerySet that was read, as far as its cost is concerned. */
interface Read {
  readonly rowsVisited: number;
}

function all<Q extends Read & { toArray(): readonly unknown[] }>(asked: Q): Read {
  asked.toArray();
  return asked;
}

const QUESTIONS: { readonly [question: string]: (models: Models) => Read } = {
  "a person by primary key": ({ Person }) => all(Person.objects.filter({ pk: 7 })),
  "a person by unique name": ({ Person }) => all(Person.objects.filter({ name: "First Last 7." })),
  "a membership by person and group": ({ Membership }) =>
    all(Membership.objects.filter({ person: 7, group: 1 })),
  "the members of a group": ({ Group }) => all(Group.objects.get({ pk: 3 }).members.all()),
  "the groups of a person": ({ Person }) => all(Person.objects.get({ pk: 7 }).group_set.all()),
  "people of a named group who joined after a date": ({ Person }) =>
    all(
      Person.objects.filter({ group__name: "Group 3", membership__date_joined__gt: "2000-01-20" }),
    ),
  "groups with a member whose name starts so": ({ Group }) =>
    all(Group.objects.filter({ members__name__startswith: "First Last 12." }).distinct()),
  "the latest memberships of a group since a date": ({ Membership }) =>
    all(
      Membership.objects
        .filter({ group: 3, date_joined__gte: "2000-01-20" })
        .orderBy("-date_joined")
        .slice(0, 5),
    ),
  "the latest twenty memberships in a range of dates": ({ Membership }) =>
    all(
      Membership.objects
        .filter({ date_joined__range: ["2000-01-05", "2001-01-05"] })
        .orderBy("-date_joined")
        .slice(0, 20),
    ),
  "people who share a group with a person": ({ Person }) =>
    all(Person.objects.filter({ group__members: 7 }).distinct()),
  "people in both of two groups": ({ Person }) =>
    all(Person.objects.filter({ group: 3 }).filter({ group: 4 })),
  "people by one of two names": ({ Person }) =>
    all(Person.objects.filter(Q({ name: "First Last 7." }).or({ name: "First Last 9." }))),
  "people with a membership in a group, asked by Exists": ({ Person, Membership }) =>
    all(
      Person.objects.filter(
        Exists(Membership.objects.filter({ person: OuterRef("pk"), group: 3 })),
      ),
    ),
  "the first people by name": ({ Person }) => all(Person.objects.orderBy("name").slice(0, 3)),
  "the last people by name": ({ Person }) => all(Person.objects.orderBy("-name").slice(0, 3)),
};

describe("an indexed question", () => {
  const small = openGroups(1_000).models;
  const large = openGroups(100_000).models;

  it.each(Object.entries(QUESTIONS))("%s visits what its answer needs", (_, ask) => {
    const [few, many] = [ask(small).rowsVisited, ask(large).rowsVisited];

    expect(few).toBeGreaterThan(0);
    expect(many).toBe(few);
  });

  it("counts from the index, without a row", () => {
    const group = large.Membership.objects.filter({ group: 3 });

    expect(group.count()).toBe(MEMBERS);
    expect(group.rowsVisited).toBe(0);
  });

  it("stops at the first row of exists()", () => {
    const members = large.Person.objects.filter({ group__name: "Group 3" });

    expect(members.exists()).toBe(true);
    expect(members.rowsVisited).toBeLessThanOrEqual(3);
  });

  it("visits the whole table where no index helps, and says so", () => {
    const found = large.Membership.objects.filter({ invite_reason__contains: "friend" });

    expect(found.count()).toBe(0);
    expect(found.rowsVisited).toBe(100_000);
  });
});
