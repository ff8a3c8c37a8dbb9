import { describe, expect, it } from "vitest";
import { Coalesce, Count, F, Length, Random } from "../../src/index.ts";
import { openSmallClub, type SmallClub } from "../fixtures/small-club.ts";

const { Person, Membership } = openSmallClub();
const people = Person.objects;

describe("an order", () => {
  it("holds null smaller than everything, unless it says where nulls go", () => {
    const names = (term: unknown): readonly unknown[] =>
      people
        .orderBy(term as never)
        .valuesList("name", { flat: true })
        .toArray();

    expect(names("age")).toEqual(["Cy", "Di", "Bo", "Ann"]);
    expect(names("-age")).toEqual(["Ann", "Bo", "Di", "Cy"]);
    expect(names(F("age").asc({ nulls: "last" }))).toEqual(["Di", "Bo", "Ann", "Cy"]);
    expect(names(F("age").desc({ nulls: "first" }))).toEqual(["Cy", "Ann", "Bo", "Di"]);
  });

  it("goes up by one column of an index and down by the other", () => {
    const keys = (...order: ("group_id" | "-group_id" | "date_joined" | "-date_joined")[]) => {
      const rows = Membership.objects.orderBy(...order);
      const [first, ...rest] = rows.toArray();
      expect(rows.slice(0, 1).toArray()).toEqual([first]);
      return [first, ...rest].map((row) => row?.id);
    };

    expect(keys("group_id", "date_joined")).toEqual([1, 2, 3, 4]);
    expect(keys("group_id", "-date_joined")).toEqual([2, 1, 4, 3]);
    expect(keys("-group_id", "date_joined")).toEqual([3, 4, 1, 2]);
    expect(keys("-group_id", "-date_joined")).toEqual([4, 3, 2, 1]);
  });

  it("is turned around by reverse(), nulls included, and back by a second one", () => {
    const nullsLast = people.orderBy(F("age").asc({ nulls: "last" }));
    const names = nullsLast.valuesList("name", { flat: true });

    expect(names.reverse().toArray()).toEqual(["Cy", "Ann", "Bo", "Di"]);
    expect(names.reverse().reverse().toArray()).toEqual(names.toArray());
    expect([nullsLast.last()?.name, nullsLast.reverse().last()?.name]).toEqual(["Cy", "Di"]);
  });

  it("goes by expressions, then by the next term", () => {
    const asked = people.orderBy(Length("name").desc(), Coalesce("age", 50).desc());

    expect(asked.valuesList("name", { flat: true }).toArray()).toEqual(["Ann", "Cy", "Bo", "Di"]);
  });

  it("takes an expression without a direction for an ascending one", () => {
    expect(people.orderBy(Coalesce("age", 50)).first()?.name).toBe("Di");
  });

  it('is by chance for "?", of all rows', () => {
    const names = people.orderBy("?").valuesList("name", { flat: true }).toArray();

    expect([...names].sort()).toEqual(["Ann", "Bo", "Cy", "Di"]);
  });

  it("is by chance but repeatable for a seed, and another one for some other seed", () => {
    const shuffled = (seed: number): string =>
      people.orderBy(Random(seed)).valuesList("name", { flat: true }).toArray().join();
    const orders = new Set(Array.from({ length: 20 }, (_, seed) => shuffled(seed)));

    expect(shuffled(7)).toBe(shuffled(7));
    expect(orders.size).toBeGreaterThan(3);
  });

  it("tells by `ordered` whether there is one", () => {
    expect([people.all().ordered, people.orderBy("name").ordered]).toEqual([false, true]);
  });
});

describe("distinct() by fields", () => {
  it("keeps the first row of each value, in the order asked for", () => {
    const { Membership } = openSmallClub();
    const newest = Membership.objects.orderBy("group", "-date_joined").distinct("group");

    expect(newest.values("group", "person__name").toArray()).toEqual([
      { group: 1, person__name: "Bo" },
      { group: 2, person__name: "Di" },
    ]);
    expect(newest.count()).toBe(2);
  });

  it("goes by annotations as well", () => {
    const { Person } = openSmallClub();
    const named = Person.objects.annotate({ letters: Length("name") });

    const first = named.distinct("letters").orderBy("letters", "-name");

    expect(first.valuesList("name", "letters").toArray()).toEqual([
      ["Di", 2],
      ["Ann", 3],
    ]);
    expect(first.count()).toBe(2);
  });

  it.each<[string, (club: SmallClub) => unknown]>([
    ["after them", ({ Person }) => Person.objects.annotate({ n: Count("group") }).distinct("age")],
    ["before them", ({ Person }) => Person.objects.distinct("age").annotate({ n: Count("group") })],
    [
      "of values()",
      ({ Person }) =>
        Person.objects
          .values("age")
          .annotate({ n: Count("pk") })
          .distinct("age"),
    ],
  ])("is refused with groups: %s", (_, ask) => {
    expect(() => ask(openSmallClub())).toThrow(
      expect.objectContaining({
        code: "distinct-of-groups",
        message: expect.stringContaining('distinct("age") on Person cannot go with groups'),
      }),
    );
  });
});
