import { expect, it } from "vitest";
import { Count, Exists, OuterRef, Subquery } from "../../src/index.ts";
import { openLibrary } from "../fixtures/library.ts";

/** Books by author: a group of two for each of two authors. */
function openGrouped() {
  const library = openLibrary();
  const { Book } = library;
  return { ...library, byAuthor: Book.objects.values("author_id").annotate({ n: Count("pk") }) };
}

it("groups by what a query inside reads of the row around", () => {
  const { Author, byAuthor } = openGrouped();
  const ownAuthor = Author.objects.filter({ books: OuterRef("pk") });

  const rows = byAuthor.annotate({ t: Exists(ownAuthor) }).valuesList("author_id", "n", "t");

  expect(rows.toArray()).toEqual([
    [1, 1, true],
    [1, 1, true],
    [2, 1, true],
    [2, 1, true],
  ]);
});

it("groups by what a negation inside of a query inside reads of the row around", () => {
  const { Author, byAuthor } = openGrouped();
  const otherAuthors = Author.objects.exclude({ books: OuterRef("pk") });

  const rows = byAuthor.annotate({ t: Exists(otherAuthors) }).valuesList("author_id", "n", "t");

  expect(rows.toArray()).toEqual([
    [1, 1, true],
    [1, 1, true],
    [2, 1, true],
    [2, 1, true],
  ]);
});

it("groups by what is read two queries inside", () => {
  const { Author, Book, byAuthor } = openGrouped();
  const same = Book.objects.filter({ pk: OuterRef(OuterRef("pk")), pages: OuterRef("age") });

  const named = byAuthor.annotate({
    t: Subquery(Author.objects.filter(Exists(same)).values("name")),
  });

  expect(named.valuesList("author_id", "n", "t").toArray()).toEqual([
    [1, 1, "a"],
    [1, 1, "b"],
    [2, 1, null],
    [2, 1, "a"],
  ]);
});
