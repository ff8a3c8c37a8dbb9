import { describe, expectTypeOf, it } from "vitest";
import {
  Count,
  type Explanation,
  F,
  Length,
  Prefetch,
  type QuerySetOf,
  type RowOf,
} from "../../src/index.ts";
import { kindStore, type models, store } from "./schema.ts";

type Row<M extends keyof typeof models> = RowOf<typeof models, M>;

const { Person, Group, Membership, Passport, Country, Account } = store.models;
const { Thing } = kindStore.models;
const person = Person.objects.get();
const people = Person.objects.all();

describe("the methods of managers and QuerySets", () => {
  it("give another QuerySet of the same rows", () => {
    type People = QuerySetOf<typeof models, "Person">;

    expectTypeOf(Person.objects.none()).toEqualTypeOf<People>();
    expectTypeOf(Person.objects.reverse()).toEqualTypeOf<People>();
    expectTypeOf(Person.objects.slice(1)).toEqualTypeOf<People>();
    expectTypeOf(people.slice(null, 3)).toEqualTypeOf<People>();
    expectTypeOf(Group.objects.get().members.exclude({ pk: 1 })).toEqualTypeOf<People>();
    expectTypeOf(people.orderBy("?")).toEqualTypeOf<People>();
    expectTypeOf(
      people.orderBy(F("name").desc({ nulls: "last" }), Length("nick")),
    ).toEqualTypeOf<People>();
  });

  it("give rows", () => {
    expectTypeOf(people.slice(0, 9, 3)).toEqualTypeOf<readonly Row<"Person">[]>();
    expectTypeOf(Person.objects.at(0)).toEqualTypeOf<Row<"Person"> | undefined>();
    expectTypeOf(people.first()).toEqualTypeOf<Row<"Person"> | null>();
    expectTypeOf(people.last()).toEqualTypeOf<Row<"Person"> | null>();
    expectTypeOf(Membership.objects.earliest("date_joined", "-pk")).toEqualTypeOf<
      Row<"Membership">
    >();
    expectTypeOf(Membership.objects.latest()).toEqualTypeOf<Row<"Membership">>();
    expectTypeOf([...people.iterator()]).toEqualTypeOf<Row<"Person">[]>();
    expectTypeOf([...people]).toEqualTypeOf<Row<"Person">[]>();
    expectTypeOf(people.toArray()).toEqualTypeOf<readonly Row<"Person">[]>();
    // @ts-expect-error there is no field "joined"
    Membership.objects.latest("joined");
    // @ts-expect-error a manager is no list; ask for all()
    [...Person.objects];
  });

  it("give rows by key", () => {
    expectTypeOf(Person.objects.inBulk([1, 2])).toEqualTypeOf<Map<number, Row<"Person">>>();
    expectTypeOf(Country.objects.inBulk()).toEqualTypeOf<Map<string, Row<"Country">>>();
    expectTypeOf(Account.objects.inBulk([3n], { fieldName: "number" })).toEqualTypeOf<
      Map<bigint, Row<"Account">>
    >();
    expectTypeOf(Account.objects.inBulk(undefined, { fieldName: "number" })).toEqualTypeOf<
      Map<bigint, Row<"Account">>
    >();
    // @ts-expect-error the key of a country is text
    Country.objects.inBulk([1]);
    // @ts-expect-error there is no column "nam"
    Person.objects.inBulk(["x"], { fieldName: "nam" });
  });

  it("tell of the answer", () => {
    expectTypeOf(people.count()).toEqualTypeOf<number>();
    expectTypeOf(people.exists()).toEqualTypeOf<boolean>();
    expectTypeOf(people.contains(person)).toEqualTypeOf<boolean>();
    expectTypeOf(people.rowsVisited).toEqualTypeOf<number>();
    expectTypeOf(people.ordered).toEqualTypeOf<boolean>();
    expectTypeOf(people.explain({ analyze: true })).toEqualTypeOf<Explanation>();
    expectTypeOf(people.delete()[1]).toEqualTypeOf<{ readonly [model: string]: number }>();
    // @ts-expect-error a person is no group
    Group.objects.contains(person);
  });
});

