/** Expressions, instances and queries where they have no meaning. */
import { describe, it } from "vitest";
import {
  Avg,
  Case,
  Cast,
  Coalesce,
  Count,
  Exists,
  Expression,
  Extract,
  F,
  FilteredRelation,
  Lag,
  Left,
  LookupError,
  Lower,
  NthValue,
  Ntile,
  OuterRef,
  Q,
  Round,
  RowNumber,
  RowRange,
  StdDev,
  Subquery,
  Sum,
  Trunc,
  UsageError,
  Value,
  ValueRange,
  When,
  Window,
} from "../../src/index.ts";
import { expectRefusal, type Wrong } from "./refusal.ts";

const nested = { error: LookupError, code: "nested-aggregate", model: "Person" } as const;
const usage = { error: UsageError } as const;
const badExpression = { error: UsageError, code: "bad-expression" } as const;
const rank = Window(RowNumber(), { orderBy: "age" });

const AGGREGATES: readonly Wrong[] = [
  ["an aggregate", ({ people }) => people.annotate({ x: Sum(Count("group")) }), nested],
  [
    "an annotation that is one",
    ({ people }) => people.annotate({ n: Count("group") }).annotate({ x: Sum("n") }),
    { ...nested, path: "n" },
  ],
  [
    "an aggregate in an expression",
    ({ people }) => people.annotate({ n: Count("group") }).annotate({ x: Avg(F("n").add(1)) }),
    nested,
  ],
  [
    "an aggregate, within aggregate()",
    ({ people }) => people.aggregate({ x: Sum(Count("group")) }),
    nested,
  ],
  [
    "an aggregate of the same aggregate() call, named as its column",
    ({ people }) => people.aggregate({ age: Sum("age"), mean: Avg("age") }),
    { ...nested, path: "age" },
  ],
  [
    "an aggregate as its filter",
    ({ people }) =>
      people.annotate({ x: Count("group", { filter: Count("group").lookup("gt", 1) }) }),
    { error: LookupError, code: "nested-aggregate" },
  ],
  ["a window", ({ people }) => people.annotate({ x: Sum(rank) }), usage],
  ["a window, within aggregate()", ({ people }) => people.aggregate({ x: Sum(rank) }), usage],
  [
    "text, of which there is no sum",
    ({ people }) => people.aggregate({ x: Sum("name") }),
    badExpression,
  ],
];

describe("an aggregate", () => {
  it.each(AGGREGATES)("does not take %s", (_, ask, refusal) => expectRefusal(ask, refusal));
});

const notAggregate = { error: UsageError, code: "not-an-aggregate", says: "Person" } as const;

const PLACES: readonly Wrong[] = [
  ["a column in aggregate()", ({ people }) => people.aggregate({ x: F("age") }), notAggregate],
  ["a constant in aggregate()", ({ people }) => people.aggregate({ x: 3 }), notAggregate],
  ["a window in aggregate()", ({ people }) => people.aggregate({ x: rank }), notAggregate],
  [
    "an aggregate in orderBy()",
    ({ people }) => people.orderBy(Count("group").desc()),
    { error: UsageError, code: "bad-expression" },
  ],
  [
    "an aggregate in update()",
    ({ people }) => people.update({ age: Count("*") }),
    { error: UsageError, code: "bad-update" },
  ],
  [
    "a window in update()",
    ({ people }) => people.update({ age: rank }),
    { error: UsageError, code: "bad-update" },
  ],
  ["a window over a window", ({ people }) => people.annotate({ x: Window(Sum(rank)) }), usage],
  [
    "a window parted by a window",
    ({ people }) => people.annotate({ x: Window(RowNumber(), { partitionBy: rank }) }),
    usage,
  ],
  [
    "a window over a column",
    ({ people }) => people.annotate({ x: Window(F("age")) }),
    { ...badExpression, says: "Window() takes a window function or an aggregate" },
  ],
  ["a window over a text", () => Window("age" as never), { ...badExpression, says: '"age"' }],
  [
    "a distinct count of rows",
    () => Count("*", { distinct: true }),
    { ...badExpression, says: "cannot be distinct" },
  ],
  [
    "a window function without a window",
    ({ people }) => people.annotate({ x: RowNumber() }),
    { error: UsageError, code: "bad-annotation" },
  ],
  [
    "a text for an annotation",
    ({ people }) => people.annotate({ x: "age" }),
    { error: UsageError, code: "bad-annotation", says: "Value()" },
  ],
  [
    "an array for annotations",
    ({ people }) => people.annotate([F("age")] as never),
    { error: UsageError, code: "bad-annotation" },
  ],
  ["no annotations at all", ({ people }) => people.annotate(undefined as never), usage],
  [
    "no aggregates at all",
    ({ people }) => people.aggregate(undefined as never),
    { error: UsageError, code: "bad-annotation", says: "aggregate() on Person" },
  ],
  [
    "an array for live aggregates",
    ({ people }) => people.liveAggregate([Count("pk")] as never),
    { error: UsageError, code: "bad-annotation", says: "liveAggregate() on Person" },
  ],
  [
    "live aggregates of a combination",
    ({ people }) => people.union(people).liveAggregate({ n: Count("pk") }),
    { error: UsageError, code: "after-combining", says: "liveAggregate() cannot follow union()" },
  ],
  [
    "a column for a condition",
    ({ people }) => people.filter(F("age")),
    { error: UsageError, code: "bad-condition", says: "lookup(" },
  ],
  [
    "a text for a condition",
    ({ people }) => people.exclude("age = 3"),
    { error: UsageError, code: "bad-condition", says: "exclude() on Person" },
  ],
  [
    "an array for a condition",
    ({ people }) => people.filter([{ age: 3 }]),
    { error: UsageError, code: "bad-condition" },
  ],
  [
    "a number within a Q",
    () => Q({ age: 3 }).and(4 as never),
    { error: UsageError, code: "bad-condition" },
  ],
  [
    "a number for a term of an order",
    ({ people }) => people.orderBy(3 as never),
    { error: UsageError, code: "bad-order" },
  ],
  [
    "a sign other than the one for descending",
    ({ people }) => people.orderBy("+age"),
    { error: LookupError, code: "unknown-field", path: "+age", near: "age" },
  ],
  [
    "nulls in the middle",
    ({ people }) => people.orderBy(F("age").asc({ nulls: "middle" as never })),
    { error: UsageError, code: "bad-order" },
  ],
];

