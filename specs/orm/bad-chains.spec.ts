/** Calls in a chain where they have no meaning. */
import { describe, it } from "vitest";
import {
  Count,
  DoesNotExist,
  F,
  LookupError,
  Lower,
  MultipleObjectsReturned,
  Q,
  UsageError,
  Value,
} from "../../src/index.ts";
import type { QuerySet } from "../../src/orm/queryset.ts";
import { expectRefusal, type Wrong } from "./refusal.ts";

const badSlice = { error: UsageError, code: "bad-slice" } as const;

const SLICES: readonly Wrong[] = [
  [
    "a start below zero",
    ({ people }) => people.slice(-1),
    { ...badSlice, says: "start of a slice is -1" },
  ],
  [
    "an end below zero",
    ({ people }) => people.slice(0, -1),
    { ...badSlice, says: "end of a slice is -1" },
  ],
  ["a start that is no integer", ({ people }) => people.slice(0.5), badSlice],
  ["a start that is no number", ({ people }) => people.slice("1" as never), badSlice],
  ["an end that is NaN", ({ people }) => people.slice(0, Number.NaN), badSlice],
  ["a step of 0", ({ people }) => people.slice(0, 2, 0), { ...badSlice, says: "step" }],
  ["a step below zero", ({ people }) => people.slice(0, 2, -1), badSlice],
  ["an index below zero", ({ people }) => people.at(-1), badSlice],
];

describe("a slice", () => {
  it.each(SLICES)("is refused with %s", (_, ask, refusal) => expectRefusal(ask, refusal));
});

/** A call of a chain, by the name that its error says. */
type Calls = { readonly [call: string]: (chain: QuerySet) => unknown };

const NOT_SLICED: Calls = {
  filter: (chain) => chain.filter({ pk: 1 }),
  exclude: (chain) => chain.exclude({ pk: 1 }),
  get: (chain) => chain.get({ pk: 1 }),
  orderBy: (chain) => chain.orderBy("name"),
  distinct: (chain) => chain.distinct(),
  reverse: (chain) => chain.reverse(),
  last: (chain) => chain.last(),
  earliest: (chain) => chain.earliest("age"),
  latest: (chain) => chain.latest("age"),
  inBulk: (chain) => chain.inBulk([1]),
  update: (chain) => chain.update({ age: 1 }),
  delete: (chain) => chain.delete(),
  datetimes: (chain) => chain.datetimes("joined", "day"),
  dates: (chain) => chain.dates("joined", "day"),
};

describe("a sliced chain", () => {
  it.each(Object.entries(NOT_SLICED))("refuses %s()", (call, ask) => {
    expectRefusal(({ people }) => ask(people.slice(0, 2)), {
      error: UsageError,
      code: "sliced",
      says: `${call}() cannot follow slice() on Person`,
    });
  });
});

const NOT_COMBINED: Calls = {
  filter: (chain) => chain.filter({ pk: 1 }),
  exclude: (chain) => chain.exclude({ pk: 1 }),
  get: (chain) => chain.get({ pk: 1 }),
  annotate: (chain) => chain.annotate({ x: F("age") }),
  alias: (chain) => chain.alias({ x: F("age") }),
  distinct: (chain) => chain.distinct(),
  update: (chain) => chain.update({ age: 1 }),
  delete: (chain) => chain.delete(),
  inBulk: (chain) => chain.inBulk([1]),
  earliest: (chain) => chain.earliest("age"),
  only: (chain) => chain.only("age"),
  selectRelated: (chain) => chain.selectRelated("mentor"),
  prefetchRelated: (chain) => chain.prefetchRelated("pupils"),
};

describe.each(["union", "intersection", "difference"] as const)(
  "a chain after %s()",
  (operator) => {
    it.each(Object.entries(NOT_COMBINED))("refuses %s()", (call, ask) => {
      expectRefusal(({ people }) => ask(people[operator](people.filter({ pk: 2 }))), {
        error: UsageError,
        code: "after-combining",
        says: `${call}() cannot follow ${operator}() on Person`,
      });
    });
  },
);

const cannotCombine = { error: UsageError, code: "cannot-combine" } as const;

