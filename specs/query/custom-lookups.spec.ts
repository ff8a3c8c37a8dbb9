import { afterEach, describe, expect, it } from "vitest";
import { LookupError, registerLookup, registerTransform, UsageError } from "../../src/index.ts";
import type { QuerySet } from "../../src/orm/queryset.ts";
import { openSmallClub } from "../fixtures/small-club.ts";

const { Person, Membership } = openSmallClub();
const people = Person.objects.all() as unknown as QuerySet;
const memberships = Membership.objects.all() as unknown as QuerySet;
const names = (conditions: object): readonly unknown[] =>
  people.filter(conditions).orderBy("pk").valuesList("name", { flat: true }).toArray();

const added: (() => void)[] = [];
const add = (remove: () => void): void => {
  added.push(remove);
};

afterEach(() => {
  for (const remove of added.splice(0)) remove();
});

describe("a lookup of the user's own", () => {
  it("compares values that are not null with one of their kind", () => {
    add(
      registerLookup({
        name: "divides",
        kinds: ["integer"],
        matches: (age: number, given: number) => given % age === 0,
      }),
    );

    expect(names({ age__divides: 120 })).toEqual(["Ann", "Bo", "Di"]);
    expect(names({ age__divides: 60 })).toEqual(["Ann", "Di"]);
    expect(people.exclude({ age__divides: 60 }).count()).toBe(2);
    expect(() => people.filter({ age__divides: "x" })).toThrow(
      expect.objectContaining({ code: "bad-value" }),
    );
  });

  it("takes a text, or a list of values, where it says so", () => {
    add(
      registerLookup({
        name: "has_digit",
        kinds: ["integer"],
        takes: "text",
        matches: (age: number, digit: string) => String(age).includes(digit),
      }),
    );
    add(
      registerLookup({
        name: "none_of",
        kinds: ["char"],
        takes: "list",
        matches: (name: string, given: readonly string[]) => !given.includes(name),
      }),
    );

    expect(names({ age__has_digit: "4" })).toEqual(["Bo"]);
    expect(names({ name__none_of: ["Ann", "Bo"] })).toEqual(["Cy", "Di"]);
  });

  it("may be on a related row, and after a transform", () => {
    add(
      registerLookup({
        name: "is_even",
        kinds: ["integer"],
        matches: (value: number, given: number) => value % 2 === given,
      }),
    );

    expect(memberships.filter({ person__age__is_even: 0 }).count()).toBe(4);
    expect(memberships.filter({ date_joined__year__is_even: 0 }).count()).toBe(3);
  });

  it("has no meaning on other kinds", () => {
    add(registerLookup({ name: "divides", kinds: ["integer"], matches: () => true }));

    expect(() => people.filter({ name__divides: "x" })).toThrow(
      expect.objectContaining({ code: "lookup-not-supported" }),
    );
  });

  it("is gone when it is taken away, also for chains that were built before", () => {
    const remove = registerLookup({ name: "any_age", kinds: ["integer"], matches: () => true });
    expect(names({ age__any_age: 1 })).toHaveLength(3);

    remove();

    expect(() => people.filter({ age__any_age: 1 })).toThrow(LookupError);
  });

  it("is the new one when another one takes its name", () => {
    registerLookup({ name: "fits", kinds: ["integer"], matches: () => true })();
    add(registerLookup({ name: "fits", kinds: ["integer"], matches: () => true }));
    expect(names({ age__fits: 1 })).toHaveLength(3);
    added.pop()!();

    add(registerLookup({ name: "fits", kinds: ["integer"], matches: () => false }));

    expect(names({ age__fits: 1 })).toEqual([]);
  });
});

describe("a transform of the user's own", () => {
  it("may be followed by lookups, ordered by and given", () => {
    add(
      registerTransform({
        name: "initial",
        kinds: ["char"],
        output: "char",
        apply: (name: string) => name.slice(0, 1),
      }),
    );

    expect(names({ name__initial: "B" })).toEqual(["Bo"]);
    expect(names({ name__initial__in: ["A", "D"] })).toEqual(["Ann", "Di"]);
    expect(people.orderBy("-name__initial").values("name__initial").first()).toEqual({
      name__initial: "D",
    });
  });

  it("is null for null, and where it gives nothing", () => {
    add(
      registerTransform({
        name: "half",
        kinds: ["integer"],
        output: "integer",
        apply: (age: number) => (age % 40 === 0 ? age / 2 : null),
      }),
    );

    expect(names({ age__half__isnull: true })).toEqual(["Ann", "Cy", "Di"]);
    expect(names({ age__half: 20 })).toEqual(["Bo"]);
  });

  it("is gone when it is taken away", () => {
    const remove = registerTransform({
      name: "same",
      kinds: ["integer"],
      output: "integer",
      apply: (age: number) => age,
    });
    expect(names({ age__same: 40 })).toEqual(["Bo"]);

    remove();

    expect(() => people.filter({ age__same: 40 })).toThrow(LookupError);
  });
});

describe("a name for them", () => {
  const matches = () => true;

  it.each(["exact", "isnull", "year", "has_key"])(
    "is refused when there is one already: %s",
    (name) => {
      expect(() => registerLookup({ name, kinds: ["integer"], matches })).toThrow(
        expect.objectContaining({ code: "lookup-exists" }),
      );
      expect(() =>
        registerTransform({ name, kinds: ["date"], output: "integer", apply: () => 1 }),
      ).toThrow(UsageError);
    },
  );

  it.each(["", "a__b", "Big", "a b", "_a", "__proto__", "1st"])(
    "is refused when no path can hold it: %j",
    (name) => {
      expect(() => registerLookup({ name, kinds: ["integer"], matches })).toThrow(
        expect.objectContaining({ code: "bad-lookup-name" }),
      );
    },
  );

  it("is taken by both alike", () => {
    add(registerLookup({ name: "taken", kinds: ["integer"], matches }));

    expect(() =>
      registerTransform({ name: "taken", kinds: ["char"], output: "char", apply: () => "x" }),
    ).toThrow(expect.objectContaining({ code: "lookup-exists" }));
  });
});
