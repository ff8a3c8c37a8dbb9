import { assertType, describe, expectTypeOf, it } from "vitest";
import { field, model, type NewRow, openStore, type RowOf } from "../../src/index.ts";
import type { CheckedRow } from "../../src/schema/types.ts";
import { type models, store } from "./schema.ts";

const { Person, Group, Membership, Passport, Country, Profile, Account, Transfer } = store.models;

const { Typed, Code } = openStore({
  Typed: model({
    day: field.date(),
    moment: field.dateTime(),
    big: field.bigInteger(),
    price: field.decimal({ maxDigits: 5, decimalPlaces: 2 }),
    data: field.json({ null: true }),
    bytes: field.binary({ null: true }),
    size: field.integer({ choices: [[1, "small"]] }),
    created: field.dateTime({ autoNowAdd: true }),
    changed: field.date({ autoNow: true }),
  }),
  Code: model({ code: field.char({ primaryKey: true }), other: field.char({ null: true }) }),
}).models;

const person = Person.objects.get();
const group = Group.objects.get();
const date_joined = "1962-08-16";
const typed = { day: "2000-01-01", moment: new Date(), big: 1n, price: "1.50", size: 1 } as const;

describe("create()", () => {
  it("takes what the model needs, and returns the row", () => {
    const row = Membership.objects.create({ person, group, date_joined });

    expectTypeOf(row).toEqualTypeOf<RowOf<typeof models, "Membership">>();
  });

  it("takes columns that are null, have a default or are set by the clock, or does without", () => {
    Membership.objects.create({
      ...{ person, group, date_joined },
      ...{ rating: null, level: "L", invite_reason: "why", inviter: null },
    });
    Typed.objects.create({ ...typed, created: new Date(), changed: "2000-01-01" });
    Profile.objects.create({ person });
    Person.objects.create({ name: "Paul", nick: undefined });
  });

  it("needs the others", () => {
    // @ts-expect-error name is missing
    Person.objects.create({});
    // @ts-expect-error date_joined is missing
    Membership.objects.create({ person, group });
    // @ts-expect-error group is missing
    Membership.objects.create({ person, date_joined });
    // @ts-expect-error group is there, but undefined
    Membership.objects.create({ person, group: undefined, date_joined });
    // @ts-expect-error both foreign keys are missing
    Membership.objects.create({ date_joined });
    // @ts-expect-error name is there, but undefined
    Person.objects.create({ name: undefined });
  });

  it("takes a foreign key by name or by column", () => {
    Membership.objects.create({ person_id: 1, group, date_joined });
    Membership.objects.create({ person, group_id: 2, date_joined });
    // @ts-expect-error a key goes under the name of its column
    Membership.objects.create({ person: 1, group, date_joined });
    Membership.objects.create({ person_id: person.id, group_id: group.pk, date_joined });
    Passport.objects.create({ person, country_id: "SE" });
    Transfer.objects.create({ source_id: 5n, target: Account.objects.get() });
    Transfer.objects.create({ source_id: 5, target_id: "00000000-0000-4000-8000-000000000000" });
    // @ts-expect-error the key of a country is text
    Passport.objects.create({ person, country_id: 3 });
    // @ts-expect-error toField makes the key a bigint
    Transfer.objects.create({ source_id: "5", target_id: "" });
    // @ts-expect-error only a foreign key that may be null takes null
    Membership.objects.create({ person, group: null, date_joined });
    // @ts-expect-error an instance goes by the name of the relation, not by its column
    Membership.objects.create({ person_id: person, group, date_joined });
  });

  it("refuses an instance of another model", () => {
    // @ts-expect-error a person is no group
    Membership.objects.create({ person, group: person, date_joined });
    // @ts-expect-error a group is no person
    Membership.objects.create({ person, group, inviter: group, date_joined });
  });

  it("takes all forms of a value", () => {
    Membership.objects.create({ person, group, date_joined: new Date() });
    Typed.objects.create({ ...typed, big: 5, price: 1.5, moment: "2000-01-01T00:00:00Z" });
    Typed.objects.create({ ...typed, data: { deep: [1, { x: null }] }, bytes: new Uint8Array() });
    // @ts-expect-error a date is no number
    Membership.objects.create({ person, group, date_joined: 1962 });
    // @ts-expect-error a bigint is not given as text
    Typed.objects.create({ ...typed, big: "5" });
    // @ts-expect-error name cannot be null
    Person.objects.create({ name: null });
    // @ts-expect-error text is no number
    Person.objects.create({ name: 3 });
  });

  it("takes choices and nothing else", () => {
    const level: "L" | "M" = Membership.objects.get().level;
    Membership.objects.create({ person, group, date_joined, level });
    // @ts-expect-error "X" is none of the choices
    Membership.objects.create({ person, group, date_joined, level: "X" });
    // @ts-expect-error 2 is none of the choices
    Typed.objects.create({ ...typed, size: 2 });
  });

  it("refuses unknown keys, in variables too", () => {
    const values = { name: "The Beatles", founded: 1960 };
    // @ts-expect-error there is no field "founded"
    Group.objects.create(values);
    // @ts-expect-error there is no field "nam"
    Group.objects.create({ name: "The Beatles", nam: "x" });
    // @ts-expect-error a many-to-many is filled through its manager
    Group.objects.create({ name: "The Beatles", members: [person] });
    // @ts-expect-error so is a way back
    Person.objects.create({ name: "Paul", membership_set: [] });
  });

  it("takes a primary key by its name or as pk", () => {
    Person.objects.create({ id: 3, name: "Paul" });
    Person.objects.create({ pk: 3, name: "Paul" });
    Country.objects.create({ code: "SE" });
    Country.objects.create({ pk: "SE" });
    Code.objects.create({ code: "x", other: null });
    Profile.objects.create({ pk: 1 });
    Account.objects.create({ number: 5 });
    // @ts-expect-error a primary key without default is needed
    Country.objects.create({});
    // @ts-expect-error so it is where it is a relation
    Profile.objects.create({});
    // @ts-expect-error the id is a number
    Person.objects.create({ id: "3", name: "Paul" });
    // @ts-expect-error a model with a primary key of its own has no implicit id
    Country.objects.create({ code: "SE", id: 3 });
  });

  it("says what is missing, as a key that the values need", () => {
    type Given = { readonly person: typeof person; readonly date_joined: string };
    type Needed = CheckedRow<typeof models, "Membership", Given>;

    expectTypeOf<keyof Needed>().toEqualTypeOf<"person" | "date_joined" | "group">();
  });

  it("takes values that were put together before", () => {
    const values: NewRow<typeof models, "Membership"> = { person, group_id: 1, date_joined };
    Membership.objects.create(values);
    const maybe: string | undefined = [""][0];
    Membership.objects.create({ person, group, date_joined, invite_reason: maybe });
  });
});

