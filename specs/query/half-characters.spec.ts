import { describe, expect, it } from "vitest";
import { LookupError } from "../../src/index.ts";
import { openSmallClub } from "../fixtures/small-club.ts";

const { Person } = openSmallClub();
const grin = Person.objects.create({ name: "😀" });
const [first, second] = ["😀".slice(0, 1), "😀".slice(1)];

describe("a text lookup", () => {
  it("finds characters beyond the basic plane as a whole", () => {
    expect(Person.objects.get({ name__startswith: "😀" })).toBe(grin);
    expect(Person.objects.get({ name__icontains: "😀" })).toBe(grin);
  });

  it.each([
    ["startswith", first],
    ["istartswith", first],
    ["contains", first],
    ["icontains", second],
    ["endswith", second],
    ["iendswith", `${second}a`],
    ["iexact", first],
  ])("refuses half of a surrogate pair for %s", (lookup, part) => {
    const ask = () => Person.objects.filter({ [`name__${lookup}`]: part } as never);

    expect(ask).toThrow(LookupError);
    expect(ask).toThrow(expect.objectContaining({ code: "bad-value", path: `name__${lookup}` }));
  });

  it("finds none by the other lookups", () => {
    expect(Person.objects.filter({ name: first }).exists()).toBe(false);
    expect(Person.objects.filter({ name__regex: first }).exists()).toBe(false);
  });
});
