/** The program as users run it: built, started in a process of its own, told by its exit code. */
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { buildForNode, type Run, runIn } from "../fixtures/build-package.ts";

const ROOT = resolve(import.meta.dirname, "../..");
/** Inside of the project, so that the packages it depends on are found. */
const TEMPORARY = join(ROOT, "node_modules/.tmp/cli");

vi.setConfig({ testTimeout: 30_000 });

/** A copy of the package as it is installed, with files of a user beside it. */
let home: string;

function start(file: string, args: readonly string[]): Promise<Run> {
  return runIn(home, file, args);
}

function run(...args: readonly string[]): Promise<Run> {
  return start(process.execPath, [join(home, "dist/node/main.js"), ...args]);
}

const MODELS = `
import { CASCADE, field, model } from "throughline";
const models = {
  Band: model({ name: field.char({ maxLength: 20, unique: true }) }, { ordering: ["name"] }),
  Album: model({
    title: field.char({ maxLength: 40 }),
    band: field.foreignKey("Band", { onDelete: CASCADE }),
    plays: field.bigInteger({ default: 0 }),
    genres: field.manyToMany("Genre"),
  }),
  Genre: model({ name: field.char({ maxLength: 20 }) }),
};
`;

function line(position: number, ...events: readonly object[]): string {
  return `${JSON.stringify({ v: 1, position, at: "1969-09-26T00:00:00Z", events })}\n`;
}

const BAND = { type: "created", model: "Band", row: { id: 1, name: "The Beatles" } };
const ALBUM = {
  type: "created",
  model: "Album",
  row: { id: 1, title: "Abbey Road", band_id: 1, plays: "9007199254740993" },
};

const FILES: { readonly [name: string]: string } = {
  "models.js": `${MODELS}export { models };`,
  "default.js": `${MODELS}export default models;`,
  "loose.js": `${MODELS}export const Band = models.Band;`,
  "wrong.js": "export const models = { Band: 5 };",
  "throws.js": "const ready = false;\nif (!ready) throw new TypeError('not ready');",
  "syntax.js": "export const models = {\n  Band: model(;\n};",
  "lost.js": 'import "no-such-package"; export const models = {};',
  "typed.ts": "export const models: object = {};",
  "checks.js": `import { field, model } from "throughline";
    export const models = {
      A: model({ "a__b": field.char({ maxLength: 5 }), x: field.manyToMany("Nowhere") }),
      B: model({ y: field.foreignKey("Lost", { onDelete: { action: "CASCADE" } }) }),
    };`,
  "log.ndjson": line(1, BAND) + line(2, ALBUM),
  "empty.ndjson": "",
  "bad.ndjson": `${line(1, BAND)}{"v":1,\n${line(2, ALBUM)}`,
  "cut.ndjson": `${line(1, BAND)}{"v":1,"posi`,
  "broken.ndjson": line(1, BAND) + line(2, { ...BAND, row: { id: 2, name: "The Beatles" } }),
  "many.ndjson": Array.from({ length: 5000 }, (_, at) =>
    line(at + 1, { ...BAND, row: { id: at + 1, name: `band ${at}` } }),
  ).join(""),
};

beforeAll(async () => {
  mkdirSync(TEMPORARY, { recursive: true });
  home = mkdtempSync(join(TEMPORARY, "main-"));
  cpSync(join(ROOT, "package.json"), join(home, "package.json"));
  for (const [name, text] of Object.entries(FILES)) writeFileSync(join(home, name), text);
  writeFileSync(join(home, "latin1.ndjson"), Buffer.from([0x7b, 0xe9, 0x7d]));
  expect((await buildForNode(home)).err).toBe("");
}, 120_000);

afterAll(() => {
  rmSync(home, { recursive: true, force: true });
});

describe("throughline without arguments", () => {
  const BANDS = "specs/fixtures/bands.events.ndjson";

  it("tells which file is missing where the package lacks its data", async () => {
    rmSync(join(home, BANDS), { force: true });

    const { code, err } = await run();

    expect({ code, err }).toEqual({ code: 1, err: `There is no file ${join(home, BANDS)}.\n` });
  });

  it("tours the bands without escape codes when piped", async () => {
    cpSync(join(ROOT, BANDS), join(home, BANDS));

    const { code, out, err } = await run();

    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).not.toContain("\u001b");
    expect(out).toMatch(/\.date_joined\n +→ "1962-08-16"/);
    expect(out).toMatch(/person: ringo }\)\.invite_reason\n +→ ".*"/);
    expect(out).toMatch(/members__name__startswith: "Paul" }\)\n +→ \d+ rows\n.*<Group: /);
    expect(out).toMatch(/group__name: "Yes" }\)\.distinct\(\)\n +→ \d+ rows/);
    expect(out).toContain("<Person: You (made up)>");
    expect(out).not.toMatch(/→ \w+Error|→ DoesNotExist|→ MultipleObjects/);
  });
});

