/** exclude() over to-one, then to-many relations, of values that speak of the row asked for. */
import { expect, it } from "vitest";
import { F, FilteredRelation, OuterRef, Q } from "../../src/index.ts";
import { openLibrary } from "../fixtures/library.ts";

const { Author, Book } = openLibrary();
Book.objects.create({ title: "lost", pages: 2 });

it("compares with an expression of the row's own columns", () => {
  const next = Book.objects.exclude({ author__books__pages: F("pages").add(1) });
  const older = Book.objects.exclude({ author__books__pages: F("author__age").add(1) });

  expect(next.valuesList("title", { flat: true }).toArray()).toEqual(["x", "bz", "y", "lost"]);
  expect(older.valuesList("title", { flat: true }).toArray()).toEqual(["lost"]);
});

it("compares with a list that has one of the row's own columns", () => {
  const asked = Author.objects.exclude({ boss__books__pages__range: [0, F("age")] });

  expect(asked.valuesList("name", { flat: true }).toArray()).toEqual(["a", "c"]);
});

it("compares with a query that refers to the row", () => {
  const own = Author.objects.exclude({
    boss__books__in: Book.objects.filter({ author: OuterRef("pk") }),
  });
  const ofBoss = Author.objects.exclude({
    boss__books__in: Book.objects.filter({ author: OuterRef("boss") }),
  });

  expect(own.valuesList("name", { flat: true }).toArray()).toEqual(["a", "b", "c"]);
  expect(ofBoss.valuesList("name", { flat: true }).toArray()).toEqual(["a", "c"]);
});

it("compares with a column of a filtered relation beside the path", () => {
  const asked = Book.objects
    .annotate({ r: new FilteredRelation("author", { condition: Q({ author__name: "a" }) }) })
    .exclude({ author__books__pages: F("r__age").add(0) });

  expect(asked.valuesList("title", { flat: true }).toArray()).toEqual(["bz", "y", "lost"]);
});
