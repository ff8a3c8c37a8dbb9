import type { Kind } from "../schema/kind.ts";
import { compareValues, equalValues, type JsonValue, type Value } from "../value.ts";
import { textOf } from "./functions/text-of.ts";
import { containsJson, hasJsonKey } from "./json.ts";

/** What a lookup takes as its value. */
export type Operand = "value" | "list" | "range" | "flag" | "text" | "pattern" | "key" | "keys";

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
  /** Whether it has a meaning for values of this kind. */
  applies(kind: Kind): boolean;
  /** The comparison for values of one kind, put together once per plan. */
  matcher(kind: Kind): Matches;
}

/** Both ends of a `range`. */
export type Bounds = readonly [low: Value, high: Value];

/** A regular expression, compiled once for each run. */
export interface Pattern {
  /** As it was given. */
  readonly source: string;
  readonly regExp: RegExp;
}

/** Members of an `in` list; `keys` answers at once where equal values are identical. */
export interface Members {
  readonly values: readonly Value[];
  readonly keys: ReadonlySet<Value>;
  /** Whether a query gave a null among them: then nothing is certain not to be a member. */
  readonly hasNull?: boolean;
}

/** Kinds whose equal values are not always identical: compared by content. */
function comparesByContent({ collation, name }: Kind): boolean {
  return collation === "decimal" || collation === "none" || name.endsWith("igInteger");
}

/** Equality of two values of a kind. */
export function equality(kind: Kind): (a: Value, b: Value) => boolean {
  if (!comparesByContent(kind)) return (a, b) => a === b;
  const { collation } = kind;
  if (collation === "none") return equalValues;
  return (a, b) => compareValues(a, b, collation) === 0;
}

const hasText = (kind: Kind): boolean => kind.hasText || kind.name === "json";
const isJson = ({ name }: Kind): boolean => name === "json";

/** Compares values of a kind; JSON data has an order among numbers and among texts only. */
function comparison({ collation }: Kind): (a: Value, b: Value) => number | undefined {
  if (collation !== "none") return (a, b) => compareValues(a, b, collation);
  return (a, b) => {
    if (typeof a === "number" && typeof b === "number") return a - b;
    return typeof a === "string" && typeof b === "string" ? compareValues(a, b, "text") : undefined;
  };
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
    applies: () => true,
    matcher(kind) {
      const compare = comparison(kind);
      return (value, parameter: Value) => {
        const order = compare(value, parameter);
        return order !== undefined && accepts(order);
      };
    },
  };
}

const isPlainText = (kind: Kind): boolean => kind.collation === "text" && kind.hasText;

/** Text of a value, as text lookups see it. JSON other than a string has none that matches. */
function readText(kind: Kind): (value: Value) => string {
  if (isPlainText(kind)) return (value) => value as string;
  if (isJson(kind)) return (value) => (typeof value === "string" ? value : JSON.stringify(value));
  return (value) => textOf(value, kind);
}

type TextTest = (text: string, part: string) => boolean;

function textual(name: string, test: TextTest, indexUse?: IndexUse): Lookup {
  return {
    name,
    operand: "text",
    indexUse,
    applies: hasText,
    matcher(kind) {
      // Most columns of text hold it as it is: a call less for each row.
      if (isPlainText(kind)) return test as Matches;
      const read = readText(kind);
      return (value, part: string) => test(read(value), part);
    },
  };
}

const BEYOND_PRINTABLE = /[^ -~]/;

/**
 * The form in which text that differs in case only is the same, for all of Unicode. A dotless i is
 * no i, and a sigma at the end of a word is a sigma.
 */
export function foldCase(text: string): string {
  if (!BEYOND_PRINTABLE.test(text)) return text.toLowerCase();
  return text
    .split("ı")
    .map((part) => part.toLowerCase().toUpperCase().toLowerCase())
    .join("ı")
    .replaceAll("ς", "σ");
}

