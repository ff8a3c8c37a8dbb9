/**
 * The text form of commits: one JSON object a line,
 * `{"v":1,"position":1,"at":"…","meta":{},"events":[…]}`.
 * It is the only place that knows the text: everywhere else commits are plain data.
 */
import { CodecError } from "../errors.ts";
import type { Column, Model, Registry } from "../schema/registry.ts";
import { showValue, type Value } from "../value.ts";
import type { Commit, CommitInput, CommitMeta, Dispatched, Event, RowValues } from "./event.ts";

/** Version of the text form written by this release. */
export const FORMAT_VERSION = 1;

/** Texts longer than this are refused before they are parsed: 64 MiB in UTF-16 units. */
const LONGEST_LINE = 1 << 26;

function isRecord(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function columnsByName(model: Model | undefined): ReadonlyMap<string, Column> {
  return new Map(model?.columns.map((column) => [column.name, column]));
}

/** Turns commits of one schema into lines of text and back. Bigint columns are written as text. */
export class Codec {
  readonly #bigints = new Map<string, ReadonlySet<string>>();

  constructor(registry: Registry) {
    for (const model of registry.models) {
      const names = [...columnsByName(model).values()]
        .filter((column) => column.kind.name.toLowerCase().endsWith("biginteger"))
        .map((column) => column.name);
      if (names.length > 0)
        this.#bigints.set(model.name, new Set([...names, ...pkAlias(model, names)]));
    }
  }

  /** One line of text, without its line end. */
  encode(commit: Commit): string {
    const { position, at, meta, events, dispatched } = commit;
    const plain = events.map((event) =>
      // Rows may be instances whose model has a toJSON method of its own: a copy has columns only.
      event.type === "created" ? { ...event, row: { ...event.row } } : event,
    );
    const text = { v: FORMAT_VERSION, position, at, meta, events: plain, dispatched };
    return JSON.stringify(text, (_, value) => (typeof value === "bigint" ? String(value) : value));
  }

  /** All commits as text, a line each, the last one ended as well. */
  encodeAll(commits: Iterable<Commit>): string {
    let text = "";
    for (const commit of commits) text += `${this.encode(commit)}\n`;
    return text;
  }

  /**
   * The commit of one line. Its shape is checked here, its content where it is applied.
   * @throws {CodecError} naming the line and the reason.
   */
  decode(text: string, line?: number): CommitInput {
    const data = parseLine(text, line);
    const version = data.v;
    if (version !== FORMAT_VERSION) {
      throw new CodecError(
        `${at(line)}the format has version ${showValue(version)}; this release reads ${FORMAT_VERSION}.`,
        { code: "unknown-version", line, version },
      );
    }
    const { position, at: moment, meta = {}, events, dispatched } = data;
    if (!Number.isInteger(position))
      fail(line, `"position" is ${showValue(position)}; expected an integer.`);
    if (typeof moment !== "string")
      fail(line, `"at" is ${showValue(moment)}; expected a timestamp.`);
    if (!isRecord(meta)) fail(line, `"meta" is ${showValue(meta)}; expected an object.`);
    if (!Array.isArray(events)) fail(line, `"events" is ${showValue(events)}; expected a list.`);
    if (!(dispatched === undefined || Array.isArray(dispatched)))
      fail(line, `"dispatched" is ${showValue(dispatched)}; expected a list.`);
    return {
      position: position as number,
      at: moment as string,
      meta: meta as CommitMeta,
      ...(dispatched === undefined ? {} : { dispatched: dispatched as Dispatched[] }),
      events: (events as unknown[]).map((event, index) => this.#event(event, index, line)),
    };
  }

  /**
   * The commits of a text of many lines. Empty lines are skipped.
   * @throws {CodecError} naming the first bad line; a last line without its end is named as cut.
   */
  decodeAll(text: string): CommitInput[] {
    const lines = text.split("\n");
    const isCut = lines.at(-1)!.trim() !== "";
    return lines.flatMap((content, index) => {
      if (content.trim() === "") return [];
      try {
        return [this.decode(content, index + 1)];
      } catch (error) {
        if (!isCut || index !== lines.length - 1 || !(error instanceof CodecError)) throw error;
        if (error.code !== "bad-json") throw error;
        throw new CodecError(`${at(index + 1)}the text ends in the middle of a commit.`, {
          code: "cut",
          line: index + 1,
          cause: error,
          hint: "The lines before it are whole: drop this one, or write the file again.",
        });
      }
    });
  }

  #event(given: unknown, index: number, line: number | undefined): Event {
    if (!isRecord(given))
      fail(line, `event ${index + 1} is ${showValue(given)}; expected an object.`);
    const event = given as { readonly [key: string]: unknown };
    const { type, model } = event;
    if (typeof model !== "string") fail(line, `event ${index + 1} has no model.`);
    const bigints = this.#bigints.get(model as string);
    switch (type) {
      case "created":
        return {
          type,
          model: model as string,
          row: this.#values(event.row, "row", bigints, line),
        };
      case "updated":
        return {
          type,
          model: model as string,
          pk: this.#pk(event.pk, bigints),
          changes: this.#values(event.changes, "changes", bigints, line),
        };
      case "deleted":
        return { type, model: model as string, pk: this.#pk(event.pk, bigints) };
      case "sequence":
        return { type, model: model as string, next: event.next as number };
      default:
        throw new CodecError(
          `${at(line)}event ${index + 1} is of type ${showValue(type)}; expected "created", "updated", "deleted" or "sequence".`,
          { code: "unknown-event", line, eventType: String(type) },
        );
    }
  }

  #pk(value: unknown, bigints: ReadonlySet<string> | undefined): Value {
    return bigints?.has("pk") && typeof value === "string" ? toBigint(value) : (value as Value);
  }

  #values(
    given: unknown,
    what: string,
    bigints: ReadonlySet<string> | undefined,
    line: number | undefined,
  ): RowValues {
    if (!isRecord(given))
      fail(line, `"${what}" is ${showValue(given)}; expected an object of columns.`);
    if (bigints === undefined) return given as RowValues;
    const values = Object.entries(given as RowValues).map(([name, value]) => [
      name,
      bigints.has(name) && typeof value === "string" ? toBigint(value) : value,
    ]);
    return Object.fromEntries(values) as RowValues;
  }
}

function pkAlias(model: Model, bigints: readonly string[]): string[] {
  return bigints.includes(model.pk.name) ? ["pk"] : [];
}

/** The bigint that a text stands for, or the text itself for the validation to refuse. */
function toBigint(text: string): bigint | string {
  return /^-?\d{1,30}$/.test(text) ? BigInt(text) : text;
}

function at(line: number | undefined): string {
  return line === undefined ? "Event log: " : `Line ${line}: `;
}

function fail(line: number | undefined, reason: string): never {
  throw new CodecError(`${at(line)}${reason}`, { code: "bad-shape", line });
}

function parseLine(text: string, line: number | undefined): { readonly [key: string]: unknown } {
  if (text.length > LONGEST_LINE) fail(line, "the line is longer than 64 MiB.");
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (error) {
    throw new CodecError(`${at(line)}not JSON: ${(error as Error).message}.`, {
      code: "bad-json",
      line,
      cause: error,
    });
  }
  if (!isRecord(data)) fail(line, `${showValue(data)} is no commit; expected an object.`);
  return data as { readonly [key: string]: unknown };
}
