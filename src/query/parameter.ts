import { LookupError, UsageError, ValidationError } from "../errors.ts";
import { invariant } from "../invariant.ts";
import { type Kind, kindOf } from "../schema/kind.ts";
import { MODEL } from "../schema/model.ts";
import type { Column, Model } from "../schema/registry.ts";
import { showValue, type Value } from "../value.ts";
import type { Bounds, Lookup, Members, Pattern } from "./lookups.ts";

/** The canonical parameter of a lookup, as the executor compares with it. */
export type Parameter = Value | Members | Bounds | Pattern | readonly string[];

/** Turns the value given for a parameter into its canonical form; throws when it cannot be one. */
export type Prepare = (given: unknown) => Parameter;

/** What a lookup compares, as far as preparing its value needs to know. */
export interface LookupPlace {
  /** The model that the question starts at, and the path as the user wrote it. */
  readonly model: Model;
  readonly text: string;
  readonly lookup: Lookup;
  readonly kind: Kind;
  /** Where the values stand, for messages. */
  readonly place: Column["place"];
  /** Set where the path ends at a relation, whose instances may be given. */
  readonly relatedTo: Model | undefined;
  /** The column of the related model that its instances are compared by. */
  readonly named: Column | undefined;
}

/** Longest regular expression taken: patterns may come from users, and cost grows with them. */
const LONGEST_PATTERN = 1000;

/** What prepares the values of a lookup. */
export function prepareFor(place: LookupPlace): Prepare {
  switch (place.lookup.operand) {
    case "flag":
      return (given) =>
        typeof given === "boolean" ? given : refuse(place, showValue(given), "true or false");
    case "text":
      if (place.kind.name === "json" && place.lookup.name === "contains") {
        return (given) => prepareValue(place, given);
      }
      return (given) => preparePart(place, given);
    case "pattern":
      return (given) => preparePattern(place, given);
    case "key":
      return (given) => [String(prepareText(place, given))];
    case "keys":
      return (given) => prepareKeys(place, given);
    case "list":
      return (given) => prepareMembers(place, given);
    case "range":
      return (given) => prepareBounds(place, given);
    case "value":
      return (given) => prepareValue(place, given);
  }
}

function prepareText(place: LookupPlace, given: unknown): string {
  if (typeof given === "string") return given;
  const isNumber = typeof given === "number" || typeof given === "bigint";
  return isNumber && place.kind.collation !== "text"
    ? String(given)
    : refuse(place, showValue(given), "a string");
}

const HALF_CHARACTER = /\p{Surrogate}/u;

/** A part of a text to look for: of whole characters, since half of one would be found in many. */
function preparePart(place: LookupPlace, given: unknown): string {
  const text = prepareText(place, given);
  return HALF_CHARACTER.test(text)
    ? refuse(place, showValue(given), "whole characters, no half of a surrogate pair")
    : text;
}

function preparePattern(place: LookupPlace, given: unknown): Pattern {
  if (typeof given !== "string")
    return refuse(place, showValue(given), "a regular expression, as a string");
  if (given.length > LONGEST_PATTERN) {
    return refuse(
      place,
      showValue(given),
      `a regular expression of at most ${LONGEST_PATTERN} characters`,
    );
  }
  return new LazyPattern(given, place);
}

/** A pattern that is compiled when the first text is tested with it; as data, it is its source. */
class LazyPattern implements Pattern {
  readonly source: string;
  readonly #place: LookupPlace;
  #compiled: RegExp | undefined;

  constructor(source: string, place: LookupPlace) {
    this.source = source;
    this.#place = place;
  }

  get regExp(): RegExp {
    const place = this.#place;
    try {
      this.#compiled ??= new RegExp(this.source, place.lookup.name === "iregex" ? "iu" : "u");
      return this.#compiled;
    } catch {
      const shown = showValue(this.source);
      return refuse(place, shown, "a regular expression that JavaScript understands");
    }
  }
}

