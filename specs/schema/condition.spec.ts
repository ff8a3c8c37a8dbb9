import { describe, expect, it } from "vitest";
import { F, type LookupError, Q, type QCondition, UsageError } from "../../src/index.ts";
import { openSmallClub } from "../fixtures/small-club.ts";

const { Person } = openSmallClub();
const namesOf = (rows: Iterable<{ readonly name: string }>): string[] =>
  Array.from(rows, ({ name }) => name);

describe("Q", () => {
  it("is a start for others without a condition, and adds nothing", () => {
    expect(Person.objects.filter(Q()).count()).toBe(4);
    expect(Person.objects.exclude(Q()).count()).toBe(4);
    expect(namesOf(Person.objects.filter(Q().or({ name: "Bo" })))).toEqual(["Bo"]);
  });

  it("does not follow the objects that it was made of", () => {
    const own = { name: "Bo" };
    const other = { name: "Cy" };
    const either = Q(own).or(other);

    own.name = "Di";
    other.name = "Di";

    expect(namesOf(Person.objects.filter(either))).toEqual(["Bo", "Cy"]);
  });

  it("takes a connective thousands of times, since that makes it no deeper", () => {
    let either: QCondition = Q({ age: 20 });
    for (let age = 41; age < 3000; age++) either = either.or({ age });

    expect(namesOf(Person.objects.filter(either))).toEqual(["Ann", "Di"]);
  });

  it("is refused where it nests too deep, and so is an expression", () => {
    let condition = Q({ age: 20 });
    let sum = F("age").add(1);
    for (let depth = 0; depth < 100_000; depth++) condition = condition.not();
    for (let depth = 0; depth < 100_000; depth++) sum = sum.add(1);

    const tooDeep = { code: "too-deep" } satisfies Partial<LookupError>;
    expect(() => Person.objects.filter(condition)).toThrow(UsageError);
    expect(() => Person.objects.filter(condition)).toThrow(expect.objectContaining(tooDeep));
    expect(() => Person.objects.annotate({ sum })).toThrow(expect.objectContaining(tooDeep));
  });
});
