import { describe, expectTypeOf, it } from "vitest";
import {
  Exists,
  F,
  Length,
  Lower,
  OuterRef,
  Q,
  type QCondition,
  type QuerySetOf,
  Value,
} from "../../src/index.ts";
import { kindStore, type models, store } from "./schema.ts";

const { Person, Group, Membership, Country } = store.models;
const { Thing } = kindStore.models;
const person = Person.objects.get();

describe("filter(), exclude() and get()", () => {
  it("take several conditions, of any form", () => {
    const memberships = Membership.objects.filter({ person: OuterRef("pk"), level: "L" });
    const found = Person.objects
      .filter({ name: "x" }, Q({ nick: null }), Exists(memberships))
      .exclude({ group__name: "x" }, { pk: 1 })
      .exclude(Q({ nick: "x" }).not());

    expectTypeOf(found).toEqualTypeOf<QuerySetOf<typeof models, "Person">>();
    Person.objects.get(Q({ pk: 1 }), { name: "x" });
    Person.objects.filter(F("name").lookup("startswith", "x"));
    Person.objects.filter().exclude();
    // @ts-expect-error there is no field "nam"
    Person.objects.exclude({ nam: "x" });
    // @ts-expect-error there is none in the second condition either
    Person.objects.filter({ name: "x" }, { nam: "x" });
    // @ts-expect-error a name is text
    Person.objects.get({ name: 3 });
    // @ts-expect-error null is no condition
    Person.objects.exclude(null);
  });

  it("compare with expressions, alone and in lists", () => {
    Membership.objects.filter({ rating: F("pk"), rating__gt: F("pk").add(1), group: F("person") });
    Membership.objects.filter({ rating__in: [1, F("pk")], rating__range: [F("pk"), 5] });
    Person.objects.filter({ nick: Lower("name"), name__startswith: F("nick") });
    // @ts-expect-error there is no field "ratin"
    Membership.objects.filter({ rating: F("ratin") });
    // @ts-expect-error there is no field "nam" in the expression
    Person.objects.filter({ name: Lower("nam") });
    // @ts-expect-error an expression does not make the path right
    Person.objects.filter({ nam: F("name") });
    // @ts-expect-error nor the other values in the list
    Membership.objects.filter({ rating__in: ["1", F("pk")] });
  });
});

describe("Q()", () => {
  it("is checked against the model that it is used on", () => {
    const named = Q({ name: "x" });
    const both = named
      .and({ pk__gt: 3 })
      .or(Q({ name__in: ["a"] }).xor({ pk: 1 }))
      .not();

    Person.objects.filter(named);
    Group.objects.filter(both);
    // @ts-expect-error a country has no name
    Country.objects.filter(named);
    // @ts-expect-error there is no field "nam"
    Person.objects.filter(Q({ nam: "x" }));
    // @ts-expect-error a name is text
    Person.objects.filter(Q({ name: 3 }));
    // @ts-expect-error one of several is wrong
    Person.objects.exclude(Q({ name: "x" }).or({ nam: "x" }));
    Person.objects.filter(
      // @ts-expect-error one further inside is wrong
      Q({ name: "x" })
        .or(Q({ pk: 1 }).and({ nam: "x" }))
        .not(),
    );
    // @ts-expect-error "X" is none of the choices
    Membership.objects.filter(Q({ level: "X" }));
    Membership.objects.filter(Q({ level: "L" }));
  });

  it("joins conditions that are expressions", () => {
    Person.objects.filter(Q({ name: "x" }).and(Exists(Membership.objects.all())));
    Person.objects.filter(Q(Exists(Membership.objects.all())).or({ pk: 1 }));
    // @ts-expect-error there is no field "nam" beside it
    Person.objects.filter(Q(Exists(Membership.objects.all())).or({ nam: 1 }));
  });

  it("may be put together step by step", () => {
    let either: QCondition = Q();
    for (const name of ["x", "y"]) either = either.or({ name });
    Person.objects.filter(either).exclude(Q().and(either));
    // @ts-expect-error what is added to an empty one is checked
    Person.objects.filter(Q().or({ nam: "x" }));
  });

  it("is checked at run time only where its keys are not known before", () => {
    const conditions: Record<string, unknown> = { name: "x" };

    Person.objects.filter(Q(conditions));
  });
});

