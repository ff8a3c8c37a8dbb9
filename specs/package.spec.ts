/** The package as it is built for Node: the same library in fewer files, which load in half the time. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import {
  buildForNode,
  buildModules,
  type PackageFields,
  packageFields,
} from "./fixtures/build-package.ts";

const ROOT = resolve(import.meta.dirname, "..");
/** Inside of the project, so that the packages it depends on are found. */
const TEMPORARY = join(ROOT, "node_modules/.tmp/package");

vi.setConfig({ testTimeout: 30_000 });

const { exports: entries, bin, sideEffects }: PackageFields = packageFields();
const conditions = Object.values(entries).filter((each) => typeof each !== "string");

let home: string;

beforeAll(async () => {
  mkdirSync(TEMPORARY, { recursive: true });
  home = mkdtempSync(join(TEMPORARY, "built-"));
  const modules = await buildModules(home);
  const bundles = await buildForNode(home);
  expect([modules.code, bundles.code, bundles.err]).toEqual([0, 0, ""]);
}, 120_000);

afterAll(() => {
  rmSync(home, { recursive: true, force: true });
});

const load = (file: string): Promise<{ readonly [name: string]: never }> =>
  import(/* @vite-ignore */ join(home, file)) as Promise<{ readonly [name: string]: never }>;

describe("the package", () => {
  it("has all files that it names", () => {
    const named = [...conditions.flatMap(Object.values), ...Object.values(bin), ...sideEffects];

    expect(named.filter((file) => !existsSync(join(home, file)))).toEqual([]);
  });

  it("has a few files for Node, which bring nothing along but what they are said to need", () => {
    const files = readdirSync(join(home, "dist/node"));
    const texts = files.map((file) => readFileSync(join(home, "dist/node", file), "utf8"));
    const needed = texts.flatMap((text) =>
      [...text.matchAll(/^(?:import|export) [^"]*"([^"]+)";$/gm)].map(([, from]) => from!),
    );
    const others = needed.filter((from) => !from.startsWith("./") && !from.startsWith("node:"));

    expect(files.length).toBeLessThan(20);
    expect([...new Set(others)].sort()).toEqual(["fast-check", "immer", "rxjs", "vitest"]);
  });

  it.each(conditions.map(({ node, default: modules }) => [node!, modules!]))(
    "exports the same from %s as from %s",
    async (node, modules) => {
      const [bundled, plain] = [await load(node), await load(modules)];

      expect(Object.keys(bundled)).toEqual(Object.keys(plain));
    },
  );

  it("is one library, whichever entry point is read", async () => {
    const api = (await load("dist/node/index.js")) as unknown as typeof import("../src/index.ts");
    const { comparePaths } = (await load(
      "dist/node/compare.js",
    )) as unknown as typeof import("../src/compare/compare.ts");
    const { toSQL } = (await load(
      "dist/node/sql-index.js",
    )) as unknown as typeof import("../src/sql-index.ts");
    const { Song } = api.openStore({ Song: api.model({ title: api.field.char() }) }).models;
    Song.objects.create({ title: "Help!" });
    const songs = Song.objects.filter({ title: "Help!" });

    expect(comparePaths(songs as never).paths.length).toBeGreaterThan(0);
    expect(JSON.stringify(toSQL(songs as never))).toContain("SELECT");
    expect(() => Song.objects.get({ title: "Yes" })).toThrow(api.DoesNotExist);
  });
});
