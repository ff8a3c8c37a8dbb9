/** Calls of live queries that are refused, when they are made. */
import { describe, expect, it } from "vitest";
import { Count, LookupError, Sum, UsageError } from "../../src/index.ts";
import type { QuerySet } from "../../src/orm/queryset.ts";
import { openSmallClub } from "../fixtures/small-club.ts";
import { listen } from "./listen.ts";

/** All live calls, by their names. */
const CALLS: { readonly [call: string]: (asked: QuerySet, options?: object) => unknown } = {
  "live()": (asked, options) => asked.live(options),
  "changes()": (asked, options) => asked.changes(options),
  "liveCount()": (asked, options) => asked.liveCount(options),
  "liveExists()": (asked, options) => asked.liveExists(options),
  "liveFirst()": (asked, options) => asked.liveFirst(options),
  "liveAggregate()": (asked, options) => asked.liveAggregate({ n: Count("pk") }, options),
};

const loose = (asked: { all(): unknown }): QuerySet => asked.all() as QuerySet;

describe.each(Object.keys(CALLS))("%s", (call) => {
  const ask = CALLS[call]!;
  const refusal = (facts: object) => expect.objectContaining({ name: "UsageError", ...facts });

  it("needs a store: a transaction and the past have no commits", () => {
    const { store } = openSmallClub();
    const tx = store.begin();

    for (const { models } of [tx, store.at(store.position)]) {
      expect(() => ask(loose(models.Person.objects))).toThrow(
        refusal({ code: "not-live", message: expect.stringContaining(`${call} on Person`) }),
      );
    }
    tx.rollback();
  });

  it("takes a signal and no other option", () => {
    const people = loose(openSmallClub().Person.objects);

    expect(() => ask(people, { signl: AbortSignal.abort() })).toThrow(
      refusal({ code: "unknown-option", hint: expect.stringContaining('"signal"') }),
    );
    expect(() => ask(people, { signal: new AbortController() })).toThrow(
      refusal({ code: "bad-options", message: expect.stringContaining("AbortSignal") }),
    );
    expect(() => ask(people, { signal: null })).toThrow(refusal({ code: "bad-options" }));
    expect(() => ask(people, (() => {}) as object)).toThrow(refusal({ code: "bad-options" }));
    expect(() => ask(people, null as never)).toThrow(refusal({ code: "bad-options" }));
    expect(() => ask(people, { signal: undefined })).not.toThrow();
  });
});

describe("liveGet() and liveExplain()", () => {
  it("need a store as well", () => {
    const { models } = openSmallClub().store.at(1);

    expect(() => models.Person.objects.liveGet({ pk: 1 })).toThrow(UsageError);
    expect(() => models.Person.objects.liveExplain()).toThrow(UsageError);
  });

  it("refuse wrong conditions when they are called", () => {
    const people = loose(openSmallClub().Person.objects);

    expect(() => people.liveGet({ nam: "Ann" })).toThrow(LookupError);
    expect(() => people.slice(0, 2).liveGet({ name: "Ann" })).toThrow(
      expect.objectContaining({ message: expect.stringContaining("liveGet()") }),
    );
  });
});

describe("liveFirst()", () => {
  it("refuses a slice without an order, as first() does", () => {
    const { Person } = openSmallClub();

    expect(() => Person.objects.slice(0, 2).liveFirst()).toThrow(
      expect.objectContaining({ message: expect.stringContaining("liveFirst()") }),
    );
    expect(() => Person.objects.orderBy("name").slice(1, 3).liveFirst()).not.toThrow();
  });
});

describe("liveAggregate()", () => {
  it("refuses what aggregate() refuses", () => {
    const people = loose(openSmallClub().Person.objects);

    expect(() => people.liveAggregate({ n: Sum("agee") })).toThrow(LookupError);
    expect(() => people.liveAggregate({ n: "age" } as never)).toThrow(UsageError);
  });
});

describe("a refused call", () => {
  it("leaves nothing behind, and no live query the worse", () => {
    const { Person } = openSmallClub();
    const heard = listen(Person.objects.liveCount());

    expect(() => loose(Person.objects).live({ signal: 1 as never })).toThrow(UsageError);
    Person.objects.create({ name: "Ed" });

    expect(heard.values).toEqual([4, 5]);
    expect(Person.objects.liveExplain().isLive).toBe(false);
  });
});