describe("lookups of text", () => {
  it("are there in both senses of case, and as regular expressions", () => {
    Person.objects.filter({ name__iexact: "x", name__icontains: "x", name__istartswith: "x" });
    Person.objects.filter({ name__endswith: "x", name__iendswith: "x", nick__iexact: null });
    Person.objects.filter({ name__regex: "^x", name__iregex: "^x", group__name__regex: "x" });
    // @ts-expect-error a pattern is text
    Person.objects.filter({ name__regex: /x/ });
    // @ts-expect-error a relation is no text
    Person.objects.filter({ group__icontains: "x" });
    // @ts-expect-error a boolean is no text
    Thing.objects.filter({ flag__iexact: "x" });
  });
});

describe("transforms", () => {
  it("of dates and times are followed by lookups of numbers", () => {
    Thing.objects.filter({ day__year: 2000, day__year__gte: 1999, day__month__in: [1, 2] });
    Thing.objects.filter({ day__iso_year: 1, day__quarter__range: [1, 2], day__week_day: 1 });
    Thing.objects.filter({ moment__hour__lt: 12, moment__iso_week_day: 1, clock__minute: 3 });
    Membership.objects.filter({ person__profile__seen__year__gt: 2000 });
    // @ts-expect-error a year is a number
    Thing.objects.filter({ day__year: "2000" });
    // @ts-expect-error so is what it is compared with
    Thing.objects.filter({ day__year__gt: "2000" });
    // @ts-expect-error a date has no hours
    Thing.objects.filter({ day__hour: 1 });
    // @ts-expect-error a time has no years
    Thing.objects.filter({ clock__year: 1 });
    // @ts-expect-error text has no years
    Person.objects.filter({ name__year: 1 });
    // @ts-expect-error a number has no years
    Thing.objects.filter({ moment__year__year: 1 });
  });

  it("of moments give dates and times, which have transforms", () => {
    Thing.objects.filter({ moment__date: "2000-01-01", moment__date__gt: new Date() });
    Thing.objects.filter({ moment__date__year: 2000, moment__time__hour__lte: 3 });
    Thing.objects.orderBy("moment__date", "-moment__date__year", "day__week");
    // @ts-expect-error a date is no number
    Thing.objects.filter({ moment__date: 3 });
    // @ts-expect-error a date has no date
    Thing.objects.filter({ day__date: "2000-01-01" });
    // @ts-expect-error a date has no hours to go by
    Thing.objects.orderBy("moment__date__hour");
  });

  it("of computed columns are those of texts, which may be dates", () => {
    const asked = Membership.objects.annotate({
      seen: F("person__profile__seen"),
      size: Length("level"),
    });

    asked.filter({ seen__year: 2000, size__gt: 3, size__in: [1] });
    // @ts-expect-error a number has no years
    asked.filter({ size__year: 1 });
  });
});

describe("lookups of JSON data", () => {
  it("reach below its keys, with values that nobody knows", () => {
    Thing.objects.filter({ json__a: 1, json__a__0__b: { c: null }, json__a__0__b__gt: 3 });
    Thing.objects.filter({ json__a__isnull: true, json__a__icontains: "x" });
    Thing.objects.orderBy("json__a__b");
  });

  it("ask for keys and parts", () => {
    Thing.objects.filter({
      json__has_key: "a",
      json__has_keys: ["a", "b"],
      json__has_any_keys: ["a"],
    });
    Thing.objects.filter({ json__contains: { a: 1 }, json__contained_by: { a: 1, b: 2 } });
    Thing.objects.filter({ json__in: [{ a: 1 }], json: { a: [1] } });
    // @ts-expect-error a key is text
    Thing.objects.filter({ json__has_key: true });
    // @ts-expect-error keys are a list
    Thing.objects.filter({ json__has_keys: "a" });
    // @ts-expect-error JSON data has no order
    Thing.objects.filter({ json__lt: 3 });
  });
});

describe("update()", () => {
  it("takes values and expressions over the row's own columns", () => {
    const count = Membership.objects
      .filter({ person })
      .update({ rating: F("rating").add(1), level: "L", inviter: null, invite_reason: Value("x") });

    expectTypeOf(count).toEqualTypeOf<number>();
    expectTypeOf(person.membership_set.update({ group_id: 3 })).toEqualTypeOf<number>();
    // @ts-expect-error there is no column "rat"
    Membership.objects.update({ rat: 3 });
    // @ts-expect-error a number is no truth
    Membership.objects.update({ rating: Q({ level: "L" }) });
    // @ts-expect-error a rating is a number
    Membership.objects.update({ rating: "3" });
    // @ts-expect-error "X" is none of the choices
    Membership.objects.update({ level: "X" });
    // @ts-expect-error there is no column "rat" to compute with
    Membership.objects.update({ rating: F("rat") });
    // @ts-expect-error the primary key does not change
    Membership.objects.update({ id: 3 });
    // @ts-expect-error a person is no group
    Membership.objects.update({ group: person });
  });
});
