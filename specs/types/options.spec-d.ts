import { describe, expectTypeOf, it } from "vitest";
import { CASCADE, field, model, unique } from "../../src/index.ts";

describe("options of fields", () => {
  it("are those of the field's kind", () => {
    field.char({ maxLength: 3, unique: true, default: () => "x" });
    field.date({ autoNow: true, default: new Date() });
    field.integer({ default: null, null: true, index: true });
    field.foreignKey("Person", { onDelete: CASCADE, toField: "name", dbConstraint: false });
    field.manyToMany("self", { symmetrical: false });
    // @ts-expect-error misspelt
    field.char({ maxLenght: 3 });
    // @ts-expect-error misspelt beside one that is not
    field.char({ maxLength: 3, nul: true });
    // @ts-expect-error an integer has no length
    field.integer({ maxLength: 3 });
    // @ts-expect-error misspelt
    field.foreignKey("Person", { onDelete: CASCADE, relatedname: "x" });
    // @ts-expect-error a many-to-many has no null
    field.manyToMany("Person", { null: true });
    // @ts-expect-error a many-to-many has no onDelete
    field.manyToMany("Person", { onDelete: CASCADE });
  });

  it("have a value of the field's kind", () => {
    // @ts-expect-error a length is a number
    field.char({ maxLength: "3" });
    // @ts-expect-error a default is a value of the field
    field.integer({ default: "3" });
    // @ts-expect-error so is what a default function returns
    field.integer({ default: () => "3" });
    // @ts-expect-error so are the choices
    field.integer({ choices: [["L", "Leader"]] });
  });

  it("are needed where the field does not work without", () => {
    // @ts-expect-error a foreign key says what deleting its target does
    field.foreignKey("Person", {});
    // @ts-expect-error and has options for that
    field.foreignKey("Person");
    // @ts-expect-error a decimal has digits
    field.decimal({ maxDigits: 5 });
  });

  it("give validators the values of the field", () => {
    field.char({
      validators: [
        (value) => {
          expectTypeOf(value).toEqualTypeOf<string>();
          return undefined;
        },
      ],
    });
    field.bigInteger({ validators: [(value) => (value > 3n ? "too big" : undefined)] });
    // @ts-expect-error a validator returns text or undefined
    field.char({ validators: [(value) => value.length] });
  });

  it("may be shared by fields", () => {
    const base = { null: true, index: true } as const;
    model({ a: field.char({ ...base, maxLength: 3 }), b: field.integer(base) });
  });
});

describe("options of models", () => {
  const fields = { name: field.char(), day: field.date() };

  it("are those of a model", () => {
    model(fields, {
      ordering: ["-day"],
      indexes: [["name", "day"], { fields: ["day"], name: "by_day" }],
      uniqueTogether: [["name", "day"]],
      constraints: [unique({ fields: ["name"] })],
      getLatestBy: "day",
      defaultRelatedName: "%(class)ss",
    });
    // @ts-expect-error misspelt
    model(fields, { order: ["name"] });
    // @ts-expect-error misspelt beside one that is not
    model(fields, { ordering: ["name"], lable: () => "x" });
    // @ts-expect-error an ordering is a list
    model(fields, { ordering: "name" });
  });

  it("go with fields, and nothing but fields", () => {
    // @ts-expect-error a field is made by a function of `field`
    model({ name: "char" });
    // @ts-expect-error and the function is called
    model({ name: field.char });
  });
});
