import { describe, expectTypeOf, it } from "vitest";
import type { QuerySetOf } from "../../src/index.ts";
import type { LookupHints, LookupValue } from "../../src/schema/lookup-types.ts";
import { type App, type models, store } from "./schema.ts";

const { Person, Group, Membership, Passport, Country, Profile, Account, Transfer, Node, Tag } =
  store.models;

const person = Person.objects.get();
const group = Group.objects.get();

describe("lookup paths", () => {
  it("name columns of the model, its key and its foreign keys' columns", () => {
    Membership.objects.filter({ id: 1, pk: 1, level: "L", person_id: 3 });
    Country.objects.filter({ code: "SE", pk: "SE" });
    Passport.objects.filter({ country_id: "SE", pk__in: [1, 2] });
    Profile.objects.filter({ pk: 1, person_id: 1, pk__gt: 3 });
    Profile.objects.filter({ pk: person, person_id__in: [person, 2] });
    Membership.objects.filter({ group_id: group, person_id__in: Person.objects.all() });
    Membership.objects.filter({ inviter_id: person, inviter_id__in: [person, 3] });
  });

  it("follow relations forward, through a many-to-many and back", () => {
    Membership.objects.filter({ group__name: "The Beatles" });
    Group.objects.filter({ members__name__startswith: "Paul" });
    Person.objects.filter({ group__name: "The Beatles", membership__date_joined__gt: "1961" });
    Person.objects.filter({ passport__country__code: "SE", invitation__level: "L" });
    Account.objects.filter({ all_transfers__target__number: 3n, transfer_in__pk: 1 });
    Node.objects.filter({ friends__parent__children__follows__followers__tags__word: "x" });
    Tag.objects.filter({ tagged__friends__pk: 1 });
  });

  it("reach any depth", () => {
    Person.objects.filter({ group__members__group__members__group__members__group__name: "x" });
    // @ts-expect-error there is no field "nam" at the end
    Person.objects.filter({ group__members__group__members__group__members__group__nam: "x" });
  });

  it("do not compile with a name that does not exist", () => {
    // @ts-expect-error there is no field "nam"
    Group.objects.filter({ nam: "x" });
    // @ts-expect-error a person has no field "nam"
    Group.objects.filter({ members__nam: "x" });
    // @ts-expect-error a person has no field "nam", whatever the lookup
    Group.objects.filter({ members__nam__startswith: "x" });
    // @ts-expect-error nothing follows a column but a lookup
    Group.objects.filter({ name__members: "x" });
    // @ts-expect-error nothing follows a lookup
    Group.objects.filter({ name__startswith__exact: "x" });
    // @ts-expect-error the accessor is not the word in lookups
    Person.objects.filter({ membership_set__level: "L" });
    // @ts-expect-error relatedQueryName replaces relatedName in lookups
    Person.objects.filter({ invitations__level: "L" });
    // @ts-expect-error relatedQueryName replaces the default name too
    Tag.objects.filter({ node: 1 });
    // @ts-expect-error a way back named "+" is hidden
    Profile.objects.filter({ transfer: 1 });
    // @ts-expect-error a symmetrical relation is its own way back
    Node.objects.filter({ node: 1 });
    // @ts-expect-error an instance's methods are no fields
    Person.objects.filter({ shout: "x" });
    // @ts-expect-error a model with a primary key of its own has no implicit id
    Country.objects.filter({ id: 1 });
  });

  it("mean a field before a lookup of the same name", () => {
    Node.objects.filter({ tags__in: "x" });
    // @ts-expect-error "in" is a field of tags here
    Node.objects.filter({ tags__in: [1, 2] });
  });
});

