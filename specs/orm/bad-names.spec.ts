/** Names that users give: of annotations and columns. */
import { describe, expect, it } from "vitest";
import { Count, F, LookupError, Prefetch, Sum, UsageError, Value } from "../../src/index.ts";
import type { QuerySet } from "../../src/orm/queryset.ts";
import { openSmallClub } from "../fixtures/small-club.ts";
import { expectRefusal, type Wrong } from "./refusal.ts";

const conflict = { error: UsageError, code: "annotation-conflict" } as const;
const badName = { error: UsageError, code: "bad-annotation" } as const;

const NAMES: readonly Wrong[] = [
  [
    "a column",
    ({ people }) => people.annotate({ name: Value(1) }),
    { ...conflict, says: "field of Person" },
  ],
  ["a relation", ({ people }) => people.annotate({ mentor: Value(1) }), conflict],
  ["a key", ({ people }) => people.alias({ mentor_id: Value(1) }), conflict],
  ["a way back", ({ people }) => people.annotate({ membership: Value(1) }), conflict],
  [
    "a column among values()",
    ({ people }) => people.values("name").annotate({ name: Value(1) }),
    conflict,
  ],
  [
    "a column as toAttr",
    ({ people }) => people.prefetchRelated(new Prefetch("pupils", { toAttr: "age" })),
    conflict,
  ],
  [
    "an accessor as toAttr",
    ({ people }) => people.prefetchRelated(new Prefetch("pupils", { toAttr: "group_set" })),
    conflict,
  ],
  ["a way back", ({ people }) => people.annotate({ group_set: Value(1) }), conflict],
  ["a method", ({ people }) => people.annotate({ save: Value(1) }), conflict],
  ["nothing", ({ people }) => people.annotate({ "": Value(1) }), badName],
  ["text with a space", ({ people }) => people.annotate({ "a b": Value(1) }), badName],
  ["text with a quote", ({ people }) => people.alias({ "a'b": Value(1) }), badName],
  ["text with a semicolon", ({ people }) => people.annotate({ "a;b": Value(1) }), badName],
  ["text with a comment", ({ people }) => people.annotate({ "a--b": Value(1) }), badName],
];

describe("a computed column named", () => {
  it.each(NAMES)("%s is refused", (_, ask, refusal) => expectRefusal(ask, refusal));
});

it("lets a column in place of rows have the name of a method", () => {
  const { Person } = openSmallClub();

  expect(
    Person.objects
      .values("name")
      .annotate({ save: Value(1) })
      .first(),
  ).toEqual({
    name: "Ann",
    save: 1,
  });
});

describe("an alias", () => {
  it.each([
    ["values()", ({ people }) => people.alias({ n: Count("group") }).values("name", "n")],
    [
      "valuesList()",
      ({ people }) => people.alias({ n: Count("group") }).valuesList("n", { flat: true }),
    ],
  ] satisfies [string, Wrong[1]][])("cannot be selected by %s", (_, ask) => {
    expectRefusal(ask, { error: LookupError, code: "alias-selected", model: "Person", path: "n" });
  });
});

/** Columns with one name, which may be one that every object has. */
const named = (name: string, value: unknown): { readonly [name: string]: unknown } =>
  Object.fromEntries([[name, value]]);

describe.each(["__proto__", "constructor", "toString"])("the hostile name %s", (name) => {
  const club = openSmallClub();
  const people = club.Person.objects.all() as unknown as QuerySet;
  const ownValue = (row: unknown): unknown => Object.getOwnPropertyDescriptor(row, name)?.value;

  it("is a property like any other of annotated rows, whose class stays", () => {
    const row = people.annotate(named(name, Value("x"))).first();

    expect(ownValue(row)).toBe("x");
    expect(Object.getPrototypeOf(row)).toBe(Object.getPrototypeOf(club.ann));
  });

  it.each(["values", "valuesList"] as const)("is one of the objects of %s()", (call) => {
    const options = call === "values" ? [] : [{ named: true }];

    const row = people
      .annotate(named(name, Value("x")))
      [call](name, ...options)
      .first();

    expect(ownValue(row)).toBe("x");
    expect(Object.getPrototypeOf(row)).toBe(Object.prototype);
  });

  it("is one of the objects of values() with a computed column", () => {
    const row = people.values(named(name, Value("x"))).first();

    expect(Object.entries(row as object)).toEqual([[name, "x"]]);
    expect(Object.getPrototypeOf(row)).toBe(Object.prototype);
  });

  it("is one of what aggregate() and prefetchRelated() give", () => {
    const sums = people.aggregate(named(name, Sum("age")));
    const row = people.prefetchRelated(new Prefetch("pupils", { toAttr: name })).first();

    expect(ownValue(sums)).toBe(120);
    expect(ownValue(row)).toEqual([club.bo]);
  });

  it("can be filtered and ordered by", () => {
    const asked = people.annotate(named(name, F("age"))).filter(named(name, 40));

    expect(asked.orderBy(name).toArray()).toHaveLength(1);
  });

  it("leaves the prototype of all objects alone", () => {
    people.values(named(name, Value("x")), "age");

    expect(Object.keys(Object.prototype)).toEqual([]);
    expect(({} as { readonly x?: unknown }).x).toBeUndefined();
  });
});
