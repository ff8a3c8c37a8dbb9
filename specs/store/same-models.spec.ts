/** What stores of the same models share: nothing that one could see. */
import { describe, expect, it, onTestFinished, vi } from "vitest";
import {
  CASCADE,
  Count,
  check,
  Exists,
  F,
  FilteredRelation,
  field,
  IntegrityError,
  model,
  OuterRef,
  openStore,
  Prefetch,
  Q,
  RowNumber,
  registerLookup,
  Subquery,
  Sum,
  UsageError,
  unique,
  ValidationError,
  Window,
} from "../../src/index.ts";
import { type Chain, stateOf } from "../../src/orm/chain.ts";
import { club, openClub } from "../fixtures/club.ts";
import { countAlive } from "../fixtures/count-alive.ts";
import { filledClub } from "../fixtures/filled-club.ts";

interface Objects {
  filter(conditions: object): Chain;
}

/** Plans are kept with shapes. */
function sharePlans(one: { readonly models: object }, other: { readonly models: object }): boolean {
  const shapes = [one, other].map(({ models }) => {
    const { Person } = models as { readonly Person: { readonly objects: Objects } };
    return stateOf(Person.objects.filter({ name: "Ann" })).shape;
  });
  return shapes[0] === shapes[1];
}

/** Registers for one spec the lookup `hooked`: a `gte` that calls a function once, when next asked. */
function hookedLookup(): { once: () => void } {
  const hook = { once: (): void => {} };
  const take = registerLookup({
    name: "hooked",
    kinds: ["integer"],
    matches: (value: number, least: number) => {
      const call = hook.once;
      hook.once = () => {};
      call();
      return value >= least;
    },
  } as never);
  onTestFinished(take);
  return hook;
}