/** The same test whatever the case. */
function foldingCase(name: string, test: TextTest): Lookup {
  // Row after row is compared with the same part.
  let last = "";
  let folded = "";
  return textual(name, (text, part) => {
    if (part !== last) {
      folded = foldCase(part);
      last = part;
    }
    return test(foldCase(text), folded);
  });
}

function pattern(name: string): Lookup {
  return {
    name,
    operand: "pattern",
    indexUse: undefined,
    applies: hasText,
    matcher(kind) {
      const read = readText(kind);
      return (value, { regExp }: Pattern) => regExp.test(read(value));
    },
  };
}

function onKeys(
  name: string,
  operand: Operand,
  test: (value: Value, keys: readonly string[]) => boolean,
): Lookup {
  return { name, operand, indexUse: undefined, applies: isJson, matcher: () => test };
}

const startsWith: TextTest = (text, part) => text.startsWith(part);
const endsWith: TextTest = (text, part) => text.endsWith(part);
const includes: TextTest = (text, part) => text.includes(part);

const contains = textual("contains", includes);

const LOOKUPS: readonly Lookup[] = [
  {
    name: "exact",
    operand: "value",
    indexUse: "equal",
    applies: () => true,
    matcher: (kind) => equality(kind) as Matches,
  },
  foldingCase("iexact", (text, part) => text === part),
  {
    name: "in",
    operand: "list",
    indexUse: "any-of",
    applies: () => true,
    matcher(kind) {
      if (!comparesByContent(kind)) return (value, members: Members) => members.keys.has(value);
      const equal = equality(kind);
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
    applies: () => true,
    matcher(kind) {
      const compare = comparison(kind);
      return (value, [low, high]: Bounds) =>
        (compare(value, low) ?? -1) >= 0 && (compare(value, high) ?? 1) <= 0;
    },
  },
  // Null tests are nodes of their own: no other lookup is met by a null.
  {
    name: "isnull",
    operand: "flag",
    indexUse: undefined,
    applies: () => true,
    matcher: () => () => false,
  },
  textual("startswith", startsWith, "prefix"),
  foldingCase("istartswith", startsWith),
  textual("endswith", endsWith),
  foldingCase("iendswith", endsWith),
  {
    ...contains,
    matcher(kind) {
      if (!isJson(kind)) return contains.matcher(kind);
      return (value, part: JsonValue) => containsJson(value as JsonValue, part);
    },
  },
  foldingCase("icontains", includes),
  pattern("regex"),
  pattern("iregex"),
  {
    ...onKeys("contained_by", "value", () => false),
    matcher: () => (value, whole: JsonValue) => containsJson(whole, value as JsonValue),
  },
  onKeys("has_key", "key", (value, [key]) => hasJsonKey(value, key!)),
  onKeys("has_keys", "keys", (value, keys) => keys.every((key) => hasJsonKey(value, key))),
  onKeys("has_any_keys", "keys", (value, keys) => keys.some((key) => hasJsonKey(value, key))),
];

const BY_NAME: Map<string, Lookup> = new Map(LOOKUPS.map((each) => [each.name, each]));

/** The lookup of that name, undefined when there is none. */
export function findLookup(name: string): Lookup | undefined {
  return BY_NAME.get(name);
}

/** Names of all lookups. */
export function lookupNames(): readonly string[] {
  return [...BY_NAME.keys()];
}

let changes = 0;

/** How often lookups and transforms of the user's own have come or gone. */
export function lookupChanges(): number {
  return changes;
}

/** Notes that one has come or gone: what was resolved before may mean something else now. */
export function noteLookupChange(): void {
  changes++;
}

/** Adds a lookup of the user's own. */
export function addLookup(lookup: Lookup): void {
  BY_NAME.set(lookup.name, lookup);
}

/** Takes a lookup of the user's own away. */
export function removeLookup(lookup: Lookup): void {
  BY_NAME.delete(lookup.name);
}
