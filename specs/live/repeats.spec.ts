/** Live answers that repeat rows, hide what they hang on, or hang on one moment. */
import { describe, expect, it, vi } from "vitest";
import { PartReader } from "../../src/exec/combination.ts";
import { Count, Now, Prefetch, RowNumber, Window } from "../../src/index.ts";
import { ListUpdate } from "../../src/live/list-update.ts";
import { asIs, type EntryKind, Listing } from "../../src/live/listing.ts";
import { openClub } from "../fixtures/club.ts";
import { openSmallClub } from "../fixtures/small-club.ts";
import { listen } from "./listen.ts";

/** A club whose clock goes on at each look. */
function openRestless() {
  let looks = 0;
  return openClub({ clock: () => new Date(1_767_225_600_000 + 1000 * looks++) }).models;
}

describe("what is prefetched", () => {
  it("is added anew to rows whose order hangs on a window", () => {
    const { Group, Person, Membership, cy, choir } = openSmallClub();
    const placed = Group.objects
      .annotate({ place: Window(RowNumber(), { orderBy: "pk" }) })
      .orderBy("-place")
      .prefetchRelated(
        new Prefetch("members", { queryset: Person.objects.all(), toAttr: "people" }),
      );
    const heard = listen(placed.live());

    Membership.objects.create({ person: cy, group: choir, date_joined: "2024-01-01" });

    const sizes = heard.values.at(-1)!.map(({ name, people }) => [name, people.length]);
    expect(sizes).toEqual([
      ["Band", 2],
      ["Choir", 3],
    ]);
  });

  it("is heard of once where joins repeat rows, and not where it stays", () => {
    const { Group, Person, Membership, bo, choir } = openSmallClub();
    const related = new Prefetch("group_set", { queryset: Group.objects.all(), toAttr: "groups" });
    const members = Person.objects
      .filter({ group__pk__gte: 0 })
      .orderBy("name", "pk")
      .prefetchRelated(related);
    const heard = listen(members.live());

    Membership.objects.filter({ person: bo, group: choir }).update({ date_joined: "2020-06-06" });

    expect(heard.values.map((rows) => rows.map(({ name }) => name))).toEqual([
      ["Ann", "Bo", "Bo", "Di"],
    ]);
  });

  it("follows the clock that its own question reads", () => {
    const clock = { at: Date.parse("2026-01-01T00:00:00Z") };
    const { models } = openClub({ clock: () => new Date(clock.at) });
    const { Person, Group, Membership, Badge } = models;
    const person = Person.objects.create({ name: "P" });
    const group = Group.objects.create({ name: "G" });
    Membership.objects.create({ person, group, date_joined: "2026-01-05" });
    const past = Membership.objects.filter({ date_joined__lte: Now() });
    const related = new Prefetch("membership_set", { queryset: past, toAttr: "past" });
    const heard = listen(Group.objects.prefetchRelated(related).live());

    clock.at = Date.parse("2026-01-09T00:00:00Z");
    Badge.objects.create({ code: "x" });

    expect(heard.values.map(([only]) => only!.past.length)).toEqual([0, 1]);
  });
});

describe("an answer without repeats", () => {
  it("follows a column that it neither shows nor is ordered by", () => {
    const { Person, ann, bo, cy, di } = openSmallClub();
    cy.update({ mentor: bo });
    di.update({ mentor: ann });
    const first = Person.objects
      .annotate({ n: Window(Count("pk"), { partitionBy: "age" }) })
      .distinct("mentor__name");
    const heard = listen(first.live());

    ann.update({ name: "Bo" });

    const names = heard.values.at(-1)!.map(({ name }) => name);
    expect(names).toEqual([...first.all()].map(({ name }) => name));
    expect(names).toHaveLength(2);
  });
});

describe("an answer at one moment", () => {
  it("has the same for all partitions, and for all parts of a union", () => {
    const { Person } = openRestless();
    for (const age of [1, 2, 3]) Person.objects.create({ name: `P${age}`, age });
    const timed = () => Person.objects.annotate({ at: Now() }).values("at");
    const windows = Person.objects
      .annotate({ n: Window(Count("pk"), { partitionBy: "age" }), at: Now() })
      .values("at");
    const heard = [
      listen(windows.live()),
      listen(timed().union(timed()).live()),
      listen(timed().difference(timed()).live()),
    ];

    Person.objects.create({ name: "P4", age: 4 });

    const moments = heard.map(({ values }) => new Set(values.at(-1)!.map(({ at }) => at)).size);
    expect(moments).toEqual([1, 1, 0]);
  });
});

describe("a union with repeats", () => {
  it("is quiet where a copy goes from one part and comes with another", () => {
    const { Person, Group, Membership, ann, choir, band } = openSmallClub();
    const third = Group.objects.create({ name: "Third" });
    Membership.objects.create({ person: ann, group: band, date_joined: "2020-01-01" });
    const part = (group: number) => Person.objects.filter({ group, name: "Ann" });
    const all = part(choir.id).union(part(band.id), part(third.id), { all: true }).orderBy("pk");
    const heard = listen(all.live());

    Membership.objects.filter({ person: ann, group: choir }).update({ group: third });

    expect(heard.values.map((rows) => rows.length)).toEqual([2]);
  });

  it("compares few of many that are alike", () => {
    const { Person, Group } = openSmallClub();
    Person.objects.bulkCreate(Array.from({ length: 4000 }, (_, n) => ({ name: `P${n}`, age: 1 })));
    const heard = listen(
      Person.objects.values("age").union(Group.objects.values("founder")).live(),
    );
    const compare = vi.spyOn(PartReader.prototype, "compare");

    Person.objects.create({ name: "another", age: 1 });
    Person.objects.get({ name: "P7" }).delete();

    expect(heard.values).toHaveLength(1);
    expect(compare.mock.calls.length).toBeLessThan(200);
    compare.mockRestore();
  });
});

describe("a step that leaves nothing as it was", () => {
  it("is told however many entries go and come", () => {
    const kind: EntryKind<{ id: number }> = {
      order: { compareRows: (a, b) => a.id - b.id, codeOf: ({ id }) => id },
      identityOf: ({ id }) => id,
      show: asIs,
      isAskable: true,
    };
    const listingFrom = (from: number) => {
      const entries = Array.from({ length: 150_000 }, (_, at) => ({ id: from + at }));
      const slice = { offset: 0, limit: Number.POSITIVE_INFINITY };
      return Listing.of(kind, slice, { entries, isComplete: true });
    };

    const update = new ListUpdate(listingFrom(0), listingFrom(200_000), undefined);

    expect(update.isSeen).toBe(true);
    expect(update.difference().gone).toHaveLength(150_000);
  });
});
