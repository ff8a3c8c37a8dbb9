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

  it("leaves out, turns around and keeps one of each", () => {
    expect(namesOf('Group.exclude({ name__startswith: "The" }).orderBy("name")')).toEqual([
      "Wings",
      "Yes",
    ]);
    expect(namesOf('Group.orderBy("name").reverse().slice(0, 1)')).toEqual(["Yes"]);
    expect(ask('Membership.distinct("group").orderBy("group").values("id")')).toHaveLength(4);
    expect(ask('Group.orderBy("name").last()')).toMatchObject({ name: "Yes" });
  });

  it("answers with columns as objects, arrays or values, also one of them", () => {
    const wings = 'Person.filter({ group__name: "Wings" }).orderBy("name")';

    expect(ask(`${wings}.values("name", "group__name")`)).toEqual([
      { name: "Denny Laine", group__name: "Wings" },
      { name: "Paul McCartney", group__name: "Wings" },
    ]);
    expect(ask(`${wings}.valuesList("name", "group__name").first()`)).toEqual([
      "Denny Laine",
      "Wings",
    ]);
    expect(ask(`${wings}.valuesList("name", { flat: true })`)).toEqual([
      "Denny Laine",
      "Paul McCartney",
    ]);
    expect(ask(`${wings}.valuesList("name", { named: true }).last()`)).toEqual({
      name: "Paul McCartney",
    });
    expect(ask("Person.filter({ id: 99 }).values('name').first()")).toBeNull();
  });

  it.each([
    'values("group__name", "name")',
    'valuesList("group__name", "name")',
    'valuesList("group__name", "name", { named: true })',
  ])("prints the columns of %s under their names", (call) => {
    expect(print(`Person.filter({ id: 1 }).${call}`)).toBe(
      ["group__name  name", "───────────  ───────────", "The Beatles  Ringo Starr", "(1 row)"].join(
        "\n",
      ),
    );
  });

  it("prints single values under the name of their column, and all columns where none is named", () => {
    expect(print('Person.filter({ id: 1 }).valuesList("name", { flat: true })')).toBe(
      ["name", "───────────", "Ringo Starr", "(1 row)"].join("\n"),
    );
    expect(print("Person.filter({ id: 1 }).valuesList()")).toBe(print("Person.filter({ id: 1 })"));
  });

  it("explains with the rows of a run and with other plans whole", () => {
    const text = `Person.filter({ group__name: "Wings" }).explain({ analyze: true, alternatives: true })`;

    const { considered, ...chosen } = ask(text) as { readonly considered: readonly object[] };

    expect(chosen).toMatchObject({
      rowsVisited: expect.any(Number),
      plan: { actual: { rows: 2 } },
    });
    expect(considered).not.toHaveLength(0);
    expect(considered.every((each) => "plan" in each)).toBe(true);
    expect(print(text)).toMatch(/; got 2, visited \d+, /);
    expect(print(text)).toMatch(/\nrows visited: \d+\nconsidered, by rows to touch:\n\*/);
    expect(print(text)).toMatch(
      / index-range Person by person_name_uniq\n(?: +[a-z-]+ .*\(~[\d.]+ rows\)\n?)+$/,
    );
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
    ["Person.exclude(1)", "exclude() takes one object of lookups"],
    ["Person.reverse(1)", "reverse() takes nothing"],
    ["Person.distinct(1)", "distinct() takes names of fields"],
    ["Person.values({ name: 1 })", "values() takes names of fields"],
    ["Person.valuesList('name', { flt: true })", "valuesList() takes names of fields"],
    ["Person.valuesList('name', { flat: 1 })", "valuesList() takes names of fields"],
    ["Person.valuesList({ flat: true }, 'name')", "valuesList() takes names of fields"],
    ["Person.explain(true)", "explain() takes nothing or options"],
    ["Person.explain({ analyse: true })", "explain() takes nothing or options"],
    ["Person.explain({}, {})", "explain() takes nothing or options"],
    ["Person.update({ name: 'x' })", 'there is no method "update"'],
    ["Person.delete()", 'there is no method "delete"'],
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
    ["Person.values('nam')", "LookupError"],
    ["Person.values('__proto__')", "LookupError"],
    ["Person.valuesList('id', 'name', { flat: true })", "UsageError"],
    ["Person.latest()", "UsageError"],
    ["Person.distinct('constructor')", "LookupError"],
  ])("leaves %s to the store, which answers with a %s", (text, name) => {
    expect(() => ask(text)).toThrow(expect.objectContaining({ name }));
    expect(() => ask(text)).toThrow(StoreError);
  });
});
