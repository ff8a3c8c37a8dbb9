/** Generated conditions: lookups, trees of them, and the queries inside of them. */
import { findLookup, type Lookup, lookupNames } from "../query/lookups.ts";
import { type Kind, type KindName, kindOf } from "../schema/kind.ts";
import type { Model, RelationEnd } from "../schema/registry.ts";
import { type Asking, isIndexed, pathsIn, pickColumn, type QueryFeature } from "./asking.ts";
import { Call, type Code, Name, New } from "./code.ts";
import { type ColumnPath, pathsOf, relationName } from "./paths.ts";
import { samplesOf, samplesOfKind } from "./samples.ts";
import type { Tape } from "./tape.ts";

/** A condition for filter() and its like. */
export function pickCondition(asking: Asking, tape: Tape, depth = 2): Code {
  const weights = { lookups: 10, or: 2, and: 1, xor: 1, not: 2, exists: 1, either: 1 };
  const kind = depth === 0 ? "lookups" : tape.weighted(weights);
  switch (kind) {
    case "lookups":
      return pickLookups(asking, tape);
    case "exists":
      return pickExists(asking, tape) ?? pickLookups(asking, tape);
    case "either":
      return pickEither(asking, tape);
    case "not":
      asking.note("Q.not");
      return new Call("not", [], asQ(pickCondition(asking, tape, depth - 1)));
    default: {
      asking.note(`Q.${kind}`);
      const first = asQ(pickCondition(asking, tape, depth - 1));
      return new Call(kind, [pickCondition(asking, tape, depth - 1)], first);
    }
  }
}

/** A value of a column, or another one of it or of another column of its kind. */
function pickEither(asking: Asking, tape: Tape): Code {
  const { text, column } = pickColumn(asking, tape)!;
  const { name } = column.kind;
  const isOther = tape.oneIn(3);
  const near = { ...asking, depth: 0 };
  const other = isOther
    ? pickColumn(near, tape, (path) => path.column.kind.name === name)
    : undefined;
  asking.note("Q.or");
  const [one, two] = pickValues(tape, name, 2);
  return new Call("or", [{ [other?.text ?? text]: two! }], new Call("Q", [{ [text]: one! }]));
}

/** Lookups as a Q; expressions and Qs are conditions that can be combined as they are. */
function asQ(condition: Code): Code {
  return condition instanceof Call && condition.name !== "Exists"
    ? condition
    : new Call("Q", [condition]);
}

function pickLookups(asking: Asking, tape: Tape): Code {
  const lookups: { [path: string]: Code } = {};
  do {
    const [path, value] = pickLookup(asking, tape);
    lookups[path] = value;
  } while (tape.oneIn(4));
  return lookups;
}

type LookupCode = readonly [path: string, value: Code];

function pickLookup(asking: Asking, tape: Tape): LookupCode {
  const subject = tape.weighted({
    column: 12,
    relation: 2,
    indexed: 5,
    json: 1,
    alias: asking.aliases.length > 0 ? 4 : 0,
  });
  if (subject === "alias") return lookupOn(asking, tape, tape.pick(asking.aliases), undefined);
  if (subject === "indexed") {
    const found = pickIndexedLookup(asking, tape);
    if (found !== undefined) return found;
  }
  if (subject === "json") {
    const found = pickJsonLookup(asking, tape);
    if (found !== undefined) return found;
  }
  const { relations } = pathsIn(asking);
  if (subject === "relation" && relations.length > 0) {
    const { text, end, ends } = tape.pick(relations);
    for (const each of ends) asking.note(`relation ${relationName(each)}`);
    const [word, value] = pickRelationLookup(asking, tape, end.target.pk.kind.name);
    return [`${text}${word}`, value];
  }
  const path = pickColumn(asking, tape)!;
  const transform = tape.oneIn(3) ? pickTransform(tape, path.column.kind.name) : undefined;
  if (transform === undefined) return lookupOn(asking, tape, path.text, path.column.kind);
  asking.note(`transform ${transform.word}`);
  return lookupOn(asking, tape, `${path.text}__${transform.word}`, kindOf(transform.gives));
}

/** A lookup that an index may answer, on a column that has one. */
function pickIndexedLookup(asking: Asking, tape: Tape): LookupCode | undefined {
  const path = pickColumn({ ...asking, depth: tape.oneIn(3) ? asking.depth : 0 }, tape, isIndexed);
  if (path === undefined) return undefined;
  const { text, column } = path;
  const words = lookupNames().filter((word) => {
    const { indexUse, applies } = findLookup(word)!;
    return indexUse !== undefined && applies(column.kind);
  });
  const word = tape.pick(words);
  asking.note(`lookup ${word}`);
  const { operand } = findLookup(word)!;
  const samples = samplesOf(column);
  const pick = (): Code => tape.pick(samples);
  const value =
    operand === "value"
      ? pick()
      : operand === "range"
        ? [pick(), pick()]
        : pickOperand(asking, tape, findLookup(word)!, column.kind);
  return [word === "exact" ? text : `${text}__${word}`, value];
}