describe("throughline --help and --version", () => {
  it("explains itself", async () => {
    expect(await run("--help")).toMatchObject({ code: 0, err: "" });
    expect((await run("-h")).out).toContain("throughline <models.js> <events.ndjson> --query");
  });

  it("tells the version of the package", async () => {
    expect((await run("--version")).out).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});

describe("throughline with files", () => {
  it.each(["models.js", "default.js"])("prints what the models of %s hold", async (models) => {
    const { code, out, err } = await run(models, "log.ndjson");

    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toContain("Album  1 row\n");
    expect(out).toContain("Genre  0 rows\n");
    expect(out).toContain("--query 'Band.all().slice(0, 10)'");
  });

  it("prints row counts as JSON", async () => {
    expect(JSON.parse((await run("models.js", "log.ndjson", "--json")).out)).toEqual({
      Band: 1,
      Album: 1,
      Genre: 0,
    });
  });

  it("opens an empty log", async () => {
    expect(await run("models.js", "empty.ndjson", "-q", "Band.exists()")).toMatchObject({
      code: 0,
      out: "false\n",
    });
  });

  it("answers a query as a table", async () => {
    const { code, out } = await run(
      "models.js",
      "log.ndjson",
      "--query",
      "Album.filter({ band: 1 })",
    );

    expect(code).toBe(0);
    expect(out.split("\n")).toEqual([
      "id  title       band_id             plays",
      "──  ──────────  ───────  ────────────────",
      " 1  Abbey Road        1  9007199254740993",
      "(1 row)",
      "",
    ]);
  });

  it("answers a query as JSON", async () => {
    const query = 'Album.filter({ band__name__startswith: "The", plays: 9007199254740993n })';

    expect((await run("models.js", "log.ndjson", "--json", "--query", query)).out).toBe(
      '[{"id":1,"title":"Abbey Road","band_id":1,"plays":"9007199254740993"}]\n',
    );
  });

  it("says nothing when its reader has seen enough", async () => {
    const main = join(home, "dist/node/main.js");
    const script = `{ "$0" "$1" models.js many.ndjson -q 'Band.all()' --json; echo "code $?" >&2; } | head -c 10`;

    const { out, err } = await start("sh", ["-c", script, process.execPath, main]);

    expect(out).toBe('[{"id":1,"');
    expect(err).toBe("code 0\n");
  });
});

describe("throughline with something wrong", () => {
  const QUERY = ["models.js", "log.ndjson", "--query"];

  it.concurrent.each([
    [["nowhere.js", "log.ndjson"], "There is no file nowhere.js."],
    [["models.js", "nowhere.ndjson"], "There is no file nowhere.ndjson."],
    [["dist", "log.ndjson"], "dist is a folder, not a file."],
    [["models.js", "dist"], "dist is a folder, not a file."],
    [["models.js", "latin1.ndjson"], "latin1.ndjson is no text in UTF-8."],
    [["loose.js", "log.ndjson"], "loose.js exports no models. It should say: export const models"],
    [["wrong.js", "log.ndjson"], 'wrong.js: "Band" is no model.'],
    [["throws.js", "log.ndjson"], "throws.js cannot be loaded: TypeError: not ready (line 2)"],
    [["syntax.js", "log.ndjson"], "syntax.js cannot be loaded: SyntaxError: "],
    [["lost.js", "log.ndjson"], "Cannot find package 'no-such-package'"],
    [["models.js", "bad.ndjson"], "bad.ndjson, line 2: CodecError: not JSON"],
    [["models.js", "cut.ndjson"], "cut.ndjson, line 2: CodecError: the text ends in the middle"],
    [["models.js", "broken.ndjson"], "broken.ndjson, line 2: IntegrityError: "],
    [[...QUERY, "Band.filter({ nam: 1 })"], 'LookupError: Band has no field "nam". Did you mean'],
    [[...QUERY, "Band.get({ id: 7 })"], "DoesNotExist: No Band matches"],
    [[...QUERY, "Bnd.all()"], 'there is no model "Bnd". Did you mean "Band"?'],
    [[...QUERY, "Band.constructor('x')"], 'there is no method "constructor"'],
    [[...QUERY, "Band.all()\u001b[31m"], '"\\u001b" has no meaning here'],
  ])("tells of %j in a sentence and exits with 1", async (args, message) => {
    const { code, out, err } = await run(...args);

    expect(err).toContain(message);
    expect(err).not.toMatch(/\n\s+at /);
    expect(err).not.toContain("\u001b");
    expect({ code, out }).toEqual({ code: 1, out: "" });
  });

  it("lists all that the system checks find", async () => {
    const { code, err } = await run("checks.js", "log.ndjson");

    expect(code).toBe(1);
    expect(err).toMatch(/^SchemaError: The models have \d errors:\n/);
    expect(err).toMatch(/A\.x \(fields\.E300\)/);
    expect(err).toMatch(/B\.y \(fields\.E300\)/);
  });

  it("points at the place of an error in a query", async () => {
    const { code, err } = await run(...QUERY, "Band.filter({ name: })");

    expect(code).toBe(1);
    expect(err).toBe(
      [
        "The query is wrong at column 21: expected a value, but it says }.",
        "  Band.filter({ name: })",
        `  ${" ".repeat(20)}^`,
        "",
      ].join("\n"),
    );
  });

  it.each([
    [["--jsn"], 'Did you mean "--json"?'],
    [["models.js", "log.ndjson", "--query"], "--query needs a query"],
    [["models.js"], "The event log is missing"],
  ])("exits with 2 for the wrong call %j", async (args, message) => {
    const { code, out, err } = await run(...args);

    expect(err).toContain(message);
    expect(err).toContain("See --help.");
    expect({ code, out }).toEqual({ code: 2, out: "" });
  });
});
