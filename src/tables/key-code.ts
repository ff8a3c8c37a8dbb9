/**
 * Numbers that stand for keys. A code never falls along the order of an index, so rows of different
 * codes need no comparison: a search reads one array of numbers instead of rows and texts all over
 * the memory. Rows of the same code are compared as rows.
 */
import type { Column } from "../schema/registry.ts";
import { daysOf, millisecondsOf } from "../schema/temporal.ts";
import type { Value } from "../value.ts";
import type { Row } from "./key-order.ts";

/** Parts of the second column between two integers of the first: 31 + 22 bits make an exact double. */
const PARTS = 2 ** 22;
/** Fits all milliseconds of `momentCode` below `PARTS`. */
const MOMENTS_EACH = 80_000_000;
/** Characters in the code of a text, each of 7 bits. */
const CHARACTERS = 7;
/** Stands for all characters from here on, and ends the code. */
const LAST_CHARACTER = 127;

/** The codes that rows within a target have. */
export interface CodeRange {
  readonly low: number;
  readonly high: number;
}

/** The code of the rows of one order. */
export class KeyCode {
  readonly #first: string;
  readonly #firstCode: CodeOf;
  readonly #second: string;
  /** Undefined where the code is of the first column alone. */
  readonly #secondCode: CodeOf | undefined;

  /** `columns`: those of the order, the primary key included. */
  constructor([first, second]: readonly Column[]) {
    this.#first = first!.name;
    this.#firstCode = codeOfColumn(first!);
    this.#second = second?.name ?? "";
    this.#secondCode = second !== undefined && isInteger(first!) ? partOfColumn(second) : undefined;
  }

  /** Cost: O(1). */
  ofRow(row: Row): number {
    const code = this.#firstCode(row[this.#first]!);
    if (this.#secondCode === undefined) return code;
    return code + this.#secondCode(row[this.#second]!) / PARTS;
  }

  /** Whether rows of such codes may agree in the first `count` columns: where they may not, they differ. */
  mayAgree(a: number, b: number, count: number): boolean {
    if (a === b || count === 0) return true;
    // The part of the second column is less than one, before it is rounded.
    return count === 1 && this.#secondCode !== undefined && Math.abs(a - b) <= 1;
  }

  /** The codes of rows that begin with the values of `key`. */
  range(key: readonly Value[]): CodeRange {
    if (key.length === 0) return { low: -Infinity, high: Infinity };
    const code = this.#firstCode(key[0]!);
    if (this.#secondCode === undefined) return { low: code, high: code };
    const low = Math.floor(code);
    // Questions to integers may have fractions, of which the code of the second column knows nothing.
    if (key.length === 1 || !Number.isInteger(code))
      return { low, high: low + (PARTS - 1) / PARTS };
    const exact = low + this.#secondCode(key[1]!) / PARTS;
    return { low: exact, high: exact };
  }

  /** The codes of rows whose first column, a text, begins with `prefix`. */
  prefixRange(prefix: string): CodeRange {
    // Dates are texts as well, and have codes of another kind.
    if (this.#firstCode !== textCode) return { low: -Infinity, high: Infinity };
    const low = textCode(prefix);
    return { low, high: low + 128 ** Math.max(0, CHARACTERS - prefix.length) - 1 };
  }

  /** The codes of rows that have the same values as `row` in the first `count` columns, one or more. */
  rangeLike(row: Row, count: number): CodeRange {
    const isExact = count > 1 || this.#secondCode === undefined;
    const low = isExact ? this.ofRow(row) : this.#firstCode(row[this.#first]!);
    return { low, high: isExact ? low : low + (PARTS - 1) / PARTS };
  }
}

/** The code of a value of one column: −∞ for null, and for no other. */
export type CodeOf = (value: Value) => number;

/** Kinds whose values are integers that a code tells: bigints and booleans are other values. */
const KEY_KINDS: ReadonlySet<string> = new Set([
  ...(["auto", "bigAuto", "integer", "smallInteger"] as const),
  ...(["positiveInteger", "positiveSmallInteger"] as const),
]);

/** Whether the whole part of a code tells the value of a column that an order begins with, from 0 up to 2^30. */
export function codesTell({ kind }: Column): boolean {
  return KEY_KINDS.has(kind.name);
}

/** Kinds whose values have fractions, or whose codes are rounded. */
const INEXACT: ReadonlySet<string> = new Set(["float", "bigInteger", "positiveBigInteger"]);

function isInteger({ kind }: Column): boolean {
  return kind.collation === "number" && !INEXACT.has(kind.name);
}

/** What gives the codes of a column's values. */
export function codeOfColumn({ kind }: Column): CodeOf {
  if (kind.name === "date") return dateCode;
  switch (kind.collation) {
    case "number":
    case "decimal":
      return numberCode;
    case "instant":
      return momentCode;
    case "text":
      return textCode;
    default:
      return () => 0;
  }
}

/** The code of a second column: an integer from 0, below `PARTS`. */
function partOfColumn(column: Column): CodeOf {
  const code = codeOfColumn(column);
  const each = code === momentCode ? MOMENTS_EACH : code === textCode ? 2 ** 27 : 1;
  return (value) => Math.min(PARTS - 1, Math.max(0, Math.floor(code(value) / each)));
}

function numberCode(value: Value): number {
  if (typeof value === "number") return value;
  return value === null ? -Infinity : Number(value);
}

function dateCode(value: Value): number {
  return value === null ? -Infinity : daysOf(value as string);
}

function momentCode(value: Value): number {
  return value === null ? -Infinity : millisecondsOf(value as string);
}

/** The first characters of a text, up to the first that is not ASCII. */
function textCode(value: Value): number {
  if (value === null) return -Infinity;
  const text = value as string;
  let code = 0;
  let i = 0;
  while (i < CHARACTERS && i < text.length) {
    const unit = Math.min(text.charCodeAt(i++), LAST_CHARACTER);
    code = code * 128 + unit;
    if (unit === LAST_CHARACTER) break;
  }
  return code * 128 ** (CHARACTERS - i);
}
