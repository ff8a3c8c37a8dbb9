import { describe, expect, it } from "vitest";
import { UsageError } from "../../../src/index.ts";
import { findFunction, functionNames } from "../../../src/query/functions/functions.ts";
import * as makers from "../../../src/query/functions/makers.ts";
import { Expression, type Syntax } from "../../../src/query/syntax.ts";
import { EXPRESSION } from "../../../src/schema/condition.ts";

const path = (name: string): Syntax => ({ kind: "path", path: name });
const value = (given: unknown): Syntax => ({ kind: "value", value: given, output: undefined });
const call = (name: string, ...args: readonly Syntax[]): Syntax => ({ kind: "call", name, args });

const examples: readonly (readonly [Expression, Syntax])[] = [
  [makers.Lower("name"), call("Lower", path("name"))],
  [makers.Lower(makers.Upper("name")), call("Lower", call("Upper", path("name")))],
  [makers.Concat("first", "last"), call("Concat", path("first"), path("last"))],
  [makers.Substr("name", 2), call("Substr", path("name"), value(2))],
  [makers.Substr("name", 2, 3), call("Substr", path("name"), value(2), value(3))],
  [makers.Replace("name", "a"), call("Replace", path("name"), value("a"), value(""))],
  [makers.LPad("name", 5), call("LPad", path("name"), value(5), value(" "))],
  [makers.StrIndex("name", "part"), call("StrIndex", path("name"), path("part"))],
  [makers.Round("price", 2), call("Round", path("price"), value(2))],
  [makers.Log(2, "n"), call("Log", value(2), path("n"))],
  [makers.Pi(), call("Pi")],
  [makers.Coalesce("nick", "name"), call("Coalesce", path("nick"), path("name"))],
  [makers.Extract("born", "iso_week_day"), call("ExtractIsoWeekDay", path("born"))],
  [makers.Trunc("born", "date"), call("TruncDate", path("born"))],
  [makers.TruncMonth("born"), call("TruncMonth", path("born"))],
  [makers.Cast("age", "text"), { kind: "cast", arg: path("age"), output: "text" }],
  [makers.ExpressionWrapper("age", "float"), { kind: "output", arg: path("age"), output: "float" }],
];

const refused: readonly (readonly [string, () => unknown])[] = [
  ["a length below 1", () => makers.Left("name", 0)],
  ["a position below 1", () => makers.Substr("name", 0)],
  ["a count below 0", () => makers.Repeat("name", -1)],
  ["a fraction of a place", () => makers.Round("price", 0.5)],
  ["a single argument", () => makers.Coalesce("name")],
  ["an unknown part", () => makers.Extract("born", "constructor" as never)],
  ["an unknown unit", () => makers.Trunc("born", "week_day" as never)],
];

describe("a maker of functions", () => {
  it.each(examples)("%# builds the syntax", (expression, expected) => {
    expect(expression[EXPRESSION]).toEqual(expected);
  });

  it.each(refused)("refuses %s", (_, make) => {
    expect(make).toThrow(UsageError);
  });

  it("exists for every function, under its name", () => {
    const names = functionNames().filter((name) => name !== "Random");

    expect(names.filter((name) => !(name in makers))).toEqual([]);
  });

  it("takes as many arguments as its function", () => {
    const byName: { readonly [name: string]: unknown } = { ...makers };
    const unary = functionNames().filter((name) => findFunction(name)?.maxArgs === 1);

    for (const name of unary) {
      const make = byName[name] as typeof makers.Lower;
      expect(make("x")).toBeInstanceOf(Expression);
      expect(make("x")[EXPRESSION]).toEqual(call(name, path("x")));
    }
  });
});
