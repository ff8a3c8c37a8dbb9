import { describe, expect, it } from "vitest";
import { Count, F } from "../../src/index.ts";
import { openSmallClub } from "../fixtures/small-club.ts";

const { Person } = openSmallClub();
const union = Person.objects.filter({ age__gt: 30 }).union(Person.objects.filter({ name: "Di" }));

describe("values() of combined rows", () => {
  it("may be ordered by a column that is not among them", () => {
    expect(union.valuesList("name", { flat: true }).orderBy("-age").toArray()).toEqual([
      "Ann",
      "Bo",
      "Di",
    ]);
    expect(union.orderBy("pk").valuesList("age").toArray()).toEqual([[60], [40], [20]]);
  });

  it("may be ordered by a computed column of the parts that is not among them", () => {
    const counted = Person.objects.annotate({ n: Count("membership") });

    const both = counted.filter({ n: 2 }).union(counted.filter({ n__lt: 2 }));

    expect(both.valuesList("name", { flat: true }).orderBy("-n", "name").toArray()).toEqual([
      "Bo",
      "Ann",
      "Di",
      "Cy",
    ]);
  });

  it("are those of the last call", () => {
    expect(union.values("name").values("age").orderBy("age").toArray()).toEqual([
      { age: 20 },
      { age: 40 },
      { age: 60 },
    ]);
  });

  it("keep rows apart that differ in the column that orders them, as SQL does", () => {
    const all = Person.objects.all();

    const mentors = all.union(all).valuesList("mentor", { flat: true });

    expect(mentors.count()).toBe(3);
    expect(mentors.orderBy("name").toArray()).toEqual([null, 1, null, 2]);
  });

  it("keep them apart in a slice also where it is asked whether there are any, as SQL does", () => {
    const two = Person.objects.filter({ name__in: ["Ann", "Cy"] });
    const rest = two.difference(Person.objects.filter({ name: "Ann" }));

    const first = rest.values("mentor_id").orderBy("name").slice(0, 1);

    expect(first.toArray()).toEqual([{ mentor_id: null }]);
    // One that was read knows its rows.
    expect([first.all().count(), first.all().exists()]).toEqual([1, true]);
  });

  it("serve as a list of keys, whatever orders them", () => {
    const oldest = union.orderBy(F("age").desc()).slice(0, 1);

    expect(Person.objects.get({ pk__in: oldest }).name).toBe("Ann");
    expect(Person.objects.get({ pk__in: oldest.values("pk") }).name).toBe("Ann");
  });
});

describe("none() of combined rows", () => {
  it("asks for nothing", () => {
    const none = union.none();

    expect([none.count(), none.exists(), none.toArray()]).toEqual([0, false, []]);
    expect(none.orderBy("name").values("name").toArray()).toEqual([]);
  });
});
