import { describe, expectTypeOf, it } from "vitest";
import {
  F,
  field,
  Length,
  model,
  openStore,
  Q,
  type QuerySetOf,
  type RowOf,
} from "../../src/index.ts";
import { type models, store } from "./schema.ts";

type Row = RowOf<typeof models, "Person">;

const { Person, Group } = store.models;
const person = Person.objects.get();

describe("a model's methods and getters", () => {
  it("are those of its instances, wherever they are read", () => {
    expectTypeOf(person.greet("John")).toEqualTypeOf<string>();
    expectTypeOf(person.initial).toEqualTypeOf<string>();
    expectTypeOf(person.shout()).toEqualTypeOf<string>();
    expectTypeOf(Group.objects.get().members.first()?.shout()).toEqualTypeOf<string | undefined>();
    // @ts-expect-error greet() takes a name
    person.greet(3);
    // @ts-expect-error another model has other methods
    Group.objects.get().shout();
  });

  it("return rows with their relations", () => {
    expectTypeOf(person.rename("Paul")).toEqualTypeOf<Row>();
  });

  it("see the columns and methods of their instance, and no others", () => {
    model(
      { name: field.char(), size: field.integer({ null: true }), of: toSelf() },
      {
        label: (row) => row.name,
        methods: {
          half() {
            expectTypeOf(this.size).toEqualTypeOf<number | null>();
            expectTypeOf(this.id).toEqualTypeOf<number>();
            expectTypeOf(this.of_id).toEqualTypeOf<string | number | null>();
            return (this.size ?? 0) / 2;
          },
          quarter() {
            return this.half() / 2;
          },
          wrong() {
            // @ts-expect-error there is no column of that name
            return this.title;
          },
        },
      },
    );
  });
});

describe("a model's label", () => {
  it("gets the row's columns", () => {
    model({ name: field.char() }, { label: (row) => row.name.toUpperCase() });
    // @ts-expect-error a label is text
    model({ name: field.char() }, { label: (row) => row.name.length });
    // @ts-expect-error there is no column of that name
    model({ name: field.char() }, { label: (row) => row.title });
  });
});

describe("a model's QuerySet methods", () => {
  it("are those of its managers and QuerySets, and can be chained", () => {
    const rows = Person.objects.named("P").filter({ group__name: "x" }).named("Q").orderBy("name");

    expectTypeOf(rows).toEqualTypeOf<QuerySetOf<typeof models, "Person">>();
    expectTypeOf(Group.objects.get().members.named("P")).toEqualTypeOf(rows);
    // @ts-expect-error the QuerySet that they return is as typed as any
    Person.objects.named("P").filter({ nam: "x" });
    // @ts-expect-error named() takes text
    Person.objects.named(3);
    // @ts-expect-error another model has other methods
    Group.objects.named("P");
  });

  it("return rows with their relations", () => {
    expectTypeOf(Person.objects.firstNamed("P")).toEqualTypeOf<Row | null>();
    expectTypeOf(Person.objects.top()).toEqualTypeOf<readonly Row[]>();
    expectTypeOf(Person.objects.initials()).toEqualTypeOf<string[]>();
  });

  it("may ask for anything that QuerySets answer", () => {
    const { Article } = openStore({
      Article: model(
        { state: field.char(), day: field.date() },
        {
          querySet: {
            open() {
              return this.exclude(Q({ state: "c" }), { day: null }).orderBy(F("day").desc(), "pk");
            },
            days() {
              return this.dates("day", "year");
            },
            sized() {
              return this.annotate({ size: Length("state") }).filter({ size__gt: 3 });
            },
            close() {
              return this.open().update({ state: "c" });
            },
            latestOpen() {
              return this.open().latest("day");
            },
          },
        },
      ),
    }).models;

    expectTypeOf(Article.objects.open().open().get().state).toEqualTypeOf<string>();
    expectTypeOf(Article.objects.days().toArray()).toEqualTypeOf<readonly string[]>();
    expectTypeOf(Article.objects.sized().get().state).toEqualTypeOf<string>();
    expectTypeOf(Article.objects.close()).toEqualTypeOf<number>();
    expectTypeOf(Article.objects.latestOpen().refresh().day).toEqualTypeOf<string>();
  });

  it("see themselves and each other", () => {
    const { Article } = openStore({
      Article: model(
        { state: field.char(), day: field.date() },
        {
          querySet: {
            published() {
              return this.filter({ state: "p" });
            },
            recent(count: number) {
              return this.published().orderBy("-day").published().slice(0, count);
            },
            wrong() {
              // @ts-expect-error there is no method of that name
              return this.publish();
            },
          },
        },
      ),
    }).models;

    expectTypeOf(Article.objects.recent(3).get().state).toEqualTypeOf<string>();
  });
});

function toSelf() {
  return field.foreignKey("self", { onDelete: { action: "CASCADE" } });
}
