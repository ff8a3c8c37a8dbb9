import { describe, expect, it, vi } from "vitest";
import { type Commit, IntegrityError, UsageError } from "../../src/index.ts";
import { type Club, openClub } from "../fixtures/club.ts";

function names(store: Pick<Club, "models">): readonly string[] {
  return store.models.Group.objects.orderBy("name").valuesList("name", { flat: true }).toArray();
}

describe("atomic()", () => {
  it("commits all writes together, in one emission", () => {
    const store = openClub();
    const commits: Commit[] = [];
    store.commits$.subscribe((commit) => commits.push(commit));

    const made = store.atomic(() => {
      const wings = store.models.Group.objects.create({ name: "Wings" });
      wings.update({ name: "Paul McCartney and Wings" });
      return wings.refresh();
    });

    expect(made.name).toBe("Paul McCartney and Wings");
    expect(commits.map(({ events }) => events.map(({ type }) => type))).toEqual([
      ["created", "updated"],
    ]);
    expect(store.position).toBe(1);
  });

  it("reads its own writes, and shows nothing of them to a fork", () => {
    const store = openClub();
    const fork = store.fork();

    store.atomic(() => {
      store.models.Group.objects.create({ name: "Wings" });
      expect(names(store)).toEqual(["Wings"]);
      expect(names(fork)).toEqual([]);
    });
  });

  it("leaves nothing when it throws, not even an id", () => {
    const store = openClub();
    const before = store.database;
    const work = (): void => {
      store.models.Group.objects.create({ name: "Wings" });
      throw new RangeError("changed my mind");
    };

    expect(() => store.atomic(work)).toThrow(RangeError);

    expect(store.database).toBe(before);
    expect(store.models.Group.objects.create({ name: "Cream" }).id).toBe(1);
  });

  it("undoes only a nested call that throws", () => {
    const store = openClub();
    const { Group } = store.models;

    store.atomic(() => {
      Group.objects.create({ name: "Wings" });
      const nested = (): never =>
        store.atomic(() => {
          Group.objects.create({ name: "Cream" });
          store.atomic(() => Group.objects.create({ name: "Traffic" }));
          throw new RangeError();
        });
      expect(nested).toThrow(RangeError);
      expect(names(store)).toEqual(["Wings"]);
      expect(Group.objects.create({ name: "Blind Faith" }).id).toBe(2);
    });

    expect(names(store)).toEqual(["Blind Faith", "Wings"]);
    store.database.verify();
  });

  it("keeps what came before a call that failed and was caught", () => {
    const store = openClub();
    const { Group } = store.models;

    store.atomic(() => {
      Group.objects.create({ name: "Wings" });
      const twice = (): unknown => Group.objects.bulkCreate([{ name: "Cream" }, { name: "Wings" }]);
      expect(twice).toThrow(IntegrityError);
    });

    expect(names(store)).toEqual(["Wings"]);
  });

  it("looks at foreign keys when the outermost call ends", () => {
    const store = openClub();
    const { Person, Group, Membership } = store.models;

    store.atomic(() => {
      store.atomic(() =>
        Membership.objects.create({ person_id: 7, group_id: 8, date_joined: "1971-08-01" }),
      );
      Person.objects.create({ id: 7, name: "Linda McCartney" });
      Group.objects.create({ id: 8, name: "Wings" });
    });
    const orphan = (): unknown =>
      store.atomic(() =>
        Membership.objects.create({ person_id: 9, group_id: 8, date_joined: "1971-08-01" }),
      );

    expect(orphan).toThrow(IntegrityError);
    expect(Membership.objects.count()).toBe(1);
  });

  it("makes no commit when nothing was written", () => {
    const store = openClub();

    expect(store.atomic(() => 7)).toBe(7);

    expect(store.position).toBe(0);
  });

  it("carries the meta of its calls", () => {
    const store = openClub();

    store.atomic(
      () => {
        store.atomic(() => store.models.Group.objects.create({ name: "Wings" }), {
          meta: { why: "reunion" },
        });
      },
      { meta: { by: "Paul" } },
    );

    expect([...store.log.read()][0]?.meta).toEqual({ by: "Paul", why: "reunion" });
  });

  it("refuses asynchronous work, and undoes what it did so far", () => {
    const store = openClub();
    const work = async (): Promise<void> => {
      store.models.Group.objects.create({ name: "Wings" });
    };

    expect(() => store.atomic(work)).toThrow(UsageError);

    expect(names(store)).toEqual([]);
  });
});

describe("a call of the store", () => {
  const calls: readonly (readonly [title: string, ask: (store: Club) => unknown, code: string])[] =
    [
      ["atomic() of nothing", (store) => store.atomic(undefined as never), "no-function"],
      [
        "atomic() with an unknown option",
        (store) => store.atomic(() => names(store), { mata: {} } as never),
        "unknown-option",
      ],
      ["onCommit() of a text", (store) => store.onCommit("later" as never), "no-function"],
      [
        "onCommit() of nothing, within a write",
        (store) => store.atomic(() => store.onCommit(undefined as never)),
        "no-function",
      ],
      ["commit() of null", (store) => store.begin().commit(null as never), "bad-options"],
      [
        "commit() with an unknown option",
        (store) => store.begin().commit({ mata: {} } as never),
        "unknown-option",
      ],
      [
        "dispatch() of nothing",
        (store) => store.dispatch(undefined as never, {} as never),
        "unknown-event",
      ],
    ];

  it.each(calls)("refuses what it does not take: %s", (_, ask, code) => {
    const store = openClub();
    const { database } = store;

    expect(() => ask(store)).toThrow(expect.objectContaining({ name: "UsageError", code }));
    expect(store.database).toBe(database);
  });
});

describe("onCommit()", () => {
  it("calls back once the outermost call has committed", () => {
    const store = openClub();
    const positions: number[] = [];

    store.atomic(() => {
      store.atomic(() => store.onCommit(() => positions.push(store.position)));
      store.models.Group.objects.create({ name: "Wings" });
      expect(positions).toEqual([]);
    });

    expect(positions).toEqual([1]);
  });

  it("forgets callbacks of what was undone", () => {
    const store = openClub();
    const called = vi.fn();
    const failing = (): never =>
      store.atomic(() => {
        store.onCommit(called);
        throw new RangeError();
      });

    store.atomic(() => expect(failing).toThrow(RangeError));
    expect(failing).toThrow(RangeError);

    expect(called).not.toHaveBeenCalled();
  });

  it("calls back at once outside of atomic()", () => {
    const called = vi.fn();

    openClub().onCommit(called);

    expect(called).toHaveBeenCalledOnce();
  });

  it("calls all back when one throws, and then throws its error", () => {
    const store = openClub();
    const called = vi.fn();
    const work = (): void => {
      store.models.Group.objects.create({ name: "Wings" });
      store.onCommit(() => {
        throw new RangeError("first");
      });
      store.onCommit(called);
    };

    expect(() => store.atomic(work)).toThrow("first");

    expect(called).toHaveBeenCalledOnce();
    expect(names(store)).toEqual(["Wings"]);
  });
});
