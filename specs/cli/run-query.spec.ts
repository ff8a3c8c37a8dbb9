import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { openBands } from "../../src/cli/bands.ts";
import { replay } from "../../src/cli/open-files.ts";
import { parseQuery } from "../../src/cli/parse-query.ts";
import { answerJson, printAnswer } from "../../src/cli/print-answer.ts";
import { runQuery } from "../../src/cli/run-query.ts";
import { makeStyle } from "../../src/cli/style.ts";
import { StoreError } from "../../src/index.ts";

const { store } = openBands();
const path = new URL("../fixtures/cli/few-bands.events.ndjson", import.meta.url);
replay(store, readFileSync(path, "utf8"), "few-bands.events.ndjson");

function ask(text: string): unknown {
  return JSON.parse(answerJson(runQuery(store, parseQuery(text))));
}

function namesOf(text: string): unknown[] {
  return (ask(text) as { readonly name: string }[]).map(({ name }) => name);
}

function print(text: string): string {
  const screen = { style: makeStyle(false), width: undefined };
  return printAnswer(store, runQuery(store, parseQuery(text)), screen);
}

describe("runQuery", () => {
  it("answers a chain with rows", () => {
    expect(namesOf('Person.filter({ group__name: "Wings" }).orderBy("-name")')).toEqual([
      "Paul McCartney",
      "Denny Laine",
    ]);
    expect(namesOf('Person.objects.filter({ group__name: "Yes" }).distinct().slice(1)')).toEqual([
      "Rick Wakeman",
    ]);
    expect(namesOf("Group.all()")).toHaveLength(4);
  });

  it("answers with one row, a number, a truth or nothing", () => {
    expect(ask("Person.get({ name: 'Ringo Starr' })")).toEqual({ id: 1, name: "Ringo Starr" });
    expect(ask("Group.filter({ id: 99 }).first()")).toBeNull();
    expect(ask("Membership.count()")).toBe(12);
    expect(ask('Group.filter({ name__startswith: "The" }).exists()')).toBe(true);
  });

  it("explains as data and as a tree with what else was considered", () => {
    const text = 'Person.filter({ group__name: "Wings" }).explain()';

    expect(ask(text)).toMatchObject({ model: "Person", plan: { kind: "sort" } });
    expect(print(text)).toContain("considered, by rows to touch:\n*");
  });

  it("prints rows as a table of the model's columns, and no row as one without any", () => {
    expect(print('Group.filter({ name__startswith: "The" })')).toBe(
      ["id  name", "──  ───────────", " 1  The Beatles", " 4  The Clash", "(2 rows)"].join("\n"),
    );
    expect(print("Group.filter({ id: 99 })")).toBe("id  name\n──  ────\n(0 rows)");
  });

  it.each([
    ["Persn.all()", 'column 1: there is no model "Persn". Did you mean "Person"?'],
    ["__proto__.all()", 'there is no model "__proto__". Choices are: Person, Group, Membership.'],
    ["constructor.all()", 'there is no model "constructor"'],
    ["Person.flter({})", 'column 8: there is no method "flter". Did you mean "filter"?'],
    ["Person.constructor()", 'there is no method "constructor"'],
    ["Person.__proto__()", 'there is no method "__proto__"'],
    ["Person.toString()", 'there is no method "toString"'],
    ["Person.create({})", 'there is no method "create"'],
    ["Person.bulkCreate([])", 'there is no method "bulkCreate"'],
    ["Person.all(1)", "all() takes nothing"],
    ["Person.filter()", "filter() takes one object of lookups"],
    ["Person.filter([1])", "filter() takes one object of lookups"],
    ["Person.filter(null)", "filter() takes one object of lookups"],
    ["Person.get({}, {})", "get() takes nothing or one object"],
    ["Person.orderBy(1)", "orderBy() takes names of fields"],
    ["Person.slice()", "slice() takes where to start"],
    ["Person.slice(-1)", "slice() takes where to start"],
    ["Person.slice(0, 1n)", "slice() takes where to start"],
    ["Person.count().all()", "column 16: nothing can follow count()"],
  ])("refuses %s", (text, reason) => {
    expect(() => ask(text)).toThrow(reason);
  });

  it.each([
    ["Person.filter({ nam: 1 })", "LookupError"],
    ["Person.filter({ __proto__: { name: 'x' } })", "LookupError"],
    ["Person.filter({ constructor: 1 })", "LookupError"],
    ["Person.filter({ name__constructor: 1 })", "LookupError"],
    ["Person.filter({ name: {} })", "LookupError"],
    ["Person.orderBy('__proto__')", "LookupError"],
    ["Person.get({ id: 99 })", "DoesNotExist"],
    ["Person.get()", "MultipleObjectsReturned"],
    ["Person.slice(1).filter({})", "UsageError"],
  ])("leaves %s to the store, which answers with a %s", (text, name) => {
    expect(() => ask(text)).toThrow(expect.objectContaining({ name }));
    expect(() => ask(text)).toThrow(StoreError);
  });
});
