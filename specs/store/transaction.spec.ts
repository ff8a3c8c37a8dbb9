import { describe, expect, it } from "vitest";
import { ConflictError, field, model, openStore, UsageError } from "../../src/index.ts";

/** Accounts of a bank, as in the anomalies that isolation levels are told apart by. */
function openBank() {
  const store = openStore({
    Account: model({ owner: field.char({ maxLength: 20 }), balance: field.integer() }),
  });
  store.models.Account.objects.bulkCreate([
    { owner: "Ann", balance: 50 },
    { owner: "Ben", balance: 50 },
  ]);
  return store;
}

type Bank = Pick<ReturnType<typeof openBank>, "models">;
type Accounts = Bank["models"];

const balance = ({ models }: Bank, owner: string): number =>
  models.Account.objects.get({ owner }).balance;

const total = ({ models }: Bank): number =>
  models.Account.objects
    .valuesList("balance", { flat: true })
    .toArray()
    .reduce((a, b) => a + b, 0);

function pay({ models }: Bank, owner: string, amount: number): void {
  const account = models.Account.objects.get({ owner });
  account.update({ balance: account.balance + amount });
}

describe("a transaction", () => {
  it("takes a row that others made again as it was for the same", () => {
    const store = openBank();
    const transaction = store.begin();
    const taken = { id: 1, owner: "Cy", balance: 0 };
    expect(() => transaction.models.Account.objects.create(taken)).toThrow("id");
    pay(transaction, "Ann", 10);

    store.models.Account.objects.filter({ owner: "Ben" }).delete();
    store.models.Account.objects.create({ id: 2, owner: "Ben", balance: 50 });
    transaction.commit();

    expect(balance(store, "Ann")).toBe(60);
  });

  it("shows its writes to nobody before it commits", async () => {
    const store = openBank();
    const tx = store.begin();

    pay(tx, "Ann", 10);
    await Promise.resolve();

    expect(balance(tx, "Ann")).toBe(60);
    expect(balance(store, "Ann")).toBe(50);
    tx.commit();
    expect(balance(store, "Ann")).toBe(60);
    expect(store.position).toBe(2);
  });

  it("drops its writes when it is rolled back", () => {
    const store = openBank();
    const tx = store.begin();

    pay(tx, "Ann", 10);
    tx.rollback();

    expect(balance(store, "Ann")).toBe(50);
    expect(store.position).toBe(1);
  });

  it("takes no more calls once it is over", () => {
    const store = openBank();
    const tx = store.begin();
    const { Account } = tx.models;
    tx.commit();

    expect(tx.isOpen).toBe(false);
    expect(() => tx.commit()).toThrow(UsageError);
    expect(() => tx.rollback()).toThrow("is committed");
    expect(() => Account.objects.count()).toThrow(UsageError);
    expect(() => Account.objects.create({ owner: "Cid", balance: 0 })).toThrow(UsageError);
  });

  it("undoes a statement that fails, and goes on", () => {
    const store = openBank();
    const tx = store.begin();

    expect(() =>
      tx.atomic(() => {
        pay(tx, "Ann", 10);
        throw new RangeError();
      }),
    ).toThrow(RangeError);
    pay(tx, "Ben", 10);
    tx.commit();

    expect([balance(store, "Ann"), balance(store, "Ben")]).toEqual([50, 60]);
  });

  it("gives rows ids that no other transaction gets", () => {
    const store = openBank();
    const [one, other] = [store.begin(), store.begin()];

    const ids = [one, store, other].map(
      ({ models }) => models.Account.objects.create({ owner: "New", balance: 0 }).id,
    );
    one.commit();
    other.commit();

    expect(new Set(ids).size).toBe(3);
    expect(store.models.Account.objects.count()).toBe(5);
  });

  it("keeps its own answers apart when it writes what it has read", () => {
    const store = openBank();
    const tx = store.begin();

    expect(total(tx)).toBe(100);
    pay(tx, "Ann", 10);
    expect(total(tx)).toBe(110);
    store.models.Account.objects.create({ owner: "Cid", balance: 0 }).delete();

    expect(() => tx.commit()).not.toThrow();
    expect(total(store)).toBe(110);
  });

  it("commits beside others who changed what it has no part in", () => {
    const store = openBank();
    const tx = store.begin();

    pay(tx, "Ann", 10);
    pay(store, "Ben", 5);
    tx.commit();

    expect([balance(store, "Ann"), balance(store, "Ben")]).toEqual([60, 55]);
    store.database.verify();
  });

  it("carries a meta into its commit", () => {
    const store = openBank();
    const tx = store.begin();

    pay(tx, "Ann", 10);
    tx.commit({ meta: { by: "clerk" } });

    expect([...store.log.read()].at(-1)?.meta).toEqual({ by: "clerk" });
  });
});