describe("dates() and datetimes()", () => {
  it("give texts", () => {
    expectTypeOf(Membership.objects.dates("date_joined", "month", "DESC").toArray()).toEqualTypeOf<
      readonly string[]
    >();
    expectTypeOf(Thing.objects.datetimes("moment", "hour").first()).toEqualTypeOf<string | null>();
    Thing.objects.dates("moment", "year");
    // @ts-expect-error a name is no date
    Person.objects.dates("name", "year");
    // @ts-expect-error a date is no moment
    Membership.objects.datetimes("date_joined", "year");
    // @ts-expect-error dates have no hours
    Membership.objects.dates("date_joined", "hour");
    // @ts-expect-error there is no field "joined"
    Membership.objects.dates("joined", "year");
  });
});

describe("QuerySets put together", () => {
  it("keep their rows", () => {
    const others = Person.objects.filter({ name: "x" });

    expectTypeOf(people.union(others, others).get()).toEqualTypeOf<Row<"Person">>();
    expectTypeOf(people.union(others, { all: true }).get()).toEqualTypeOf<Row<"Person">>();
    expectTypeOf(people.intersection(others).get()).toEqualTypeOf<Row<"Person">>();
    expectTypeOf(people.difference(others, others).get()).toEqualTypeOf<Row<"Person">>();
    expectTypeOf(people.or(others).and(others).xor(others).get()).toEqualTypeOf<Row<"Person">>();
    // @ts-expect-error a group is no person
    people.or(Group.objects.all());
    // @ts-expect-error a list is no QuerySet
    people.union([person]);
    // @ts-expect-error nor is a manager
    people.intersection(Person.objects);
  });

  it("have the rows of all", () => {
    const names = Person.objects.valuesList("name", { flat: true });
    const nicks = Person.objects.valuesList("nick", { flat: true });

    expectTypeOf(names.union(nicks).toArray()).toEqualTypeOf<readonly (string | null)[]>();
  });

  it("may differ in computed columns where they are conditions", () => {
    people.or(Person.objects.alias({ groups: Count("group") }).filter({ groups: 1 }));
  });
});

describe("selectRelated() and prefetchRelated()", () => {
  it("take names of relations", () => {
    expectTypeOf(
      Membership.objects.selectRelated("person", "person__passport__country", null),
    ).toEqualTypeOf<QuerySetOf<typeof models, "Membership">>();
    expectTypeOf(
      Person.objects.prefetchRelated("membership_set", "group_set__members").get(),
    ).toEqualTypeOf<Row<"Person">>();
    Passport.objects.prefetchRelated("person");
    // @ts-expect-error a column is no relation
    Membership.objects.selectRelated("level");
    // @ts-expect-error a person has many memberships
    Person.objects.selectRelated("membership");
    // @ts-expect-error a person has many, further on too
    Membership.objects.selectRelated("person__group");
    // @ts-expect-error there is no relation "persn"
    Membership.objects.selectRelated("persn");
    // @ts-expect-error the word in lookups is not the accessor
    Person.objects.prefetchRelated("membership");
    // @ts-expect-error a membership has no relation "members"
    Person.objects.prefetchRelated("membership_set__members");
    // @ts-expect-error a column is no relation
    Person.objects.prefetchRelated("name");
  });

  it("add a property for a Prefetch with a name", () => {
    const leads = new Prefetch("membership_set", {
      queryset: Membership.objects.filter({ level: "L" }).annotate({ size: Length("level") }),
      toAttr: "leads",
    });
    const row = Person.objects
      .prefetchRelated(leads, new Prefetch("group_set", { toAttr: "groups" }), "invitations")
      .filter({ name: "x" })
      .get();

    expectTypeOf(row.leads[0]!.level).toEqualTypeOf<"L" | "M">();
    expectTypeOf(row.leads[0]!.size).toEqualTypeOf<number>();
    expectTypeOf(row.groups).toEqualTypeOf<readonly Row<"Group">[]>();
    expectTypeOf(row.name).toEqualTypeOf<string>();
    // @ts-expect-error what was found does not change
    row.groups.push(row.groups[0]!);
    // @ts-expect-error there is no relation "memberships"
    Person.objects.prefetchRelated(new Prefetch("memberships", { toAttr: "x" }));
  });

  it("add one row where there is one", () => {
    const row = Membership.objects
      .prefetchRelated(new Prefetch("inviter", { toAttr: "host" }))
      .get();

    expectTypeOf(row.host).toEqualTypeOf<Row<"Person"> | null>();
  });
});
