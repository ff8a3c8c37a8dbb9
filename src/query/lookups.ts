import type { Column } from "../schema/registry.ts";
import { compareValues, equalValues, type Value } from "../value.ts";

/** What a lookup takes as its value. */
export type Operand = "value" | "list" | "range" | "flag" | "text";

/** Whether a value of the column meets the lookup with its parameter. The value is not null. */
export type Matches = (value: Value, parameter: never) => boolean;

/** The part of an ordered index that a lookup reads. */
export type IndexUse =
  | "equal"
  | "any-of"
  | "from"
  | "after"
  | "up-to"
  | "before"
  | "between"
  | "prefix";

/** One way to compare a column with a value, the last word of a lookup path. */
export interface Lookup {
  readonly name: string;
  readonly operand: Operand;
  /** Undefined where no index helps. */
  readonly indexUse: IndexUse | undefined;
  /** The comparison for one column, put together once per plan. */
  matcher(column: Column): Matches;
}

/** Both ends of a `range`. */
export type Bounds = readonly [low: Value, high: Value];

/** Members of an `in` list; `keys` answers at once where equal values are identical. */
export interface Members {
  readonly values: readonly Value[];
  readonly keys: ReadonlySet<Value>;
}

/** Kinds whose equal values are not always identical: compared by content. */
function comparesByContent(column: Column): boolean {
  const { collation, name } = column.kind;
  return collation === "decimal" || collation === "none" || name.endsWith("igInteger");
}

/** Equality of a column's value and a comparable value. */
export function equality(column: Column): (a: Value, b: Value) => boolean {
  if (!comparesByContent(column)) return (a, b) => a === b;
  const { collation } = column.kind;
  if (collation === "none") return equalValues;
  return (a, b) => compareValues(a, b, collation) === 0;
}

function ordered(
  name: string,
  indexUse: IndexUse,
  accepts: (comparison: number) => boolean,
): Lookup {
  return {
    name,
    operand: "value",
    indexUse,
    matcher({ kind: { collation } }) {
      return (value, parameter: Value) => accepts(compareValues(value, parameter, collation));
    },
  };
}

function textual(
  name: string,
  indexUse: IndexUse | undefined,
  test: (text: string, part: string) => boolean,
): Lookup {
  return {
    name,
    operand: "text",
    indexUse,
    matcher({ kind: { collation } }) {
      if (collation === "text") return (value, part: string) => test(value as string, part);
      return (value, part: string) => test(String(value), part);
    },
  };
}

const LOOKUPS: readonly Lookup[] = [
  {
    name: "exact",
    operand: "value",
    indexUse: "equal",
    matcher: (column) => equality(column) as Matches,
  },
  {
    name: "in",
    operand: "list",
    indexUse: "any-of",
    matcher(column) {
      if (!comparesByContent(column)) return (value, members: Members) => members.keys.has(value);
      const equal = equality(column);
      return (value, members: Members) => members.values.some((member) => equal(value, member));
    },
  },
  ordered("gt", "after", (comparison) => comparison > 0),
  ordered("gte", "from", (comparison) => comparison >= 0),
  ordered("lt", "before", (comparison) => comparison < 0),
  ordered("lte", "up-to", (comparison) => comparison <= 0),
  {
    name: "range",
    operand: "range",
    indexUse: "between",
    matcher({ kind: { collation } }) {
      return (value, [low, high]: Bounds) =>
        compareValues(value, low, collation) >= 0 && compareValues(value, high, collation) <= 0;
    },
  },
  // The planner and the executor treat null tests apart: no other lookup is met by a null.
  { name: "isnull", operand: "flag", indexUse: undefined, matcher: () => () => false },
  textual("startswith", "prefix", (text, part) => text.startsWith(part)),
  textual("contains", undefined, (text, part) => text.includes(part)),
];

const BY_NAME: ReadonlyMap<string, Lookup> = new Map(LOOKUPS.map((each) => [each.name, each]));

/** The lookup of that name, undefined when there is none. */
export function findLookup(name: string): Lookup | undefined {
  return BY_NAME.get(name);
}

/** Names of all lookups. */
export function lookupNames(): readonly string[] {
  return LOOKUPS.map((each) => each.name);
}

/** Whether the lookup has a meaning on the column. */
export function applies(lookup: Lookup, column: Column): boolean {
  if (lookup.operand === "text") return column.kind.hasText;
  if (lookup.indexUse === undefined || lookup.indexUse === "equal") return true;
  return lookup.indexUse === "any-of" || column.kind.collation !== "none";
}