/** A lookup that only JSON data has; few columns hold some. */
function pickJsonLookup(asking: Asking, tape: Tape): LookupCode | undefined {
  const path = pickColumn(asking, tape, ({ column }) => column.kind.name === "json");
  if (path === undefined) return undefined;
  const word = tape.pick(["contains", "contained_by", "has_key", "has_keys", "has_any_keys"]);
  asking.note(`lookup ${word}`);
  const value = pickOperand(asking, tape, findLookup(word)!, path.column.kind);
  return [`${path.text}__${word}`, value];
}

/** A relation with a condition on its rows: values and columns of the rows asked for. */
export function pickFilteredRelation(asking: Asking, tape: Tape, name: string): Code | undefined {
  const { relations } = pathsIn(asking);
  if (relations.length === 0) return undefined;
  const path = tape.pick(relations);
  asking.note("FilteredRelation");
  const { around } = asking;
  const far = { ...inside(asking, path.end.target), around, features: WITHOUT_QUERIES, depth: 0 };
  const conditions: { [path: string]: Code } = {};
  do {
    const [text, value] = pickLookup(far, tape);
    const [column, own] = [pickColumn(far, tape)!, pickColumn({ ...asking, depth: 0 }, tape)!];
    const isAlike = own.column.kind.name === column.column.kind.name;
    const other = tape.oneIn(4) ? `${name}__${column.text}` : own.text;
    if (isAlike && tape.oneIn(2))
      conditions[`${path.text}__${column.text}`] = new Call("F", [other]);
    else conditions[`${path.text}__${text}`] = value;
  } while (tape.oneIn(3));
  return new New("FilteredRelation", [path.text, { condition: conditions }]);
}

const WITHOUT_QUERIES: ReadonlySet<QueryFeature> = new Set();

function pickRelationLookup(asking: Asking, tape: Tape, key: KindName): LookupCode {
  const word = tape.pick(["exact", "isnull", "in", "gt"]);
  asking.note(`lookup ${word}`);
  if (word === "isnull") return ["__isnull", tape.oneIn(2)];
  if (word === "in") return ["__in", pickValues(tape, key, tape.upTo(4))];
  return [word === "exact" ? "" : "__gt", tape.pick(samplesOfKind(key))];
}

const CALENDAR = [
  "year",
  "month",
  "day",
  "week",
  "week_day",
  "iso_week_day",
  "iso_year",
  "quarter",
];
const CLOCK = ["hour", "minute", "second"];

interface Transform {
  readonly word: string;
  readonly gives: KindName;
}

function pickTransform(tape: Tape, kind: KindName): Transform | undefined {
  const number = (word: string): Transform => ({ word, gives: "integer" });
  switch (kind) {
    case "date":
      return number(tape.pick(CALENDAR));
    case "time":
      return number(tape.pick(CLOCK));
    case "dateTime":
      return tape.pick<Transform>([
        ...[...CALENDAR, ...CLOCK].map(number),
        { word: "date", gives: "date" },
        { word: "time", gives: "time" },
      ]);
    case "json":
      return { word: tape.pick(["a", "a__b", "b", "0", "1__b", "n"]), gives: "json" };
    default:
      return undefined;
  }
}

/** Numbers that parts of dates may be, besides the samples of integers. */
const DATE_PARTS = [1, 2024, 2, 12, 31, 4, 0, 23];

function lookupOn(asking: Asking, tape: Tape, path: string, kind: Kind | undefined): LookupCode {
  const known = kind ?? kindOf("integer");
  const words = lookupNames().filter((word) => findLookup(word)!.applies(known));
  const word = tape.oneIn(4) ? "exact" : tape.pick(words);
  asking.note(`lookup ${word}`);
  const value = pickOperand(asking, tape, findLookup(word)!, known);
  return [word === "exact" ? path : `${path}__${word}`, value];
}

function pickOperand(asking: Asking, tape: Tape, { operand }: Lookup, kind: Kind): Code {
  switch (operand) {
    case "flag":
      return tape.oneIn(2);
    case "list": {
      const list = tape.oneIn(5) ? pickList(asking, tape, kind.name) : undefined;
      return list ?? pickValues(tape, kind.name, tape.upTo(4));
    }
    case "range":
      return pickValues(tape, kind.name, 2);
    case "text": {
      if (kind.name === "json") return tape.pick(samplesOfKind("json"));
      const fits = ({ column }: ColumnPath): boolean => column.kind.hasText;
      const path = tape.oneIn(8) ? pickColumn(asking, tape, fits) : undefined;
      if (path !== undefined) {
        asking.note("F in a text lookup");
        return new Call("F", [path.text]);
      }
      return tape.pick(["a", "b", "", "A", "1", "-", "0", "ß", "%", "_", "É", "SS", "2024"]);
    }
    case "pattern":
      return tape.pick(["a", "^a", "b$", "[ab]+", "^$", ".", "\\d", "(a|b)b"]);
    case "key":
      return tape.pick(["a", "b", "0", "n"]);
    case "keys":
      return [tape.pick(["a", "b"]), tape.pick(["a", "b", "n"])];
    default: {
      if (tape.oneIn(5)) {
        const isAround = asking.around.length > 0 && tape.oneIn(2);
        const pick = isAround ? pickOuter : pickReference;
        const reference = pick(asking, tape, kind.name);
        const isNumber = kind.name === "integer";
        if (reference !== undefined && isNumber && tape.oneIn(3)) {
          asking.note("operator add");
          return new Call("add", [1], reference);
        }
        if (reference !== undefined) return reference;
      }
      return pickValue(tape, kind.name);
    }
  }
}

