/** What equal live queries share, and what is kept of them while nobody listens. */
import { describe, expect, it } from "vitest";
import { openBeatles } from "../fixtures/beatles.ts";
import { openSmallClub } from "../fixtures/small-club.ts";
import { listen } from "./listen.ts";

describe("equal live queries", () => {
  it("are one, however they were made", () => {
    const { Person, choir } = openSmallClub();
    const members = () => Person.objects.filter({ group: choir, age__gte: 18 }).orderBy("name");
    const heard = [
      listen(members().live()),
      listen(members().live()),
      listen(Person.objects.filter({ age__gte: 18, group: choir.id }).orderBy("name").live()),
      listen(members().changes()),
    ];

    expect(members().liveExplain().subscribers).toBe(3);
    expect(heard.map(({ values }) => values.length)).toEqual([1, 1, 1, 1]);
  });

  it("hand out the same array to all", () => {
    const { Person } = openSmallClub();
    const heard = [listen(Person.objects.live()), listen(Person.objects.all().live())];

    Person.objects.create({ name: "Ed" });
    heard.push(listen(Person.objects.live()));

    const [a, b, c] = heard.map(({ values }) => values.at(-1));
    expect(a).toHaveLength(5);
    expect(b).toBe(a);
    expect(c).toBe(a);
  });

  it("are apart by values, slices and forms", () => {
    const { Person } = openSmallClub();
    const people = Person.objects.orderBy("pk");
    const all = [
      people.filter({ age: 20 }),
      people.filter({ age: 40 }),
      people.filter({ age__in: [20, 40] }),
      people.filter({ age__in: [20, 60] }),
      people.slice(0, 2),
      people.slice(0, 3),
      people.slice(1, 3),
      people,
    ];
    const answers = all.map((each) => listen(each.valuesList("name", { flat: true }).live()));
    const dicts = listen(people.values("name").live());

    expect(answers.map(({ values }) => values[0]!.join(" "))).toEqual([
      ...["Di", "Bo", "Bo Di", "Ann Di"],
      ...["Ann Bo", "Ann Bo Cy", "Bo Cy", "Ann Bo Cy Di"],
    ]);
    expect(dicts.values[0]![0]).toEqual({ name: "Ann" });
    for (const each of all) {
      expect(each.valuesList("name", { flat: true }).liveExplain().subscribers).toBe(1);
    }
  });
});

describe("live queries of values that are alike", () => {
  it("are apart where JSON or patterns differ", () => {
    const { Membership, Person } = openSmallClub();
    Membership.objects.filter({ pk: 1 }).update({ note: { values: [1], by: "Ann" } });
    const noted = (by: string) => Membership.objects.filter({ note: { values: [1], by } });
    const named = (pattern: string) => Person.objects.filter({ name__regex: pattern });
    const heard = [noted("Bo"), noted("Ann")].map((each) => listen(each.liveCount()));
    const found = ["^A", "^[AB]"].map((pattern) => listen(named(pattern).liveCount()));

    expect(heard.map(({ values }) => values)).toEqual([[0], [1]]);
    expect(found.map(({ values }) => values)).toEqual([[1], [2]]);
  });

  it("do not look at a pattern before there is a text to test", () => {
    const { Person } = openBeatles().models;
    const broken = Person.objects.filter({ name__regex: "[b-A]" });
    const heard = listen(broken.liveCount());

    Person.objects.create({ name: "Ringo" });

    expect(heard.values).toEqual([0]);
    expect(heard.error).toMatchObject({ name: "LookupError" });
    expect(Person.objects.count()).toBe(1);
  });
});

describe("what is kept of a live query", () => {
  it("is nothing before somebody subscribes", () => {
    const { Person } = openSmallClub();
    const people = Person.objects.filter({ age__gte: 20 });
    const live = people.live();
    people.liveFirst();
    people.liveCount();

    Person.objects.create({ name: "Ed", age: 33 });

    expect(people.liveExplain()).toMatchObject({ isLive: false, subscribers: 0, kept: 0 });
    expect(people.rowsVisited).toBe(0);
    expect(listen(live).values[0]).toHaveLength(4);
  });

  it("is nothing after the last subscriber has gone", () => {
    const { Person } = openSmallClub();
    const people = Person.objects.filter({ age__gte: 20 });
    const [first, second] = [listen(people.live()), listen(people.live())];

    first.stop();
    expect(people.liveExplain()).toMatchObject({ isLive: true, subscribers: 1, kept: 3 });
    second.stop();

    expect(people.liveExplain()).toMatchObject({ isLive: false, subscribers: 0, kept: 0 });
  });

  it("is the answer to begin with for who comes back", () => {
    const { Person } = openSmallClub();
    const live = Person.objects.orderBy("name").valuesList("name", { flat: true }).live();
    const first = listen(live);
    first.stop();
    Person.objects.create({ name: "Ed" });

    const second = listen(live);

    expect(first.values).toEqual([["Ann", "Bo", "Cy", "Di"]]);
    expect(second.values).toEqual([["Ann", "Bo", "Cy", "Di", "Ed"]]);
  });

  it("is of a slice little more than what is shown", () => {
    const { Person } = openBeatles().models;
    Person.objects.bulkCreate(Array.from({ length: 1000 }, (_, n) => ({ name: `p${n}` })));
    const first = Person.objects.orderBy("name").slice(0, 10);
    listen(first.live());

    for (let n = 0; n < 200; n++) Person.objects.create({ name: `a${n}` });

    expect(first.liveExplain().kept).toBeLessThan(100);
    expect(first.liveExplain().visited).toBeLessThan(5);
  });

  it("is no row for a number or an aggregate of rows", () => {
    const { Person } = openBeatles().models;
    const people = Person.objects.filter({ name__startswith: "p" });
    const heard = listen(people.liveCount());

    Person.objects.bulkCreate(Array.from({ length: 1000 }, (_, n) => ({ name: `p${n}` })));

    expect(heard.values).toEqual([0, 1000]);
    expect(people.liveExplain()).toMatchObject({ isLive: false, kept: 0 });
  });
});

describe("many live queries that one commit concerns", () => {
  it("hear of it in the order in which they were opened, each once", () => {
    const { Person } = openSmallClub();
    const count = 2000;
    const seen: number[] = [];
    for (let n = 0; n < count; n++) {
      Person.objects
        .filter({ age__lt: 100 + n })
        .liveCount()
        .subscribe(() => seen.push(n));
    }
    seen.length = 0;

    Person.objects.create({ name: "Ed", age: 1 });

    expect(seen).toHaveLength(count);
    expect(seen.every((n, place) => n === place)).toBe(true);
  });
});
