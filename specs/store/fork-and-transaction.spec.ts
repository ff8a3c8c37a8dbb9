/** Transactions of a store and its forks, one beside the other. */
import { describe, expect, it } from "vitest";
import { ConflictError, field, model, openStore, UsageError } from "../../src/index.ts";

function openTags() {
  const store = openStore({
    Tag: model({ name: field.char({ maxLength: 9 }), count: field.integer({ default: 0 }) }),
  });
  store.models.Tag.objects.create({ name: "rock" });
  return store;
}

type Tags = Pick<ReturnType<typeof openTags>, "models">;

const names = ({ models }: Tags): readonly string[] =>
  models.Tag.objects.orderBy("pk").valuesList("name", { flat: true }).toArray();

const idOf = ({ models }: Tags, name: string): number => models.Tag.objects.get({ name }).id;

const add = ({ models }: Tags, name: string): number => models.Tag.objects.create({ name }).id;

const rock = ({ models }: Tags) => models.Tag.objects.get({ name: "rock" });

/** A store, its transaction in which jazz was added, and a fork of the store. */
function openJazz() {
  const store = openTags();
  const tx = store.begin();
  add(tx, "jazz");
  return { store, tx, fork: store.fork() };
}

describe("a fork that is taken while a transaction is open", () => {
  it("sees nothing of it, before it commits and after", () => {
    const { store, tx, fork } = openJazz();

    expect(names(fork)).toEqual(["rock"]);
    tx.commit();

    expect(names(fork)).toEqual(["rock"]);
    expect(names(store)).toEqual(["rock", "jazz"]);
    expect([fork.position, store.position]).toEqual([1, 2]);
    for (const { database } of [store, fork]) database.verify();
  });

  it("hands out ids of its own, though the transaction holds the same", () => {
    const { store, tx, fork } = openJazz();

    add(fork, "folk");
    tx.commit();

    expect([idOf(fork, "folk"), idOf(store, "jazz")]).toEqual([2, 2]);
    expect(add(fork, "soul")).toBe(3);
    expect(add(store, "funk")).toBe(3);
  });

  it("is no reason for a conflict, whatever it writes", () => {
    const store = openTags();
    const tx = store.begin();
    rock(tx).update({ count: 1 });

    const fork = store.fork();
    rock(fork).delete();

    expect(() => tx.commit()).not.toThrow();
    expect(rock(store).count).toBe(1);
    expect(names(fork)).toEqual([]);
  });

  it("is one when its commits come back first, and it gave an id that the transaction holds", () => {
    const { store, tx, fork } = openJazz();
    add(fork, "folk");

    store.apply(fork.log.read());

    expect(() => tx.commit()).toThrow(ConflictError);
    expect(names(store)).toEqual(["rock", "folk"]);
  });

  it("cannot come back once the transaction has committed", () => {
    const { store, tx, fork } = openJazz();
    add(fork, "folk");
    tx.commit();

    expect(() => store.apply(fork.log.read())).toThrow(ConflictError);
    expect(names(store)).toEqual(["rock", "jazz"]);

    store.restore(fork);
    expect(names(store)).toEqual(["rock", "folk"]);
    expect(add(store, "soul")).toBe(3);
  });

  it("may be what the store goes back to, and the transaction commits upon it", () => {
    const store = openTags();
    const tx = store.begin();
    rock(tx).update({ count: 1 });
    const fork = store.fork();
    add(store, "soul");

    store.restore(fork);
    tx.commit();

    expect(names(store)).toEqual(["rock"]);
    expect(rock(store).count).toBe(1);
    expect(store.position).toBe(4);
  });
});

describe("a transaction of a fork", () => {
  it("commits to the fork, though the store has moved on", () => {
    const store = openTags();
    const fork = store.fork();
    const tx = fork.begin();
    rock(tx).update({ count: 1 });

    rock(store).update({ count: 2 });
    tx.commit();

    expect(rock(fork).count).toBe(1);
    expect(rock(store).count).toBe(2);
  });

  it("conflicts with what others wrote to the fork", () => {
    const fork = openTags().fork();
    const tx = fork.begin();
    rock(tx).update({ count: 1 });

    rock(fork).update({ count: 2 });

    expect(() => tx.commit()).toThrow(ConflictError);
    expect(rock(fork).count).toBe(2);
  });

  it("keeps its ids from other transactions of the fork, and from no others", () => {
    const store = openTags();
    const fork = store.fork();
    const [one, other, home] = [fork.begin(), fork.begin(), store.begin()];

    expect([add(one, "a"), add(other, "b"), add(home, "c")]).toEqual([2, 3, 2]);
    for (const tx of [one, other, home]) tx.commit();

    expect(names(fork)).toEqual(["rock", "a", "b"]);
    expect(names(store)).toEqual(["rock", "c"]);
  });

  it("goes into the store with the fork's commits", () => {
    const store = openTags();
    const fork = store.fork();
    const tx = fork.begin();
    add(tx, "jazz");
    add(fork, "folk");
    tx.commit();

    store.apply(fork.log.read());

    expect(names(store)).toEqual(["rock", "jazz", "folk"]);
    expect(add(store, "soul")).toBe(4);
  });
});

describe("commit() within a write", () => {
  it("is refused, and the transaction remains open", () => {
    const store = openTags();
    const tx = store.begin();
    add(tx, "jazz");

    expect(() => store.atomic(() => tx.commit())).toThrow(UsageError);
    expect(tx.isOpen).toBe(true);
    tx.commit();

    expect(names(store)).toEqual(["rock", "jazz"]);
  });
});