function prepareKeys(place: LookupPlace, given: unknown): readonly string[] {
  if (!isIterable(given)) return refuse(place, showValue(given), "a list of keys");
  return [...given].map((key) => String(prepareText(place, key)));
}

function isIterable(given: unknown): given is Iterable<unknown> {
  return typeof given === "object" && given !== null && Symbol.iterator in given;
}

function prepareMembers(place: LookupPlace, given: unknown): Members {
  if (!isIterable(given)) return refuse(place, showValue(given), "a list of values");
  const values: Value[] = [];
  for (const item of given) {
    // A null in the list matches nothing, as in SQL.
    if (item !== null && item !== undefined) values.push(prepareValue(place, item));
  }
  return { values, keys: new Set(values) };
}

function prepareBounds(place: LookupPlace, given: unknown): Bounds {
  if (!Array.isArray(given) || given.length !== 2) {
    return refuse(place, showValue(given), "a list of the lowest and the highest value");
  }
  return [prepareValue(place, given[0]), prepareValue(place, given[1])];
}

function prepareValue(place: LookupPlace, given: unknown): Value {
  if (given === null || given === undefined) {
    return refuse(place, showValue(given), "a value", 'Use "isnull" to ask for nulls.');
  }
  const value = place.relatedTo === undefined ? given : keyOf(place, given);
  try {
    return place.kind.comparable(value, place.place);
  } catch (error) {
    if (error instanceof ValidationError) throw badValue(place, given, error);
    throw error;
  }
}

/** The key of an instance of the related model; any other value stands for itself. */
function keyOf(place: LookupPlace, given: unknown): unknown {
  if (typeof given !== "object" || given === null) return given;
  const { relatedTo, named } = place;
  const model = (given as { readonly [MODEL]?: unknown })[MODEL];
  if (model === undefined) return given;
  if (model !== relatedTo!.name) {
    return refuse(place, `an instance of ${String(model)}`, `an instance of ${relatedTo!.name}`);
  }
  const key = (given as { readonly [name: string]: unknown })[named!.name];
  if (key !== undefined && key !== null) return key;
  return refuse(place, `an unsaved ${relatedTo!.name}`, "an instance that is saved");
}

/** Refuses a value, which is given as it is to be shown. @throws {LookupError} always. */
export function refuse(
  place: Pick<LookupPlace, "model" | "text" | "lookup">,
  shown: string,
  expected: string,
  hint?: string,
): never {
  const { model, text, lookup } = place;
  throw new LookupError(
    `"${text}" on ${model.name} got ${shown}; the lookup "${lookup.name}" expects ${expected}.`,
    { code: "bad-value", model: model.name, path: text, position: lastSegment(text), hint },
  );
}

function lastSegment(text: string): number {
  return text.split("__").length - 1;
}

function badValue(place: LookupPlace, given: unknown, cause: ValidationError): LookupError {
  const { model, text } = place;
  const expected = cause.message.slice(cause.message.indexOf("; expected") + 2);
  invariant(expected.length > 0, "a validation error says what was expected");
  return new LookupError(`"${text}" on ${model.name} got ${showValue(given)}; ${expected}`, {
    code: "bad-value",
    model: model.name,
    path: text,
    position: lastSegment(text),
    cause,
  });
}

/**
 * What prepares a value that stands in an expression: one of the kind that was asked for, or the
 * value as it is.
 */
export function prepareConstant(output: Kind | undefined): Prepare {
  const json = kindOf("json");
  return (given) => {
    const place = { model: "Value", field: output?.name ?? "value" };
    try {
      return (output ?? json).comparable(given, place);
    } catch (error) {
      if (!(error instanceof ValidationError)) throw error;
      throw new UsageError(`A value of an expression: ${error.message}`, {
        code: "bad-value",
        cause: error,
      });
    }
  };
}
