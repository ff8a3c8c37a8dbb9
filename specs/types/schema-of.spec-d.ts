import { describe, expectTypeOf, it } from "vitest";
import {
  field,
  type Manager,
  model,
  type NewRow,
  openStore,
  type PkOf,
  type QuerySetOf,
  type RowOf,
  type Store,
} from "../../src/index.ts";
import { type App, models, store } from "./schema.ts";

describe("a named schema", () => {
  const app: App = models;
  const opened = openStore(app);
  const { Person, Group, Node } = opened.models;

  it("opens a store like the record that it names", () => {
    expectTypeOf(opened).toEqualTypeOf<Store<App>>();
    expectTypeOf<keyof typeof opened.models>().toEqualTypeOf<keyof typeof models>();
    expectTypeOf(Person.objects.get()).toEqualTypeOf<RowOf<App, "Person">>();
    expectTypeOf(Person.objects.get().membership_set.get().group.name).toEqualTypeOf<string>();
    expectTypeOf(Person.objects.named("P")).toEqualTypeOf<QuerySetOf<App, "Person">>();
    expectTypeOf(Node.tags.through.objects.get().tag.word).toEqualTypeOf<string>();
    Person.objects.filter({ group__name__startswith: "x" });
    // @ts-expect-error a group has no field "nam"
    Person.objects.filter({ group__nam__startswith: "x" });
    // @ts-expect-error there is no model of that name
    opened.models.Persn;
  });

  it("gives short names for the types of functions", () => {
    const rename = (group: RowOf<App, "Group">): RowOf<App, "Group"> => group.update({ name: "x" });
    const add = (values: NewRow<App, "Group">) => Group.objects.create(values);
    const find = (people: Manager<App, "Person">, pk: PkOf<App, "Person">) => people.get({ pk });

    rename(Group.objects.get());
    add({ name: "x" });
    find(Person.objects, 3);
    // @ts-expect-error a person is no group
    rename(Person.objects.get());
    // @ts-expect-error there is no such model
    type Wrong = RowOf<App, "Persn">;
    expectTypeOf<Wrong>();
  });

  it("fits the record that it names", () => {
    const label = (person: RowOf<App, "Person">): string => person.name;

    label(store.models.Person.objects.get());
  });
});

describe("openStore()", () => {
  it("takes models that were defined before, or in the call", () => {
    const Person = model({ name: field.char() });
    const Group = model({ people: field.manyToMany("Person") }, { ordering: ["id"] });
    const inCall = openStore({ Person: model({ name: field.char() }) });

    expectTypeOf(openStore({ Person, Group }).models.Person.name).toEqualTypeOf<"Person">();
    expectTypeOf(inCall.models.Person.objects.get().name).toEqualTypeOf<string>();
  });

  it("takes models and nothing else", () => {
    // @ts-expect-error fields are no model
    openStore({ Person: { name: field.char() } });
    // @ts-expect-error a number is no model
    openStore({ Person: 3 });
    // @ts-expect-error nor is a model a schema
    openStore(model({ name: field.char() }));
  });
});
