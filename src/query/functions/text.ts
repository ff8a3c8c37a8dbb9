/** Functions of texts. Other values are taken as the text that `textOf` gives; null gives null. */
import { UsageError } from "../../errors.ts";
import { type Kind, type KindName, kindOf } from "../../schema/kind.ts";
import type { Value } from "../../value.ts";
import { countPoints, slicePoints, substringPoints } from "./code-points.ts";
import { numberReader } from "./read-number.ts";
import { refuseArguments } from "./refuse-arguments.ts";
import type { ScalarFunction } from "./scalar-function.ts";
import { textOf } from "./text-of.ts";

/** Longest text that padding or repeating makes, in UTF-16 units. */
const LONGEST = 2 ** 27;
const HIGHEST_POINT = 0x10ffff;
const REPLACEMENT = "\ufffd";

type Role = "text" | "count";

// Roles of arguments -> the values that the function is called with
type Plain<R extends readonly Role[]> = { [I in keyof R]: R[I] extends "text" ? string : number };

function readerOf(name: string, role: Role, kind: Kind, kinds: readonly Kind[]) {
  if (role === "text") return (value: Value) => textOf(value, kind);
  const read = numberReader(kind);
  if (read === undefined) return refuseArguments(name, kinds, "a number there");
  return (value: Value) => Math.trunc(read(value));
}

/** A function whose arguments are texts and counts; those beyond `minArgs` may be left out. */
function define<const R extends readonly Role[]>(
  name: string,
  roles: R,
  result: KindName,
  evaluate: (...args: Plain<R>) => Value,
  minArgs: number = roles.length,
): ScalarFunction {
  return {
    name,
    minArgs,
    maxArgs: roles.length,
    seesNulls: false,
    resultKind: () => kindOf(result),
    compile(kinds) {
      const readers = kinds.map((kind, index) => readerOf(name, roles[index]!, kind, kinds));
      return (values) =>
        evaluate(...(values.map((value, index) => readers[index]!(value)) as Plain<R>));
    },
  };
}

/** Nulls count as empty texts, as in Django on SQLite. */
const CONCAT: ScalarFunction = {
  name: "Concat",
  minArgs: 2,
  maxArgs: Number.POSITIVE_INFINITY,
  seesNulls: true,
  resultKind: () => kindOf("text"),
  compile: (kinds) => (values) => {
    let text = "";
    values.forEach((value, index) => {
      if (value !== null) text += textOf(value, kinds[index]!);
    });
    return text;
  },
};

/** `unit` again and again; the count may be less than 1. */
function repeat(name: string, unit: string, count: number): string {
  const times = Math.max(0, count);
  if (unit === "" || times === 0) return "";
  if (unit.length * times <= LONGEST) return unit.repeat(times);
  throw new UsageError(`${name}() would make a text of ${unit.length * times} characters.`, {
    code: "too-long",
  });
}

function padLeft(text: string, length: number, fill: string): string {
  const missing = length - countPoints(text);
  if (missing <= 0) return slicePoints(text, 0, length);
  return slicePoints(repeat("LPad", fill, length), 0, missing) + text;
}

function padRight(text: string, length: number, fill: string): string {
  return slicePoints(text + repeat("RPad", fill, length), 0, length);
}

function charOf(point: number): string {
  const isSurrogate = point >= 0xd800 && point <= 0xdfff;
  const isPoint = point >= 0 && point <= HIGHEST_POINT && !isSurrogate;
  return isPoint ? String.fromCodePoint(point) : REPLACEMENT;
}

function indexOfPart(text: string, part: string): number {
  const index = text.indexOf(part);
  return index < 0 ? 0 : countPoints(text.slice(0, index)) + 1;
}

const TRIM_START = /^ +/;

function trimStart(text: string): string {
  return text.replace(TRIM_START, "");
}

function trimEnd(text: string): string {
  let end = text.length;
  while (text[end - 1] === " ") end--;
  return text.slice(0, end);
}

/** The functions of this file. */
export const TEXT_FUNCTIONS: readonly ScalarFunction[] = [
  define("Lower", ["text"], "text", (text) => text.toLowerCase()),
  define("Upper", ["text"], "text", (text) => text.toUpperCase()),
  define("Length", ["text"], "integer", countPoints),
  CONCAT,
  define("Left", ["text", "count"], "text", (text, length) => substringPoints(text, 1, length)),
  define("Right", ["text", "count"], "text", (text, length) =>
    substringPoints(text, -length, length),
  ),
  define(
    "Substr",
    ["text", "count", "count"],
    "text",
    (text, position, length = Number.POSITIVE_INFINITY) => substringPoints(text, position, length),
    2,
  ),
  define(
    "Replace",
    ["text", "text", "text"],
    "text",
    (text, part, replacement = "") => (part === "" ? text : text.split(part).join(replacement)),
    2,
  ),
  define("Trim", ["text"], "text", (text) => trimEnd(trimStart(text))),
  define("LTrim", ["text"], "text", trimStart),
  define("RTrim", ["text"], "text", trimEnd),
  define(
    "LPad",
    ["text", "count", "text"],
    "text",
    (text, length, fill = " ") => padLeft(text, length, fill),
    2,
  ),
  define(
    "RPad",
    ["text", "count", "text"],
    "text",
    (text, length, fill = " ") => padRight(text, length, fill),
    2,
  ),
  define("Repeat", ["text", "count"], "text", (text, count) => repeat("Repeat", text, count)),
  define("Reverse", ["text"], "text", (text) => Array.from(text).reverse().join("")),
  define("StrIndex", ["text", "text"], "integer", indexOfPart),
  define("Chr", ["count"], "text", charOf),
  define("Ord", ["text"], "integer", (text) => text.codePointAt(0) ?? null),
];
