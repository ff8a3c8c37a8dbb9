import { inspect } from "node:util";
import { describe, expect, it, vi } from "vitest";
import {
  CASCADE,
  DoesNotExist,
  field,
  model,
  openStore,
  SET_NULL,
  UsageError,
  ValidationError,
} from "../../src/index.ts";
import { beatlesStore } from "../fixtures/beatles.ts";

describe("an instance", () => {
  it("is the frozen row that the store holds, the same until it changes", () => {
    const { store, ringo } = beatlesStore();
    const { Person } = store.models;

    expect(Person.objects.get({ name: "Ringo Starr" })).toBe(ringo);
    expect(Object.isFrozen(ringo)).toBe(true);
    const renamed = ringo.update({ name: "Richard Starkey" });
    expect(ringo.name).toBe("Ringo Starr");
    expect(ringo.refresh()).toBe(renamed);
    expect(renamed.update({ name: "Richard Starkey" })).toBe(renamed);
  });

  it("is plain data to JSON, structuredClone and comparisons", () => {
    const { ringo, beatles } = beatlesStore();
    const membership = ringo.membership_set.get({ group: beatles });
    const plain = {
      id: 1,
      person_id: 1,
      group_id: 1,
      date_joined: "1962-08-16",
      invite_reason: "Needed a new drummer.",
    };

    expect(membership).toEqual(plain);
    expect(structuredClone(membership)).toEqual(plain);
    expect(JSON.parse(JSON.stringify(membership))).toEqual(plain);
    expect(Object.keys(membership)).toEqual(Object.keys(plain));
  });

  it("saves a recipe as one commit with the changed columns only", () => {
    const { store, ringo, beatles } = beatlesStore();
    const membership = ringo.membership_set.get({ group: beatles });

    const saved = membership.save((draft) => {
      draft.invite_reason = "He was just awesome.";
    });

    expect(saved.invite_reason).toBe("He was just awesome.");
    expect([...store.log.read(store.position)][0]!.events).toEqual([
      {
        type: "updated",
        model: "Membership",
        pk: 1,
        changes: { invite_reason: "He was just awesome." },
      },
    ]);
  });

  it("makes no commit when a save changes nothing", () => {
    const { store, ringo } = beatlesStore();
    const { position } = store;

    expect(ringo.save()).toBe(ringo);
    expect(store.position).toBe(position);
  });

  it("deletes with what depends on it, children first, and counts by model", () => {
    const { store, beatles, ringo } = beatlesStore();

    expect(beatles.delete()).toEqual([4, { Membership: 3, Group: 1 }]);
    expect([...store.log.read(store.position)][0]!.events.map(({ model: name }) => name)).toEqual([
      "Membership",
      "Membership",
      "Membership",
      "Group",
    ]);
    expect(ringo.group_set.count()).toBe(0);
    expect(beatles.delete()).toEqual([0, {}]);
    expect(() => store.models.Group.build({ name: "Cream" }).delete()).toThrow("is not stored");
    expect(() => beatles.update({ name: "x" })).toThrow(DoesNotExist);
  });

  it("is inserted again under its id when it is saved after its row has gone", () => {
    const { store, wings } = beatlesStore();
    wings.delete();

    const again = wings.save();

    expect(again.id).toBe(wings.id);
    expect(store.models.Group.objects.get({ name: "Wings" })).toBe(again);
  });

  it("can be built first and saved later", () => {
    const { store, ringo, wings } = beatlesStore();
    const { Membership } = store.models;
    const { position } = store;

    const built = Membership.build({
      person: ringo,
      group: wings,
      date_joined: new Date("1971-08-01"),
    });

    expect(store.position).toBe(position);
    expect(built.pk).toBeNull();
    expect(built.date_joined).toBe("1971-08-01");
    expect(String(built)).toBe("<Membership: unsaved>");
    const saved = built.save();
    expect(saved.pk).toBe(5);
    expect(saved.person).toBe(ringo);
    expect(() => Membership.build({ person: ringo }).save()).toThrow(
      'Membership needs a value for "group"',
    );
    expect(() => store.models.Person.build({ name: "x" }).group_set).toThrow(UsageError);
  });

  it("prints as its label, in Node's inspector and as text", () => {
    const { store, ringo } = beatlesStore();
    const people = store.models.Person.objects;

    expect(inspect(ringo)).toBe("<Person: Ringo Starr>");
    expect(`${ringo}`).toBe("<Person: Ringo Starr>");
    expect(inspect(people.all())).toBe(
      "<QuerySet [<Person: Ringo Starr>, <Person: Paul McCartney>, <Person: John Lennon>]>",
    );
    people.bulkCreate(Array.from({ length: 30 }, (_, i) => ({ name: `n${i}` })));
    const printed = inspect(people.all());
    expect(printed.match(/<Person: /g)).toHaveLength(20);
    expect(printed).toContain("remaining elements truncated");
  });

  it("prints as its label in browsers whose console has custom formatters", () => {
    vi.stubGlobal("window", {});
    vi.stubGlobal("devtoolsFormatters", undefined);
    const { ringo } = beatlesStore();
    const [formatter] = (
      globalThis as unknown as { devtoolsFormatters: [{ header(value: unknown): unknown }] }
    ).devtoolsFormatters;

    expect(formatter.header(ringo)).toEqual(["span", {}, "<Person: Ringo Starr>"]);
    expect(formatter.header({ name: "Ringo" })).toBeNull();
    vi.unstubAllGlobals();
  });
});

