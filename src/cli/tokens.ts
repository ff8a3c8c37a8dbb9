/** Cuts the text of a query into tokens. Nothing in it is ever run as code. */
import { QueryError } from "./query-text.ts";

/** A piece of a query, with its place. */
export type Token =
  | { readonly kind: "name"; readonly text: string; readonly at: number }
  | { readonly kind: "mark"; readonly text: string; readonly at: number }
  | {
      readonly kind: "value";
      readonly text: string;
      readonly value: string | number | bigint;
      readonly at: number;
    }
  | { readonly kind: "end"; readonly text: ""; readonly at: number };

const SPACE = /[\s\ufeff]*/y;
const NAME = /[\p{ID_Start}$_][\p{ID_Continue}$]*/uy;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const BIGINT = /(-?(?:0|[1-9]\d*))n/y;
const MARK = /[.(){}[\],:]/y;
/** Up to the next quote, backslash or line end. */
const PLAIN_TEXT = /[^"'\\\n\r]*/y;
const ESCAPE =
  /\\(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|u\{([\da-fA-F]{1,6})\}|(0)(?!\d)|([^\dxu]))/uy;
const WORD_PART = /[\p{ID_Continue}$]/u;

const ESCAPED: ReadonlyMap<string, string> = new Map([
  ["n", "\n"],
  ["t", "\t"],
  ["r", "\r"],
  ["b", "\b"],
  ["f", "\f"],
  ["v", "\v"],
  // A backslash at the end of a line continues the text on the next one.
  ["\n", ""],
]);

function match(pattern: RegExp, text: string, at: number): RegExpExecArray | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text) ?? undefined;
}

/**
 * The tokens of a query; the last one is its end.
 * @throws {QueryError} for a character or a literal that has no meaning.
 */
export function readTokens(text: string): Token[] {
  const tokens: Token[] = [];
  for (let at = skipSpace(text, 0); at < text.length; ) {
    const token = readToken(text, at);
    tokens.push(token);
    at = skipSpace(text, at + token.text.length);
  }
  tokens.push({ kind: "end", text: "", at: text.length });
  return tokens;
}

function skipSpace(text: string, at: number): number {
  return at + match(SPACE, text, at)![0].length;
}

function readToken(text: string, at: number): Token {
  const first = text[at]!;
  if (first === '"' || first === "'") return readString(text, at);
  const mark = match(MARK, text, at);
  if (mark !== undefined) return { kind: "mark", text: mark[0], at };
  const name = match(NAME, text, at);
  if (name !== undefined) return { kind: "name", text: name[0], at };
  return readNumber(text, at) ?? refuse(text, at);
}

function refuse(text: string, at: number): never {
  const character = String.fromCodePoint(text.codePointAt(at)!);
  const hint = character === "`" ? " Put texts in \"…\" or '…'." : "";
  throw new QueryError(`${JSON.stringify(character)} has no meaning here.${hint}`, text, at);
}

function readNumber(text: string, at: number): Token | undefined {
  const big = match(BIGINT, text, at);
  const found = big ?? match(NUMBER, text, at);
  if (found === undefined) return undefined;
  const end = at + found[0].length;
  const value = big === undefined ? Number(found[0]) : BigInt(big[1]!);
  const next = text[end];
  if (next !== undefined && WORD_PART.test(next)) {
    throw new QueryError(`the number ${found[0]} cannot be followed by "${next}".`, text, end);
  }
  if (Math.abs(Number(value)) === Number.POSITIVE_INFINITY && big === undefined) {
    throw new QueryError("the number is too large.", text, at);
  }
  return { kind: "value", text: found[0], value, at };
}

function readString(text: string, at: number): Token {
  const quote = text[at]!;
  let value = "";
  for (let i = at + 1; ; ) {
    const plain = match(PLAIN_TEXT, text, i)![0];
    value += plain;
    i += plain.length;
    const unit = text[i];
    if (unit === quote) {
      return { kind: "value", text: text.slice(at, i + 1), value, at };
    }
    if (unit === undefined || unit === "\n" || unit === "\r") {
      throw new QueryError(`the text that begins here has no closing ${quote}.`, text, at);
    }
    const [raw, meaning] = unit === "\\" ? readEscape(text, i) : [unit, unit];
    value += meaning;
    i += raw.length;
  }
}

function readEscape(text: string, at: number): [raw: string, meaning: string] {
  const found = match(ESCAPE, text, at);
  if (found === undefined) {
    throw new QueryError("no character is written like this after a backslash.", text, at);
  }
  const [raw, byte, unit, point, nul, single] = found;
  if (nul !== undefined) return [raw, "\0"];
  if (single !== undefined) return [raw, ESCAPED.get(single) ?? single];
  const code = Number.parseInt(byte ?? unit ?? point!, 16);
  if (code > 0x10ffff) throw new QueryError("there is no such character.", text, at);
  return [raw, String.fromCodePoint(code)];
}
