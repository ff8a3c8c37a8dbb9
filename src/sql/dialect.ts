import type { Kind } from "../schema/kind.ts";
import type { Value } from "../value.ts";

/** SQL that computes a value, and the kind of that value. */
export interface Typed {
  readonly sql: string;
  readonly kind: Kind;
}

/** The operators of arithmetic, by the names that expressions give them. */
export type Operator =
  | "add"
  | "sub"
  | "mul"
  | "div"
  | "mod"
  | "pow"
  | "bitand"
  | "bitor"
  | "bitxor"
  | "bitleftshift"
  | "bitrightshift";

/** What an aggregate goes over. */
export interface AggregateCall {
  /** The store's name of it: `Sum`. */
  readonly name: string;
  /** Undefined counts rows. */
  readonly arg: Typed | undefined;
  readonly isDistinct: boolean;
}

/**
 * All that databases say in ways of their own. Whatever all of them say alike (SELECT, joins, groups,
 * windows) is written by the files around; a further database is one more object of this kind.
 */
export interface Dialect {
  readonly name: string;
  /** A name of a table or a column. */
  quote(name: string): string;
  /** The sign for the parameter at a place, counted from 1. */
  placeholder(place: number): string;
  /** A held value as it stands in the text of a statement. */
  literal(held: unknown): string;
  /** LIMIT and OFFSET, or what stands for them. A limit may be `Infinity`. */
  slice(offset: number, limit: number): string;
  /** Type of a column that holds values of the kind. */
  columnType(kind: Kind): string;
  /** A value of the store as the database holds it. */
  encode(value: Value, kind: Kind): unknown;
  /** A value that the database gave, as the store has it. */
  decode(held: unknown, kind: Kind): Value;
  /** The form of a value by which it is compared and put in order. */
  key(value: Typed): string;
  /** The value held as one of another kind is: the same number, moment or text. */
  convert(value: Typed, to: Kind): string;
  /** The value made one of another kind, as `Cast()` does. */
  cast(value: Typed, to: Kind): string;
  /** The value as text lookups and functions of texts see it. */
  text(value: Typed): string;
  arithmetic(operator: Operator, left: Typed, right: Typed): string;
  /** A function of the values of a row, by the store's name. */
  call(name: string, args: readonly Typed[], result: Kind): string;
  aggregate(call: AggregateCall): string;
  /** A lookup in texts, such as `contains`; undefined for one that it does not know. */
  matches(lookup: string, text: string, part: string): string | undefined;
  /** A lookup on JSON data; undefined where it is compared as any other value. */
  matchesJson(lookup: string, data: string, given: string): string | undefined;
  /** Whether JSON data has a key; `given` is the key as a value of the statement. */
  hasKey(data: string, key: string, given: string): string;
  /** The JSON data under a key; null where there is none, or JSON's own null. */
  jsonKey(data: string, key: string, given: string): string;
}
