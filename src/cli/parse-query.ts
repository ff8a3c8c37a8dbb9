/**
 * The grammar of queries:
 *
 *     query  = model [ ".objects" ] { "." method "(" [ value { "," value } [ "," ] ] ")" }
 *     value  = text | number | bigint | "true" | "false" | "null" | list | object
 *     list   = "[" [ value { "," value } [ "," ] ] "]"
 *     object = "{" [ key ":" value { "," key ":" value } [ "," ] ] "}"
 *     key    = name | text | number
 *
 * It looks like the code that one would write, and is data: nothing is looked up while parsing.
 */
import { QueryError } from "./query-text.ts";
import { readTokens, type Token } from "./tokens.ts";

/** A literal in a query. */
export type Literal =
  | null
  | boolean
  | number
  | bigint
  | string
  | readonly Literal[]
  | { readonly [key: string]: Literal };

/** One call of the chain; `at` is its place in the text. */
export interface Call {
  readonly name: string;
  readonly args: readonly Literal[];
  readonly at: number;
}

/** A query as it was written. */
export interface Query {
  readonly text: string;
  readonly model: { readonly name: string; readonly at: number };
  readonly calls: readonly Call[];
}

/** Lists and objects inside of each other: more is no honest query, and would exhaust the stack. */
const DEEPEST = 64;

const WORDS: ReadonlyMap<string, Literal> = new Map([
  ["true", true],
  ["false", false],
  ["null", null],
]);

/**
 * Reads a query.
 * @throws {QueryError} with the place where it stops making sense.
 */
export function parseQuery(text: string): Query {
  return new Parser(text).query();
}

class Parser {
  readonly #text: string;
  readonly #tokens: readonly Token[];
  #next = 0;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
    this.#tokens = readTokens(text);
  }

  query(): Query {
    const { text: name, at } = this.#name("the name of a model");
    const calls: Call[] = [];
    if (this.#sees(".") && this.#tokens[this.#next + 1]!.text === "objects") this.#next += 2;
    while (this.#takes(".")) {
      const method = this.#name("the name of a method");
      this.#expect("(", `"(" after ${method.text}`);
      calls.push({ name: method.text, args: this.#values(")"), at: method.at });
    }
    if (this.#peek().kind !== "end") this.#fail('"." and a method, or the end');
    return { text: this.#text, model: { name, at }, calls };
  }

  #values(close: string): Literal[] {
    const values: Literal[] = [];
    while (!this.#takes(close)) {
      values.push(this.#value());
      if (!this.#sees(close)) this.#expect(",", `"," or "${close}"`);
    }
    return values;
  }

  #value(): Literal {
    const token = this.#peek();
    if (token.kind === "value") {
      this.#next++;
      return token.value;
    }
    if (token.kind === "name") return this.#word(token);
    if (!this.#sees("[") && !this.#sees("{")) this.#fail("a value");
    if (++this.#depth > DEEPEST) {
      throw new QueryError(`lists and objects go ${DEEPEST} deep at most.`, this.#text, token.at);
    }
    this.#next++;
    const value = token.text === "[" ? this.#values("]") : this.#entries();
    this.#depth--;
    return value;
  }

  #word(token: Token): Literal {
    const value = WORDS.get(token.text);
    if (value === undefined) {
      const hint = `Values are texts in quotes, numbers, true, false, null, lists and objects.`;
      throw new QueryError(`"${token.text}" is no value. ${hint}`, this.#text, token.at);
    }
    this.#next++;
    return value;
  }

  #entries(): Literal {
    const entries: [string, Literal][] = [];
    while (!this.#takes("}")) {
      const key = this.#key();
      this.#expect(":", `":" after the key`);
      entries.push([key, this.#value()]);
      if (!this.#sees("}")) this.#expect(",", `"," or "}"`);
    }
    // A key "__proto__" is a key like any other here; assigning it would not be.
    return Object.fromEntries(entries);
  }

  #key(): string {
    const token = this.#peek();
    if (token.kind === "name" || token.kind === "value") {
      this.#next++;
      return token.kind === "name" ? token.text : String(token.value);
    }
    return this.#fail('a key or "}"');
  }

  #name(what: string): Token {
    const token = this.#peek();
    if (token.kind !== "name") this.#fail(what);
    this.#next++;
    return token;
  }

  #peek(): Token {
    return this.#tokens[this.#next]!;
  }

  #sees(mark: string): boolean {
    const token = this.#peek();
    return token.kind === "mark" && token.text === mark;
  }

  #takes(mark: string): boolean {
    if (!this.#sees(mark)) return false;
    this.#next++;
    return true;
  }

  #expect(mark: string, what: string): void {
    if (!this.#takes(mark)) this.#fail(what);
  }

  #fail(expected: string): never {
    const { kind, text, at } = this.#peek();
    const found = kind === "end" ? "it ends" : `it says ${text.slice(0, 40)}`;
    throw new QueryError(`expected ${expected}, but ${found}.`, this.#text, at);
  }
}
