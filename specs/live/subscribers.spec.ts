/** Subscribers that write, throw, come and go while answers are handed out. */
import { firstValueFrom, map, take } from "rxjs";
import { afterEach, describe, expect, it } from "vitest";
import { openSmallClub } from "../fixtures/small-club.ts";
import { type Heard, listen } from "./listen.ts";

describe("a subscriber that writes", () => {
  it("lets all others have each answer in the order of commits", () => {
    const { Person } = openSmallClub();
    const counts = Person.objects.liveCount();
    const seen: string[] = [];
    counts.subscribe((count) => seen.push(`a${count}`));
    counts.subscribe((count) => {
      seen.push(`b${count}`);
      if (count < 7) Person.objects.create({ name: `p${count}` });
    });
    Person.objects.live().subscribe((rows) => seen.push(`rows${rows.length}`));
    counts.subscribe((count) => seen.push(`c${count}`));

    const first = seen.splice(0);
    Person.objects.get({ name: "Di" }).delete();
    Person.objects.create({ name: "Zoe" });

    expect(first).toEqual(["a4", "b4", "a5", "b5", "a6", "b6", "a7", "b7", "rows7", "c7"]);
    expect(seen).toEqual([
      ...["a6", "b6", "c6", "rows6", "a7", "b7", "c7", "rows7"],
      ...["a8", "b8", "c8", "rows8"],
    ]);
  });

  it("has its write done when the call returns, and hears of it after that", () => {
    const { Person } = openSmallClub();
    const seen: string[] = [];
    Person.objects.liveCount().subscribe((count) => {
      if (count === 5) {
        Person.objects.create({ name: "second" });
        seen.push(`asked ${Person.objects.count()}`);
      }
      seen.push(`heard ${count}`);
    });

    Person.objects.create({ name: "first" });

    expect(seen).toEqual(["heard 4", "asked 6", "heard 5", "heard 6"]);
  });

  it("hears of what it writes on its first answer after that answer", () => {
    const { Person } = openSmallClub();
    const seen: string[] = [];
    Person.objects.liveCount().subscribe((count) => seen.push(`other ${count}`));

    Person.objects.liveCount().subscribe((count) => {
      if (count === 4) Person.objects.create({ name: "Ed" });
      seen.push(`heard ${count}`);
    });

    expect(seen).toEqual(["other 4", "heard 4", "other 5", "heard 5"]);
  });

  it("gets what commits together as one, also from within", () => {
    const { store, Person } = openSmallClub();
    const seen: number[] = [];
    Person.objects.liveCount().subscribe((count) => {
      seen.push(count);
      if (count !== 5) return;
      store.atomic(() => {
        Person.objects.create({ name: "a" });
        Person.objects.create({ name: "b" });
      });
    });

    Person.objects.create({ name: "Ed" });

    expect(seen).toEqual([4, 5, 7]);
  });

  it("gets the rows of each commit, though more were made since", () => {
    const { Person } = openSmallClub();
    const seen: string[][] = [];
    Person.objects.liveCount().subscribe((count) => {
      if (count === 5) Person.objects.filter({ name: "Ed" }).update({ name: "Edgar" });
    });
    const young = Person.objects.filter({ age: 5 }).orderBy("name");
    young.live().subscribe((rows) => seen.push(rows.map(({ name }) => name)));

    Person.objects.create({ name: "Ed", age: 5 });

    expect(seen).toEqual([[], ["Ed"], ["Edgar"]]);
  });
});

describe("a subscriber that throws", () => {
  const before = process.listeners("uncaughtException");
  afterEach(() => {
    process.removeAllListeners("uncaughtException");
    for (const each of before) process.on("uncaughtException", each);
  });

  it("harms neither the commit nor other subscribers, and rxjs reports it", async () => {
    const { Person } = openSmallClub();
    const reported: unknown[] = [];
    process.removeAllListeners("uncaughtException");
    process.on("uncaughtException", (error) => reported.push(error));
    const failure = new Error("broken subscriber");
    const seen: number[] = [];
    const counts = Person.objects.liveCount();
    counts.subscribe(() => {
      throw failure;
    });
    counts.subscribe((count) => seen.push(count));

    Person.objects.create({ name: "Ed" });
    Person.objects.create({ name: "Flo" });
    await new Promise((resolve) => setTimeout(resolve, 10));

    expect(seen).toEqual([4, 5, 6]);
    expect(Person.objects.count()).toBe(6);
    expect(reported).toEqual([failure, failure, failure]);
  });

  it("ends itself alone where it throws inside of an operator", () => {
    const { Person } = openSmallClub();
    const counts = Person.objects.liveCount();
    const failure = new Error("broken operator");
    const failing = listen(
      counts.pipe(
        map((count) => {
          if (count === 5) throw failure;
          return count;
        }),
      ),
    );
    const other = listen(counts);

    Person.objects.create({ name: "Ed" });
    Person.objects.create({ name: "Flo" });

    expect(failing).toMatchObject({ values: [4], error: failure });
    expect(other.values).toEqual([4, 5, 6]);
  });
});

