/** Many rows whose unique rules are judged when all are there, against rows that are judged one by one. */
import { fc, test } from "@fast-check/vitest";
import { describe, expect, it, vi } from "vitest";
import {
  CASCADE,
  check,
  field,
  model,
  openStore,
  Q,
  type StoreOptions,
  unique,
} from "../../src/index.ts";
import { UnseenKeys } from "../../src/tables/unseen-keys.ts";
import { runs } from "../runs.ts";

const COUNT = 1100;

const shape = {
  place: field.foreignKey("Place", { onDelete: CASCADE }),
  other: field.foreignKey("Place", { onDelete: CASCADE, relatedName: "others", null: true }),
  code: field.char({ maxLength: 8, null: true }),
  weight: field.float({ null: true }),
  at: field.dateTime({ null: true }),
};

const rules = [
  unique({ fields: ["place", "code"], name: "one_code_a_place" }),
  unique({ fields: ["other"], name: "one_other" }),
  unique({ fields: ["code", "weight"], name: "one_weight_a_code" }),
  unique({ fields: ["at"], name: "one_moment" }),
];

const light = check({ condition: Q({ weight__lt: 1e6 }), name: "light" });

/** A store whose things have unique rules, or only their form. */
function open(isRuled: boolean, options?: StoreOptions) {
  const store = openStore(
    {
      Place: model({ key: field.integer({ primaryKey: true }) }),
      Thing: model(shape, { constraints: isRuled ? [...rules, light] : [] }),
    },
    options,
  );
  if (options === undefined) {
    store.models.Place.objects.bulkCreate(
      Array.from({ length: COUNT }, (_, at) => ({ key: at - 3 })),
    );
  }
  return store;
}

interface Thing {
  readonly id?: number;
  readonly place_id: number;
  readonly other_id: number | null;
  readonly code: string | null;
  readonly weight: number | null;
  readonly at: string | null;
}

/** A row that has all rules on its side. */
function soundThing(at: number): Thing {
  return {
    place_id: (at % 40) - 3,
    other_id: at % 7 === 0 ? null : at - 3,
    code: at % 11 === 0 ? null : `c${at % 301}`,
    weight: at % 5 === 0 ? null : at / 2,
    at: at % 3 === 0 ? null : new Date(1e12 + at * 1000).toISOString(),
  };
}

/** What is wrong with a row, by another that comes before it. */
const FAULTS: readonly ((row: Thing, before: Thing) => Thing)[] = [
  (row, { place_id, code }) => ({ ...row, place_id, code }),
  (row, { other_id }) => ({ ...row, other_id }),
  (row, { code, weight }) => ({ ...row, code, weight }),
  (row, { at }) => ({ ...row, at }),
  (row) => ({ ...row, id: 1 }),
  (row) => ({ ...row, code: "much too long" }),
  (row) => ({ ...row, weight: 1e7 }),
  (row) => ({ ...row, place_id: 5000 }),
];

const fault = fc.record({
  kind: fc.nat(FAULTS.length - 1),
  at: fc.integer({ min: 1, max: COUNT - 1 }),
  before: fc.nat(COUNT),
});

const faults = fc.array(fault, { maxLength: 3 });
type Fault = typeof fault extends fc.Arbitrary<infer F> ? F : never;

function thingsWith(given: readonly Fault[]): readonly Thing[] {
  const things = Array.from({ length: COUNT }, (_, at) => soundThing(at));
  for (const { kind, at, before } of given) {
    things[at] = FAULTS[kind]!(things[at]!, things[before % at]!);
  }
  return things;
}

/** What is thrown, with all that it tells; undefined where nothing is. */
function thrownBy(act: () => unknown): unknown {
  try {
    act();
    return undefined;
  } catch (error) {
    return { ...(error as Error), message: (error as Error).message };
  }
}

