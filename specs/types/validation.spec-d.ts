import { describe, expectTypeOf, it } from "vitest";
import {
  CASCADE,
  type Complaints,
  field,
  model,
  openStore,
  type RowOf,
  ValidationError,
} from "../../src/index.ts";
import { type models, store } from "./schema.ts";

const { Person, Membership } = store.models;
const person = Person.objects.get();
const membership = Membership.objects.get();

type Row = RowOf<typeof models, "Membership">;

describe("options for fullClean()", () => {
  it("are taken by all fields that have a column", () => {
    field.char({ blank: true, editable: false, errorMessages: { blank: "Give a name." } });
    field.integer({ uniqueForDate: "day", uniqueForMonth: "day", uniqueForYear: "day" });
    field.foreignKey("Person", { onDelete: CASCADE, blank: true, uniqueForDate: "day" });
    field.manyToMany("Person", { blank: true, editable: false });
    // @ts-expect-error blank is a boolean
    field.char({ blank: "yes" });
    // @ts-expect-error texts by code
    field.char({ errorMessages: { blank: 3 } });
    // @ts-expect-error pairs have no dates
    field.manyToMany("Person", { uniqueForDate: "day" });
  });

  it("let validators throw, and choices be grouped", () => {
    const short = (text: string) => {
      if (text.length > 3) throw new ValidationError("Too long.", { code: "long" });
    };
    field.char({ validators: [short, (text) => (text === "x" ? "No." : undefined)] });
    field.char({
      choices: [
        ["Audio", [["cd", "CD"]]],
        ["other", "Other"],
      ],
    });
    // @ts-expect-error the choices of a group are values of the field
    field.integer({ choices: [["Audio", [["cd", "CD"]]]] });
  });
});

describe("fullClean() and its parts", () => {
  it("give the row, where they give one", () => {
    expectTypeOf(membership.fullClean()).toEqualTypeOf<Row>();
    expectTypeOf(membership.cleanFields()).toEqualTypeOf<Row>();
    expectTypeOf(membership.validateUnique()).toEqualTypeOf<void>();
    expectTypeOf(membership.validateConstraints()).toEqualTypeOf<void>();
    expectTypeOf(membership.clean()).toEqualTypeOf<unknown>();
  });

  it("take names of fields and columns to leave out", () => {
    membership.fullClean({ exclude: ["person", "group_id", "rating"], validateUnique: false });
    membership.cleanFields({ exclude: new Set(["pk", "id"] as const) });
    person.validateUnique({ exclude: ["name"] });
    // @ts-expect-error there is no field "nam"
    person.validateUnique({ exclude: ["nam"] });
    // @ts-expect-error there is no such option
    person.fullClean({ validate: true });
  });

  it("take a recipe", () => {
    const row = membership.fullClean((draft) => {
      draft.rating = null;
      // @ts-expect-error a rating is a number
      draft.rating = "x";
    });
    membership.fullClean(() => undefined, { exclude: ["rating"] });

    expectTypeOf(row).toEqualTypeOf<Row>();
  });
});

describe("clean() of a model", () => {
  it("sees the row, and other methods see fullClean()", () => {
    const { Trip } = openStore({
      Trip: model(
        { from: field.date(), to: field.date({ null: true, blank: true }) },
        {
          methods: {
            clean() {
              expectTypeOf(this.to).toEqualTypeOf<string | null>();
              if (this.to !== null && this.to < this.from) {
                throw new ValidationError({ to: "It ends before it begins." });
              }
            },
            check(): string {
              return this.fullClean({ exclude: ["to"] }).from;
            },
          },
        },
      ),
    }).models;

    expectTypeOf(Trip.build({}).check()).toEqualTypeOf<string>();
    expectTypeOf(Trip.build({}).fullClean().to).toEqualTypeOf<string | null>();
  });
});

describe("a ValidationError", () => {
  it("is made of a text, a list, or problems by field", () => {
    const inner = new ValidationError("No.", { code: "no", field: "a" });
    const error = new ValidationError({ a: ["No.", inner], __all__: inner }, { model: "A" });
    new ValidationError(["No.", inner]);
    // @ts-expect-error a problem is no number
    new ValidationError({ a: 3 });

    expectTypeOf(error.errors).toEqualTypeOf<Complaints>();
  });
});
