import { describe, expect, it } from "vitest";
import { UsageError } from "../../src/index.ts";
import { openSmallClub } from "../fixtures/small-club.ts";

const { Person, di } = openSmallClub();
const twenties = Person.objects.filter({ age: 20 });
type People = typeof twenties;

function nest(depth: number, around: (inner: People) => People): People {
  let people = twenties;
  for (let at = 0; at < depth; at++) people = around(people);
  return people;
}

const united = (inner: People): People => inner.union(Person.objects.filter({ name: "Di" }));
const listed = (inner: People): People => Person.objects.filter({ pk__in: inner });

describe("questions within each other", () => {
  it("are answered 500 deep", () => {
    expect(nest(500, united).toArray()).toEqual([di]);
    expect(nest(500, united).none().toArray()).toEqual([]);
    expect(nest(500, listed).toArray()).toEqual([di]);
  });

  it("are refused where they nest deeper, as parts and in lookups", () => {
    const tooDeep = expect.objectContaining({
      code: "too-deep",
      message: "QuerySets nest at most 500 deep.",
    });

    expect(() => nest(501, united)).toThrow(UsageError);
    expect(() => nest(2000, united)).toThrow(tooDeep);
    expect(() => nest(2000, listed)).toThrow(tooDeep);
    expect(() => nest(2000, (inner) => listed(united(inner)))).toThrow(tooDeep);
  });

  it("count as one level where they stand side by side", () => {
    const others = Array.from({ length: 600 }, (_, age) => Person.objects.filter({ age }));

    expect(twenties.union(...others).count()).toBe(3);
    let people = Person.objects.all();
    for (let at = 0; at < 600; at++) people = people.filter({ pk__in: twenties });
    expect(people.toArray()).toEqual([di]);
  });
});
