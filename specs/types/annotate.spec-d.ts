import { describe, expectTypeOf, it } from "vitest";
import {
  Avg,
  Count,
  Exists,
  F,
  FilteredRelation,
  Max,
  Min,
  OuterRef,
  Q,
  type RowOf,
  StdDev,
  Subquery,
  Sum,
  Value,
} from "../../src/index.ts";
import { kindStore, type models, store } from "./schema.ts";

const { Person, Group, Membership } = store.models;
const { Thing } = kindStore.models;

describe("annotate()", () => {
  it("adds readonly properties to the rows, which stay instances", () => {
    const row = Person.objects.annotate({ groups: Count("group"), nickname: F("nick") }).get();

    expectTypeOf(row.groups).toEqualTypeOf<number>();
    expectTypeOf(row.nickname).toEqualTypeOf<string | null>();
    expectTypeOf(row).toExtend<RowOf<typeof models, "Person">>();
    expectTypeOf(row.membership_set.get().group.name).toEqualTypeOf<string>();
    expectTypeOf(row.greet("John")).toEqualTypeOf<string>();
    // @ts-expect-error computed columns do not change
    row.groups = 3;
    // @ts-expect-error the row that is stored has no computed columns
    row.refresh().groups;
  });

  it("adds names that conditions, orders, values and aggregates know", () => {
    const counted = Person.objects.annotate({
      groups: Count("group"),
      lead: Min("membership__level"),
    });

    counted.filter({ groups__gte: 2, lead: "L", lead__in: ["L", "M"], groups__isnull: false });
    counted
      .exclude({ groups: F("pk") })
      .orderBy("-groups", "name")
      .latest("groups");
    counted.filter(Q({ groups: 1 }).or({ name: "x" }));
    expectTypeOf(counted.valuesList("groups", "lead").get()).toEqualTypeOf<
      readonly [number, "L" | "M" | null]
    >();
    expectTypeOf(counted.aggregate({ most: Max("groups") })).toEqualTypeOf<{
      readonly most: number | null;
    }>();
    // @ts-expect-error a count is no text
    counted.filter({ groups: "2" });
    // @ts-expect-error there is no column of that name
    counted.filter({ grps: 2 });
    // @ts-expect-error there is no column of that name
    counted.orderBy("grps");
    // @ts-expect-error there is no column of that name
    counted.values("grps");
    // @ts-expect-error a number is not greater than one of the levels
    counted.filter({ lead__gt: true });
  });

  it("lets a column name those before it, in the same call or an earlier one", () => {
    const row = Person.objects
      .annotate({ groups: Count("group"), more: F("groups") })
      .annotate({ most: Max("more"), text: Value("x") })
      .get();

    expectTypeOf(row.more).toEqualTypeOf<number>();
    expectTypeOf(row.most).toEqualTypeOf<number | null>();
    expectTypeOf(row.text).toEqualTypeOf<"x">();
  });

  it("lets a column take the place of an earlier one in later expressions", () => {
    const row = Person.objects
      .alias({ groups: Count("group") })
      .annotate({ groups: F("groups").add(1) })
      .get();

    expectTypeOf(row.groups).toEqualTypeOf<number | null>();
  });

  it("takes conditions and questions", () => {
    const invitations = Membership.objects.filter({ inviter: OuterRef("pk") });
    const row = Person.objects
      .annotate({
        invites: Exists(invitations),
        latest: Subquery(invitations.orderBy("-date_joined").values("date_joined").slice(0, 1)),
        level: invitations.valuesList("level", { flat: true }).slice(0, 1),
        isPaul: Q({ name: "Paul" }),
        hasNick: F("nick").lookup("isnull", false),
      })
      .get();

    expectTypeOf(row.invites).toEqualTypeOf<boolean>();
    expectTypeOf(row.latest).toEqualTypeOf<string | null>();
    expectTypeOf(row.level).toEqualTypeOf<"L" | "M" | null>();
    expectTypeOf(row.isPaul).toEqualTypeOf<boolean | null>();
  });

  it("does not compile with a path that does not exist, however deep", () => {
    // @ts-expect-error there is no field "nam"
    Person.objects.annotate({ x: F("nam") });
    // @ts-expect-error there is no field "nam"
    Person.objects.annotate({ x: Max("group__nam") });
    // @ts-expect-error a lookup is no path
    Person.objects.annotate({ x: F("name__startswith") });
    // @ts-expect-error a constant is wrapped in Value()
    Person.objects.annotate({ x: "name" });
    // @ts-expect-error the alias of another chain
    Person.objects.aggregate({ x: Sum("groups") });
  });

  it("keeps the methods of the model", () => {
    const named = Person.objects
      .annotate({ groups: Count("group") })
      .named("P")
      .filter({ groups: 1 });

    expectTypeOf(named.get().groups).toEqualTypeOf<number>();
    expectTypeOf(named.firstNamed("P")?.groups).toEqualTypeOf<number | undefined>();
    expectTypeOf(named.top()[0]!.groups).toEqualTypeOf<number>();
    expectTypeOf(named.initials()).toEqualTypeOf<string[]>();
  });

  it("leaves rows and names as they are where the names of its columns are not known", () => {
    const columns: Record<string, ReturnType<typeof F>> = { [String(1)]: F("name") };
    const asked = Person.objects.annotate(columns);

    expectTypeOf(asked.get()).toEqualTypeOf<RowOf<typeof models, "Person">>();
    asked.filter({ name: "x" });
  });
});

