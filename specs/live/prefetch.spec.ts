import { describe, expect, it } from "vitest";
import { applyDelta, Prefetch } from "../../src/index.ts";
import { openClub } from "../fixtures/club.ts";

function openBand() {
  const store = openClub();
  const { Person, Group, Membership } = store.models;
  const john = Person.objects.create({ name: "John", age: 22 });
  const paul = Person.objects.create({ name: "Paul", age: 20 });
  const band = Group.objects.create({ name: "The Beatles" });
  const other = Group.objects.create({ name: "Wings" });
  Membership.objects.create({ person: john, group: band, date_joined: "1957-07-06" });
  const adults = Person.objects.filter({ age__gte: 21 });
  const groups = Group.objects
    .orderBy("name")
    .prefetchRelated(new Prefetch("members", { queryset: adults, toAttr: "adults" }));
  return { store, john, paul, band, other, groups };
}

describe("live() with prefetched rows", () => {
  it("follows the related rows, and leaves other rows as they are", () => {
    const { store, paul, band, groups } = openBand();
    const seen: (readonly { readonly adults: readonly { readonly name: string }[] }[])[] = [];
    groups.live().subscribe((rows) => seen.push(rows));

    store.models.Membership.objects.create({
      person: paul,
      group: band,
      date_joined: "1957-10-18",
    });
    expect(seen).toHaveLength(1);

    paul.update({ age: 21 });
    expect(seen.map((rows) => rows.map(({ adults }) => adults.map(({ name }) => name)))).toEqual([
      [["John"], []],
      [["John", "Paul"], []],
    ]);
    expect(seen[1]![1]).toBe(seen[0]![1]);
    expect(seen[1]).toEqual(groups.all().toArray());
  });

  it("tells which rows have others now", () => {
    const { john, band, groups } = openBand();
    let rows: readonly unknown[] = [];
    const kinds: string[] = [];
    groups.changes().subscribe((delta) => {
      rows = applyDelta(rows, delta as never);
      kinds.push(
        Object.entries(delta)
          .flatMap(([kind, list]) => list.map(() => kind))
          .join(" "),
      );
    });

    john.delete();
    band.delete();

    expect(kinds).toEqual(["added added", "updated", "removed"]);
    expect(rows).toEqual(groups.all().toArray());
  });
});
