import type { Kind } from "../schema/kind.ts";
import type { Value } from "../value.ts";
import type { Dialect } from "./dialect.ts";
import { TakenNames } from "./names.ts";

/** A finished statement. */
export interface Statement {
  readonly sql: string;
  readonly params: readonly unknown[];
}

/** Where values go while a statement is written. */
export interface Writer {
  readonly dialect: Dialect;
  /** What stands in the text for a value. */
  value(value: Value, kind: Kind): string;
  /** A name for a table of the statement that no other has, quoted. */
  alias(name: string): string;
  /** Notes that a slice inside of the statement has rows that its order leaves open. */
  noteOpen(): void;
}

/** Sign around the number of a value in a text that is not finished; no name may contain it. */
const MARK = "\u0000";
const MARKED = /\0(\d+)\0/g;

/**
 * Collects the values of a statement. Its parts are written in any order, so that a value is a mark
 * until the whole text stands; then the marks become placeholders, in the order of the text.
 */
export class ParameterWriter implements Writer {
  readonly dialect: Dialect;
  readonly #values: unknown[] = [];
  readonly #aliases = new TakenNames();
  #isOpen = false;

  constructor(dialect: Dialect) {
    this.dialect = dialect;
  }

  value(value: Value, kind: Kind): string {
    return `${MARK}${this.#values.push(this.dialect.encode(value, kind)) - 1}${MARK}`;
  }

  alias(name: string): string {
    return this.dialect.quote(this.#aliases.take(name));
  }

  /** Whether a slice inside of the statement has rows that its order leaves open. */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  noteOpen(): void {
    this.#isOpen = true;
  }

  finish(text: string): Statement {
    const params: unknown[] = [];
    const sql = text.replace(MARKED, (_, number: string) =>
      this.dialect.placeholder(params.push(this.#values[Number(number)])),
    );
    return { sql, params };
  }
}

/** Writes values into the text, for statements that take no parameters. */
export class LiteralWriter implements Writer {
  readonly dialect: Dialect;

  constructor(dialect: Dialect) {
    this.dialect = dialect;
  }

  value(value: Value, kind: Kind): string {
    return this.dialect.literal(this.dialect.encode(value, kind));
  }

  alias(name: string): string {
    return this.dialect.quote(name);
  }

  noteOpen(): void {}
}
