import { describe, expect, it } from "vitest";
import {
  CASCADE,
  Count,
  check,
  F,
  field,
  model,
  Now,
  openStore,
  Prefetch,
  Q,
  Subquery,
  TruncDate,
} from "../../src/index.ts";

const OPENING = Date.parse("2026-01-01T12:00:00Z");

/** A shop whose clock is turned by hand; with `ticks`, it goes on by a second at each look. */
function openShop({ ticks = false } = {}) {
  const clock = { at: OPENING, looks: 0 };
  const store = openStore(
    {
      Shelf: model({ name: field.char({ maxLength: 10 }) }),
      Offer: model({
        shelf: field.foreignKey("Shelf", { onDelete: CASCADE, null: true }),
        ends: field.dateTime({ null: true, index: true }),
        seen: field.dateTime({ null: true }),
        again: field.dateTime({ null: true }),
      }),
    },
    {
      clock: () => {
        clock.looks++;
        if (ticks) clock.at += 1000;
        return new Date(clock.at);
      },
    },
  );
  const { Shelf, Offer } = store.models;
  const shelf = Shelf.objects.create({ name: "top" });
  Offer.objects.bulkCreate([
    { shelf, ends: "2026-01-01T11:00:00Z" },
    { shelf, ends: "2026-01-01T13:00:00Z" },
    { shelf },
  ]);
  const turn = (hours: number): void => {
    clock.at = OPENING + hours * 3_600_000;
  };
  return { store, Shelf, Offer, clock, turn };
}

describe("Now()", () => {
  it("is the store's clock when the question is asked", () => {
    const { Offer, turn } = openShop();
    const open = Offer.objects.filter({ ends__gt: Now() });

    expect(open.count()).toBe(1);
    turn(2);
    expect(open.count()).toBe(0);
    turn(-2);
    expect(open.count()).toBe(2);
  });

  it("is asked anew by a QuerySet that was read before, once the time is another", () => {
    const { Offer, turn } = openShop();
    const open = Offer.objects.filter({ ends__gt: Now() });
    const withTime = Offer.objects.annotate({ time: Now() }).valuesList("time", { flat: true });
    const nested = Offer.objects.filter({ pk__in: open });
    const united = open.union(Offer.objects.filter({ ends: null }));
    const sorted = Offer.objects.orderBy(F("ends").sub(Now()));
    const all = [open, withTime, nested, united, sorted];
    const read = all.map((each) => each.toArray());

    expect(all.map((each, i) => each.toArray() === read[i])).toEqual(all.map(() => true));
    turn(2);
    expect([...open, ...nested]).toEqual([]);
    expect(withTime.toArray()[0]).toBe("2026-01-01T14:00:00.000Z");
    expect(united.toArray()).toHaveLength(1);
    expect(all.map((each, i) => each.toArray() === read[i])).toEqual(all.map(() => false));
  });

  it("is asked anew where it is part of a Prefetch", () => {
    const { Shelf, Offer, turn } = openShop();
    const queryset = Offer.objects.filter({ ends__gt: Now() });
    const shelves = Shelf.objects.prefetchRelated(
      new Prefetch("offer_set", { queryset, toAttr: "open" }),
    );

    expect(shelves.toArray()[0]!.open).toHaveLength(1);
    turn(2);
    expect(shelves.toArray()[0]!.open).toHaveLength(0);
  });

  it("leaves the clock alone where nobody asks for it", () => {
    const { Offer, clock } = openShop();
    const { looks } = clock;

    Offer.objects.filter({ ends__gt: "2026-01-01T12:00:00Z" }).toArray();

    expect(clock.looks).toBe(looks);
  });

  it("is one instant for all rows, and all places, of a question", () => {
    const { Offer } = openShop({ ticks: true });
    const rows = Offer.objects.annotate({
      time: Now(),
      inner: Subquery(Offer.objects.annotate({ at: Now() }).valuesList("at").slice(0, 1)),
      isSame: Q(F("time").lookup("exact", Now())),
    });

    const times = rows.toArray().flatMap(({ time, inner }) => [time, inner]);

    expect(new Set(times).size).toBe(1);
    expect(rows.filter({ time: F("inner"), isSame: true }).count()).toBe(3);
  });

  it("is one instant for the conditions and the values of an update()", () => {
    const { Offer } = openShop({ ticks: true });

    const count = Offer.objects.filter({ ends__lt: Now() }).update({ seen: Now(), again: Now() });

    expect(count).toBe(1);
    const { seen, again } = Offer.objects.get({ seen__isnull: false });
    expect(seen).toMatch(/^2026-01-01T12:00:/);
    expect(again).toBe(seen);
  });

  it("takes part in arithmetic, functions and aggregates", () => {
    const { Offer } = openShop();

    expect(Offer.objects.filter({ ends__range: [Now(), Now().add("PT1H")] }).count()).toBe(1);
    expect(Offer.objects.filter({ ends__date: TruncDate(Now()) }).count()).toBe(2);
    const open = Count("pk", { filter: Q({ ends__gt: Now() }) });
    expect(Offer.objects.aggregate({ open })).toEqual({ open: 1 });
  });

  it("is answered by an index, as a value that is known at the start", () => {
    const { Offer } = openShop();

    const plan = Offer.objects.filter({ ends__gt: Now() }).orderBy("ends").explain();

    expect(plan.plan.kind).toBe("index-range");
    expect(String(plan)).toContain("Offer.ends gt Now()");
  });

  it("is that of the store in a fork, in a transaction and in the past", () => {
    const { store, turn } = openShop();
    const fork = store.fork();
    const transaction = store.begin();
    const past = store.at(store.position);

    turn(2);

    for (const { models } of [store, fork, transaction, past]) {
      expect(models.Offer.objects.filter({ ends__gt: Now() }).exists()).toBe(false);
    }
  });

  it("keeps its instant when a transaction asks again whether others were in the way", () => {
    const { store, Offer, turn } = openShop();
    const transaction = store.begin();
    transaction.models.Offer.objects.filter({ ends__gt: Now() }).toArray();
    transaction.models.Shelf.objects.create({ name: "low" });

    turn(2);
    Offer.objects.create({ ends: "2026-01-01T11:30:00Z" });

    expect(() => transaction.commit()).not.toThrow();
  });

  it("is refused in a check, which must hold whenever the log is read", () => {
    const open = () =>
      openStore({
        Offer: model(
          { ends: field.dateTime() },
          { constraints: [check({ condition: Q({ ends__gt: Now() }), name: "ahead" })] },
        ),
      });

    expect(open).toThrow(expect.objectContaining({ code: "bad-condition" }));
    expect(open).toThrow("needs the time");
  });
});