describe("bulkCreate()", () => {
  it("takes rows of different shapes", () => {
    const rows = Membership.objects.bulkCreate([
      { person, group, date_joined },
      { person_id: 1, group, date_joined, level: "L" },
    ]);

    expectTypeOf(rows).toEqualTypeOf<RowOf<typeof models, "Membership">[]>();
  });

  it("takes any iterable", () => {
    Person.objects.bulkCreate(["Paul", "John"].map((name) => ({ name })));
    Person.objects.bulkCreate(new Set([{ name: "Paul" }]));
    assertType(Person.objects.bulkCreate([]));
  });

  it("needs of each row what create() needs", () => {
    Membership.objects.bulkCreate([
      { person, group, date_joined },
      // @ts-expect-error group is missing in this row
      { person, date_joined },
      { person_id: 1, group_id: 1, date_joined, level: "L" },
    ]);
    Person.objects.bulkCreate([
      { name: "Paul" },
      // @ts-expect-error there is no field "nam"
      { name: "John", nam: "x" },
    ]);
    // @ts-expect-error name is missing
    Person.objects.bulkCreate([{ nick: "x" }]);
    // @ts-expect-error there is no field "nam"
    Person.objects.bulkCreate(["Paul"].map((name) => ({ name, nam: name })));
  });
});

describe("build()", () => {
  it("takes any part of a row", () => {
    expectTypeOf(Person.build({})).toEqualTypeOf<RowOf<typeof models, "Person">>();
    Membership.build({ person, date_joined: new Date() });
    // @ts-expect-error there is no field "nam"
    Person.build({ nam: "x" });
    // @ts-expect-error a person is no group
    Membership.build({ group: person });
  });
});
