import { describe, expect, it } from "vitest";
import { readArguments } from "../../src/cli/arguments.ts";
import { Problem } from "../../src/cli/problem.ts";

function refusalOf(args: readonly string[]): Problem {
  try {
    readArguments(args);
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
  throw new Error(`no refusal of ${args.join(" ")}`);
}

describe("readArguments", () => {
  it("takes the tour without arguments", () => {
    expect(readArguments([])).toEqual({ kind: "tour" });
  });

  it.each([
    [["--help"], "help"],
    [["-h", "a.js"], "help"],
    [["--version"], "version"],
    [["-v"], "version"],
  ])("reads %j", (args, kind) => {
    expect(readArguments(args)).toEqual({ kind });
  });

  it.each([
    [["a.js", "b.ndjson", "--query", "P.all()", "--json"]],
    [["--json", "--query=P.all()", "a.js", "b.ndjson"]],
    [["-q", "P.all()", "a.js", "--json", "b.ndjson"]],
  ])("reads files and options in any order: %j", (args) => {
    expect(readArguments(args)).toEqual({
      kind: "open",
      models: "a.js",
      events: "b.ndjson",
      query: "P.all()",
      isJson: true,
    });
  });

  it.each([
    [["a", "b", "--jsn"], 'There is no option --jsn. Did you mean "--json"?'],
    [["--hlep"], 'Did you mean "--help"?'],
    [["--constructor"], "There is no option --constructor. Choices are: --query"],
    [["--__proto__=x"], "There is no option --__proto__."],
    [["-x"], "There is no option -x."],
    [["a", "b", "--query"], "--query needs a query, in quotes"],
    [["a", "b", "--query", "--json"], "--query needs a query, in quotes"],
    [["a", "b", "--query="], "--query needs a query, in quotes"],
    [["a", "b", "-q"], "-q needs a query, in quotes"],
    [["a", "b", "--json=yes"], "--json takes no value"],
    [["a"], "The event log is missing"],
    [["a", "b", "Person.all()"], '"Person.all()" is one argument too many'],
    [["--json"], "--json needs files"],
    [["--query", "P.all()"], "--query needs files"],
  ])("refuses %j as wrong usage", (args, reason) => {
    const refusal = refusalOf(args);

    expect(refusal.message).toContain(reason);
    expect(refusal.exitCode).toBe(2);
  });
});
