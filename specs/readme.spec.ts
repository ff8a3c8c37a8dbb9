/** README.md is run: its examples, the promises in their comments, and their types. */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import * as fc from "fast-check";
import * as rxjs from "rxjs";
import * as vitest from "vitest";
import { describe, expect, it } from "vitest";
import { replay } from "../src/cli/open-files.ts";
import { parseQuery } from "../src/cli/parse-query.ts";
import { printAnswer } from "../src/cli/print-answer.ts";
import { runQuery } from "../src/cli/run-query.ts";
import { readScreen } from "../src/cli/style.ts";
import * as compare from "../src/compare/compare.ts";
import * as matchers from "../src/compare/vitest.ts";
import * as throughline from "../src/index.ts";
import * as sql from "../src/sql-index.ts";
import * as generators from "../src/testing/fast-check.ts";
import { readBlocks, readPrograms, runProgram } from "./readme-programs.ts";

const ROOT = resolve(import.meta.dirname, "..");
const README = readFileSync(resolve(ROOT, "README.md"), "utf8");
const PACKAGES = {
  throughline,
  rxjs,
  "fast-check": fc,
  vitest,
  "throughline/compare": compare,
  "throughline/vitest": matchers,
  "throughline/fast-check": generators,
  "throughline/sql": sql,
};

const blocks = readBlocks(README);
const codeBlocks = blocks.filter(({ language }) => language === "ts");
const programs = readPrograms(codeBlocks);

describe("an example of the README", () => {
  it.each(programs)("gives and throws what it says, from line $firstLine on", async (program) => {
    const { promises } = await runProgram(program, PACKAGES);
    const written = program.code.match(/\/\/ (?:=>|throws)/g) ?? [];

    expect(promises.map(({ line, actual }) => `line ${line}: ${actual}`)).toEqual(
      promises.map(({ line, expected }) => `line ${line}: ${expected}`),
    );
    expect(promises).toHaveLength(written.length);
  });

  it("has types that hold", () => {
    const parent = resolve(ROOT, "node_modules/.tmp");
    mkdirSync(parent, { recursive: true });
    const folder = mkdtempSync(resolve(parent, "readme-"));
    const names = programs.map(({ code, firstLine }, index) => {
      // Errors then name the line of the README.
      writeFileSync(resolve(folder, `readme-${index}.ts`), "\n".repeat(firstLine - 1) + code);
      return `readme-${index}.ts`;
    });
    const paths = {
      throughline: ["../../../src/index.ts"],
      "throughline/compare": ["../../../src/compare/compare.ts"],
      "throughline/vitest": ["../../../src/compare/vitest.ts"],
      "throughline/fast-check": ["../../../src/testing/fast-check.ts"],
      "throughline/sql": ["../../../src/sql-index.ts"],
    };
    const config = {
      extends: "../../../tsconfig.json",
      compilerOptions: { paths, noUnusedLocals: false },
      files: names,
      include: [],
    };
    writeFileSync(resolve(folder, "tsconfig.json"), JSON.stringify(config));

    const { stdout } = spawnSync("npx", ["tsc", "-p", folder, "--pretty", "false"], {
      cwd: ROOT,
      encoding: "utf8",
    });
    rmSync(folder, { recursive: true, force: true });

    expect(stdout).toBe("");
  }, 60_000);
});

describe("the README's files of one's own", () => {
  const textOf = (language: string) => blocks.find((block) => block.language === language)!.code;
  const asked = blocks.flatMap(({ language, code }, index) => {
    const query = language === "sh" ? /--query '([^']*)'/.exec(code)?.[1] : undefined;
    return query === undefined ? [] : [{ query, answer: blocks[index + 1]!.code }];
  });

  it.each(asked)("give the answer to $query", async ({ query, answer }) => {
    const models = { code: textOf("js"), firstLine: 1 };
    const { exported } = await runProgram(models, PACKAGES);
    const store = throughline.openStore(exported.models as throughline.Schema);
    replay(store, textOf("json"), "events.ndjson");

    const found = runQuery(store, parseQuery(query));

    const screen = readScreen({ isTTY: false } as never, {});
    expect(printAnswer(store, found, screen).trimEnd()).toBe(answer.trimEnd());
  });
});

describe("the README", () => {
  it("names every kind of field", () => {
    const named = [...README.matchAll(/^\| `(\w+)`(?:, `(\w+)`)*/gm)].flatMap(([row]) =>
      [...row.matchAll(/`(\w+)`/g)].map(([, name]) => name!),
    );

    expect(Object.keys(throughline.field).filter((name) => !named.includes(name))).toEqual([]);
  });

  it("gives commands that package.json has", () => {
    const { scripts } = JSON.parse(readFileSync(resolve(ROOT, "package.json"), "utf8"));
    const used = [...README.matchAll(/npm run ([\w:]+)/g)].map(([, name]) => name!);

    expect(used.filter((name) => !(name in scripts))).toEqual([]);
  });
});