function pickValue(tape: Tape, kind: KindName): Code {
  if (tape.oneIn(12)) return null;
  const samples = samplesOfKind(kind);
  return tape.pick(kind === "integer" ? [...samples, ...DATE_PARTS] : samples);
}

function pickValues(tape: Tape, kind: KindName, count: number): readonly Code[] {
  return Array.from({ length: count }, () => tape.pick(samplesOfKind(kind)));
}

/** `F()` of a column of this kind. */
export function pickReference(asking: Asking, tape: Tape, kind: KindName): Code | undefined {
  const path = pickColumn(asking, tape, ({ column }) => column.kind.name === kind);
  if (path === undefined) return undefined;
  asking.note("F");
  return new Call("F", [path.text]);
}

/** `OuterRef()` of a column of this kind, of one of the queries around. */
function pickOuter(asking: Asking, tape: Tape, kind: KindName): Code | undefined {
  const level = tape.upTo(asking.around.length);
  const near = { ...asking, model: asking.around[level]!, depth: 0 };
  const path = pickColumn(near, tape, ({ column }) => column.kind.name === kind);
  if (path === undefined) return undefined;
  asking.note(level === 0 ? "OuterRef" : "OuterRef, far");
  let reference = new Call("OuterRef", [path.text]);
  for (let i = 0; i < level; i++) reference = new Call("OuterRef", [reference]);
  return reference;
}

function pickExists(asking: Asking, tape: Tape): Code | undefined {
  const rows = pickRelatedRows(asking, tape);
  if (rows === undefined) return undefined;
  asking.note("Exists");
  if (!asking.features.has("slices") || !tape.oneIn(5)) return new Call("Exists", [rows.query]);
  const from = tape.upTo(3);
  const bounds = tape.oneIn(2) ? [from] : [from, from + tape.upTo(3)];
  return new Call("Exists", [new Call("slice", bounds, rows.query)]);
}

/** Rows of another model, or of the same, that hang on the row outside. */
export function pickRelatedRows(
  asking: Asking,
  tape: Tape,
): { readonly model: Model; readonly query: Code } | undefined {
  if (!canNest(asking)) return undefined;
  const ends = pathsIn(asking).relations.flatMap(({ end, ends }) => {
    const back = ends.length === 1 ? wayBack(end) : undefined;
    return back === undefined || end.target.isHidden ? [] : [{ end, back }];
  });
  if (ends.length === 0) return undefined;
  const { end, back } = tape.pick(ends);
  asking.note(`relation ${relationName(end)}`);
  asking.note("OuterRef");
  const model = end.target;
  const tied = { [back]: new Call("OuterRef", ["pk"]) };
  const related = new Call("filter", [tied], managerOf(model));
  if (tape.oneIn(2)) return { model, query: related };
  const condition = pickCondition(inside(asking, model), tape, 1);
  return { model, query: new Call(tape.pick(["filter", "exclude"]), [condition], related) };
}

/** The name under which the far end of a relation knows this one. */
function wayBack({
  target,
  declaredBy,
  direction,
  isSymmetrical,
}: RelationEnd): string | undefined {
  for (const [name, what] of target.names) {
    if (what.type !== "relation") continue;
    const { model, field } = what.declaredBy;
    const isSame = model === declaredBy.model && field === declaredBy.field;
    if (isSame && (isSymmetrical || what.direction !== direction)) return name;
  }
  return undefined;
}

/** A list of values of a kind, as a query. */
function pickList(asking: Asking, tape: Tape, kind: KindName): Code | undefined {
  if (!canNest(asking)) return undefined;
  const models = [asking.model, ...pathsIn(asking).relations.map(({ end }) => end.target)];
  const columns = models
    .filter((model) => !model.isHidden)
    .flatMap((model) => pathsOf(model, 0).columns)
    .filter(({ column }) => column.kind.name === kind);
  if (columns.length === 0) return undefined;
  const { text, column } = tape.pick(columns);
  asking.note("list from a query");
  const condition = pickCondition(inside(asking, column.model), tape, 1);
  const rows = new Call("filter", [condition], managerOf(column.model));
  return new Call("values", [text], rows);
}

function canNest({ features, around }: Asking): boolean {
  return features.has("subqueries") && around.length < 2;
}

/** The manager of a model. */
export function managerOf({ name }: Model): Code {
  return new Name(`${name}.objects`);
}

/** What is asked inside of another question. */
function inside(asking: Asking, model: Model): Asking {
  return {
    ...asking,
    model,
    aliases: [],
    filtered: [],
    around: [asking.model, ...asking.around],
    depth: Math.min(asking.depth, 1),
  };
}
