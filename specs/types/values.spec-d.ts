import { describe, expectTypeOf, it } from "vitest";
import { type ColumnsOf, Count, F, Lower, Max, type QuerySet, Value } from "../../src/index.ts";
import type { JsonValue } from "../../src/value.ts";
import { kindStore, type models, store } from "./schema.ts";

const { Person, Group, Membership, Profile, Transfer, Node } = store.models;
const { Thing } = kindStore.models;

/** What a row of a QuerySet is. */
function rowOf<Row>(asked: Iterable<Row>): Row {
  return [...asked][0]!;
}

describe("values()", () => {
  it("gives objects of the columns named", () => {
    const row = rowOf(Membership.objects.values("id", "level", "rating", "group", "inviter_id"));

    expectTypeOf(row).toEqualTypeOf<{
      readonly id: number;
      readonly level: "L" | "M";
      readonly rating: number | null;
      readonly group: number;
      readonly inviter_id: number | null;
    }>();
  });

  it("follows paths, with null where they cross a nullable or a multi-valued link", () => {
    const row = rowOf(
      Membership.objects.values(
        "person__name",
        "inviter__name",
        "person__passport__country__code",
        "group__members__name",
        "inviter",
        "person__group",
      ),
    );

    expectTypeOf(row).toEqualTypeOf<{
      readonly person__name: string;
      readonly inviter__name: string | null;
      readonly person__passport__country__code: string | null;
      readonly group__members__name: string | null;
      readonly inviter: number | null;
      readonly person__group: number | null;
    }>();
  });

  it("gives a relation as the key that it goes by", () => {
    const row = rowOf(Transfer.objects.values("source", "target", "hidden", "profile", "pk"));

    expectTypeOf(row).toEqualTypeOf<{
      readonly source: bigint;
      readonly target: string;
      readonly hidden: string | null;
      readonly profile: number | null;
      readonly pk: number;
    }>();
    expectTypeOf(rowOf(Profile.objects.values("pk", "person"))).toEqualTypeOf<{
      readonly pk: number;
      readonly person: number;
    }>();
  });

  it("gives all columns where none is named", () => {
    expectTypeOf(rowOf(Group.objects.values())).toEqualTypeOf<ColumnsOf<typeof models, "Group">>();

    const row = rowOf(
      Group.objects
        .alias({ a: Count("members") })
        .annotate({ n: Value(1) })
        .values(),
    );
    expectTypeOf(row.name).toEqualTypeOf<string>();
    expectTypeOf(row.n).toEqualTypeOf<1>();
    // @ts-expect-error an alias is no column
    row.a;
  });

  it("computes columns", () => {
    const row = rowOf(
      Person.objects.values("name", { groups: Count("group"), low: Lower("name") }),
    );

    expectTypeOf(row).toEqualTypeOf<{
      readonly name: string;
      readonly groups: number;
      readonly low: string;
    }>();
    expectTypeOf(rowOf(Person.objects.values(Lower("nick"))).expression1).toEqualTypeOf<
      string | null | undefined
    >();
  });

  it("ends in transforms and in keys of JSON data", () => {
    expectTypeOf(rowOf(Membership.objects.values("date_joined__year"))).toEqualTypeOf<{
      readonly date_joined__year: number;
    }>();
    expectTypeOf(rowOf(Person.objects.values("profile__seen__date__month"))).toEqualTypeOf<{
      readonly profile__seen__date__month: number | null;
    }>();
    expectTypeOf(rowOf(Thing.objects.values("json__a__0")).json__a__0).toEqualTypeOf<JsonValue>();
  });

  it("does not compile with a path that does not exist", () => {
    // @ts-expect-error there is no field "nam"
    Person.objects.values("nam");
    // @ts-expect-error a group has no field "title"
    Person.objects.values("name", "group__title");
    // @ts-expect-error a lookup is no path
    Person.objects.values("name__startswith");
    // @ts-expect-error text has no year
    Person.objects.values("name__year");
    // @ts-expect-error there is no field "nam" to be counted
    Person.objects.values({ n: Max("nam") });
    // @ts-expect-error a constant is wrapped in Value()
    Person.objects.values({ n: 3 });
  });

  it("takes paths that are known at run time only", () => {
    const path: string = "name";
    const paths: ("name" | "nick")[] = ["name"];

    expectTypeOf(rowOf(Person.objects.values(path))[path]).toEqualTypeOf<unknown>();
    expectTypeOf(rowOf(Person.objects.values(...paths))).toEqualTypeOf<{
      readonly name: string;
      readonly nick: string | null;
    }>();
  });

  it("goes on as a chain", () => {
    const grouped = Membership.objects
      .values("group__name")
      .annotate({ members: Count("pk") })
      .filter({ members__gt: 1 })
      .orderBy("-members", "group__name");

    expectTypeOf(rowOf(grouped).group__name).toEqualTypeOf<string>();
    expectTypeOf(rowOf(grouped).members).toEqualTypeOf<number>();
    expectTypeOf(grouped.first()?.members).toEqualTypeOf<number | undefined>();
    expectTypeOf(grouped.slice(0, 3).get().group__name).toEqualTypeOf<string>();
  });
});