describe("what stands where it has no meaning", () => {
  it.each(PLACES)("is refused: %s", (_, ask, refusal) => expectRefusal(ask, refusal));
});

const WINDOWS: readonly Wrong[] = [
  ["no bucket", ({ people }) => people.annotate({ x: Window(Ntile(0)) }), badExpression],
  [
    "less than the first row",
    ({ people }) => people.annotate({ x: Window(NthValue("age", 0)) }),
    badExpression,
  ],
  [
    "an offset backwards",
    ({ people }) => people.annotate({ x: Window(Lag("age", -1)) }),
    badExpression,
  ],
  [
    "half a row",
    ({ people }) =>
      people.annotate({ x: Window(Sum("age"), { orderBy: "age", frame: RowRange(-1.5, 0) }) }),
    badExpression,
  ],
  [
    "text for a bound",
    ({ people }) => people.annotate({ x: Window(Sum("age"), { frame: RowRange("a" as never) }) }),
    badExpression,
  ],
  [
    "a distance without an order",
    ({ people }) => people.annotate({ x: Window(Sum("age"), { frame: ValueRange(-1, 0) }) }),
    badExpression,
  ],
  [
    "a distance between texts",
    ({ people }) =>
      people.annotate({ x: Window(Sum("age"), { orderBy: "name", frame: ValueRange(-1, 0) }) }),
    badExpression,
  ],
  [
    "an unknown name in its order",
    ({ people }) => people.annotate({ x: Window(RowNumber(), { orderBy: "-agee" }) }),
    { error: LookupError, code: "unknown-field", near: "age" },
  ],
  [
    "an unknown name in its partition",
    ({ people }) => people.annotate({ x: Window(RowNumber(), { partitionBy: "mentor__agee" }) }),
    { error: LookupError, code: "unknown-field", position: 1, near: "age" },
  ],
];

describe("a window", () => {
  it.each(WINDOWS)("is refused with %s", (_, ask, refusal) => expectRefusal(ask, refusal));
});

const call = (name: string, ...args: readonly string[]): Expression =>
  new Expression({ kind: "call", name, args: args.map((path) => ({ kind: "path", path })) });