describe("options of fields", () => {
  const timestamps = {
    created: field.dateTime({ autoNowAdd: true }),
    changed: field.dateTime({ autoNow: true }),
  };
  let now = 0;
  const open = () =>
    openStore(
      {
        Article: model(
          {
            ...timestamps,
            id: field.uuid({
              primaryKey: true,
              default: () => `00000000-0000-4000-8000-${String(now).padStart(12, "0")}`,
            }),
            title: field.char({
              maxLength: 20,
              validators: [(title) => (title === "bad" ? "no bad titles" : undefined)],
            }),
            state: field.char({
              choices: [
                ["d", "Draft"],
                ["p", "Published"],
              ],
              default: "d",
            }),
            price: field.decimal({ maxDigits: 6, decimalPlaces: 2, null: true }),
            tags: field.json({ default: () => [] }),
          },
          {
            ordering: ["-title"],
            label: (article) => article.title,
            methods: {
              shout() {
                return `${this.title.toUpperCase()}!`;
              },
              get isPublished(): boolean {
                return this.state === "p";
              },
            },
            querySet: {
              published() {
                return this.filter({ state: "p" });
              },
              titled(start: string) {
                return this.filter({ title__startswith: start });
              },
            },
          },
        ),
      },
      { clock: () => new Date(Date.UTC(2026, 0, 1, 0, 0, now++)) },
    );

  it("fill in times from the store's clock, and defaults whose results are in the event", () => {
    const store = open();
    const article = store.models.Article.objects.create({ title: "A" });

    const changed = article.update({ title: "B" });

    expect(article.created).toBe(changed.created);
    expect(changed.changed > article.changed).toBe(true);
    expect([...store.log.read()][0]!.events[0]).toMatchObject({
      row: { id: article.id, tags: [], state: "d" },
    });
  });

  it("keep the time of the last save of an instance, not that of other changes", () => {
    const { Article } = open().models;
    const article = Article.objects.create({ title: "A" });
    const { changed } = article;

    Article.objects.update({ title: "B" });
    Article.objects.bulkUpdate([{ ...article, title: "C" }], ["title"]);
    const rename = (draft: { title: string }): void => {
      draft.title = "D";
    };
    expect(article.save(rename, { updateFields: ["title"] }).changed).toBe(changed);
    expect(article.refresh()).toMatchObject({ title: "D", changed });

    Article.objects.update({ changed: "2030-01-01T00:00:00Z" });
    expect(article.refresh().changed).toBe("2030-01-01T00:00:00.000Z");
    const named = article.save(undefined, { updateFields: ["changed"] }).changed;
    expect(named < "2030" && named > changed).toBe(true);
    const [again] = Article.objects.updateOrCreate(
      { id: article.id },
      { defaults: { title: "E" } },
    );
    expect(again.changed > named).toBe(true);
    const [met] = Article.objects.bulkCreate([{ id: article.id, title: "F" }], {
      updateConflicts: true,
      updateFields: ["title", "changed"],
      uniqueFields: ["id"],
    });
    expect(met!.changed > again.changed).toBe(true);
    expect(Article.objects.get().created).toBe(article.created);
  });

  it("refuse what validators and choices refuse", () => {
    const { Article } = open().models;

    expect(() => Article.objects.create({ title: "bad" })).toThrow("no bad titles");
    expect(() => Article.objects.create({ title: "x", state: "x" as "d" })).toThrow(
      ValidationError,
    );
    expect(Article.objects.create({ title: "x", price: 1.5 }).price).toBe("1.50");
  });

  it("give methods, getters and chainable methods of the QuerySet", () => {
    const { Article } = open().models;
    Article.objects.bulkCreate([
      { title: "Abc", state: "p" },
      { title: "Abd" },
      { title: "Xyz", state: "p" },
    ]);

    expect(Article.objects.first()?.title).toBe("Xyz");
    expect(Article.objects.first()?.shout()).toBe("XYZ!");
    expect(Article.objects.first()?.isPublished).toBe(true);
    expect(
      Article.objects
        .published()
        .titled("A")
        .toArray()
        .map(({ title }) => title),
    ).toEqual(["Abc"]);
    expect(Article.objects.filter({ state: "d" }).titled("A").count()).toBe(1);
  });
});