describe("valuesList()", () => {
  it("gives arrays of the columns named", () => {
    expectTypeOf(rowOf(Membership.objects.valuesList("person__name", "date_joined"))).toEqualTypeOf<
      readonly [string, string]
    >();
    expectTypeOf(rowOf(Node.objects.valuesList("parent", "tags__word"))).toEqualTypeOf<
      readonly [number | null, string | null]
    >();
    expectTypeOf(
      rowOf(Person.objects.valuesList("name", { n: Count("group") }, F("nick"))),
    ).toEqualTypeOf<readonly [string, number, string | null]>();
    expectTypeOf(rowOf(Group.objects.valuesList())).toEqualTypeOf<readonly (string | number)[]>();
  });

  it("gives the values of one column where it is flat", () => {
    expectTypeOf(Person.objects.valuesList("name", { flat: true }).toArray()).toEqualTypeOf<
      readonly string[]
    >();
    expectTypeOf(rowOf(Person.objects.valuesList(Lower("nick"), { flat: true }))).toEqualTypeOf<
      string | null
    >();
    expectTypeOf(
      rowOf(Person.objects.valuesList({ n: Count("group") }, { flat: true })),
    ).toEqualTypeOf<number>();
  });

  it("gives objects where it is named", () => {
    expectTypeOf(rowOf(Person.objects.valuesList("name", "pk", { named: true }))).toEqualTypeOf<{
      readonly name: string;
      readonly pk: number;
    }>();
  });

  it("grows by the columns that are computed later", () => {
    const rows = Person.objects.valuesList("name").annotate({ n: Count("group") });

    expectTypeOf(rowOf(rows)).toEqualTypeOf<readonly [string, number]>();
    expectTypeOf(
      rowOf(Person.objects.valuesList("name", { flat: true }).annotate({ n: Count("group") })),
    ).toEqualTypeOf<string>();
  });

  it("does not compile with a path that does not exist", () => {
    // @ts-expect-error there is no field "nam"
    Person.objects.valuesList("nam", { flat: true });
    // @ts-expect-error there is no field "nam"
    Person.objects.valuesList("name", "nam", { named: true });
    // @ts-expect-error there is no option "flt"
    Person.objects.valuesList("name", { flt: true });
  });

  it("is a list of values in lookups", () => {
    Person.objects.filter({ pk__in: Membership.objects.valuesList("person", { flat: true }) });
    Person.objects.filter({ pk__in: Membership.objects.valuesList("person") });
    Person.objects.filter({ name__in: Group.objects.values("name") });
    Membership.objects.filter({
      person__in: Person.objects.values("pk"),
      group: Group.objects.slice(0, 1),
    });
    Membership.objects.filter({ pk__in: Membership.objects.all() });
    // @ts-expect-error a primary key is a number
    Person.objects.filter({ pk__in: Group.objects.valuesList("name", { flat: true }) });
    // @ts-expect-error nor is it the text of an object
    Person.objects.filter({ pk__in: Group.objects.values("name") });
    // @ts-expect-error a person is no group
    Membership.objects.filter({ group: Person.objects.slice(0, 1) });
  });
});

describe("distinct(), only() and defer()", () => {
  it("take paths", () => {
    expectTypeOf(Person.objects.distinct("name", "membership__level")).toExtend<
      QuerySet<typeof models, "Person">
    >();
    Person.objects.only("name").defer("nick", "passport__country");
    // @ts-expect-error there is no field "nam"
    Person.objects.distinct("nam");
    // @ts-expect-error there is no field "nam"
    Person.objects.only("nam");
    // @ts-expect-error there is no field "nam"
    Person.objects.defer("name", "nam");
  });
});
