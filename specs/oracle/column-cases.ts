/** Random lookups that compare columns of a specimen with each other. */
import fc from "fast-check";
import { F } from "../../src/index.ts";
import type { LookupCase } from "./lookup-cases.ts";

/** Two columns that can be compared: paths, and the same in SQL. */
interface Pair {
  readonly left: string;
  readonly x: string;
  /** The column that is null where the left side is. */
  readonly guard: string;
  readonly right: unknown;
  readonly y: string;
  /** Set where the right side is a plain column that may be null. */
  readonly rightGuard?: string;
}

function columns(left: string, right: string): Pair {
  const isNullable = !["word", "other", "due"].includes(right);
  const guards = isNullable ? { rightGuard: `s.${right}` } : {};
  return {
    left,
    x: `s.${left}`,
    guard: `s.${left}`,
    right: F(right),
    y: `s.${right}`,
    ...guards,
  };
}

const year = (column: string): string => `CAST(strftime('%Y', ${column}) AS INTEGER)`;

const PAIRS: readonly Pair[] = [
  columns("count", "other"),
  columns("other", "count"),
  columns("count", "ratio"),
  columns("ratio", "count"),
  columns("big", "count"),
  columns("count", "big"),
  columns("price", "count"),
  columns("count", "price"),
  columns("ratio", "price"),
  columns("day", "due"),
  columns("due", "day"),
  columns("text", "word"),
  columns("word", "text"),
  { ...columns("count", "other"), right: F("other").add(1), y: "(s.other + 1)" },
  { left: "other", x: "s.other", guard: "s.other", right: F("count").mul(2), y: "(s.count * 2)" },
  { left: "other", x: "s.other", guard: "s.other", right: F("other").neg(), y: "(-s.other)" },
  {
    left: "day__year",
    x: year("s.day"),
    guard: "s.day",
    right: F("due__year"),
    y: year("s.due"),
  },
  {
    left: "moment__date",
    x: "substr(s.moment, 1, 10)",
    guard: "s.moment",
    right: F("due"),
    y: "s.due",
  },
];

const TEXTS = [columns("text", "word"), columns("word", "text")];

const SIGNS = { exact: "=", gt: ">", gte: ">=", lt: "<", lte: "<=" };

/** What one word of a lookup means between two columns. */
const TEXT_TESTS: { readonly [lookup: string]: (x: string, y: string) => string } = {
  contains: (x, y) => `instr(${x}, ${y}) > 0`,
  startswith: (x, y) => `substr(${x}, 1, length(${y})) = ${y}`,
  endswith: (x, y) => `(${y} = '' AND ${x} IS NOT NULL OR substr(${x}, -length(${y})) = ${y})`,
  iexact: (x, y) => `fold(${x}) = fold(${y})`,
  icontains: (x, y) => `instr(fold(${x}), fold(${y})) > 0`,
  istartswith: (x, y) => `substr(fold(${x}), 1, length(fold(${y}))) = fold(${y})`,
};

function makeCase(
  { left, guard, rightGuard }: Pair,
  lookup: string,
  { value, sql, isPlain }: { value: unknown; sql: string; isPlain: boolean },
): LookupCase {
  const guards = isPlain && rightGuard !== undefined ? [guard, rightGuard] : [guard];
  return { key: `${left}__${lookup}`, values: [value, value], sql: () => sql, guards };
}

const compared = fc
  .tuple(fc.constantFrom(...PAIRS), fc.constantFrom(...Object.entries(SIGNS)))
  .map(([pair, [lookup, sign]]) =>
    makeCase(pair, lookup, {
      value: pair.right,
      sql: `${pair.x} ${sign} ${pair.y}`,
      isPlain: true,
    }),
  );

const textual = fc
  .tuple(fc.constantFrom(...TEXTS), fc.constantFrom(...Object.entries(TEXT_TESTS)))
  .map(([pair, [lookup, test]]) =>
    makeCase(pair, lookup, { value: pair.right, sql: test(pair.x, pair.y), isPlain: true }),
  );

const numbers = fc.constantFrom(...PAIRS.filter(({ left }) => ["count", "other"].includes(left)));

/** Lists and bounds of which a part is a column: their nulls leave the condition open. */
const mixed = fc
  .tuple(numbers, fc.integer({ min: -3, max: 6 }), fc.constantFrom("in", "range"))
  .map(([pair, n, lookup]) =>
    makeCase(pair, lookup, {
      value: [n, pair.right],
      sql:
        lookup === "in" ? `${pair.x} IN (${n}, ${pair.y})` : `${pair.x} BETWEEN ${n} AND ${pair.y}`,
      isPlain: false,
    }),
  );

/** A lookup whose value is another column, or something computed of it. */
export const columnCase: fc.Arbitrary<LookupCase> = fc.oneof(compared, textual, mixed);