describe("relations", () => {
  it("to self are symmetrical or have a way back, through hidden models that can be queried", () => {
    const store = openStore({
      Person: model({
        name: field.char(),
        friends: field.manyToMany("self"),
        follows: field.manyToMany("self", { symmetrical: false, relatedName: "followers" }),
      }),
    });
    const { Person } = store.models;
    const [ann, bo] = Person.objects.bulkCreate([{ name: "Ann" }, { name: "Bo" }]) as [
      RowOf,
      RowOf,
    ];
    type RowOf = ReturnType<typeof Person.objects.create>;
    Person.follows.through.objects.create({ from_person: ann, to_person: bo });

    expect(ann.follows.get().name).toBe("Bo");
    expect(bo.followers.get().name).toBe("Ann");
    expect(bo.follows.exists()).toBe(false);
    expect(Person.objects.filter({ followers__name: "Ann" }).get()).toBe(bo);
    expect(Person.friends.through.objects.count()).toBe(0);
    expect(() =>
      Person.follows.through.objects.create({ from_person: ann, to_person: bo }),
    ).toThrow("already has a row");
  });

  it("by another unique field join and delete by it", () => {
    const store = openStore({
      Country: model({ code: field.char({ maxLength: 2, unique: true }) }),
      City: model({
        name: field.char(),
        country: field.foreignKey("Country", { onDelete: SET_NULL, null: true, toField: "code" }),
      }),
      Mayor: model({ city: field.oneToOne("City", { onDelete: CASCADE, primaryKey: true }) }),
    });
    const { Country, City, Mayor } = store.models;
    const france = Country.objects.create({ code: "FR" });
    const paris = City.objects.create({ name: "Paris", country: france });
    const mayor = Mayor.objects.create({ city: paris });

    expect(paris.country_id).toBe("FR");
    expect(paris.country).toBe(france);
    expect(france.city_set.get()).toBe(paris);
    expect(City.objects.filter({ country__code__startswith: "F" }).get()).toBe(paris);
    expect(Country.objects.filter({ city__mayor: mayor }).get()).toBe(france);
    expect(paris.mayor).toBe(mayor);
    expect(mayor.pk).toBe(paris.id);
    expect(() => france.update({ code: "XX" })).toThrow("there is no Country");
    expect(france.delete()).toEqual([1, { Country: 1 }]);
    expect(paris.refresh().country).toBeNull();
    expect(paris.delete()).toEqual([2, { Mayor: 1, City: 1 }]);
    store.database.verify();
  });
});
