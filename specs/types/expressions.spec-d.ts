import { describe, expectTypeOf, it } from "vitest";
import {
  Abs,
  Case,
  Cast,
  Coalesce,
  Concat,
  Count,
  Exists,
  Extract,
  ExtractYear,
  F,
  FirstValue,
  Greatest,
  Lag,
  Length,
  Lower,
  Max,
  Mod,
  NullIf,
  Random,
  Round,
  RowNumber,
  Sqrt,
  Sum,
  Trim,
  TruncMonth,
  Upper,
  Value,
  When,
  Window,
} from "../../src/index.ts";
import { kindStore, store } from "./schema.ts";

const { Person, Membership } = store.models;
const { Thing } = kindStore.models;

describe("an expression", () => {
  it("has the type of its field, and what is computed from it may be null", () => {
    const row = Membership.objects
      .annotate({
        rated: F("rating"),
        reason: F("invite_reason"),
        name: F("person__name"),
        year: F("date_joined__year"),
        more: F("rating").add(1),
        next: F("pk").add(1),
      })
      .get();

    expectTypeOf(row.rated).toEqualTypeOf<number | null>();
    expectTypeOf(row.reason).toEqualTypeOf<string>();
    expectTypeOf(row.name).toEqualTypeOf<string>();
    expectTypeOf(row.year).toEqualTypeOf<number>();
    expectTypeOf(row.more).toEqualTypeOf<number | null>();
    expectTypeOf(row.next).toEqualTypeOf<number | null>();
  });

  it("has the types of all its branches", () => {
    const row = Membership.objects
      .annotate({
        kind: Case(When({ level: "L" }, "lead"), When({ level: "M" }, Value("other")), {
          default: F("rating"),
        }),
        open: Case(When({ level: "L" }, 1)),
        label: Case(When({ level: "L" }, F("person__name")), { default: F("group__name") }),
      })
      .get();

    expectTypeOf(row.kind).toEqualTypeOf<"lead" | "other" | number | null>();
    expectTypeOf(row.open).toEqualTypeOf<1 | null>();
    expectTypeOf(row.label).toEqualTypeOf<string>();
  });

  it("is true or false where it is a condition", () => {
    const row = Person.objects.annotate({ is: Exists(Membership.objects.all()) }).get();

    expectTypeOf(row.is).toEqualTypeOf<boolean>();
  });
});

describe("a function", () => {
  it("of text is null where its argument is", () => {
    const row = Person.objects
      .annotate({
        low: Lower("name"),
        up: Upper("nick"),
        size: Length("nick"),
        trimmed: Trim(Lower("name")),
        both: Concat("name", Value(" "), "nick"),
      })
      .get();

    expectTypeOf(row.low).toEqualTypeOf<string>();
    expectTypeOf(row.up).toEqualTypeOf<string | null>();
    expectTypeOf(row.size).toEqualTypeOf<number | null>();
    expectTypeOf(row.trimmed).toEqualTypeOf<string>();
    expectTypeOf(row.both).toEqualTypeOf<string>();
  });

  it("of numbers keeps their kind, or gives fractions", () => {
    const row = Thing.objects
      .annotate({
        abs: Abs("big"),
        round: Round("decimal", 1),
        root: Sqrt("big"),
        rootOfDecimal: Sqrt("decimal"),
        rest: Mod("pk", 3),
        random: Random(1),
      })
      .get();

    expectTypeOf(row.abs).toEqualTypeOf<bigint>();
    expectTypeOf(row.round).toEqualTypeOf<string>();
    expectTypeOf(row.root).toEqualTypeOf<number | null>();
    expectTypeOf(row.rootOfDecimal).toEqualTypeOf<string | null>();
    expectTypeOf(row.rest).toEqualTypeOf<number | null>();
    expectTypeOf(row.random).toEqualTypeOf<number>();
  });

  it("of dates gives numbers or dates", () => {
    const row = Thing.objects
      .annotate({
        year: ExtractYear("day"),
        hour: Extract("moment", "hour"),
        month: TruncMonth("moment"),
      })
      .get();

    expectTypeOf(row.year).toEqualTypeOf<number | null>();
    expectTypeOf(row.hour).toEqualTypeOf<number>();
    expectTypeOf(row.month).toEqualTypeOf<string>();
  });

  it("of several arguments has the types of all", () => {
    const row = Person.objects
      .annotate({
        shown: Coalesce("nick", "name"),
        maybe: Coalesce("nick", NullIf("name", Value(""))),
        last: Greatest("name", "nick"),
        pkText: Cast("pk", "text"),
      })
      .get();

    expectTypeOf(row.shown).toEqualTypeOf<string>();
    expectTypeOf(row.maybe).toEqualTypeOf<string | null>();
    expectTypeOf(row.last).toEqualTypeOf<string | null>();
    expectTypeOf(row.pkText).toEqualTypeOf<string | null>();
  });

  it("does not compile around a path that does not exist", () => {
    // @ts-expect-error there is no field "nam"
    Person.objects.annotate({ x: Lower("nam") });
    // @ts-expect-error there is no field "nam", further inside
    Person.objects.annotate({ x: Max(Lower(Trim("nam"))) });
    // @ts-expect-error there is no field "nam" among the arguments
    Person.objects.annotate({ x: Coalesce("nick", "nam") });
    // @ts-expect-error there is no field "nam" in a branch
    Person.objects.annotate({ x: Case(When({ pk: 1 }, F("nam"))) });
  });
});

describe("a window", () => {
  it("has the type of its function", () => {
    const row = Membership.objects
      .annotate({
        place: Window(RowNumber(), { orderBy: "date_joined" }),
        sum: Window(Sum("rating"), { partitionBy: "group" }),
        count: Window(Count("*")),
        before: Window(Lag("person__name"), { orderBy: "date_joined" }),
        first: Window(FirstValue("rating")),
      })
      .get();

    expectTypeOf(row.place).toEqualTypeOf<number>();
    expectTypeOf(row.sum).toEqualTypeOf<number | null>();
    expectTypeOf(row.count).toEqualTypeOf<number>();
    expectTypeOf(row.before).toEqualTypeOf<string | null>();
    expectTypeOf(row.first).toEqualTypeOf<number | null>();
  });
});
