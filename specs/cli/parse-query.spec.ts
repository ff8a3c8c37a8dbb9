import { describe, expect, it } from "vitest";
import { parseQuery } from "../../src/cli/parse-query.ts";
import { QueryError } from "../../src/cli/query-text.ts";

/** Names and arguments of the calls of a query. */
function callsOf(text: string): unknown[] {
  return parseQuery(text).calls.map(({ name, args }) => [name, ...args]);
}

/** The one argument of a query's one call. */
function argumentOf(literal: string): unknown {
  return parseQuery(`Person.filter(${literal})`).calls[0]!.args[0];
}

function messageOf(text: string): string {
  try {
    parseQuery(text);
  } catch (error) {
    if (error instanceof QueryError) return error.message;
    throw error;
  }
  throw new Error(`no error for ${text}`);
}

describe("parseQuery", () => {
  it("reads a chain of calls as names and arguments", () => {
    const text = 'Person.filter({ group__name: "Wings" }).orderBy("name", "-id").slice(0, 10)';

    const calls = callsOf(text);

    expect(parseQuery(text).model.name).toBe("Person");
    expect(calls).toEqual([
      ["filter", { group__name: "Wings" }],
      ["orderBy", "name", "-id"],
      ["slice", 0, 10],
    ]);
  });

  it.each(["Person", "Person.objects", " Person . objects "])("takes %j for all rows", (text) => {
    expect(parseQuery(text)).toMatchObject({ model: { name: "Person" }, calls: [] });
  });

  it("passes over one `objects` only", () => {
    expect(callsOf("Person.objects.all()")).toEqual([["all"]]);
    expect(messageOf("Person.objects.objects.all()")).toContain('expected "(" after objects');
    expect(messageOf("Person.objects()")).toContain("expected");
  });

  it.each([
    ["'single'", "single"],
    ['"dou\'ble"', "dou'ble"],
    [String.raw`"\n\t\"\\\/\x41\u00e9\u{1F600}\0\q"`, '\n\t"\\/Aé😀\0q'],
    ['"so\\\nfar"', "sofar"],
    ['"\\ud800"', "\ud800"],
    ["12", 12],
    ["-1.5e-3", -0.0015],
    ["12n", 12n],
    ["-9007199254740993n", -9007199254740993n],
    ["true", true],
    ["false", false],
    ["null", null],
    ["[1, [2], 'x',]", [1, [2], "x"]],
    ["[]", []],
    ["{}", {}],
    ["{ a: 1, 'b c': {}, \"d\": [], 5: null, }", { a: 1, "b c": {}, d: [], 5: null }],
    ["{ a: 1, a: 2 }", { a: 2 }],
  ])("reads the literal %s", (literal, value) => {
    expect(argumentOf(literal)).toStrictEqual(value);
  });

  it.each(["{ __proto__: { x: 1 } }", '{ "__proto__": { x: 1 } }'])(
    "takes __proto__ in %s for a key like any other",
    (literal) => {
      const parsed = argumentOf(literal) as object;

      expect(Object.getPrototypeOf(parsed)).toBe(Object.prototype);
      expect(Object.keys(parsed)).toEqual(["__proto__"]);
      expect("x" in parsed).toBe(false);
    },
  );

  it("points at the place where a query goes wrong", () => {
    expect(messageOf('Person.filter({ name: "x" }}')).toBe(
      [
        'The query is wrong at column 28: expected "," or ")", but it says }.',
        '  Person.filter({ name: "x" }}',
        "                             ^",
      ].join("\n"),
    );
  });

  it("points below the right character of wide text and of later lines", () => {
    expect(messageOf('Person.filter({\n  name: "平仮名" ]')).toBe(
      [
        'The query is wrong at line 2, column 15: expected "," or "}", but it says ].',
        '    name: "平仮名" ]',
        `  ${" ".repeat(17)}^`,
      ].join("\n"),
    );
  });

  it("shows the surroundings alone of a place in a long query", () => {
    const [, shown, caret] = messageOf(`Person.filter({ a: "${"x".repeat(500)}" ]`).split("\n");

    expect(shown!.length).toBeLessThan(80);
    expect(shown![caret!.indexOf("^")]).toBe("]");
  });

  it.each([
    ["", "the name of a model, but it ends"],
    ["Person.", "the name of a method, but it ends"],
    ["Person.all", 'expected "(" after all, but it ends'],
    ["Person.all(", "expected a value, but it ends"],
    ["Person.all() all()", 'expected "." and a method, or the end'],
    ["Person.all();", '";" has no meaning here'],
    ["Person.filter({ name })", 'expected ":" after the key'],
    ["Person.filter({ [name]: 1 })", "expected a key"],
    ["Person.filter({ ...x })", "expected a key"],
    ["Person.filter(undefined)", '"undefined" is no value'],
    ["Person.filter({ a: process.exit() })", '"process" is no value'],
    ["Person.filter((1))", "expected a value"],
    ["Person.filter(`x`)", '"`" has no meaning here. Put texts in "…"'],
    ["Person.filter('x)", "no closing '"],
    ['Person.filter("a\nb")', 'no closing "'],
    [String.raw`Person.filter("\x4")`, "after a backslash"],
    [String.raw`Person.filter("\1")`, "after a backslash"],
    [String.raw`Person.filter("\u{110000}")`, "no such character"],
    ["Person.slice(007)", "the number 0 cannot be followed by"],
    ["Person.slice(1.5n)", 'the number 1.5 cannot be followed by "n"'],
    ["Person.slice(1e999)", "too large"],
    ["Person.slice(+1)", '"+" has no meaning here'],
    ["Person.all([,])", "expected a value"],
    ["Person['all']()", 'expected "." and a method'],
    ["Person?.all()", '"?" has no meaning here'],
    ["Person.all\u001b()", '"\\u001b" has no meaning here'],
  ])("refuses %j", (text, reason) => {
    expect(messageOf(text)).toContain(reason);
  });

  it("refuses values that are nested too deep to be honest", () => {
    const deep = `Person.filter(${"[".repeat(100_000)}`;

    expect(messageOf(deep)).toContain("64 deep at most");
  });
});
