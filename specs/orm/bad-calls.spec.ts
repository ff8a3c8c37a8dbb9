/** Calls of single methods that have no meaning: writes, dates, keys, names of relations. */
import { describe, it } from "vitest";
import {
  Case,
  Coalesce,
  F,
  IntegrityError,
  LookupError,
  Prefetch,
  Q,
  UsageError,
  ValidationError,
  When,
} from "../../src/index.ts";
import { expectRefusal, type Wrong } from "./refusal.ts";

const unknown = { error: LookupError, code: "unknown-field" } as const;
const joined = { error: UsageError, code: "joined-update", says: "Person" } as const;

const WRITES: readonly Wrong[] = [
  [
    "an unknown field",
    ({ people }) => people.update({ agee: 1 }),
    { ...unknown, model: "Person", path: "agee", near: "age" },
  ],
  [
    "a relation to many",
    ({ groups }) => groups.update({ members: [] }),
    { ...unknown, path: "members" },
  ],
  ["a way back", ({ people }) => people.update({ pupils: [] }), unknown],
  [
    "a field of a related row",
    ({ people }) => people.update({ mentor__age: 1 }),
    { ...unknown, path: "mentor__age" },
  ],
  ["a computed column", ({ people }) => people.annotate({ n: F("age") }).update({ n: 1 }), unknown],
  ["a value of a related row", ({ people }) => people.update({ age: F("mentor__age") }), joined],
  [
    "a value computed from a related row",
    ({ people }) => people.update({ age: F("mentor__age").add(1) }),
    joined,
  ],
  [
    "a function of a related row",
    ({ people }) => people.update({ age: Coalesce("mentor__age", 1) }),
    joined,
  ],
  [
    "a condition on a related row",
    ({ people }) => people.update({ age: Case(When(Q({ mentor__age: 60 }), 1)) }),
    joined,
  ],
  [
    "a value of an unknown name",
    ({ people }) => people.update({ age: F("agee") }),
    { ...unknown, near: "age" },
  ],
  [
    "a value of the wrong type",
    ({ people }) => people.update({ age: "x" }),
    { error: ValidationError, code: "invalid" },
  ],
  [
    "no value where one is needed",
    ({ people }) => people.update({ name: null }),
    { error: ValidationError, code: "null" },
  ],
  [
    "another primary key of a row that others point at",
    ({ people }) => people.filter({ pk: 1 }).update({ id: 9 } as never),
    { error: IntegrityError, code: "foreign-key" },
  ],
  [
    "an instance of another model",
    ({ people, choir }) => people.update({ mentor: choir }),
    { error: ValidationError, code: "wrong-model" },
  ],
  [
    "a column after values()",
    ({ people }) => people.values("age").update({ age: 1 }),
    { error: UsageError, code: "after-values" },
  ],
];

describe("update()", () => {
  it.each(WRITES)("does not store %s", (_, ask, refusal) => expectRefusal(ask, refusal));
});

const badDate = { error: LookupError, code: "bad-date-field" } as const;

const DATES: readonly Wrong[] = [
  [
    "dates() of a number",
    ({ people }) => people.dates("age", "year"),
    { ...badDate, model: "Person", path: "age" },
  ],
  ["dates() of a relation", ({ memberships }) => memberships.dates("person", "year"), badDate],
  [
    "datetimes() of a date",
    ({ memberships }) => memberships.datetimes("date_joined", "year"),
    { ...badDate, says: "dateTime" },
  ],
  [
    "dates() of an unknown name",
    ({ memberships }) => memberships.dates("date_joind", "year"),
    { ...unknown, near: "date_joined" },
  ],
  [
    "dates() of what is no name",
    ({ memberships }) => memberships.dates(3 as never, "year"),
    { error: UsageError, code: "bad-name" },
  ],
  [
    "dates() by an unknown unit",
    ({ memberships }) => memberships.dates("date_joined", "yaer"),
    { error: UsageError, code: "bad-unit", near: "year" },
  ],
  [
    "dates() by the hour",
    ({ memberships }) => memberships.dates("date_joined", "hour"),
    { error: UsageError, code: "bad-unit" },
  ],
  [
    "dates() in no order",
    ({ memberships }) => memberships.dates("date_joined", "year", "UP"),
    { error: UsageError, code: "bad-order" },
  ],
  [
    "latest() without a field",
    ({ people }) => people.latest(),
    { error: UsageError, code: "no-latest-by", says: "getLatestBy" },
  ],
  [
    "earliest() by an unknown field",
    ({ people }) => people.earliest("agee"),
    { ...unknown, near: "age" },
  ],
];

describe("dates", () => {
  it.each(DATES)("are not asked for by %s", (_, ask, refusal) => expectRefusal(ask, refusal));
});

const notUnique = { error: UsageError, code: "not-unique" } as const;

const KEYS: readonly Wrong[] = [
  [
    "a field that rows may share",
    ({ people }) => people.inBulk([1], { fieldName: "age" }),
    { ...notUnique, says: '"age"' },
  ],
  [
    "a field that is unique under a condition",
    ({ memberships }) => memberships.inBulk([1], { fieldName: "group_id" }),
    notUnique,
  ],
  [
    "an unknown field",
    ({ people }) => people.inBulk([1], { fieldName: "emial" }),
    { ...unknown, model: "Person", path: "emial", near: "email" },
  ],
  [
    "keys of the wrong type",
    ({ people }) => people.inBulk(["x"]),
    { error: LookupError, code: "bad-value" },
  ],
  [
    "a key in place of a list",
    ({ people }) => people.inBulk(3 as never),
    { error: LookupError, code: "bad-value" },
  ],
  [
    "columns",
    ({ people }) => people.values("age").inBulk([1]),
    { error: UsageError, code: "after-values" },
  ],
];

