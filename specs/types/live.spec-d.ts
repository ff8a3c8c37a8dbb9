import type { Observable } from "rxjs";
import { describe, expectTypeOf, it } from "vitest";
import {
  Avg,
  applyDelta,
  CASCADE,
  Count,
  type Delta,
  field,
  type LiveExplanation,
  model,
  openStore,
  type RowOf,
} from "../../src/index.ts";
import { type models, store } from "./schema.ts";

type Row<M extends keyof typeof models> = RowOf<typeof models, M>;
type Live<T> = Observable<T>;

const { Person, Group, Membership } = store.models;
const people = Person.objects.filter({ nick: "x" });
const { signal } = new AbortController();

describe("live()", () => {
  it("gives arrays of what asking gives, of managers and QuerySets", () => {
    expectTypeOf(Person.objects.live()).toEqualTypeOf<Live<readonly Row<"Person">[]>>();
    expectTypeOf(people.live({ signal })).toEqualTypeOf<Live<readonly Row<"Person">[]>>();
    expectTypeOf(Group.objects.get().members.live()).toEqualTypeOf<
      Live<readonly Row<"Person">[]>
    >();
    expectTypeOf(Person.objects.get().membership_set.live()).toEqualTypeOf<
      Live<readonly Row<"Membership">[]>
    >();
    expectTypeOf(people.named("P").live()).toEqualTypeOf<Live<readonly Row<"Person">[]>>();
  });

  it("gives columns in their forms", () => {
    const columns = Membership.objects.valuesList("person__name", "rating");

    expectTypeOf(people.values("name", "nick").live()).toEqualTypeOf<
      Live<readonly { readonly name: string; readonly nick: string | null }[]>
    >();
    expectTypeOf(columns.live()).toEqualTypeOf<
      Live<readonly (readonly [string, number | null])[]>
    >();
    expectTypeOf(people.valuesList("name", { flat: true }).live()).toEqualTypeOf<
      Live<readonly string[]>
    >();
    expectTypeOf(Membership.objects.dates("date_joined", "year").live()).toEqualTypeOf<
      Live<readonly string[]>
    >();
  });

  it("gives rows with what is computed for them", () => {
    const counted = Group.objects.annotate({ size: Count("members") });

    expectTypeOf(counted.live()).toExtend<
      Live<readonly (Row<"Group"> & { readonly size: number })[]>
    >();
    counted.live().subscribe((rows) => {
      expectTypeOf(rows[0]!.size).toEqualTypeOf<number>();
      // @ts-expect-error nothing of that name was computed
      rows[0]?.sizes;
    });
  });

  it("gives arrays that cannot be changed", () => {
    people.live().subscribe((rows) => {
      // @ts-expect-error the array is shared
      rows.push(rows[0]);
      // @ts-expect-error rows are immutable
      rows[0]!.name = "x";
    });
  });

  it("takes a signal and nothing else", () => {
    // @ts-expect-error there is no such option
    people.live({ abort: signal });
    // @ts-expect-error a controller is no signal
    people.live({ signal: new AbortController() });
    // @ts-expect-error whoever wants the answer subscribes
    people.live(() => {});
  });
});

describe("changes()", () => {
  it("gives deltas of what live() gives", () => {
    const names = people.valuesList("name", { flat: true });

    expectTypeOf(people.changes()).toEqualTypeOf<Live<Delta<Row<"Person">>>>();
    expectTypeOf(names.changes({ signal })).toEqualTypeOf<Live<Delta<string>>>();
    names.changes().subscribe((delta) => {
      expectTypeOf(applyDelta(["a"], delta)).toEqualTypeOf<string[]>();
      expectTypeOf(delta.updated[0]!.before).toEqualTypeOf<string>();
      // @ts-expect-error these are rows of another type
      applyDelta([1], delta);
      // @ts-expect-error what was added was at no place before
      delta.added[0]?.from;
    });
  });
});

describe("the live forms of single answers", () => {
  it("give numbers, booleans and rows", () => {
    expectTypeOf(people.liveCount()).toEqualTypeOf<Live<number>>();
    expectTypeOf(people.liveExists({ signal })).toEqualTypeOf<Live<boolean>>();
    expectTypeOf(people.liveFirst()).toEqualTypeOf<Live<Row<"Person"> | null>>();
    expectTypeOf(people.valuesList("name", { flat: true }).liveFirst()).toEqualTypeOf<
      Live<string | null>
    >();
    expectTypeOf(Person.objects.liveGet({ group__name: "x" })).toEqualTypeOf<Live<Row<"Person">>>();
    expectTypeOf(people.values("nick").liveGet()).toEqualTypeOf<
      Live<{ readonly nick: string | null }>
    >();
  });

  it("give aggregates by name", () => {
    const summary = Membership.objects.liveAggregate({ mean: Avg("rating"), count: Count("pk") });

    expectTypeOf(summary).toEqualTypeOf<
      Live<{ readonly mean: number | null; readonly count: number }>
    >();
  });

  it("do not compile where asking would not", () => {
    // @ts-expect-error there is no such path
    Person.objects.liveGet({ group__nam: "x" });
    // @ts-expect-error names are text
    Person.objects.liveGet({ name: 3 });
    // @ts-expect-error there is no such path
    Person.objects.liveAggregate({ mean: Avg("rating") });
    // @ts-expect-error an aggregate has a name
    Person.objects.liveAggregate(Count("pk"));
    // @ts-expect-error rows are counted, whatever is asked for
    people.liveCount("name");
    // @ts-expect-error there is no live update
    people.liveUpdate({ name: "x" });
  });
});

describe("liveExplain()", () => {
  it("is data, and no observable", () => {
    expectTypeOf(people.liveExplain()).toEqualTypeOf<LiveExplanation>();
    expectTypeOf(people.liveExplain().visited).toEqualTypeOf<number>();
  });
});

describe("users' own QuerySet methods", () => {
  it("can hand on live queries, whose rows are those of the store", () => {
    const { Article } = openStore({
      Article: model(
        { state: field.char(), author: field.foreignKey("Author", { onDelete: CASCADE }) },
        {
          querySet: {
            open() {
              return this.filter({ state: "o" });
            },
            liveOpen() {
              return this.open().orderBy("pk").live();
            },
            liveLast() {
              return this.orderBy("-pk").liveFirst();
            },
            liveSize() {
              return this.liveCount();
            },
            wrong() {
              // @ts-expect-error there is no method of that name
              return this.liveLength();
            },
          },
        },
      ),
      Author: model({ name: field.char() }),
    }).models;

    const rows = Article.objects.liveOpen();
    expectTypeOf(rows).toEqualTypeOf<ReturnType<typeof Article.objects.live>>();
    rows.subscribe(([first]) => {
      expectTypeOf(first!.author.name).toEqualTypeOf<string>();
    });
    expectTypeOf(Article.objects.liveLast()).toEqualTypeOf<
      ReturnType<typeof Article.objects.liveFirst>
    >();
    expectTypeOf(Article.objects.liveSize()).toEqualTypeOf<Live<number>>();
  });
});
