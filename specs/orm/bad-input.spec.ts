/** Paths, lookups and values without meaning. */
import { describe, it } from "vitest";
import { F, LookupError } from "../../src/index.ts";
import { expectRefusal, type Wrong } from "./refusal.ts";

const PATHS: readonly Wrong[] = [
  [
    "an unknown name",
    ({ people }) => people.filter({ nmae: "Ann" }),
    {
      error: LookupError,
      code: "unknown-field",
      model: "Person",
      path: "nmae",
      position: 0,
      near: "name",
    },
  ],
  [
    "an unknown name after a relation",
    ({ people }) => people.exclude({ mentor__nmae: "Ann" }),
    {
      error: LookupError,
      code: "unknown-field",
      model: "Person",
      path: "mentor__nmae",
      position: 1,
      near: "name",
    },
  ],
  [
    "an unknown name after two relations",
    ({ people }) => people.filter({ membership__group__nmae: "Choir" }),
    {
      error: LookupError,
      code: "unknown-field",
      path: "membership__group__nmae",
      position: 2,
      says: "Group has no",
      near: "name",
    },
  ],
  [
    "an unknown lookup",
    ({ people }) => people.filter({ membership__group__name__startwith: "C" }),
    { error: LookupError, code: "unknown-lookup", position: 3, near: "startswith" },
  ],
  [
    "an unknown lookup of the name of its column",
    ({ people }) => people.filter({ name__name: "Ann" }),
    { error: LookupError, code: "unknown-lookup", path: "name__name", position: 1 },
  ],
  [
    "a lookup after a lookup",
    ({ people }) => people.filter({ age__gt__lt: 1 }),
    {
      ...{ error: LookupError, code: "unknown-lookup", position: 2 },
      says: 'Nothing can follow the lookup "gt" in "age__gt__lt" on Person; got "lt"',
    },
  ],
  [
    "an unknown transform",
    ({ memberships }) => memberships.filter({ date_joined__yaer: 2020 }),
    { error: LookupError, code: "unknown-lookup", position: 1, near: "year" },
  ],
  [
    "an unknown lookup after a transform",
    ({ memberships }) => memberships.filter({ date_joined__year__gtt: 2020 }),
    { error: LookupError, code: "unknown-lookup", position: 2, near: "gt" },
  ],
  [
    "a lookup without meaning after a transform",
    ({ memberships }) => memberships.filter({ date_joined__year__has_key: "x" }),
    { error: LookupError, code: "lookup-not-supported", position: 2, says: '"has_key"' },
  ],
  [
    "a text lookup on a relation",
    ({ people }) => people.filter({ membership__group__icontains: "C" }),
    {
      error: LookupError,
      code: "lookup-not-supported",
      position: 2,
      says: "Name a field of Group",
    },
  ],
  [
    "a range on a relation",
    ({ people }) => people.filter({ mentor__range: [1, 2] }),
    {
      error: LookupError,
      code: "lookup-not-supported",
      model: "Person",
      path: "mentor__range",
      position: 1,
    },
  ],
  [
    "a word after a lookup on a relation",
    ({ people }) => people.filter({ mentor__exact__gt: 1 }),
    { error: LookupError, code: "unknown-lookup", position: 2, says: "Nothing can follow" },
  ],
  [
    "a path without end",
    ({ people }) => people.filter({ [`${"mentor__".repeat(32)}age`]: 1 }),
    { error: LookupError, code: "path-too-long", model: "Person", says: "33 parts; at most 32" },
  ],
  [
    "an order by an unknown name",
    ({ people }) => people.orderBy("name", "-mentor__agee"),
    { error: LookupError, code: "unknown-field", path: "mentor__agee", position: 1, near: "age" },
  ],
  [
    "an order without a name",
    ({ people }) => people.orderBy("-"),
    { error: LookupError, code: "bad-order", model: "Person" },
  ],
  [
    "values of an unknown name",
    ({ people }) => people.values("membership__group__nmae"),
    { error: LookupError, code: "unknown-field", position: 2, near: "name" },
  ],
  [
    "values with a lookup",
    ({ people }) => people.values("age__gt"),
    {
      error: LookupError,
      code: "unknown-field",
      position: 1,
      says: '"gt" cannot follow the column "age"',
    },
  ],
  [
    "distinct by an unknown name",
    ({ people }) => people.distinct("agee"),
    { error: LookupError, code: "unknown-field", path: "agee", near: "age" },
  ],
];

describe("a path without meaning", () => {
  it.each(PATHS)("is refused: %s", (_, ask, refusal) => expectRefusal(ask, refusal));
});

/** A value that its lookup does not take, and what is said to be expected. */
type WrongValue = readonly [
  model: "people" | "memberships",
  path: string,
  value: unknown,
  expected: string,
];

const VALUES: readonly WrongValue[] = [
  ["people", "name", 3, "a string"],
  ["people", "age", "x", "a number"],
  ["people", "age", true, "a number"],
  ["people", "age__gt", Number.NaN, "a number"],
  ["people", "age__gte", null, '"isnull"'],
  ["people", "mentor", true, "a number"],
  ["memberships", "date_joined", "soon", "a date such as"],
  ["memberships", "is_leader", "yes", "true or false"],
  ["memberships", "note", () => 1, "plain JSON data"],
  ["memberships", "date_joined__year", "x", "a number"],
  ["people", "age__in", 3, "a list of values"],
  ["people", "name__in", "Ann", "a list of values"],
  ["people", "age__in", [3, "x"], "a number"],
  ["people", "age__range", [3], "the lowest and the highest value"],
  ["people", "age__range", [3, 4, 5], "the lowest and the highest value"],
  ["people", "age__range", [3, null], "a value"],
  ["people", "age__range", [F("age")], "the lowest and the highest value"],
  ["people", "age__isnull", 1, "true or false"],
  ["people", "age__isnull", null, "a value"],
  ["people", "age", undefined, "a value"],
  ["people", "name__iexact", undefined, "a value"],
  ["people", "age__isnull", F("age"), "true or false"],
  ["people", "name__contains", 3, "a string"],
  ["people", "name__istartswith", null, "a value"],
  ["people", "name__regex", /x/, "a regular expression, as a string"],
  ["people", "name__iregex", "x".repeat(1001), "at most 1000 characters"],
  ["memberships", "note__has_key", ["x"], "a string"],
  ["memberships", "note__has_keys", "x", "a list of keys"],
  ["memberships", "note__has_any_keys", [{}], "a string"],
];

describe("a value of the wrong type", () => {
  it.each(VALUES)("is refused: %s with %s of %s", (model, path, value, expected) => {
    expectRefusal((club) => club[model].filter({ [path]: value }), {
      error: LookupError,
      code: "bad-value",
      path,
      position: path.split("__").length - 1,
      says: expected,
    });
  });

  it("is shown in the message", () => {
    expectRefusal(({ people }) => people.filter({ age__isnull: 7 }), {
      error: LookupError,
      code: "bad-value",
      says: "got 7;",
    });
  });
});
