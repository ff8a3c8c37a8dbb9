/** What versions of the data share while indexes lag behind: nothing that one could see, and little memory. */
import { describe, expect, it } from "vitest";
import { openStore } from "../../src/index.ts";
import { club, openClub } from "../fixtures/club.ts";
import { countAlive } from "../fixtures/count-alive.ts";

describe("a store that is opened on the log of another", () => {
  it("has a past and an undo of its own, also behind a state that the other went back to", () => {
    const first = openClub();
    first.models.Person.objects.create({ name: "Ann", age: 1 });
    const before = first.snapshot();
    first.models.Person.objects.create({ name: "Bob", age: 2 });
    first.restore(before);
    const second = openStore(club, { log: first.log });

    expect(second.at(1).models.Person.objects.filter({ age: 2 }).toArray()).toEqual([]);
    expect(second.at(2).models.Person.objects.filter({ age: 2 }).count()).toBe(1);
    second.undo();
    const bob = second.models.Person.objects.get({ name: "Bob" });
    expect(bob).not.toBe(first.at(2).models.Person.objects.get({ name: "Bob" }));
    expect(bob.update({ age: 3 }).age).toBe(3);
    expect(first.models.Person.objects.count()).toBe(1);
  });
});

describe("a write that failed", () => {
  it("leaves no more behind than an index may lag", async () => {
    const { atomic, models } = openClub();
    const kept = models.Person.objects.create({ name: "Ann" });
    const made: WeakRef<object>[] = [];
    const fail = (): void =>
      atomic(() => {
        for (let i = 0; i < 5000; i++) {
          made.push(new WeakRef(models.Person.objects.create({ name: `Person ${i}` })));
        }
        throw new RangeError("failed");
      });

    expect(fail).toThrow(RangeError);
    const alive = await countAlive(made, 1024);
    expect(alive).toBeLessThanOrEqual(1024);
    expect(models.Person.objects.get()).toBe(kept);
  });
});

describe("a live query that hears of changes alone", () => {
  it("lets go of the rows of old versions", async () => {
    const { models } = openClub({ history: "none" });
    const { Person, Group, Membership } = models;
    const group = Group.objects.create({ name: "Choir" });
    const people = Person.objects.bulkCreate(
      Array.from({ length: 1000 }, (_, i) => ({ name: `Person ${i}` })),
    );
    const join = (i: number, date_joined: string) => {
      return Membership.objects.create({ person: people[i]!, group, date_joined });
    };
    const made = people.slice(0, 200).map((_, i) => new WeakRef(join(i, "2020-01-05")));
    const late = Membership.objects.filter({ date_joined__gt: "2024-01-01" });
    const subscription = late.orderBy("date_joined", "pk").changes().subscribe();
    join(200, "2024-05-01");
    Membership.objects.filter({ date_joined: "2020-01-05" }).delete();
    for (let i = 201; i < 1000; i++)
      join(i, i % 100 === 0 ? "2024-05-01" : "2021-01-01").update({ note: "x" });
    expect(late.count()).toBe(8);

    expect(await countAlive(made, 0)).toBe(0);
    subscription.unsubscribe();
  });
});
