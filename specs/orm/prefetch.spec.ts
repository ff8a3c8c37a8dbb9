import { describe, expect, it } from "vitest";
import { F, Prefetch, Value } from "../../src/index.ts";
import { openSmallClub } from "../fixtures/small-club.ts";

const club = openSmallClub();
const { Person, Group, Badge, ann, bo, di } = club;

describe("a Prefetch", () => {
  it("gives the rows of a relation back that its QuerySet has", () => {
    const old = new Prefetch("pupils", {
      queryset: Person.objects.filter({ age__gt: 30 }),
      toAttr: "old_pupils",
    });

    const found = Person.objects.prefetchRelated(old).orderBy("pk").toArray();

    expect(found.map(({ old_pupils }) => old_pupils)).toEqual([[bo], [], [], []]);
  });

  it("gives the one row of a relation to one, or null", () => {
    const mentor = new Prefetch("mentor", {
      queryset: Person.objects.filter({ name: "Ann" }),
      toAttr: "first_mentor",
    });
    const badge = new Prefetch("badge", { toAttr: "own_badge" });

    const found = Person.objects.prefetchRelated(mentor, badge).orderBy("pk").toArray();

    expect(found.map(({ first_mentor }) => first_mentor)).toEqual([null, ann, null, null]);
    expect(found.map(({ own_badge }) => own_badge?.code ?? null)).toEqual([
      "gold",
      null,
      null,
      null,
    ]);
  });

  it("gives the rows of a many-to-many relation in the order of its QuerySet, from both ends", () => {
    const members = new Prefetch("members", {
      queryset: Person.objects.orderBy("-name"),
      toAttr: "by_name",
    });
    const bands = new Prefetch("group_set", {
      queryset: Group.objects.filter({ name: "Band" }),
      toAttr: "bands",
    });

    const groups = Group.objects.prefetchRelated(members).orderBy("pk").toArray();
    const people = Person.objects.prefetchRelated(bands).orderBy("pk").toArray();

    expect(groups.map(({ by_name }) => by_name)).toEqual([
      [bo, ann],
      [di, bo],
    ]);
    expect(people.map((person) => person.bands.length)).toEqual([0, 1, 0, 1]);
  });

  it("finds rows by a primary key of any name", () => {
    const holder = new Prefetch("person", { queryset: Person.objects.all(), toAttr: "holder" });

    expect(Badge.objects.prefetchRelated(holder).get().holder).toEqual(ann);
  });

  it("keeps the columns that its QuerySet computes", () => {
    const pupils = new Prefetch("pupils", {
      queryset: Person.objects.filter({ age: 40 }).annotate({ extra: Value(7) }),
      toAttr: "own_pupils",
    });

    const found = Person.objects.prefetchRelated(pupils).orderBy("pk").toArray();

    expect(found.map(({ own_pupils }) => own_pupils.map(({ extra }) => extra))).toEqual([
      [7],
      [],
      [],
      [],
    ]);
  });

  it("cuts a slice from the related rows of each row, as Django does", () => {
    const membersWithin = (start: number, end: number) => {
      const queryset = Person.objects.orderBy("-name").slice(start, end);
      const part = new Prefetch("members", { queryset, toAttr: "part" });
      const found = Group.objects.prefetchRelated(part).orderBy("pk").toArray();
      return found.map((group) => group.part);
    };

    expect(membersWithin(0, 1)).toEqual([[bo], [di]]);
    expect(membersWithin(1, 2)).toEqual([[ann], [bo]]);
  });

  it("is forgotten by values(), which gives no rows that could hold it", () => {
    const badges = new Prefetch("badge", { toAttr: "own_badge" });

    const names = Person.objects.prefetchRelated(badges).values("name");

    expect(names.orderBy("pk").first()).toEqual({ name: "Ann" });
  });

  it("may have prefetches in its QuerySet", () => {
    const inner = new Prefetch("pupils", { toAttr: "next" });
    const outer = new Prefetch("pupils", {
      queryset: Person.objects.prefetchRelated(inner),
      toAttr: "next",
    });

    const found = Person.objects.prefetchRelated(outer).get({ name: "Ann" });

    expect(found.next[0]!.next).toEqual([di]);
  });

  it("comes with whatever is made of the chain afterwards", () => {
    const asked = Person.objects
      .prefetchRelated(new Prefetch("pupils", { toAttr: "next" }))
      .orderBy("pk");

    const found = [
      asked.first(),
      asked.at(0),
      asked.slice(0, 1).toArray()[0],
      asked.get({ pk: 1 }),
    ];

    expect(found.map((row) => row!.next)).toEqual([[bo], [bo], [bo], [bo]]);
  });

  it("stands beside computed columns, whatever they are called", () => {
    const columns = Object.fromEntries([["__proto__", F("note")]]);
    const { Membership } = openSmallClub();
    Membership.objects.filter({ pk: 1 }).update({ note: { polluted: true } });

    const row = Membership.objects
      .annotate(columns)
      .prefetchRelated(new Prefetch("person", { toAttr: "who" }))
      .first();

    expect(Object.getOwnPropertyDescriptor(row, "__proto__")?.value).toEqual({ polluted: true });
    expect(row).not.toHaveProperty("polluted");
    expect(row!.who.name).toBe("Ann");
  });

  it("leaves the class and the columns of rows as they are, and the accessor whole", () => {
    const none = new Prefetch("pupils", { queryset: Person.objects.none(), toAttr: "none" });

    const row = Person.objects.prefetchRelated(none).get({ pk: ann.pk });

    expect(row).not.toBe(ann);
    expect(Object.getPrototypeOf(row)).toBe(Object.getPrototypeOf(ann));
    expect(Object.isFrozen(row) && Object.isFrozen(row.none)).toBe(true);
    expect(row.pupils.count()).toBe(1);
    expect(Object.keys(row.refresh())).toEqual(Object.keys(ann));
  });
});

describe("prefetchRelated() by names alone", () => {
  it("checks them and gives the rows as they are: related rows are at hand", () => {
    const people = Person.objects.prefetchRelated("pupils", "group_set__members");

    expect(people.get({ pk: ann.pk })).toBe(Person.objects.get({ pk: ann.pk }));
  });
});

describe.each(["selectRelated", "only", "defer"] as const)("%s()", (call) => {
  it("checks the names and gives whole rows: all of them is at hand", () => {
    const names = call === "selectRelated" ? ["mentor", "mentor__mentor"] : ["name", "mentor__age"];

    const everyone = Person.objects.all();
    const narrow = Person.objects[call] as (...names: readonly string[]) => typeof everyone;
    const asked = narrow.apply(Person.objects, names);

    expect(asked.get({ pk: ann.pk })).toBe(Person.objects.get({ pk: ann.pk }));
    expect(asked.get({ pk: ann.pk }).email).toBe("ann@example.com");
  });
});