describe("stores of the same models", () => {
  it("share shapes, also where the models were listed anew", () => {
    const { Person, Group, Membership, Badge } = club;

    expect(sharePlans(openClub(), openClub())).toBe(true);
    expect(sharePlans(openClub(), openStore({ Person, Group, Membership, Badge }))).toBe(true);
  });

  it("share none with stores of other definitions, names, order or planner", () => {
    const { Person, Group, Membership, Badge } = club;
    const other = model({ ...Badge.fields });

    expect(sharePlans(openClub(), openStore({ Person, Group, Membership, Badge: other }))).toBe(
      false,
    );
    expect(sharePlans(openClub(), openStore({ Group, Person, Membership, Badge }))).toBe(false);
    expect(sharePlans(openClub(), openStore({ Person, Group, Membership, Pin: Badge }))).toBe(
      false,
    );
  });

  it("see it when a model is put in the place of another", () => {
    const models: { [name: string]: ReturnType<typeof model> } = { Song: model({}) };
    openStore(models);
    models.Song = model({ title: field.char() }) as never;

    const { Song } = openStore(models).models;
    expect(Song!.objects.create({ title: "Help!" } as never)).toMatchObject({ title: "Help!" });
  });

  it("are planned for by what each lets the planner use, whichever is asked first", () => {
    for (const isPlainFirst of [true, false]) {
      const models = { Song: model({ title: field.char({ unique: true }) }) };
      const plain = openStore(models);
      const bare = openStore(models, { planner: { indexes: false } });
      for (const store of [plain, bare]) {
        store.models.Song.objects.bulkCreate(["a", "b", "c"].map((title) => ({ title })));
      }
      const visited = (store: typeof plain): number => {
        const songs = store.models.Song.objects.filter({ title: "b" });
        expect(songs.toArray()).toHaveLength(1);
        return songs.rowsVisited!;
      };
      const order = isPlainFirst ? [plain, bare] : [bare, plain];
      expect(order.map(visited)).toEqual(isPlainFirst ? [1, 3] : [3, 1]);
    }
  });

  it("have rows, managers and writes of their own", () => {
    const [one, other] = [openClub(), openClub()];
    const ann = one.models.Person.objects.create({ name: "Ann" });
    const bo = other.models.Person.objects.create({ name: "Bo" });
    one.models.Person.objects.create({ name: "Cy", mentor: ann });

    expect([ann.pk, bo.pk]).toEqual([1, 1]);
    expect(ann.pupils.count()).toBe(1);
    expect(bo.pupils.count()).toBe(0);
    expect(bo.update({ name: "Bob" }).name).toBe("Bob");
    expect(one.models.Person.objects.get({ pk: 1 })).toBe(ann);
    expect(ann.constructor.name).toBe("Person");
    expect(ann.constructor).not.toBe(bo.constructor);
    expect(ann.refresh()).toBe(ann);
    bo.delete();
    expect(one.models.Person.objects.count()).toBe(2);
    expect(other.models.Person.objects.count()).toBe(0);
  });

  it("find unique values, and keep to rules, each among its own rows", () => {
    const models = {
      Song: model(
        { title: field.char({ unique: true }), plays: field.integer({ default: 0 }) },
        {
          constraints: [
            check({ condition: { plays__gte: 0 }, name: "not_negative" }),
            unique({ fields: ["plays"], condition: { plays__gt: 9 }, name: "one_each" }),
          ],
        },
      ),
    };
    const [one, other] = [openStore(models), openStore(models)];
    one.models.Song.objects.bulkCreate([{ title: "a" }, { title: "b", plays: 10 }]);
    other.models.Song.objects.bulkCreate([{ title: "b", plays: 10 }, { title: "a" }]);

    for (const { models: own } of [one, other, one]) {
      const { objects } = own.Song;
      expect(objects.get({ title: "a" }).plays).toBe(0);
      expect(objects.get({ title: "b" }).plays).toBe(10);
      expect(() => objects.create({ title: "c", plays: -1 })).toThrow(IntegrityError);
      expect(() => objects.create({ title: "c", plays: 10 })).toThrow(IntegrityError);
      expect(() => objects.create({ title: "b" })).toThrow(IntegrityError);
    }
  });

  it("judge conditions by the lookups that there are when each is opened", () => {
    const condition = { plays__odd: 1 };
    const models = {
      Song: model(
        { plays: field.integer() },
        { constraints: [check({ condition: condition as never, name: "odd" })] },
      ),
    };
    const lookup = (parity: number) => ({
      name: "odd",
      kinds: ["integer"] as const,
      matches: (value: number) => Math.abs(value % 2) === parity,
    });
    const opened = [1, 0].map((parity) => {
      const take = registerLookup(lookup(parity) as never);
      const store = openStore(models);
      take();
      return store.models.Song.objects;
    });

    expect(() => opened[0]!.create({ plays: 2 })).toThrow(IntegrityError);
    expect(() => opened[1]!.create({ plays: 3 })).toThrow(IntegrityError);
    expect([opened[0]!.create({ plays: 3 }).plays, opened[1]!.create({ plays: 2 }).plays]).toEqual([
      3, 2,
    ]);
  });

  it("judge a row while they judge that of another, also after an error", () => {
    const lookup = hookedLookup();
    const condition = { plays__hooked: 1, votes__hooked: 2 } as never;
    const models = {
      Song: model(
        { plays: field.integer(), votes: field.integer() },
        { constraints: [check({ condition, name: "asked" })] },
      ),
    };
    const [one, other] = [openStore(models), openStore(models)].map(({ models: own }) => own.Song);
    lookup.once = () => other!.objects.create({ plays: 1, votes: 3 });
    expect(() => one!.objects.create({ plays: 7, votes: 1 })).toThrow(IntegrityError);
    lookup.once = () => other!.objects.create({ plays: 1, votes: 1 });
    expect(() => one!.objects.create({ plays: 7, votes: 7 })).toThrow(IntegrityError);
    expect(one!.objects.create({ plays: 8, votes: 2 }).plays).toBe(8);
    expect([one!.objects.count(), other!.objects.count()]).toEqual([1, 1]);
  });

  it("refuse QuerySets of each other, and take those of their forks", () => {
    const store = openClub();
    const sides = [store, openClub(), store.fork()];
    const [mine, yours, forked] = sides.map(({ models }) => models.Person.objects.all());
    const { Badge } = store.models;
    const calls = (other: NonNullable<typeof mine>) => [
      () => mine!.union(other).toArray(),
      () => mine!.intersection(other).toArray(),
      () => mine!.difference(other).toArray(),
      () => mine!.or(other).toArray(),
      () => mine!.and(other).toArray(),
      () => mine!.xor(other).toArray(),
      () => mine!.filter({ pk__in: other }).toArray(),
      () => Badge.objects.filter({ person__in: other }).toArray(),
      () => Badge.objects.exclude({ person__name__in: other.values("name") }).toArray(),
      () => mine!.filter(Q({ name: "Ann" }).or(Exists(other))).toArray(),
      () => mine!.annotate({ first: Subquery(other.values("name").slice(0, 1)) }).toArray(),
      () => mine!.update({ name: Subquery(other.values("name").slice(0, 1)) }),
      () =>
        mine!.prefetchRelated(new Prefetch("pupils", { queryset: other, toAttr: "all" })).toArray(),
    ];

    for (const call of calls(yours!)) {
      expect(call).toThrow(UsageError);
      expect(call).toThrow("A QuerySet of Person belongs to another store.");
    }
    for (const call of calls(forked!)) expect(call).not.toThrow();
  });

  it("go by definitions as they were when they were made", () => {
    const choices: [number, string][] = [[1, "one"]];
    const tags = ["a"];
    const constraints = [check({ condition: { n__lt: 9 }, name: "small" })];
    const ordering = ["n"];
    const methods = { double: () => 2 };
    const models = {
      Song: model(
        { n: field.integer({ choices }), tags: field.json({ default: tags }) },
        { constraints, ordering, methods },
      ),
    };
    const opened = [0, 1].map(() => {
      const { objects } = openStore(models).models.Song;
      objects.bulkCreate([{ n: 1 }, { n: 1 }]);
      choices.push([2, "two"]);
      tags.push("b");
      constraints.push(check({ condition: { n__gt: 9 }, name: "large" }));
      ordering[0] = "-id";
      methods.double = () => 4;
      return objects;
    });

    for (const objects of opened) {
      expect([...objects.all()].map((song) => [song.pk, song.double(), song.tags])).toEqual([
        [1, 2, ["a"]],
        [2, 2, ["a"]],
      ]);
      expect(() => objects.create({ n: 2 as never })).toThrow(ValidationError);
    }
  });

  it("have classes of QuerySets of their own, where a model has methods for them", () => {
    const querySet = { amount: () => 1 };
    const models = { Song: model({ n: field.integer() }, { querySet }) };
    const [one, other] = [openStore(models), openStore(models)].map(({ models: own }) => own.Song);

    const spied = vi.spyOn(Object.getPrototypeOf(one!.objects.all()), "amount");
    spied.mockReturnValue(5);

    expect([one!.objects.all().amount(), other!.objects.all().amount()]).toEqual([5, 1]);
    expect(one!.objects.all()).not.toStrictEqual(other!.objects.all());
  });

  it("find joined rows while they find those of another, also after an error", () => {
    const lookup = hookedLookup();
    const models = {
      A: model({ n: field.integer() }),
      B: model({
        a: field.foreignKey("A", { onDelete: CASCADE, relatedName: "bs" }),
        m: field.integer(),
      }),
    };
    const open = () => {
      const { A, B } = openStore(models).models;
      const a = A.objects.create({ n: 1 });
      B.objects.create({ a, m: 5 });
      const relation = new FilteredRelation("bs", { condition: Q({ bs__m__hooked: 0 } as never) });
      const wanted = Q({ f__m__hooked: 0 } as never).or(Q({ f__m__isnull: true } as never));
      return A.objects.annotate({ f: relation } as never).filter(wanted);
    };
    const answers = [0, 1].map(() => {
      const [one, other] = [open(), open()];
      const fail = (): void => {
        throw new RangeError("failed");
      };
      const askOther = (): void => {
        lookup.once = fail;
        expect(() => other!.count()).toThrow(RangeError);
      };
      // Not within the condition of the relation: after it, when the row has been found.
      lookup.once = () => {
        lookup.once = askOther;
      };
      return one!.count();
    });

    expect(answers).toEqual([1, 1]);
  });

  it("are let go of, whatever was asked of them", async () => {
    const dropped = Array.from({ length: 5 }, askAndDrop);

    expect(await countAlive(dropped, 0)).toBe(0);
  });
});

