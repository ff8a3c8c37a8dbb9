import { readFile, stat } from "node:fs/promises";
import { resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { CodecError, type CommitInput, openStore, type Schema, type Store } from "../index.ts";
import { Problem } from "./problem.ts";

const EXAMPLE = "export const models = { Person: model({ name: field.char() }) };";

/**
 * Opens the store of a user's models, filled from a user's event log.
 * @throws {Problem} naming the file and, for a log, the line.
 * @throws {SchemaError} with all that is wrong with the models.
 */
export async function openFiles(modelsPath: string, eventsPath: string): Promise<Store<Schema>> {
  const models = await loadModels(modelsPath);
  const text = await readText(eventsPath);
  const store = openStore(models);
  replay(store, text, eventsPath);
  return store;
}

/**
 * The text of a file.
 * @throws {Problem} when there is no such file, or it cannot be read as UTF-8.
 */
export async function readText(path: string): Promise<string> {
  const bytes = await readFile(path).catch((error: unknown) => refuseFile(path, error));
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== "ERR_ENCODING_INVALID_ENCODED_DATA") refuseFile(path, error);
    throw new Problem(`${path} is no text in UTF-8.`);
  }
}

function refuseFile(path: string, error: unknown): never {
  const { code, message } = error as NodeJS.ErrnoException;
  switch (code) {
    case "ENOENT":
    case "ENOTDIR":
      throw new Problem(`There is no file ${path}.`);
    case "EISDIR":
      throw new Problem(`${path} is a folder, not a file.`);
    case "EACCES":
    case "EPERM":
      throw new Problem(`${path} may not be read.`);
    default:
      throw new Problem(`${path} cannot be read: ${message}.`);
  }
}

async function loadModels(path: string): Promise<Schema> {
  const info = await stat(path).catch((error: unknown) => refuseFile(path, error));
  if (info.isDirectory()) throw new Problem(`${path} is a folder, not a file.`);
  const { href } = pathToFileURL(resolve(path));
  let module: { readonly models?: unknown; readonly default?: unknown };
  try {
    module = await import(href);
  } catch (error) {
    throw new Problem(`${path} cannot be loaded: ${describeFailure(error, href)}`);
  }
  return readModels(path, module.models ?? module.default);
}

/** What went wrong while a module was loaded, with the line of it where the stack tells. */
function describeFailure(error: unknown, href: string): string {
  if (!(error instanceof Error)) return `it threw ${String(error)}.`;
  if ((error as NodeJS.ErrnoException).code === "ERR_UNKNOWN_FILE_EXTENSION") {
    return "it is no JavaScript. Compile TypeScript to an ES module first.";
  }
  const stack = error.stack ?? "";
  const start = stack.indexOf(`${href}:`);
  const line = start === -1 ? undefined : /^\d+/.exec(stack.slice(start + href.length + 1))?.[0];
  const where = line === undefined ? "" : ` (line ${line})`;
  return `${error.name}: ${error.message}${where}`;
}

function isRecord(value: unknown): value is { readonly [name: string]: unknown } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function readModels(path: string, exported: unknown): Schema {
  if (!isRecord(exported) || Object.keys(exported).length === 0) {
    throw new Problem(`${path} exports no models. It should say: ${EXAMPLE}`);
  }
  for (const [name, model] of Object.entries(exported)) {
    if (isRecord(model) && isRecord(model.fields) && isRecord(model.options)) continue;
    throw new Problem(`${path}: "${name}" is no model. It should say: ${EXAMPLE}`);
  }
  return exported as Schema;
}

/**
 * Applies the commits of a log, one by one.
 * @throws {Problem} naming the line and the reason, when one cannot have happened.
 */
export function replay(store: Store<Schema>, text: string, path: string): void {
  // The codec skips empty lines, so the commits are those of the others, in order.
  const lines = text.split("\n").flatMap((line, at) => (line.trim() === "" ? [] : [at + 1]));
  for (const [index, commit] of decode(store, text, path).entries()) {
    try {
      store.apply([commit]);
    } catch (error) {
      throw refuseLine(path, lines[index], error);
    }
  }
}

function decode(store: Store<Schema>, text: string, path: string): CommitInput[] {
  try {
    return store.codec.decodeAll(text);
  } catch (error) {
    throw refuseLine(path, error instanceof CodecError ? error.line : undefined, error);
  }
}

/** Rules of the user's own may throw anything; the line is worth knowing then as well. */
function refuseLine(path: string, line: number | undefined, error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const where = line === undefined ? path : `${path}, line ${line}`;
  const reason = error.message.replace(/^Line \d+: /, "");
  return new Problem(`${where}: ${error.name}: ${reason}`);
}

/** The event log that ships with the package. */
export const BANDS_PATH: string = fileURLToPath(
  new URL("../../specs/fixtures/bands.events.ndjson", import.meta.url),
);