describe("alias()", () => {
  it("adds names, but leaves the rows", () => {
    const asked = Person.objects.alias({ groups: Count("group") }).filter({ groups__gt: 1 });

    asked.orderBy("groups");
    expectTypeOf(asked.get()).toEqualTypeOf<RowOf<typeof models, "Person">>();
    // @ts-expect-error an alias is no property
    asked.get().groups;
  });

  it("gives a name to a relation with a condition", () => {
    const asked = Group.objects.alias({
      leads: new FilteredRelation("membership", { condition: { membership__level: "L" } }),
    });

    asked.filter({ leads__person__name__startswith: "P", leads__rating__gt: 3 });
    expectTypeOf(asked.values("leads__rating").get()).toEqualTypeOf<{
      readonly leads__rating: number | null;
    }>();
    // @ts-expect-error a membership has no name
    asked.filter({ leads__name: "P" });
    // @ts-expect-error a rating is a number
    asked.filter({ leads__rating: "5" });
    // @ts-expect-error there is no relation "memberships"
    Group.objects.alias({ x: new FilteredRelation("memberships", { condition: {} }) });
  });
});

describe("aggregate()", () => {
  it("gives an object of the types of its expressions", () => {
    const summary = Membership.objects.aggregate({
      count: Count("*"),
      sum: Sum("rating"),
      all: Sum("rating", { default: 0 }),
      mean: Avg("rating", { filter: Q({ level: "L" }) }),
      first: Min("date_joined"),
      last: Max("date_joined__year"),
      level: Max("level"),
      member: Max("person__name"),
      spread: StdDev("rating"),
      per: Sum(F("rating")),
    });

    expectTypeOf(summary).toEqualTypeOf<{
      readonly count: number;
      readonly sum: number | null;
      readonly all: number;
      readonly mean: number | null;
      readonly first: string | null;
      readonly last: number | null;
      readonly level: "L" | "M" | null;
      readonly member: string | null;
      readonly spread: number | null;
      readonly per: number | null;
    }>();
  });

  it("knows how each kind is added up", () => {
    const summary = Thing.objects.aggregate({
      flags: Sum("flag"),
      decimals: Sum("decimal"),
      decimal: Avg("decimal"),
      bigs: Sum("big"),
      big: Avg("big"),
      durations: Sum("duration"),
      moment: Max("moment"),
    });

    expectTypeOf(summary).toEqualTypeOf<{
      readonly flags: number | null;
      readonly decimals: string | null;
      readonly decimal: string | null;
      readonly bigs: bigint | null;
      readonly big: number | null;
      readonly durations: string | null;
      readonly moment: string | null;
    }>();
  });

  it("does not compile with a path that does not exist", () => {
    // @ts-expect-error there is no field "rat"
    Membership.objects.aggregate({ sum: Sum("rat") });
    // @ts-expect-error there is none behind a relation either
    Membership.objects.aggregate({ sum: Sum("person__rat") });
  });
});
