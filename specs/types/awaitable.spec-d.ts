import { describe, expectTypeOf, it } from "vitest";
import { type AwaitableQuerySet, F, Q, type RowOf } from "../../src/index.ts";
import { type models, store } from "./schema.ts";

const { Person, Group } = store.models;

describe("an awaitable QuerySet", () => {
  type Row = RowOf<typeof models, "Person">;

  async function describePeople(people: AwaitableQuerySet<Row>): Promise<number> {
    const found = people.filter({ name__startswith: "P" }, Q({ pk: 1 })).exclude({ nick: null });
    for await (const person of found.orderBy("-name", F("nick").asc()).slice(0, 3)) {
      expectTypeOf(person).toEqualTypeOf<Row>();
    }
    expectTypeOf(await people.first()).toEqualTypeOf<Row | null>();
    expectTypeOf(await people.get({ pk: 1 })).toEqualTypeOf<Row>();
    expectTypeOf(await people.exists()).toEqualTypeOf<boolean>();
    expectTypeOf(await people.toArray()).toEqualTypeOf<readonly Row[]>();
    return await people.count();
  }

  const listNames = async (rows: AwaitableQuerySet<{ readonly name: string }>): Promise<string[]> =>
    (await rows.toArray()).map(({ name }) => name);

  it("is one of a store", () => {
    describePeople(Person.objects.all());
    describePeople(Group.objects.get().members.filter({ name: "x" }));
    describePeople(Person.objects.annotate({ low: F("name") }));
    // @ts-expect-error a group is no person
    describePeople(Group.objects.all());
    // @ts-expect-error a manager is no QuerySet
    describePeople(Person.objects);
  });

  it("may be of any rows that have what is asked for", () => {
    listNames(Person.objects.all());
    listNames(Group.objects.all());
    listNames(Person.objects.values("name"));
    // @ts-expect-error a nickname is no name
    listNames(Person.objects.values("nick"));
  });

  it("is one of an engine over a network", () => {
    const remote = {} as AwaitableQuerySet<Row> & AsyncIterable<Row>;

    describePeople(remote);
    // @ts-expect-error its rows are not at hand
    expectTypeOf(remote.count()).toEqualTypeOf<number>();
  });
});