const FUNCTIONS: readonly Wrong[] = [
  [
    "an unknown name",
    ({ people }) => people.annotate({ x: call("Lowr", "name") }),
    { error: UsageError, code: "unknown-function", near: "Lower" },
  ],
  [
    "the name of what every object has",
    ({ people }) => people.annotate({ x: call("constructor", "name") }),
    { error: UsageError, code: "unknown-function" },
  ],
  [
    "too many arguments",
    ({ people }) => people.annotate({ x: call("Lower", "name", "email") }),
    { ...badExpression, says: "takes 1 arguments, not 2" },
  ],
  [
    "an argument that does not exist",
    ({ people }) => people.annotate({ x: Lower("nmae") }),
    { error: LookupError, code: "unknown-field", path: "nmae", near: "name" },
  ],
  [
    "an unknown part of a date",
    () => Extract("date_joined", "yaer" as never),
    { ...badExpression, says: '"yaer"' },
  ],
  ["an unknown unit of time", () => Trunc("date_joined", "constructor" as never), badExpression],
  [
    "a part of what is no date",
    ({ people }) => people.annotate({ x: Extract("name", "year") }),
    { ...badExpression, says: "not char" },
  ],
  ["a length of 0", () => Left("name", 0), badExpression],
  ["a single alternative", () => Coalesce("name"), badExpression],
  ["text to be rounded", ({ people }) => people.annotate({ x: Round("name") }), badExpression],
  [
    "text and a number to be added",
    ({ people }) => people.annotate({ x: F("name").add(1) }),
    { ...badExpression, says: "cannot add char and integer" },
  ],
  [
    "a date to be multiplied",
    ({ memberships }) => memberships.annotate({ x: F("date_joined").mul(2) }),
    badExpression,
  ],
  [
    "a cast to an unknown kind",
    ({ people }) => people.annotate({ x: Cast("age", "strng" as never) }),
    badExpression,
  ],
  [
    "a constant of an unknown kind",
    ({ people }) => people.annotate({ x: Value(1, "nope" as never) }),
    badExpression,
  ],
  [
    "a constant that is not of its kind",
    ({ people }) => people.annotate({ x: Value("x", "integer") }),
    { error: UsageError, code: "bad-value" },
  ],
  ["a branch that is none", () => Case(3 as never), badExpression],
  [
    "a branch without a condition",
    ({ people }) => people.annotate({ x: Case(When(3 as never, 1)) }),
    { error: UsageError, code: "bad-condition" },
  ],
  [
    "branches of kinds that have nothing in common",
    ({ people }) => people.annotate({ x: Case(When({ age: 1 }, "x"), { default: F("age") }) }),
    { ...badExpression, says: "Case() takes arguments of one kind" },
  ],
  [
    "a deviation of dates",
    ({ memberships }) => memberships.annotate({ x: StdDev("date_joined") }),
    { ...badExpression, says: "StdDev() takes numbers, not date" },
  ],
  ["a path that is a number", () => F(3 as never), badExpression],
  ["a path that is empty", () => F(""), badExpression],
];

describe("a function", () => {
  it.each(FUNCTIONS)("is refused with %s", (_, ask, refusal) => expectRefusal(ask, refusal));
});

const badValue = { error: LookupError, code: "bad-value" } as const;

const INSTANCES: readonly Wrong[] = [
  [
    "unsaved",
    ({ store, memberships }) =>
      memberships.filter({ person: store.models.Person.build({ name: "E" }) }),
    { ...badValue, model: "Membership", path: "person", position: 0, says: "saved" },
  ],
  [
    "unsaved in a list",
    ({ store, memberships, ann }) =>
      memberships.filter({ person__in: [ann, store.models.Person.build({ name: "E" })] }),
    { ...badValue, path: "person__in", position: 1 },
  ],
  [
    "of another model",
    ({ memberships, choir }) => memberships.filter({ person: choir }),
    { ...badValue, says: "an instance of Group" },
  ],
  [
    "of another model in a list",
    ({ memberships, ann, choir }) => memberships.exclude({ person__in: [ann, choir] }),
    { ...badValue, says: "expects an instance of Person" },
  ],
  [
    "unsaved in contains()",
    ({ store, people }) => people.contains(store.models.Person.build({ name: "E" })),
    { error: UsageError, code: "unsaved" },
  ],
  [
    "a key in contains()",
    ({ people }) => people.contains(1),
    { error: UsageError, code: "bad-instance" },
  ],
];

describe("an instance", () => {
  it.each(INSTANCES)("is refused when it is %s", (_, ask, refusal) => expectRefusal(ask, refusal));
});

const badSubquery = { error: UsageError, code: "bad-subquery" } as const;
const outside = {
  error: UsageError,
  code: "outer-reference",
  says: "Exists() or Subquery()",
} as const;

