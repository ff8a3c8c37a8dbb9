import { keepLayout } from "../keep-layout.ts";
import type { Kind } from "../schema/kind.ts";
import type { Column } from "../schema/registry.ts";
import { type Collation, compareValues, type Value } from "../value.ts";
import { type CodeRange, codesTell, KeyCode } from "./key-code.ts";
import type { Probe, RowOrder, SortedRows } from "./sorted-rows.ts";

/** A stored row: frozen, one property for each column. */
export interface Row {
  readonly [column: string]: Value;
}

/** The order of an index: by its columns, then by primary key, so that no two rows are equal. */
export class KeyOrder implements RowOrder<Row> {
  readonly columns: readonly Column[];
  /** Cost: O(columns). */
  readonly compareRows: (a: Row, b: Row) => number;

  readonly #pk: Column;
  /** How many columns come before the primary key. */
  readonly #keyLength: number;
  readonly #code: KeyCode;
  readonly #tellsFirst: boolean;
  readonly #parts: readonly Part[];
  /** Comparisons by the first columns alone, by their number. */
  readonly #prefixes: ((a: Row, b: Row) => number)[] = [];
  #withoutFirst: KeyOrder | undefined;

  constructor(columns: readonly Column[], pk: Column) {
    this.columns = columns.includes(pk) ? columns : [...columns, pk];
    this.#pk = pk;
    this.#keyLength = this.columns.indexOf(pk);
    this.#code = new KeyCode(this.columns);
    this.#tellsFirst = codesTell(this.columns[0]!);
    this.#parts = this.columns.map(({ name, kind }) => ({ name, compare: comparatorOf(kind) }));
    this.compareRows = compileOrder(this.#parts);
  }

  /** The order among rows that agree in the first column. */
  withoutFirst(): KeyOrder {
    this.#withoutFirst ??= new KeyOrder(this.columns.slice(1), this.#pk);
    return this.#withoutFirst;
  }

  /** Whether the codes tell the values of a column, which are integers, from 0 up to 2^30. */
  tells(column: Column): boolean {
    return this.columns[0] === column && this.#tellsFirst;
  }

  /** Cost: O(1). */
  codeOf(row: Row): number {
    return this.#code.ofRow(row);
  }

  /** Whether rows of such codes may agree in all columns before the primary key. */
  mayAgree(a: number, b: number): boolean {
    return this.#code.mayAgree(a, b, this.#keyLength);
  }

  /**
   * Whether rows of a tree in this order agree in the first `count` columns, none of which is null:
   * such rows are neighbours. Cost: O(n), most of it by codes.
   */
  hasRepeats(rows: SortedRows<Row>, count: number): boolean {
    const codes = rows.codes(0, rows.size);
    for (let at = 1; at < codes.length; at++) {
      if (!this.#code.mayAgree(codes[at - 1]!, codes[at]!, count)) continue;
      const row = rows.at(at)!;
      if (!this.hasNull(row, count) && this.agree(rows.at(at - 1)!, row, count)) return true;
    }
    return false;
  }

  /** Rows that begin with the values of `key`. */
  probe(key: readonly Value[]): Probe<Row> {
    return new KeyProbe(this.#parts, key, this.#code.range(key));
  }

  /** Rows that have the same values as `row` in the first `count` columns, one or more. */
  probeLike(row: Row, count: number): Probe<Row> {
    const compare = this.#prefix(count);
    const { low, high } = this.#code.rangeLike(row, count);
    return { low, high, place: (other) => compare(other, row) };
  }

  /** Whether two rows agree in the first `count` columns; nulls do. */
  agree(a: Row, b: Row, count: number): boolean {
    return this.#prefix(count)(a, b) === 0;
  }

  /** Whether a row has a null in the first `count` columns. */
  hasNull(row: Row, count: number): boolean {
    for (let i = 0; i < count; i++) if (row[this.columns[i]!.name] === null) return true;
    return false;
  }

  /**
   * A number of 30 bits that rows have in common which agree in the first `count` columns, and few that
   * do not. Undefined for kinds that are not hashed, such as those of which values that differ are equal.
   */
  hashOf(count: number): ((row: Row) => number) | undefined {
    const columns = this.columns.slice(0, count);
    if (!columns.every(isPlain)) return undefined;
    return (row) => {
      let hash = 0;
      for (let i = 0; i < columns.length; i++) {
        hash = combine(hash, hashOfValue(row[columns[i]!.name]!));
      }
      return hash & HASH_BITS;
    };
  }

  #prefix(count: number): (a: Row, b: Row) => number {
    this.#prefixes[count] ??= compileOrder(this.#parts.slice(0, count));
    return this.#prefixes[count];
  }

  /** Rows that begin with `key` and whose next column begins with `prefix`. */
  probePrefix(key: readonly Value[], prefix: string): Probe<Row> {
    const equal = this.probe(key);
    const { name, compare } = this.#parts[key.length]!;
    const place = (row: Row): number => {
      const order = equal.place(row);
      if (order !== 0) return order;
      const value = row[name] as string | null;
      if (value === null) return -1;
      return value.startsWith(prefix) ? 0 : compare(value, prefix);
    };
    const code = this.#code;
    const { low, high } = key.length === 0 ? code.prefixRange(prefix) : code.range(key.slice(0, 1));
    return { low, high, place };
  }
}

/** A target of rows that begin with a key. A class: closures took twice the memory. */
class KeyProbe implements Probe<Row> {
  readonly low: number;
  readonly high: number;
  readonly #parts: readonly Part[];
  readonly #key: readonly Value[];

  constructor(parts: readonly Part[], key: readonly Value[], { low, high }: CodeRange) {
    this.low = low;
    this.high = high;
    this.#parts = parts;
    this.#key = key;
  }

  place(row: Row): number {
    const key = this.#key;
    for (let i = 0; i < key.length; i++) {
      const { name, compare } = this.#parts[i]!;
      const order = compare(row[name]!, key[i]!);
      if (order !== 0) return order;
    }
    return 0;
  }
}

keepLayout(new KeyProbe([], [], { low: -Infinity, high: Infinity }));

/** What V8 keeps in place, as numbers with more are not. */
const HASH_BITS = 0x3fff_ffff;
/** 2^30 over the golden ratio, made odd: its multiples lie far from one another. */
const FAR = 0x278d_de6f;

/** A hash of two: of small integers beside small ones, each has its own. */
function combine(hash: number, next: number): number {
  return (Math.imul(hash, FAR) + next) | 0;
}

/** A hash of an integer, a text or null. */
function hashOfValue(value: Value): number {
  if (typeof value !== "string") return Number(value) | 0;
  let hash = value.length;
  for (let i = 0; i < value.length; i++) hash = combine(hash, value.charCodeAt(i));
  return hash;
}

type CompareValues = (a: Value, b: Value) => number;

/** One column of an order. */
interface Part {
  readonly name: string;
  readonly compare: CompareValues;
}

/** Rows are compared more often than anything else: a loop would cost as much as the columns. */
function compileOrder(parts: readonly Part[]): (a: Row, b: Row) => number {
  const [p, q, r] = parts as readonly [Part, Part, Part];
  switch (parts.length) {
    case 1:
      return (a, b) => p.compare(a[p.name]!, b[p.name]!);
    case 2:
      return (a, b) => p.compare(a[p.name]!, b[p.name]!) || q.compare(a[q.name]!, b[q.name]!);
    case 3:
      return (a, b) =>
        p.compare(a[p.name]!, b[p.name]!) ||
        q.compare(a[q.name]!, b[q.name]!) ||
        r.compare(a[r.name]!, b[r.name]!);
    default:
      return (a, b) => {
        for (const { name, compare } of parts) {
          const order = compare(a[name]!, b[name]!);
          if (order !== 0) return order;
        }
        return 0;
      };
  }
}

/** Kinds whose canonical text is of ASCII alone: units and code points sort alike. */
const ASCII_KINDS: ReadonlySet<string> = new Set(["date", "time", "uuid", "slug", "binary"]);

/** Whether values of a column are equal only where they are the same. */
function isPlain(column: Column): boolean {
  const { name, collation } = column.kind;
  return codesTell(column) || collation === "text" || ASCII_KINDS.has(name);
}

const COMPARATORS: { readonly [C in Collation]: CompareValues } = {
  number: compareNumbers,
  instant: compareMoments,
  text: (a, b) => compareValues(a, b, "text"),
  duration: (a, b) => compareValues(a, b, "duration"),
  decimal: (a, b) => compareValues(a, b, "decimal"),
  none: (a, b) => compareValues(a, b, "none"),
};

/** What compares values of a kind: as {@link compareValues} does, and quicker where kinds allow. */
export function comparatorOf(kind: Kind): CompareValues {
  return ASCII_KINDS.has(kind.name) ? compareAscii : COMPARATORS[kind.collation];
}

function compareNumbers(a: Value, b: Value): number {
  if (a === b) return 0;
  if (a === null) return -1;
  if (b === null) return 1;
  return (a as number) < (b as number) ? -1 : (a as number) > (b as number) ? 1 : 0;
}

function compareAscii(a: Value, b: Value): number {
  if (a === b) return 0;
  if (a === null) return -1;
  if (b === null) return 1;
  return (a as string) < (b as string) ? -1 : 1;
}

/** Moments of the same length sort as their text. */
function compareMoments(a: Value, b: Value): number {
  if (a === b) return 0;
  if (a === null) return -1;
  if (b === null) return 1;
  if ((a as string).length !== (b as string).length) return compareValues(a, b, "instant");
  return (a as string) < (b as string) ? -1 : 1;
}
