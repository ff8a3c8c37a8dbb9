/** Writes that are given something else than rows, values, lists and recipes. */
import { describe, expect, it } from "vitest";
import { F, Q, UsageError, ValidationError } from "../../src/index.ts";
import { openSmallClub } from "../fixtures/small-club.ts";
import { type Chains, expectRefusal, type Wrong } from "./refusal.ts";

const noList = { error: UsageError, code: "no-list" } as const;
const badValues = { error: ValidationError, code: "bad-values" } as const;
const badRecipe = { error: UsageError, code: "bad-recipe" } as const;

/** A person as an instance, without its types. */
// biome-ignore lint/suspicious/noExplicitAny: a test of what types refuse
const person = ({ store }: Chains): any => store.models.Person.objects.get({ id: 1 });

const rename = async (draft: { name: string }): Promise<void> => {
  draft.name = "Ann";
};

const WRITES: readonly Wrong[] = [
  [
    "an expression in the row that is saved",
    (chains) => person(chains).update({ age: F("age").add(1) }),
    {
      error: ValidationError,
      says: "got an expression",
    },
  ],
  ["bulkCreate() of one row", ({ people }) => people.bulkCreate({ name: "Ann" } as never), noList],
  ["bulkCreate() of nothing", ({ people }) => people.bulkCreate(undefined as never), noList],
  ["bulkCreate() of a text", ({ people }) => people.bulkCreate("Ann" as never), noList],
  [
    "bulkUpdate() of one row",
    ({ people }) => people.bulkUpdate({ id: 1 } as never, ["age"]),
    noList,
  ],
  ["update() of nothing", ({ people }) => people.update(undefined as never), badValues],
  ["update() of a number", ({ people }) => people.update(5 as never), badValues],
  ["update() of a list", ({ people }) => people.update([] as never), badValues],
  ["create() of a list", ({ people }) => people.create([{ name: "Ann" }]), badValues],
  ["the update() of an instance with a list", (club) => person(club).update([]), badValues],
  ["set() of nothing", (club) => person(club).group_set.set(), noList],
  ["set() of one row, by a foreign key", (club) => person(club).pupils.set(person(club)), noList],
  ["refresh() of a text", (club) => person(club).refresh("name"), noList],
  [
    "save() of one field as a text",
    (club) => person(club).save(undefined, { updateFields: "name" }),
    noList,
  ],
  [
    "update() of one row of each value",
    ({ people }) => people.distinct("age").update({ age: 1 }),
    { error: UsageError, code: "after-distinct" },
  ],
  [
    "delete() of one row of each value",
    ({ people }) => people.distinct("age").delete(),
    { error: UsageError, code: "after-distinct" },
  ],
  [
    "getOrCreate() by a Q, though it finds a row",
    ({ people }) => people.getOrCreate(Q({ name: "Ann" }) as never),
    { error: UsageError, code: "bad-lookup" },
  ],
  [
    "updateOrCreate() by a Q",
    ({ people }) => people.updateOrCreate(Q({ name: "Eve" }) as never),
    { error: UsageError, code: "bad-lookup" },
  ],
  ["save() of values", (club) => person(club).save({ name: "Ann" }), badRecipe],
  ["save() of options alone", (club) => person(club).save({ forceInsert: true }), badRecipe],
  [
    "save() of an asynchronous recipe",
    (club) => person(club).save(rename),
    { error: UsageError, code: "async-recipe" },
  ],
  [
    "fullClean() of an asynchronous recipe",
    (club) => person(club).fullClean(rename),
    { error: UsageError, code: "async-recipe" },
  ],
];

describe("a write", () => {
  it.each(WRITES)("is refused: %s", (_, ask, refusal) => expectRefusal(ask, refusal));

  it("changes no row where it is given no value, as in Django", () => {
    const { store, Person } = openSmallClub();
    const { database } = store;

    expect(Person.objects.update({})).toBe(0);
    expect(Person.objects.update({ age: undefined })).toBe(0);
    expect(store.database).toBe(database);
  });
});
