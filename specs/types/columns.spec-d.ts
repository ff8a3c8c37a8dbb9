import { describe, expectTypeOf, it } from "vitest";
import { field, model, openStore } from "../../src/index.ts";
import type { JsonValue } from "../../src/value.ts";
import { store } from "./schema.ts";

const empty = { null: true } as const;

const { Plain, Nullable } = openStore({
  Plain: model({
    big_auto: field.bigAuto({ primaryKey: true }),
    uuid: field.uuid(),
    char: field.char(),
    text: field.text(),
    slug: field.slug(),
    email: field.email(),
    url: field.url(),
    boolean: field.boolean(),
    integer: field.integer(),
    small: field.smallInteger(),
    big: field.bigInteger(),
    positive: field.positiveInteger(),
    positive_small: field.positiveSmallInteger(),
    positive_big: field.positiveBigInteger(),
    float: field.float(),
    decimal: field.decimal({ maxDigits: 5, decimalPlaces: 2 }),
    date: field.date(),
    date_time: field.dateTime(),
    time: field.time(),
    duration: field.duration(),
    json: field.json(),
    binary: field.binary(),
  }),
  Nullable: model({
    char: field.char(empty),
    boolean: field.boolean(empty),
    integer: field.integer(empty),
    big: field.bigInteger(empty),
    decimal: field.decimal({ maxDigits: 5, decimalPlaces: 2, null: true }),
    date: field.date(empty),
    json: field.json(empty),
    size: field.integer({
      null: true,
      choices: [
        [1, "small"],
        [2, "large"],
      ],
    }),
  }),
}).models;

describe("columns", () => {
  it("hold what their kind holds", () => {
    const row = Plain.objects.get();

    expectTypeOf(row.big_auto).toEqualTypeOf<number>();
    expectTypeOf(row.uuid).toEqualTypeOf<string>();
    expectTypeOf(row.char).toEqualTypeOf<string>();
    expectTypeOf(row.text).toEqualTypeOf<string>();
    expectTypeOf(row.slug).toEqualTypeOf<string>();
    expectTypeOf(row.email).toEqualTypeOf<string>();
    expectTypeOf(row.url).toEqualTypeOf<string>();
    expectTypeOf(row.boolean).toEqualTypeOf<boolean>();
    expectTypeOf(row.integer).toEqualTypeOf<number>();
    expectTypeOf(row.small).toEqualTypeOf<number>();
    expectTypeOf(row.big).toEqualTypeOf<bigint>();
    expectTypeOf(row.positive).toEqualTypeOf<number>();
    expectTypeOf(row.positive_small).toEqualTypeOf<number>();
    expectTypeOf(row.positive_big).toEqualTypeOf<bigint>();
    expectTypeOf(row.float).toEqualTypeOf<number>();
    expectTypeOf(row.decimal).toEqualTypeOf<string>();
    expectTypeOf(row.date).toEqualTypeOf<string>();
    expectTypeOf(row.date_time).toEqualTypeOf<string>();
    expectTypeOf(row.time).toEqualTypeOf<string>();
    expectTypeOf(row.duration).toEqualTypeOf<string>();
    expectTypeOf(row.json).toEqualTypeOf<JsonValue>();
    expectTypeOf(row.binary).toEqualTypeOf<string>();
  });

  it("hold null where the field allows it", () => {
    const row = Nullable.objects.get();

    expectTypeOf(row.char).toEqualTypeOf<string | null>();
    expectTypeOf(row.boolean).toEqualTypeOf<boolean | null>();
    expectTypeOf(row.integer).toEqualTypeOf<number | null>();
    expectTypeOf(row.big).toEqualTypeOf<bigint | null>();
    expectTypeOf(row.decimal).toEqualTypeOf<string | null>();
    expectTypeOf(row.date).toEqualTypeOf<string | null>();
    expectTypeOf(row.json).toEqualTypeOf<JsonValue>();
  });

  it("are limited to the choices of the field", () => {
    expectTypeOf(store.models.Membership.objects.get().level).toEqualTypeOf<"L" | "M">();
    expectTypeOf(Nullable.objects.get().size).toEqualTypeOf<1 | 2 | null>();
  });

  it("include an id where no field is the primary key, and only there", () => {
    expectTypeOf(Nullable.objects.get().id).toEqualTypeOf<number>();
    expectTypeOf(Nullable.objects.get().pk).toEqualTypeOf<number>();
    // @ts-expect-error a model with a primary key of its own has no implicit id
    Plain.objects.get().id;
  });

  it("hold the key of a foreign key's target, whatever its kind", () => {
    const { Membership, Passport, Profile, Transfer, Node } = store.models;
    const transfer = Transfer.objects.get();

    expectTypeOf(Membership.objects.get().person_id).toEqualTypeOf<number>();
    expectTypeOf(Membership.objects.get().inviter_id).toEqualTypeOf<number | null>();
    expectTypeOf(Passport.objects.get().country_id).toEqualTypeOf<string>();
    expectTypeOf(Node.objects.get().parent_id).toEqualTypeOf<number | null>();
    expectTypeOf(transfer.source_id).toEqualTypeOf<bigint>();
    expectTypeOf(transfer.target_id).toEqualTypeOf<string>();
    expectTypeOf(transfer.hidden_id).toEqualTypeOf<string | null>();
    expectTypeOf(Profile.objects.get().person_id).toEqualTypeOf<number>();
    expectTypeOf(transfer.profile_id).toEqualTypeOf<number | null>();
  });

  it("have the primary key as pk, whatever its name", () => {
    const { Account, Country, Profile } = store.models;

    expectTypeOf(Account.objects.get().pk).toEqualTypeOf<string>();
    expectTypeOf(Country.objects.get().pk).toEqualTypeOf<string>();
    expectTypeOf(Profile.objects.get().pk).toEqualTypeOf<number>();
  });

  it("do not exist for a many-to-many, nor under a wrong name", () => {
    const group = store.models.Group.objects.get();
    // @ts-expect-error a many-to-many has no column
    group.members_id;
    // @ts-expect-error there is no column of that name
    group.nam;
  });

  it("do not change", () => {
    const group = store.models.Group.objects.get();
    // @ts-expect-error instances are immutable
    group.name = "x";
  });
});