describe("inBulk()", () => {
  it.each(KEYS)("is refused with %s", (_, ask, refusal) => expectRefusal(ask, refusal));
});

const LISTS: readonly Wrong[] = [
  [
    "two columns to be flat",
    ({ people }) => people.valuesList("age", "name", { flat: true }),
    { error: UsageError, code: "bad-values", says: "not 2" },
  ],
  [
    "all columns to be flat",
    ({ people }) => people.valuesList({ flat: true }),
    { error: UsageError, code: "bad-values", says: "not 5" },
  ],
  [
    "flat and named",
    ({ people }) => people.valuesList("age", { flat: true, named: true }),
    { error: UsageError, code: "bad-values" },
  ],
  ["a number", ({ people }) => people.values(3), { error: UsageError, code: "bad-values" }],
];

describe("values() and valuesList()", () => {
  it.each(LISTS)("are refused with %s", (_, ask, refusal) => expectRefusal(ask, refusal));
});

const NAMES: readonly Wrong[] = [
  [
    "selectRelated(): an unknown name",
    ({ people }) => people.selectRelated("mentr"),
    { ...unknown, path: "mentr", near: "mentor" },
  ],
  [
    "selectRelated(): an unknown name further on",
    ({ people }) => people.selectRelated("mentor__mentr"),
    { ...unknown, model: "Person", path: "mentor__mentr", position: 1, near: "mentor" },
  ],
  ["selectRelated(): a relation to many", ({ people }) => people.selectRelated("pupils"), unknown],
  ["selectRelated(): a column", ({ people }) => people.selectRelated("age"), unknown],
  [
    "selectRelated() after values()",
    ({ people }) => people.values("age").selectRelated("mentor"),
    { error: UsageError, code: "after-values" },
  ],
  ["only(): an unknown name", ({ people }) => people.only("nme"), { ...unknown, near: "name" }],
  [
    "only(): an unknown name further on",
    ({ memberships }) => memberships.only("person__nme"),
    { ...unknown, model: "Membership", path: "person__nme", position: 1, near: "name" },
  ],
  [
    "defer(): a lookup",
    ({ people }) => people.defer("age__gt"),
    { ...unknown, path: "age__gt", position: 1 },
  ],
  [
    "defer(): no name",
    ({ people }) => people.defer(null as never),
    { error: UsageError, code: "bad-name" },
  ],
  [
    "prefetchRelated(): an unknown name",
    ({ people }) => people.prefetchRelated("pupil"),
    { ...unknown, path: "pupil", position: 0, near: "pupils" },
  ],
  [
    "prefetchRelated(): an unknown name further on",
    ({ people }) => people.prefetchRelated("group_set__membrs"),
    { ...unknown, model: "Person", path: "group_set__membrs", position: 1, near: "members" },
  ],
  ["prefetchRelated(): a column", ({ people }) => people.prefetchRelated("age"), unknown],
  [
    "prefetchRelated(): a number",
    ({ people }) => people.prefetchRelated(3),
    { error: UsageError, code: "bad-name" },
  ],
  [
    "a Prefetch across two relations",
    ({ people }) => people.prefetchRelated(new Prefetch("group_set__members", { toAttr: "x" })),
    { error: UsageError, code: "deep-prefetch" },
  ],
  [
    "a Prefetch of a QuerySet without a name",
    ({ people }) => people.prefetchRelated(new Prefetch("pupils", { queryset: people })),
    { error: UsageError, code: "no-to-attr", says: "toAttr" },
  ],
  [
    "a Prefetch of a QuerySet of another model",
    ({ people, groups }) =>
      people.prefetchRelated(new Prefetch("pupils", { queryset: groups, toAttr: "x" })),
    { error: UsageError, code: "bad-prefetch", says: "Group" },
  ],
  [
    "a Prefetch of columns",
    ({ people }) =>
      people.prefetchRelated(
        new Prefetch("pupils", { queryset: people.values("id"), toAttr: "x" }),
      ),
    { error: UsageError, code: "bad-prefetch", says: "values()" },
  ],
  [
    "a Prefetch of what is no QuerySet",
    ({ people }) =>
      people.prefetchRelated(new Prefetch("pupils", { queryset: 3 as never, toAttr: "x" })),
    { error: UsageError, code: "bad-prefetch" },
  ],
  [
    "two Prefetches of one name",
    ({ people }) =>
      people
        .prefetchRelated(new Prefetch("pupils", { toAttr: "x" }))
        .prefetchRelated(new Prefetch("founded", { toAttr: "x" }))
        .toArray(),
    { error: UsageError, code: "annotation-conflict" },
  ],
  [
    "a Prefetch after values()",
    ({ people }) =>
      people
        .values("name")
        .prefetchRelated(new Prefetch("pupils", { toAttr: "x" }))
        .toArray(),
    { error: UsageError, code: "after-values" },
  ],
];

describe("names of related rows", () => {
  it.each(NAMES)("are refused: %s", (_, ask, refusal) => expectRefusal(ask, refusal));
});