const COMBINED: readonly Wrong[] = [
  [
    "union() of fewer and more columns",
    ({ people }) => people.values("age").union(people.values("age", "name")),
    cannotCombine,
  ],
  [
    "union() of rows and columns",
    ({ people }) => people.union(people.values("age")),
    cannotCombine,
  ],
  [
    "union() of rows of models of different width",
    ({ people, memberships }) => people.union(memberships),
    cannotCombine,
  ],
  [
    "intersection() of different widths",
    ({ people }) => people.intersection(people.annotate({ x: Value(1) })),
    cannotCombine,
  ],
  [
    "difference() of different widths",
    ({ people }) => people.values("age").difference(people.values("age", "name")),
    cannotCombine,
  ],
  ["union() with a number", ({ people }) => people.union(3), cannotCombine],
  ["union() with an array", ({ people }) => people.union([]), cannotCombine],
  [
    "or() of different models",
    ({ people, groups }) => people.or(groups),
    { ...cannotCombine, says: "Person and Group" },
  ],
  ["and() of different models", ({ people, groups }) => people.and(groups), cannotCombine],
  [
    "xor() of different distinctness",
    ({ people }) => people.xor(people.distinct()),
    { ...cannotCombine, says: "distinct" },
  ],
  ["or() with a number", ({ people }) => people.or(3 as never), cannotCombine],
  [
    "and() after a slice",
    ({ people }) => people.slice(0, 1).and(people),
    { error: UsageError, code: "sliced" },
  ],
  [
    "or() after a union()",
    ({ people }) => people.union(people.filter({ pk: 1 })).or(people),
    { error: UsageError, code: "after-combining" },
  ],
  [
    "an order of a union() by a relation's column",
    ({ people }) => people.union(people.filter({ pk: 1 })).orderBy("mentor__name"),
    { error: LookupError, code: "bad-order", model: "Person", path: "mentor__name" },
  ],
  [
    "an order of a union() of columns by another one",
    ({ people }) => people.values("name").union(people.values("name")).orderBy("nmae"),
    { error: LookupError, code: "bad-order", model: "Person", path: "nmae", near: "name" },
  ],
  [
    "aggregate() after a union()",
    ({ people }) => people.union(people.filter({ pk: 1 })).aggregate({ n: Count("*") }),
    { error: UsageError, code: "after-combining" },
  ],
  [
    "an order of a union() by a computation",
    ({ people }) =>
      people
        .union(people.filter({ pk: 1 }))
        .orderBy(Lower("name"))
        .toArray(),
    { error: LookupError, code: "bad-order", model: "Person" },
  ],
  [
    "a manager",
    ({ people, store }) => people.or(store.models.Person.objects as never),
    { error: UsageError, code: "cannot-combine", says: "not <Person.objects>. Ask the manager" },
  ],
];

describe("chains that do not go together", () => {
  it.each(COMBINED)("are refused: %s", (_, ask, refusal) => expectRefusal(ask, refusal));
});

const none = { error: DoesNotExist, code: "does-not-exist", model: "Person" } as const;
const many = {
  error: MultipleObjectsReturned,
  code: "multiple-objects-returned",
  model: "Person",
} as const;

const GETS: readonly Wrong[] = [
  [
    "all conditions of the chain",
    ({ people }) => people.filter({ name__contains: "z" }).get({ age__gte: 20 }),
    { ...none, says: 'No Person matches { name__contains: "z", age__gte: 20 }' },
  ],
  [
    "values in a list",
    ({ people }) => people.get({ age__in: [7, 8] }),
    { ...none, says: "age__in: [7,8]" },
  ],
  [
    "alternatives",
    ({ people }) => people.get(Q({ name: "x" }).or({ age: 3 })),
    { ...none, says: '(Person.name exact "x" or Person.age exact 3)' },
  ],
  [
    "negations",
    ({ people }) => people.exclude({ name__contains: "" }).get(),
    { ...none, says: 'not Person.name contains ""' },
  ],
  [
    "how many rows there are",
    ({ people }) => people.get({ age__gte: 20 }),
    { ...many, says: "3 rows of Person match { age__gte: 20 }" },
  ],
  [
    "the parts of a combination",
    ({ people }) =>
      people
        .filter({ age: 1 })
        .union(people.filter({ name: "x" }), people.none())
        .get(),
    { ...none, says: 'No Person matches the union of { age: 1 } and { name: "x" }' },
  ],
  [
    "parts without conditions",
    ({ people }) => people.union(people.filter({ pk: 1 })).get(),
    { ...many, says: "the union of all rows of Person and { pk: 1 }" },
  ],
  [
    "that nothing was asked",
    ({ people }) => people.get(),
    { ...many, says: "4 rows of Person match an empty query" },
  ],
];

describe("get()", () => {
  it.each(GETS)("tells %s when it does not find one row", (_, ask, refusal) => {
    expectRefusal(ask, refusal);
  });
});