describe("a subscriber that goes", () => {
  it("hears no more, though the answer is being handed out", () => {
    const { Person } = openSmallClub();
    const counts = Person.objects.liveCount();
    const late: { heard?: Heard<number> } = {};
    const early = listen(
      counts.pipe(
        map((count) => {
          if (count === 5) late.heard?.stop();
          return count;
        }),
      ),
    );
    late.heard = listen(counts);

    Person.objects.create({ name: "Ed" });

    expect(early.values).toEqual([4, 5]);
    expect(late.heard.values).toEqual([4]);
  });

  it("can do so by itself, inside of an emission", () => {
    const { Person } = openSmallClub();
    const seen: number[] = [];
    const subscription = Person.objects.liveCount().subscribe((count) => {
      seen.push(count);
      if (count === 5) {
        subscription.unsubscribe();
        Person.objects.create({ name: "Flo" });
      }
    });

    Person.objects.create({ name: "Ed" });
    Person.objects.create({ name: "Gil" });

    expect(seen).toEqual([4, 5]);
  });

  it("gets no answer that waited for its turn", () => {
    const { Person } = openSmallClub();
    const counts = Person.objects.liveCount();
    const late: { heard?: Heard<number> } = {};
    counts.subscribe((count) => {
      if (count === 5) Person.objects.create({ name: "Flo" });
      if (count === 6) late.heard?.stop();
    });
    late.heard = listen(counts);

    Person.objects.create({ name: "Ed" });

    expect(late.heard.values).toEqual([4, 5]);
  });

  it("leaves nothing behind after one answer, or the first that is wanted", async () => {
    const { Person } = openSmallClub();
    const people = Person.objects.orderBy("pk");

    const count = await firstValueFrom(people.liveCount());
    const two = listen(people.live().pipe(take(2)));
    expect(people.liveExplain().subscribers).toBe(1);
    Person.objects.create({ name: "Ed" });
    Person.objects.create({ name: "Flo" });

    expect(count).toBe(4);
    expect(two.values.map(({ length }) => length)).toEqual([4, 5]);
    expect(two.isComplete).toBe(true);
    expect(people.liveExplain()).toMatchObject({ isLive: false, subscribers: 0, kept: 0 });
  });
});

describe("a subscriber that comes during an emission", () => {
  it("gets the current answer once", () => {
    const { Person } = openSmallClub();
    const counts = Person.objects.liveCount();
    const seen: number[] = [];
    counts.subscribe((count) => {
      if (count === 5) counts.subscribe((each) => seen.push(each));
    });

    Person.objects.create({ name: "Ed" });
    expect(seen).toEqual([5]);
    Person.objects.create({ name: "Flo" });

    expect(seen).toEqual([5, 6]);
  });

  it("gets the current answer, and none of the commits before it that still wait", () => {
    const { Person } = openSmallClub();
    const seen: number[] = [];
    const counts = Person.objects.liveCount();
    counts.subscribe((count) => {
      if (count !== 5) return;
      Person.objects.create({ name: "Flo" });
      counts.subscribe((each) => seen.push(each));
      Person.objects.create({ name: "Gil" });
    });

    Person.objects.create({ name: "Ed" });

    expect(seen).toEqual([6, 7]);
  });

  it("gets deltas that go on from what it got first", () => {
    const { Person } = openSmallClub();
    const seen: string[] = [];
    const people = Person.objects.orderBy("pk");
    people.liveCount().subscribe((count) => {
      if (count !== 5) return;
      people.changes().subscribe(({ added, removed }) => {
        seen.push(`+${added.length} -${removed.length}`);
      });
      Person.objects.get({ name: "Cy" }).delete();
    });

    Person.objects.create({ name: "Ed" });

    expect(seen).toEqual(["+5 -0", "+0 -1"]);
  });
});

describe("a signal", () => {
  it("completes each form of a live query when it is aborted", () => {
    const { Person } = openSmallClub();
    const controller = new AbortController();
    const { signal } = controller;
    const people = Person.objects.filter({ age__gte: 0 });
    const heard = [
      listen(people.live({ signal })),
      listen(people.changes({ signal })),
      listen(people.liveCount({ signal })),
      listen(people.liveExists({ signal })),
      listen(people.liveFirst({ signal })),
      listen(people.liveAggregate({}, { signal })),
    ];
    expect(heard.map(({ isComplete }) => isComplete)).not.toContain(true);

    controller.abort();
    Person.objects.create({ name: "Ed", age: 1 });

    expect(heard.map(({ isComplete }) => isComplete)).not.toContain(false);
    expect(heard.map(({ values }) => values.length)).toEqual([1, 1, 1, 1, 1, 1]);
    expect(people.liveExplain().isLive).toBe(false);
  });

  it("that is aborted already completes without an answer", () => {
    const { Person } = openSmallClub();

    const heard = listen(Person.objects.live({ signal: AbortSignal.abort() }));

    expect(heard).toMatchObject({ values: [], isComplete: true, error: undefined });
  });

  it("can be aborted inside of an emission, by which others complete unheard", () => {
    const { Person } = openSmallClub();
    const controller = new AbortController();
    const { signal } = controller;
    const counts = Person.objects.liveCount({ signal });
    counts.subscribe((count) => {
      if (count === 5) controller.abort();
    });
    const other = listen(counts);

    Person.objects.create({ name: "Ed" });

    expect(other).toMatchObject({ values: [4], isComplete: true });
  });

  it("keeps no subscriber that has gone", () => {
    const { Person } = openSmallClub();
    const controller = new AbortController();
    const listeners = new Set<unknown>();
    const { signal } = controller;
    const add = signal.addEventListener.bind(signal);
    const remove = signal.removeEventListener.bind(signal);
    signal.addEventListener = (type: string, listener: never) => {
      listeners.add(listener);
      add(type, listener);
    };
    signal.removeEventListener = (type: string, listener: never) => {
      listeners.delete(listener);
      remove(type, listener);
    };

    const heard = listen(Person.objects.live({ signal }));
    expect(listeners.size).toBe(1);
    heard.stop();

    expect(listeners.size).toBe(0);
  });
});
