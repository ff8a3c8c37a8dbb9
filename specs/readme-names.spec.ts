/** The lists of functions and lookups in the README are those that there are. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import * as library from "../src/index.ts";
import { transformNames } from "../src/query/functions/functions.ts";
import * as functionMakers from "../src/query/functions/makers.ts";
import { lookupNames } from "../src/query/lookups.ts";
import * as makers from "../src/query/makers.ts";
import { kindOf } from "../src/schema/kind.ts";

const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");

function isMentioned(name: string): boolean {
  return readme.includes(`\`${name}\``) || readme.includes(`${name}(`);
}

/** The names in the table whose head is this line. */
function namesBelow(head: string): ReadonlySet<string> {
  const start = readme.indexOf(`\n${head}\n`);
  const table = readme.slice(start, readme.indexOf("\n\n", start)).split("\n").slice(3);
  const names = table.flatMap((row) => [...row.split("|")[2]!.matchAll(/`(\w+)/g)]);
  return new Set(names.map(([, name]) => name!));
}

describe("the README's list of functions", () => {
  const listed = namesBelow("| for | functions |");

  it("names none that does not exist", () => {
    expect([...listed].filter((name) => !(name in library))).toEqual([]);
  });

  it("names all but those that its dots stand for, and what it tells of elsewhere", () => {
    const made = Object.keys({ ...functionMakers, ...makers }).filter((name) => name in library);

    const missing = made.filter(
      (name) => !listed.has(name) && !/^(Extract|Trunc)[A-Z]/.test(name) && !isMentioned(name),
    );
    // Classes, for their types.
    expect(missing).toEqual(["FieldReference", "WhenBranch", "WindowCall"]);
  });
});

describe("the README's list of lookups", () => {
  it("names those that there are, parts of dates and times included", () => {
    const listed = namesBelow("| on | lookups |");

    const known = new Set([...lookupNames(), ...transformNames(kindOf("dateTime"))]);
    expect([...known].filter((name) => !listed.has(name))).toEqual([]);
    expect([...listed].filter((name) => !known.has(name))).toEqual([]);
  });
});