describe("lookups", () => {
  it("compare with a value of the column's kind", () => {
    Membership.objects.filter({ rating: 5, rating__exact: 5, level__exact: "L" });
    Membership.objects.filter({ rating__gt: 1, rating__gte: 1, rating__lt: 5, rating__lte: 5 });
    Membership.objects.filter({ rating__range: [1, 5], date_joined__range: ["1961", new Date()] });
    Membership.objects.filter({ date_joined: new Date(), date_joined__lt: "1962-08-16" });
    Account.objects.filter({ number: 5n, number__gt: 5, number__in: [5, 5n] });
    // @ts-expect-error a rating is a number
    Membership.objects.filter({ rating: "5" });
    // @ts-expect-error so is what it is compared with
    Membership.objects.filter({ rating__gt: "5" });
    // @ts-expect-error text is not compared with a date
    Group.objects.filter({ name: new Date() });
    // @ts-expect-error a bigint is not compared with text
    Account.objects.filter({ number: "5" });
    // @ts-expect-error "X" is none of the choices
    Membership.objects.filter({ level: "X" });
    // @ts-expect-error nor is it one of them in a list
    Membership.objects.filter({ level__in: ["L", "X"] });
    // @ts-expect-error a range has two ends
    Membership.objects.filter({ rating__range: [1] });
    // @ts-expect-error a range has two ends of the column's kind
    Membership.objects.filter({ rating__range: [1, "5"] });
  });

  it("ask for null", () => {
    Membership.objects.filter({ rating: null, inviter: null, rating__isnull: true });
    Person.objects.filter({ membership: null, membership__isnull: false, nick__in: ["x", null] });
    const isEmpty = Math.random() > 0.5;
    Membership.objects.filter({ rating__isnull: isEmpty });
    // @ts-expect-error isnull takes true or false
    Membership.objects.filter({ rating__isnull: 1 });
    // @ts-expect-error nothing is greater than null
    Membership.objects.filter({ rating__gt: null });
  });

  it("search in text, and in what can be read as text", () => {
    Group.objects.filter({ name__startswith: "The", name__contains: "Beat" });
    Membership.objects.filter({ date_joined__startswith: "1962", rating__contains: "1" });
    // @ts-expect-error text is searched for text
    Group.objects.filter({ members__name__startswith: 3 });
    // @ts-expect-error a relation is no text
    Group.objects.filter({ members__startswith: "Paul" });
    // @ts-expect-error the key of a relation is no text
    Membership.objects.filter({ group_id__contains: "1" });
    // @ts-expect-error there is no lookup "like"
    Group.objects.filter({ name__like: "The%" });
  });

  it("compare relations with instances and keys", () => {
    Membership.objects.filter({ group, person: 3, inviter: person });
    Person.objects.filter({ group, group__in: [group, 3], membership__gt: 3 });
    Passport.objects.filter({ country: "SE", country__in: Country.objects.all() });
    Transfer.objects.filter({ source: 5n, target: "", source__in: [Account.objects.get()] });
    Node.objects.filter({ parent: Node.objects.get(), friends: 1 });
    // @ts-expect-error a person is no group
    Membership.objects.filter({ group: person });
    // @ts-expect-error a list must be of groups
    Person.objects.filter({ group__in: [person] });
    // @ts-expect-error a QuerySet must be of groups
    Person.objects.filter({ group__in: Person.objects.all() });
    // @ts-expect-error the key of a group is a number
    Membership.objects.filter({ group: "3" });
    // @ts-expect-error toField makes the key a bigint
    Transfer.objects.filter({ source: "5" });
    // @ts-expect-error a relation has no range
    Membership.objects.filter({ group__range: [1, 2] });
    // @ts-expect-error a foreign key's column is compared with instances of its target
    Membership.objects.filter({ group_id: person });
    // @ts-expect-error so is one that may be null
    Membership.objects.filter({ inviter_id__in: [group] });
    // @ts-expect-error the primary key is none of another model
    Profile.objects.filter({ pk: group });
  });

  it("take any iterable for in, but no text", () => {
    const ids: readonly number[] = [1, 2];
    const names = ["a", "b"] as const;
    Group.objects.filter({ pk__in: ids, name__in: names });
    Group.objects.filter({ pk__in: new Set([1, 2]), name__in: new Map([["a", 1]]).keys() });
    Membership.objects.filter({ person__in: [person, person], group__in: new Set([group]) });
    // @ts-expect-error a set of numbers holds no names
    Group.objects.filter({ name__in: new Set([1, 2]) });
    // @ts-expect-error text is no list
    Group.objects.filter({ name__in: "abc" });
    // @ts-expect-error one value is no list
    Group.objects.filter({ pk__in: 3 });
  });

  it("suit the kind of the column", () => {
    type Value<P> = LookupValue<{ M: Kinds }, "M", P>;
    type Kinds = typeof import("./kinds.ts")["kinds"];

    expectTypeOf<Value<"flag">>().toEqualTypeOf<boolean | null>();
    expectTypeOf<Value<"flag__gt">>().toEqualTypeOf<boolean>();
    expectTypeOf<Value<"decimal">>().toEqualTypeOf<string | number | bigint | null>();
    expectTypeOf<Value<"decimal__startswith">>().toEqualTypeOf<string>();
    expectTypeOf<Value<"json__isnull">>().toEqualTypeOf<boolean>();
    expectTypeOf<Value<"bytes__lt">>().toEqualTypeOf<string | Uint8Array | ArrayBuffer>();
    expectTypeOf<Value<"flag__startswith">>().toEqualTypeOf<{
      error: 'no lookup "startswith" here';
    }>();
    expectTypeOf<Value<"json__gt">>().toEqualTypeOf<{ error: 'no lookup "gt" here' }>();
    expectTypeOf<Value<"bytes__contains">>().toEqualTypeOf<{
      error: 'no lookup "contains" here';
    }>();
  });
});