describe("rules that are judged late", () => {
  test.prop([faults], { numRuns: runs(25) })(
    "fail as they do for one row after the other",
    (given) => {
      const things = thingsWith(given);
      const [one, all] = [open(true), open(true)];
      const expected = thrownBy(() =>
        one.atomic(() => {
          for (const thing of things) one.models.Thing.objects.create(thing);
        }),
      );

      expect(thrownBy(() => all.models.Thing.objects.bulkCreate(things))).toEqual(expected);
      expect(all.models.Thing.objects.count()).toBe(expected === undefined ? COUNT : 0);
      all.database.verify();
      // Rules hold from then on.
      if (expected === undefined) {
        expect(thrownBy(() => all.models.Thing.objects.create(things[1]!))).toMatchObject({
          code: "unique",
        });
      }
    },
  );

  test.prop([faults, fc.constantFrom("stay", "go", "change")], { numRuns: runs(20) })(
    "fail for a log as they do for its commits, whatever becomes of the rows",
    (given, fate) => {
      const written = open(false);
      const { Thing } = written.models;
      // What no store takes, no log has.
      const wrong = given.filter(({ kind }) => kind < 4);
      for (const thing of thingsWith(wrong)) Thing.objects.create(thing);
      for (const { at } of wrong) {
        const them = Thing.objects.filter({ id: at + 1 });
        if (fate === "go") them.delete();
        if (fate === "change") {
          them.update({ code: `n${at}`, weight: -at, other_id: null, at: null });
        }
      }
      const target = open(true);
      const commits = [...written.log.read(2)].map(({ events }) => ({ events }));
      const expected = thrownBy(() => target.apply(commits));

      const opened = thrownBy(() => open(true, { log: written.log }).database.verify());

      expect(opened).toEqual(expected);
    },
  );

  it.each(["one commit", "many"])(
    "let rows of a log go, and others come in their place: %s",
    (commitCount) => {
      const written = open(false);
      const { Thing } = written.models;
      if (commitCount === "one commit") Thing.objects.bulkCreate(thingsWith([]));
      else for (const thing of thingsWith([])) Thing.objects.create(thing);
      for (let at = 1; at < COUNT; at += 100) {
        Thing.objects.get({ id: at + 1 }).delete();
        Thing.objects.create(soundThing(at));
        Thing.objects.filter({ id: at + 2 }).update({ weight: -at, code: `n${at}` });
      }
      const commits = [...written.log.read(2)].map(({ events }) => ({ events }));
      const many = open(true);
      many.apply(commits);

      const find = vi.spyOn(UnseenKeys.prototype, "find");
      const opened = open(true, { log: written.log });
      const { length: asked } = find.mock.calls;
      find.mockRestore();

      // Of the rows that came first, no hash was asked for.
      expect(asked).toBeLessThan(200);
      const all = opened.models.Thing.objects.all().toArray();
      expect(all).toEqual(many.models.Thing.objects.all().toArray());
      opened.database.verify();
      Thing.objects.create(soundThing(7));
      expect(thrownBy(() => open(true, { log: written.log }))).toMatchObject({ code: "unique" });
    },
  );

  it("ask for no hashes, and are no longer late when something else is done to the rows", () => {
    const { models } = open(true);
    const find = vi.spyOn(UnseenKeys.prototype, "find");
    try {
      models.Thing.objects.bulkCreate(thingsWith([]));
      expect(find).toHaveBeenCalledTimes(0);
    } finally {
      find.mockRestore();
    }
  });

  it("are judged before a function that gives a default writes", () => {
    const caught: unknown[] = [];
    const store = openStore({
      Item: model({
        no: field.integer({ unique: true }),
        rank: field.integer({
          default: (): number => {
            if (store.models.Item.objects.count() >= 0 && ++asked === 1050) {
              caught.push(
                thrownBy(() => store.models.Item.objects.create({ no: 3, rank: 1 })) ?? "stored",
              );
            }
            return asked;
          },
        }),
      }),
    });
    let asked = 0;
    store.models.Item.objects.bulkCreate(Array.from({ length: 1200 }, (_, no) => ({ no })));

    expect(caught).toMatchObject([{ code: "unique" }]);
    expect(store.models.Item.objects.count()).toBe(1200);
    store.database.verify();
  });
});