const QUERIES: readonly Wrong[] = [
  [
    "of another model",
    ({ memberships, groups }) => memberships.filter({ person__in: groups }),
    { ...badValue, says: "a QuerySet of Group" },
  ],
  [
    "of many rows for one value",
    ({ memberships, people }) => memberships.filter({ person: people }),
    { ...badValue, says: "slice(0, 1)" },
  ],
  [
    "of two columns in a list",
    ({ memberships, people }) => memberships.filter({ person__in: people.values("id", "name") }),
    { ...badSubquery, says: "2 columns" },
  ],
  [
    "of two columns in a Subquery",
    ({ people, memberships }) => people.annotate({ x: Subquery(memberships.values("id", "note")) }),
    { ...badSubquery, says: "2 columns" },
  ],
  [
    "of no column in a Subquery",
    ({ people, memberships }) => people.annotate({ x: Subquery(memberships) }),
    badSubquery,
  ],
  [
    "for a part of a text",
    ({ people }) => people.filter({ name__contains: people.values("name").slice(0, 1) }),
    badValue,
  ],
  ["that is none", () => Subquery(3 as never), badExpression],
  ["that is a text", () => Exists("x" as never), badExpression],
  [
    "that asks a row around for an unknown name",
    ({ people, memberships }) =>
      people.filter(Exists(memberships.filter({ person: OuterRef("mentor__agee") }))),
    { error: LookupError, code: "unknown-field", model: "Person", position: 1, near: "age" },
  ],
  [
    "that asks a row around for an aggregate",
    ({ people, memberships }) =>
      people
        .annotate({ n: Count("membership") })
        .filter(Exists(memberships.filter({ group: OuterRef("n") }))),
    {
      error: UsageError,
      code: "outer-reference",
      says: '"n" of the Person around it, which is an a',
    },
  ],
  [
    "that asks a row around for a window function",
    ({ people, memberships }) =>
      people
        .annotate({ n: Window(RowNumber()) })
        .annotate({ e: Exists(memberships.filter({ group: OuterRef("n") })) }),
    { error: UsageError, code: "outer-reference", says: "which is a window function" },
  ],
  [
    "that a negation makes of an aggregate",
    ({ people }) =>
      people.annotate({ n: Count("membership") }).exclude({ membership__group: F("n") }),
    { error: UsageError, code: "outer-reference", says: '"n" of the Person' },
  ],
  [
    "that asks a row around for an aggregate, to sum it up",
    ({ people, memberships }) =>
      people.annotate({ n: Count("membership") }).aggregate({
        s: Sum(Case(When(Exists(memberships.filter({ group: OuterRef("n") })), 1))),
      }),
    { error: UsageError, code: "outer-reference" },
  ],
  [
    "ordered by the row around",
    ({ memberships }) => memberships.orderBy(OuterRef("pk").desc()),
    { error: UsageError, code: "outer-reference", says: "orderBy() on Membership" },
  ],
  [
    "read without the query around",
    ({ people }) => people.filter({ age: OuterRef("age") }).toArray(),
    outside,
  ],
  [
    "counted without the query around",
    ({ people }) => people.filter({ age: OuterRef("age") }).count(),
    outside,
  ],
  [
    "updated from a query around that is none",
    ({ people }) => people.update({ age: OuterRef("age") }),
    outside,
  ],
  ["with an OuterRef to a number", () => OuterRef(3 as never), badExpression],
];

describe("a query within another", () => {
  it.each(QUERIES)("is refused: %s", (_, ask, refusal) => expectRefusal(ask, refusal));
});

const onMembership = (condition: { readonly [path: string]: unknown }) =>
  new FilteredRelation("membership", { condition });

const FILTERED: readonly Wrong[] = [
  [
    "a column",
    ({ groups }) =>
      groups.annotate({ x: new FilteredRelation("name", { condition: { name: "x" } }) }),
    { error: LookupError, code: "bad-filtered-relation", path: "name" },
  ],
  [
    "an unknown relation",
    ({ groups }) => groups.alias({ x: new FilteredRelation("membrship", { condition: {} }) }),
    { error: LookupError, code: "unknown-field", near: "membership" },
  ],
  [
    "a condition on another relation",
    ({ groups }) => groups.alias({ x: onMembership({ members__name: "Ann" }) }),
    { error: UsageError, code: "bad-filtered-relation", says: 'start with "membership"' },
  ],
  [
    "a condition on an unknown name",
    ({ groups }) => groups.alias({ x: onMembership({ membership__is_leadr: true }) }),
    { error: LookupError, code: "unknown-field", near: "is_leader" },
  ],
  [
    "a condition beyond the relation",
    ({ groups }) => groups.alias({ x: onMembership({ membership__person__name: "Di" }) }),
    { error: UsageError, code: "bad-filtered-relation" },
  ],
  [
    "a name that is taken",
    ({ groups }) => groups.alias({ members: onMembership({}) }),
    { error: UsageError, code: "annotation-conflict" },
  ],
];

describe("a filtered relation", () => {
  it.each(FILTERED)("is refused with %s", (_, ask, refusal) => expectRefusal(ask, refusal));
});