/** A store of which much is asked, as a weak reference. */
function askAndDrop(): WeakRef<object> {
  const store = filledClub();
  const { Person, Group, Membership, Badge } = store.models;
  const people = Person.objects;
  const group = Group.objects.get({ name: "g1" });
  const ask = (): readonly unknown[] => [
    people.filter({ age__gt: 20, name__startswith: "p1" }).toArray(),
    people.filter({ email: "p3@example.com" }).first(),
    people
      .filter({ membership__group__name: "g2", membership__date_joined__gt: "2020-01-20" })
      .toArray(),
    Group.objects.filter({ members__name__startswith: "p" }).distinct().orderBy("name").toArray(),
    Group.objects
      .annotate({ n: Count("members") })
      .orderBy("-n")
      .slice(0, 2)
      .toArray(),
    people.exclude({ group__name: "g3" }).count(),
    people.filter({ group__name__in: Group.objects.filter({ pk__lt: 3 }).values("name") }).exists(),
    people.filter(Exists(Badge.objects.filter({ person: OuterRef("pk") }))).toArray(),
    people.filter(Q({ age: 20 }).or(Q({ name: "p7" }).not())).toArray(),
    people.filter({ age__gt: F("mentor__age") }).toArray(),
    people.annotate({ at: Window(RowNumber(), { orderBy: ["age"] }) }).toArray(),
    people.aggregate({ ages: Sum("age") }),
    people
      .values("age")
      .annotate({ n: Count("pk") })
      .toArray(),
    Membership.objects.filter({ group }).orderBy("-date_joined").slice(0, 3).toArray(),
    Membership.objects.filter({ person: 3, group }).first(),
    people.prefetchRelated("membership_set").slice(0, 3).toArray(),
    group.members.filter({ age__lt: 30 }).toArray(),
    people.get({ pk: 3 }).badge,
    people.orderBy("age", "pk").last(),
    people.orderBy(Exists(Badge.objects.filter({ person: OuterRef("pk") })).asc()).toArray(),
    people
      .union(people.filter({ age: 20 }))
      .orderBy("name")
      .toArray(),
    people
      .orderBy(Subquery(Badge.objects.filter({ person: OuterRef("pk") }).values("code")).asc())
      .or(people.filter({ pk: 1 }))
      .toArray(),
    people
      .annotate({
        in_one: new FilteredRelation("membership", {
          condition: Q({ membership__group__in: Group.objects.filter({ name: "g1" }) }),
        }),
      })
      .filter({ in_one__isnull: false } as never)
      .toArray(),
  ];
  const sizes = ask().map((answer) => (Array.isArray(answer) ? answer.length : 1));
  expect(Math.min(...sizes)).toBeGreaterThan(0);
  const heard: unknown[] = [];
  const live = people
    .filter({ group: group.pk })
    .orderBy("name")
    .live()
    .subscribe((rows) => {
      heard.push(rows);
    });
  Membership.objects.create({ person_id: 5, group, date_joined: "2021-01-01", is_leader: true });
  people.filter({ pk: 7 }).update({ age: 99 });
  Badge.objects.filter({ code: "b1" }).delete();
  live.unsubscribe();
  expect(heard.length).toBeGreaterThan(1);
  return new WeakRef(store.database);
}
