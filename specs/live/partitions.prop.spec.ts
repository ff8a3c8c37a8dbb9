/** Live answers of which a row hangs on others: windows, groups without repeats, aggregates over a slice. */
import { fc, test } from "@fast-check/vitest";
import { describe, expect, it } from "vitest";
import { Count, Lag, Max, Rank, RowNumber, Sum, Window } from "../../src/index.ts";
import { openSmallClub, type SmallClub } from "../fixtures/small-club.ts";
import { runs } from "../runs.ts";
import { listen } from "./listen.ts";
import { type AnyQuerySet, Watcher } from "./watcher.ts";

type Ask = (club: SmallClub) => unknown;

/** Questions whose order leaves nothing open. */
const QUESTIONS: { readonly [question: string]: Ask } = {
  "numbers of groups that people are in": ({ Person }) =>
    Person.objects
      .annotate({ groups: Count("group") })
      .values("groups")
      .distinct()
      .orderBy("groups"),
  "sizes and last days of groups, a part of them": ({ Membership }) =>
    Membership.objects
      .values("group")
      .annotate({ size: Count("pk"), last: Max("date_joined") })
      .values("size", "last")
      .distinct()
      .orderBy("-size", "last")
      .slice(1, 3),
  "people in the order of those as old": ({ Person }) =>
    Person.objects
      .annotate({ place: Window(RowNumber(), { partitionBy: "age", orderBy: ["-name", "pk"] }) })
      .orderBy("pk"),
  "the first two of each age": ({ Person }) =>
    Person.objects
      .annotate({ place: Window(RowNumber(), { partitionBy: "age", orderBy: ["-name", "pk"] }) })
      .filter({ place__lte: 2 })
      .orderBy("age", "-pk"),
  "columns beside those of the one before": ({ Person }) =>
    Person.objects
      .annotate({ before: Window(Lag("name"), { partitionBy: ["mentor"], orderBy: "pk" }) })
      .values("name", "before")
      .orderBy("pk"),
  "memberships by windows of two kinds, a part of them": ({ Membership }) =>
    Membership.objects
      .annotate({
        nth: Window(Rank(), { partitionBy: "group", orderBy: "date_joined" }),
        alike: Window(Count("pk"), { partitionBy: ["is_leader", "group"] }),
      })
      .orderBy("nth", "pk")
      .slice(1, 4),
  "memberships beside the oldest of a named group": ({ Membership }) =>
    Membership.objects
      .annotate({ oldest: Window(Max("person__age"), { partitionBy: "group__name" }) })
      .orderBy("pk"),
  "people by their groups": ({ Person }) =>
    Person.objects
      .annotate({ ages: Window(Sum("age"), { partitionBy: "group__name" }) })
      .values("pk", "group__name", "ages")
      .orderBy("group__name", "pk"),
  "people in the order of their ages": ({ Person }) =>
    Person.objects.annotate({ place: Window(RowNumber(), { orderBy: ["age", "pk"] }) }),
  "people by two windows that share no column": ({ Person }) =>
    Person.objects
      .annotate({
        alike: Window(Count("pk"), { partitionBy: "age" }),
        siblings: Window(Count("pk"), { partitionBy: "mentor" }),
      })
      .orderBy("alike", "-pk"),
  "a window without repeats": ({ Person }) =>
    Person.objects
      .annotate({ n: Window(Count("pk"), { partitionBy: "age" }) })
      .values("n")
      .distinct()
      .orderBy("n"),
  "the first of each place among those as old": ({ Person }) =>
    Person.objects
      .annotate({ place: Window(RowNumber(), { partitionBy: "age", orderBy: "pk" }) })
      .distinct("place")
      .orderBy("place", "-pk"),
  "places of ages by how many are as old": ({ Person }) =>
    Person.objects
      .values("age")
      .annotate({ n: Count("pk") })
      .annotate({ place: Window(RowNumber(), { orderBy: ["-n", "age"] }) })
      .orderBy("age"),
  "the first two of groups, by size": ({ Group }) =>
    Group.objects
      .annotate({ size: Count("members") })
      .annotate({ place: Window(RowNumber(), { orderBy: ["-size", "pk"] }) })
      .filter({ place__lte: 2, size__gt: 0 })
      .orderBy("place"),
  "sizes of groups with their places, without repeats": ({ Membership }) =>
    Membership.objects
      .values("group")
      .annotate({ size: Count("pk") })
      .annotate({ place: Window(Rank(), { orderBy: "size" }) })
      .values("size", "place")
      .distinct()
      .orderBy("size"),
  "a union of groups with places": ({ Person }) =>
    Person.objects
      .values("age")
      .annotate({ size: Count("pk") })
      .annotate({ place: Window(RowNumber(), { orderBy: ["-size", "age"] }) })
      .values("age", "place")
      .union(Person.objects.values("age", "mentor")),
  "a union in no order": ({ Person }) =>
    Person.objects.filter({ age__lt: 30 }).union(Person.objects.filter({ group: 1 }).distinct()),
  "a union of names, in order": ({ Person, Group }) =>
    Person.objects
      .valuesList("name")
      .union(Group.objects.valuesList("name"), Person.objects.filter({ age: 1 }).valuesList("name"))
      .orderBy("-name"),
  "a union with repeats, a part of it": ({ Person, Membership }) =>
    Person.objects
      .values("age")
      .union(Membership.objects.values("person__age"), { all: true })
      .slice(1, 6),
  "ages that members of both groups have": ({ Person }) =>
    Person.objects
      .filter({ group: 1 })
      .values("age")
      .intersection(Person.objects.filter({ group: 2 }).values("age"))
      .orderBy("age"),
  "the three first without those of a group": ({ Person }) =>
    Person.objects
      .orderBy("age", "pk")
      .slice(0, 3)
      .difference(Person.objects.filter({ group: 1 }))
      .orderBy("-pk"),
  "a union of windows and groups": ({ Person, Membership }) =>
    Person.objects
      .annotate({ n: Window(Count("pk"), { partitionBy: "age" }) })
      .values("age", "n")
      .union(
        Membership.objects
          .values("group")
          .annotate({ n: Count("pk") })
          .values("group", "n"),
      ),
  "the youngest people": ({ Person }) => Person.objects.orderBy("age", "pk").slice(1, 4),
  "the groups with most members": ({ Group }) =>
    Group.objects
      .annotate({ size: Count("members") })
      .orderBy("-size", "pk")
      .slice(0, 2),
};

