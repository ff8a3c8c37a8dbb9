import { describe, expect, it } from "vitest";
import { Count, Exists, F, FilteredRelation, OuterRef, Q } from "../../src/index.ts";
import { openLibrary } from "../fixtures/library.ts";
import { openSmallClub } from "../fixtures/small-club.ts";

const { Group } = openSmallClub();

const led = new FilteredRelation("membership", { condition: { membership__is_leader: true } });
const late = new FilteredRelation("membership", {
  condition: { membership__date_joined__gte: "2020-02-01" },
});

describe("a filtered relation", () => {
  it("is a name for the related rows that meet its condition", () => {
    const asked = Group.objects.alias({ late }).filter({ late__person__name: "Bo" });

    expect(asked.orderBy("pk").valuesList("name", { flat: true }).toArray()).toEqual([
      "Choir",
      "Band",
    ]);
    expect(Group.objects.annotate({ late }).filter({ late__person__name: "Ann" }).exists()).toBe(
      false,
    );
  });

  it("keeps rows without such a related row, whose columns are null", () => {
    const asked = Group.objects.alias({ led }).orderBy("-led__person__name");

    expect(asked.values("name", "led__person__name").toArray()).toEqual([
      { name: "Choir", led__person__name: "Ann" },
      { name: "Band", led__person__name: null },
    ]);
    expect(asked.filter({ led__isnull: true }).get().name).toBe("Band");
  });

  it("is no column of the rows that annotate() gives", () => {
    const [group] = Group.objects.annotate({ led }).orderBy("pk").toArray();

    expect(Object.keys(group!)).toEqual(["id", "name", "founder_id"]);
  });

  it("is counted by itself", () => {
    const counts = Group.objects.annotate({ late, joined: Count("late") }).orderBy("pk");

    expect(counts.valuesList("name", "joined").toArray()).toEqual([
      ["Choir", 1],
      ["Band", 2],
    ]);
  });

  it("stands beside another one of the same relation, each with rows of its own", () => {
    const counts = Group.objects
      .alias({ led, late })
      .annotate({
        leaders: Count("led", { distinct: true }),
        joined: Count("late", { distinct: true }),
      })
      .orderBy("pk");

    expect(counts.valuesList("name", "leaders", "joined").toArray()).toEqual([
      ["Choir", 1, 1],
      ["Band", 0, 2],
    ]);
  });

  it("takes alternatives for a condition", () => {
    const either = new FilteredRelation("membership", {
      condition: Q({ membership__is_leader: true }).or({ membership__date_joined__year: 2022 }),
    });

    const asked = Group.objects.alias({ either }).filter({ either__isnull: false }).orderBy("pk");

    expect(asked.valuesList("name", "either__person__name").toArray()).toEqual([
      ["Choir", "Ann"],
      ["Band", "Di"],
    ]);
  });
});

describe("a value in the condition of a filtered relation", () => {
  const { Author, Book, c } = openLibrary();

  /** Titles of the books that meet a condition, beside the names of all authors. */
  function titles(condition: ConstructorParameters<typeof FilteredRelation>[1]["condition"]) {
    const r = new FilteredRelation("books", { condition });
    return Author.objects.alias({ r }).orderBy("pk", "r__pk").valuesList("name", "r__title");
  }

  it("speaks of the row asked for", () => {
    expect(titles({ books__pages: F("pk") }).toArray()).toEqual([
      ["a", "a"],
      ["b", null],
      ["c", null],
    ]);
    expect(titles({ books__pages__gt: F("age") }).toArray()).toEqual([
      ["a", "x"],
      ["b", "bz"],
      ["c", null],
    ]);
    expect(titles({ books__pages__in: [F("age"), 3] }).toArray()).toEqual([
      ["a", "a"],
      ["b", "bz"],
      ["c", null],
    ]);
  });

  it("speaks of the related row by the name of the relation", () => {
    const r = new FilteredRelation("books", { condition: { books__pages__lt: F("r__pk") } });

    const asked = Author.objects.alias({ r }).filter({ name: "b" }).valuesList("r__title");

    expect(asked.toArray()).toEqual([["y"]]);
  });

  it("may be a query that refers to the row asked for", () => {
    const short = Book.objects.filter({ pages: OuterRef("age") });

    expect(titles({ books__in: short }).toArray()).toEqual([
      ["a", "a"],
      ["b", null],
      ["c", null],
    ]);
    expect(titles(Q(Exists(short.filter({ author: OuterRef("pk") })))).count()).toBe(4);
  });

  it("may be a computed column, but no aggregate", () => {
    const condition = { books__pages__gt: F("n") };
    const r = new FilteredRelation("books", { condition });
    const sums = Author.objects.alias({ n: F("age").add(1) }).alias({ r });

    expect(sums.filter({ r__pk__gt: 0 }).count()).toBe(0);
    expect(() => Author.objects.alias({ n: Count("books") }).alias({ r })).toThrow(
      'The filtered relation "r" on Author has a condition on an aggregate or a window function.',
    );
  });

  it("is of the row around where negations and joins follow", () => {
    const r = new FilteredRelation("staff__books", {
      condition: { staff__books__pages__gt: F("age") },
    });
    const longer = Author.objects.alias({ r });

    expect(longer.filter({ r__title: "bz" }).get().name).toBe("a");
    expect(longer.exclude({ r__title: "bz" }).orderBy("pk").valuesList("name").toArray()).toEqual([
      ["b"],
      ["c"],
    ]);
  });

  it("names the row itself where the condition is on the relation", () => {
    expect(titles({ books: 3 }).toArray()).toEqual([
      ["a", null],
      ["b", "bz"],
      ["c", null],
    ]);
    expect(titles({ books__isnull: false }).toArray()).toHaveLength(5);
    expect(c.books.count()).toBe(0);
  });

  it("may not lead to rows besides", () => {
    expect(() => titles({ books__pages: F("boss__age") })).toThrow(
      'The filtered relation "r" on Author has a condition that reaches beyond books. It may read columns of books, and compare them with columns of Author.',
    );
    expect(() => titles({ books__author__age: 1 })).toThrow("reaches beyond books");
  });
});