describe("conditions", () => {
  it("may be empty, or put together before the call", () => {
    const conditions = { name__startswith: "The", members__in: [person] };
    Group.objects.filter({});
    Group.objects.filter(conditions);
    Group.objects.filter({ ...conditions, pk__gt: 3 });
    const wrong = { name__startswith: 3 };
    // @ts-expect-error a variable is checked as a literal is
    Group.objects.filter(wrong);
  });

  it("may be of a type with optional keys, or of an interface", () => {
    interface Search {
      readonly name?: string;
      readonly members__name__startswith?: string;
    }
    const search: Search = {};
    const partial: Partial<{ name: string; pk: number }> = {};
    Group.objects.filter(search);
    Group.objects.filter(partial);
    const wrong: { name?: number } = {};
    // @ts-expect-error the optional key has a wrong type
    Group.objects.filter(wrong);
  });

  it("take no undefined, which would be an error at run time", () => {
    const maybe: string | undefined = ["x"][0];
    // @ts-expect-error the value may be undefined
    Group.objects.filter({ name: maybe });
    if (maybe !== undefined) Group.objects.filter({ name: maybe });
  });

  it("are checked at run time only when their keys are not known before", () => {
    const key: string = "name";
    const conditions: Record<string, unknown> = { [key]: "x" };
    Group.objects.filter(conditions);
    Group.objects.filter({ [key]: "x" });
  });

  it("are an object", () => {
    // @ts-expect-error a list holds no conditions
    Group.objects.filter(["name"]);
    // @ts-expect-error an instance holds more than conditions
    Group.objects.filter(group);
    // @ts-expect-error text is no condition
    Group.objects.filter("name");
    // @ts-expect-error nor is null
    Group.objects.filter(null);
  });

  it("are the same for get(), for chains and for related managers", () => {
    Group.objects.get({ name: "The Beatles", members__in: [person] });
    person.membership_set.get({ group });
    group.members.filter({ membership__level: "L" }).filter({ name: "Paul" });
    // @ts-expect-error there is no field "nam"
    Group.objects.get({ nam: "x" });
    // @ts-expect-error there is no field "nam"
    Group.objects.filter({ name: "x" }).filter({ nam: "x" });
    // @ts-expect-error a membership has no name
    person.membership_set.filter({ name: "x" });
  });

  it("leave the type of the QuerySet as it is", () => {
    expectTypeOf(Group.objects.filter({ name: "x" })).toEqualTypeOf<
      QuerySetOf<typeof models, "Group">
    >();
  });
});

describe("hints", () => {
  it("know the first names of paths, so that editors complete them", () => {
    expectTypeOf<keyof LookupHints<App, "Membership">>().toEqualTypeOf<
      | "pk"
      | "id"
      | "person"
      | "person_id"
      | "group"
      | "group_id"
      | "inviter"
      | "inviter_id"
      | "date_joined"
      | "level"
      | "rating"
      | "invite_reason"
    >();
    expectTypeOf<keyof LookupHints<App, "Person">>().toEqualTypeOf<
      "pk" | "id" | "name" | "nick" | "group" | "membership" | "invitation" | "passport" | "profile"
    >();
  });
});

describe("an error", () => {
  it("says which name is wrong on which model", () => {
    expectTypeOf<LookupValue<App, "Group", "members__nam">>().toEqualTypeOf<{
      error: 'no field "nam" on Person';
    }>();
    expectTypeOf<LookupValue<App, "Group", "title">>().toEqualTypeOf<{
      error: 'no field "title" on Group';
    }>();
  });
});