const step = fc.record({
  what: fc.constantFrom("person", "age", "mentor", "goes", "joins", "moves", "leaves", "both"),
  who: fc.nat(5),
  value: fc.nat(3),
});

type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** Writes something that a number of people or memberships tell apart. */
function take(club: SmallClub, { what, who, value }: Step): void {
  const { store, Person, Membership, Group } = club;
  const people = [...Person.objects.orderBy("pk")];
  const memberships = [...Membership.objects.orderBy("pk")];
  const groups = [...Group.objects.orderBy("pk")];
  const person = people[who % Math.max(1, people.length)];
  const membership = memberships[who % Math.max(1, memberships.length)];
  const group = groups[value % groups.length]!;
  const age = value === 3 ? null : value;
  switch (what) {
    case "person":
      Person.objects.create({ name: `P${value}`, age, mentor: person ?? null });
      break;
    case "age":
      person?.update({ age });
      break;
    case "mentor":
      person?.update({ mentor: people[value] ?? null });
      break;
    case "goes":
      if (person !== undefined && person.founded.count() === 0) person.delete();
      break;
    case "joins":
      if (person !== undefined) {
        Membership.objects.create({ person, group, date_joined: `2020-0${value + 1}-01` });
      }
      break;
    case "moves":
      membership?.update({ group, is_leader: false });
      break;
    case "leaves":
      membership?.delete();
      break;
    default:
      store.atomic(() => {
        take(club, { what: "age", who, value });
        take(club, { what: "leaves", who: who + 1, value });
        take(club, { what: "joins", who, value });
      });
  }
}

describe("an answer of which a row hangs on others", () => {
  it.each(Object.entries(QUESTIONS))("follows what changed: %s", (_, ask) => {
    const club = openSmallClub();
    const asked = ask(club) as AnyQuerySet;
    listen(asked.live());

    club.Person.objects.create({ name: "Ed", age: 20, mentor: club.bo });
    club.Membership.objects.create({
      person: club.cy,
      group: club.choir,
      date_joined: "2024-01-01",
    });

    expect(asked.liveExplain().way).toBe("from what changed");
  });

  test.prop([fc.array(step, { maxLength: 24 })], { numRuns: runs(60) })(
    "is what asking anew gives, after every commit",
    (steps) => {
      const club = openSmallClub();
      const watchers = Object.entries(QUESTIONS).map(([question, ask]) => {
        const asked = ask(club) as AnyQuerySet;
        return { question, watcher: new Watcher(asked, "order") };
      });
      for (const each of steps) {
        const before = watchers.map(({ watcher }) => watcher.state);
        take(club, each);
        for (const [at, { question, watcher }] of watchers.entries()) {
          const { rows, emissions } = before[at]!;
          const fault = watcher.check(rows, watcher.state.emissions - emissions);
          expect(fault, question).toBeUndefined();
        }
      }
      for (const { watcher } of watchers) watcher.stop();
    },
  );

  test.prop([fc.array(step, { maxLength: 16 }), fc.nat(3), fc.integer({ min: 1, max: 4 })], {
    numRuns: runs(60),
  })("gives aggregates over a part of it", (steps, from, count) => {
    const club = openSmallClub();
    const { Person } = club;
    const part = Person.objects.orderBy("age", "pk").slice(from, from + count);
    const sums = { ages: Sum("age"), last: Max("name"), number: Count("pk") };
    const heard = listen(part.liveAggregate(sums));
    for (const each of steps) {
      take(club, each);
      expect(heard.values.at(-1)).toEqual(part.all().aggregate(sums));
    }
    expect(heard.error).toBeUndefined();
  });
});
