import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { describe, expect, it } from "vitest";

/** The floors: what each folder of `src/` may import besides its own files and floor 0. */
const MAY_IMPORT: { readonly [folder: string]: readonly string[] } = {
  schema: [],
  text: [],
  events: ["schema"],
  tables: ["schema"],
  query: ["schema"],
  state: ["schema", "events", "tables"],
  planner: ["schema", "query", "tables"],
  sql: ["schema", "query"],
  exec: ["schema", "query", "tables", "state", "planner"],
  live: ["schema", "tables", "query", "state", "planner", "exec"],
  store: ["schema", "events", "tables", "query", "state", "planner", "exec", "live"],
  orm: ["schema", "events", "query", "store", "tables", "state", "planner", "exec", "live"],
  cli: ["index", "text"],
  testing: ["index", "schema", "query"],
  compare: ["text", "schema", "query", "tables", "state", "planner", "exec", "orm"],
};

/** Folders that nothing else imports: each has entry points of its own. */
const EDGES = ["cli", "testing", "compare"];

/** Entry points at the top: they may import all floors but the edges. */
const ENTRIES = ["index", "sql-index"];

/** Files of floor 0, which everything may import. */
const GROUND = ["delta", "errors", "invariant", "keep-layout", "near-names", "value"];

/** Packages, and the only places that may import them. */
const PACKAGES: { readonly [name: string]: readonly string[] } = {
  rxjs: [
    ...["store/observe.ts", "store/engine.ts", "orm/store.ts"],
    ...["orm/live.ts", "orm/live-chain.ts", "orm/live-types.ts"],
    ...["orm/query-types.ts", "schema/model.ts"],
  ],
  immer: ["orm/instance.ts"],
  vitest: ["compare/vitest.ts"],
  "fast-check": [
    ...["fast-check", "query", "schema", "tapes", "world"].map((name) => `testing/${name}.ts`),
  ],
};

const SRC = resolve(import.meta.dirname, "../src");

function sourceFiles(folder = SRC): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? sourceFiles(path) : entry.name.endsWith(".ts") ? [path] : [];
  });
}

interface Import {
  readonly file: string;
  readonly target: string;
  readonly isTypeOnly: boolean;
}

const IMPORT = /^(?:import|export)\s+(type\s)?(?:[^;]*?\sfrom\s+)?"([^"]+)";?/gms;

function importsOf(path: string): Import[] {
  const file = relative(SRC, path);
  return [...readFileSync(path, "utf8").matchAll(IMPORT)].map(([, type, target]) => ({
    file,
    target: target!.startsWith(".") ? relative(SRC, resolve(dirname(path), target!)) : target!,
    isTypeOnly: type !== undefined,
  }));
}

const files = sourceFiles().map((path) => relative(SRC, path));
const imports = sourceFiles().flatMap(importsOf);

/** Folder of a file, or the name of one that lies at the top. */
function floorOf(file: string): string {
  return file.includes("/") ? file.slice(0, file.indexOf("/")) : file.replace(/\.ts$/, "");
}

/** Files that import themselves over others at run time. */
function findCycle(): string[] | undefined {
  const edges = new Map<string, string[]>();
  for (const { file, target, isTypeOnly } of imports) {
    if (!isTypeOnly) edges.set(file, [...(edges.get(file) ?? []), target]);
  }
  const done = new Set<string>();
  const visit = (file: string, path: readonly string[]): string[] | undefined => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
    if (done.has(file)) return undefined;
    done.add(file);
    for (const next of edges.get(file) ?? []) {
      const cycle = visit(next, [...path, file]);
      if (cycle !== undefined) return cycle;
    }
    return undefined;
  };
  return files.map((file) => visit(file, [])).find((cycle) => cycle !== undefined);
}

describe("the house", () => {
  it("has no folder without a row in the table of floors", () => {
    const folders = new Set(files.filter((file) => file.includes("/")).map(floorOf));

    expect([...folders].filter((folder) => !(folder in MAY_IMPORT))).toEqual([]);
  });

  it("has imports that point down only", () => {
    const wrong = imports.filter(({ file, target }) => {
      const [from, to] = [floorOf(file), floorOf(target)];
      if (!target.endsWith(".ts") || (ENTRIES.includes(from) && !EDGES.includes(to))) return false;
      const isAllowed = from === to || GROUND.includes(to) || MAY_IMPORT[from]?.includes(to);
      return GROUND.includes(from) ? !GROUND.includes(to) : isAllowed !== true;
    });

    expect(wrong).toEqual([]);
  });

  it("has no import of the public entry point but from the edges", () => {
    const wrong = imports.filter(
      ({ file, target }) => target === "index.ts" && !EDGES.includes(floorOf(file)),
    );

    expect(wrong).toEqual([]);
  });

  it("has SQL in no other entry point but its own, so that no bundle pays for it unasked", () => {
    const wrong = imports.filter(
      ({ file, target }) =>
        ["sql", "sql-index"].includes(floorOf(target)) &&
        !["sql", "sql-index"].includes(floorOf(file)),
    );

    expect(wrong).toEqual([]);
  });

  it("has packages only where they belong, and Node's own modules only at the edges", () => {
    const wrong = imports.filter(({ file, target }) => {
      if (target.endsWith(".ts")) return false;
      if (floorOf(file) === "cli") return !target.startsWith("node:");
      return PACKAGES[target]?.includes(file) !== true;
    });

    expect(wrong).toEqual([]);
  });

  it("has rxjs as a value in one file only", () => {
    const values = imports.filter(({ target, isTypeOnly }) => target === "rxjs" && !isTypeOnly);

    expect(values.map(({ file }) => file)).toEqual(["store/observe.ts"]);
  });

  it("has no import cycle at run time", () => {
    expect(findCycle()).toBeUndefined();
  });

  it("has no file above 400 lines", () => {
    const long = files.filter(
      (file) => readFileSync(join(SRC, file), "utf8").split("\n").length > 401,
    );

    expect(long).toEqual([]);
  });
});