describe("anomalies of interleaved transactions", () => {
  it("lost update: the second writer of a row fails, naming it", () => {
    const store = openBank();
    const [one, other] = [store.begin(), store.begin()];

    pay(one, "Ann", 10);
    pay(other, "Ann", 20);
    one.commit();

    let error: unknown;
    try {
      other.commit();
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(ConflictError);
    expect((error as ConflictError).rows).toEqual([{ model: "Account", pk: 1 }]);
    expect((error as ConflictError).message).toContain("Account 1");
    expect(balance(store, "Ann")).toBe(60);
    expect(other.isOpen).toBe(false);
  });

  it("lost update: also where a row is written without being read", () => {
    const store = openBank();
    const ann = store.models.Account.objects.get({ owner: "Ann" });
    const tx = store.begin();

    tx.models.Account.objects.filter({ pk: ann.pk }).update({ balance: 0 });
    pay(store, "Ann", 10);

    expect(() => tx.commit()).toThrow(ConflictError);
    expect(balance(store, "Ann")).toBe(60);
  });

  it("write skew: who wrote by what another changed fails", () => {
    const store = openBank();
    const [one, other] = [store.begin(), store.begin()];
    // Each may overdraw its account as long as both together stay above 0.
    if (total(one) >= 100) pay(one, "Ann", -100);
    if (total(other) >= 100) pay(other, "Ben", -100);

    one.commit();

    expect(() => other.commit()).toThrow(ConflictError);
    expect(total(store)).toBe(0);
  });

  it("phantom: a row that a question would find by now is a conflict", () => {
    const store = openBank();
    const tx = store.begin();
    const rich = tx.models.Account.objects.filter({ balance__gte: 1000 }).exists();
    tx.models.Account.objects.create({ owner: "Judge", balance: rich ? 1 : 0 });

    store.models.Account.objects.create({ owner: "Croesus", balance: 1_000_000 });

    expect(() => tx.commit()).toThrow(ConflictError);
    expect(store.models.Account.objects.filter({ owner: "Judge" }).exists()).toBe(false);
  });

  it("phantom: a row elsewhere is none", () => {
    const store = openBank();
    const tx = store.begin();
    tx.models.Account.objects.filter({ balance__gte: 1000 }).exists();
    tx.models.Account.objects.create({ owner: "Judge", balance: 0 });

    store.models.Account.objects.create({ owner: "Cid", balance: 10 });

    expect(() => tx.commit()).not.toThrow();
  });

  it("read skew: a transaction reads one state throughout", () => {
    const store = openBank();
    const tx = store.begin();

    const first = balance(tx, "Ann");
    store.atomic(() => {
      pay(store, "Ann", -20);
      pay(store, "Ben", 20);
    });

    expect(first + balance(tx, "Ben")).toBe(100);
    expect(() => tx.commit()).not.toThrow();
  });

  it("dirty read: what is never committed is never seen", () => {
    const store = openBank();
    const [one, other] = [store.begin(), store.begin()];

    pay(one, "Ann", 1000);
    expect(balance(other, "Ann")).toBe(50);
    one.rollback();

    expect(balance(other, "Ann")).toBe(50);
    expect(() => other.commit()).not.toThrow();
  });

  it("a row that was deleted meanwhile is a conflict", () => {
    const store = openBank();
    const tx = store.begin();
    pay(tx, "Ann", 10);

    store.models.Account.objects.filter({ owner: "Ann" }).delete();

    expect(() => tx.commit()).toThrow(ConflictError);
    expect(store.models.Account.objects.count()).toBe(1);
  });

  it.each([
    [
      "save()",
      ({ Account }: Accounts) => Account.build({ id: 1, owner: "Ann", balance: 50 }).save(),
    ],
    [
      "save() of a field",
      ({ Account }: Accounts) =>
        Account.build({ id: 1, owner: "", balance: 50 }).save(undefined, {
          updateFields: ["balance"],
        }),
    ],
    [
      "bulkCreate() past conflicts",
      ({ Account }: Accounts) =>
        Account.objects.bulkCreate([{ id: 1, owner: "X", balance: 0 }], { ignoreConflicts: true }),
    ],
  ])("a row that %s left as it was has to be so still", (_, work) => {
    const store = openBank();
    const tx = store.begin();

    work(tx.models);
    pay(tx, "Ben", 1);
    pay(store, "Ann", 1);

    expect(() => tx.commit()).toThrow(ConflictError);
    expect(total(store)).toBe(101);
  });

  it("a unique value that was taken meanwhile is a conflict", () => {
    const store = openStore({ Tag: model({ name: field.char({ maxLength: 9, unique: true }) }) });
    const tx = store.begin();
    tx.models.Tag.objects.create({ name: "rock" });

    store.models.Tag.objects.create({ name: "rock" });

    expect(() => tx.commit()).toThrow(ConflictError);
    expect(store.models.Tag.objects.count()).toBe(1);
  });
});
