import { describe, expect, it } from "vitest";
import { F, field, model, openStore } from "../../src/index.ts";
import type { QuerySet } from "../../src/orm/queryset.ts";

const DOCUMENTS: { readonly [name: string]: unknown } = {
  objects: { a: [{ b: 5 }, { b: "five" }], nothing: null },
  arrays: { a: [[1, [2, 3]]] },
  list: [1, 2, { z: 0 }],
  text: "abc",
  number: 7,
  none: null,
  empty: {},
  emptyList: [],
  hostile: JSON.parse('{"__proto__": 1, "constructor": 3, "a b": 1, "0": "zero", "year": 9}'),
};

/** Documents by name, and the way to ask for the names of those that meet conditions. */
function openDocuments() {
  const { models } = openStore({
    Document: model({ name: field.text(), data: field.json({ null: true }) }),
  });
  models.Document.objects.bulkCreate(
    Object.entries(DOCUMENTS).map(([name, data]) => ({ name, data: data as never })),
  );
  return models.Document.objects.all() as unknown as QuerySet;
}

const documents = openDocuments();
const NAMES = Object.keys(DOCUMENTS);
const names = (asked: QuerySet): readonly unknown[] =>
  asked.orderBy("pk").valuesList("name", { flat: true }).toArray();

/** Conditions, each with the documents that meet them. */
type Meetings = readonly (readonly [path: string, value: unknown, names: readonly string[]])[];

describe("a path into JSON data", () => {
  it.each([
    ["data__a__0__b", 5, ["objects"]],
    ["data__a__1__b", "five", ["objects"]],
    ["data__a__0__1__0", 2, ["arrays"]],
    ["data__a__0__1", [2, 3], ["arrays"]],
    ["data__2__z", 0, ["list"]],
    ["data__0", "zero", ["hostile"]],
    ["data__a__0__b__in", [5, 6], ["objects"]],
    ["data__a__1__b__icontains", "FIV", ["objects"]],
    ["data__a__0__contains", { b: 5 }, ["objects"]],
    ["data__a__0__has_key", "b", ["objects"]],
    ["data__2__z__isnull", false, ["list"]],
    ["data__constructor", 3, ["hostile"]],
    ["data__a b", 1, ["hostile"]],
    ["data__year", 9, ["hostile"]],
    ["data__toString__isnull", false, []],
    ["data__length", 3, []],
  ] satisfies Meetings)(
    "%s of %j is met by the data that have it there",
    (path, value, expected) => {
      expect(names(documents.filter({ [path]: value }))).toEqual(expected);
    },
  );

  it("has an order where it leads to numbers", () => {
    expect(names(documents.filter({ data__a__0__b__gt: 4 }))).toEqual(["objects"]);
    expect(names(documents.filter({ data__a__0__b__gt: 5 }))).toEqual([]);
  });

  it("tells a missing key, by isnull, from JSON's own null, which is a value", () => {
    expect(names(documents.filter({ data__nothing__isnull: false }))).toEqual(["objects"]);
    expect(names(documents.filter({ data__nothing: null }))).toEqual(["objects"]);
  });

  it("is null where the key is missing, whatever the data are", () => {
    expect(names(documents.filter({ data__z__isnull: true }))).toEqual(NAMES);
  });

  it("can be given, computed with and ordered by", () => {
    const found = documents.annotate({ b: F("data__a__0__b") }).filter({ b: 5 });

    expect(found.values("name", "data__a__0__b").toArray()).toEqual([
      { name: "objects", data__a__0__b: 5 },
    ]);
    expect(documents.orderBy("-data__a__0__b").first()).toHaveProperty("name", "objects");
  });

  it("does not hold where it leads nowhere, and neither does its negation", () => {
    // As in SQL: a row without data has no value to be compared; Django takes it by its column.
    expect(names(documents.exclude({ data__a__0__b: 5 }))).toEqual(["none"]);
  });
});

describe("a lookup of keys", () => {
  it.each([
    ["data__has_key", "a", ["objects", "arrays"]],
    ["data__has_key", "nothing", ["objects"]],
    ["data__has_key", "0", ["list", "hostile"]],
    ["data__has_key", "__proto__", ["hostile"]],
    ["data__has_key", "toString", []],
    ["data__has_key", "length", []],
    ["data__has_keys", ["a", "nothing"], ["objects"]],
    ["data__has_keys", [], NAMES.filter((name) => name !== "none")],
    ["data__has_any_keys", ["z", "nothing", "year"], ["objects", "hostile"]],
    ["data__has_any_keys", [], []],
  ] satisfies Meetings)("%s of %j looks at the top only", (path, value, expected) => {
    expect(names(documents.filter({ [path]: value }))).toEqual(expected);
  });
});

describe("containment", () => {
  it.each([
    ["data__contains", { nothing: null }, ["objects"]],
    ["data__contains", { a: [{ b: "five" }] }, ["objects"]],
    ["data__contains", { a: [[[3]]] }, ["arrays"]],
    ["data__contains", [2, 1, 2], ["list"]],
    ["data__contains", [{ z: 0 }], ["list"]],
    ["data__contains", { z: 0 }, []],
    ["data__contains", 1, ["list"]],
    ["data__contains", "abc", ["text"]],
    ["data__contains", "ab", []],
    ["data__contains", {}, ["objects", "arrays", "empty", "hostile"]],
    ["data__contains", [], ["list", "emptyList"]],
    ["data__contained_by", [1, 2, 3, { z: 0, y: 1 }], ["list", "emptyList"]],
    ["data__contained_by", { a: [[1, [2, 3, 4]], 5], b: 1 }, ["arrays", "empty"]],
    ["data__contained_by", 7, ["number"]],
  ] satisfies Meetings)("%s of %j holds by parts, in any order", (path, value, expected) => {
    expect(names(documents.filter({ [path]: value }))).toEqual(expected);
  });
});
