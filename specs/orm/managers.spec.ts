import { describe, expect, it } from "vitest";
import {
  CASCADE,
  check,
  DoesNotExist,
  field,
  IntegrityError,
  LookupError,
  MultipleObjectsReturned,
  model,
  openStore,
  Q,
  UsageError,
  unique,
  ValidationError,
} from "../../src/index.ts";
import { beatlesStore } from "../fixtures/beatles.ts";

/** Tags with a unique word, in shelves with unique places. */
function openTags() {
  return openStore({
    Shelf: model({ name: field.char() }),
    Tag: model(
      {
        word: field.slug({ unique: true }),
        shelf: field.foreignKey("Shelf", { onDelete: CASCADE, null: true }),
        place: field.integer({ null: true }),
        uses: field.integer({ default: 0 }),
      },
      {
        constraints: [
          unique({ fields: ["shelf", "place"], name: "one_a_place" }),
          unique({ fields: ["uses"], name: "rare", condition: Q({ uses__gt: 1000 }) }),
          check({ condition: Q({ uses__gte: 0 }), name: "uses_positive" }),
        ],
      },
    ),
  }).models;
}

describe("getOrCreate()", () => {
  it("gives the row that the lookups find, and stores nothing", () => {
    const { store, ringo } = beatlesStore();
    const { position } = store;

    const found = store.models.Person.objects.getOrCreate(
      { name__startswith: "Ringo" },
      { defaults: { name: "somebody else" } },
    );

    expect(found).toEqual([ringo, false]);
    expect(found[0]).toBe(ringo);
    expect(store.position).toBe(position);
  });

  it("makes a row of the lookups that name a column alone, and of the defaults", () => {
    const { store, ringo, wings } = beatlesStore();
    const { Membership } = store.models;

    const [row, created] = Membership.objects.getOrCreate(
      { person: ringo, group__name: "Wings", date_joined__year: 1971, group_id: wings.id },
      { defaults: { date_joined: () => "1971-08-01", invite_reason: "why" } },
    );

    expect(created).toBe(true);
    expect(row).toEqual({
      ...{ id: 5, person_id: ringo.id, group_id: wings.id },
      ...{ date_joined: "1971-08-01", invite_reason: "why" },
    });
  });

  it("calls functions only when it makes a row", () => {
    const { store } = beatlesStore();
    const { Person } = store.models;
    let calls = 0;
    const defaults = { name: () => `made ${++calls}` };

    Person.objects.getOrCreate({ name: "Ringo Starr" }, { defaults });
    expect(calls).toBe(0);
    expect(Person.objects.getOrCreate({ name: "Pete" }, { defaults })[0].name).toBe("made 1");
  });

  it("fails where several rows are found, a value is missing, or a name is wrong", () => {
    const { store } = beatlesStore();
    const { Person, Membership } = store.models;
    const { database } = store;

    expect(() => Membership.objects.getOrCreate({ group: 1 })).toThrow(MultipleObjectsReturned);
    expect(() => Person.objects.getOrCreate({ name__startswith: "x" })).toThrow(
      'Person needs a value for "name"',
    );
    const wrong = { defaults: { nam: "x" } } as object;
    expect(() => Person.objects.getOrCreate({ name: "Ringo Starr" }, wrong)).toThrow(
      'Person has no field "nam"',
    );
    expect(() => Person.objects.getOrCreate({ nam: "x" } as never)).toThrow(LookupError);
    expect(() => Person.objects.getOrCreate({ name: "x" }, { default: {} } as object)).toThrow(
      'getOrCreate() has no option "default". Did you mean "defaults"?',
    );
    expect(store.database).toBe(database);
  });

  it("looks only at the rows of a QuerySet, but makes any row", () => {
    const { store } = beatlesStore();
    const few = store.models.Person.objects.filter({ name__startswith: "P" });

    expect(few.getOrCreate({ name: "Ringo Starr" })[1]).toBe(true);
    expect(store.models.Person.objects.filter({ name: "Ringo Starr" }).count()).toBe(2);
    expect(() => few.values("name").getOrCreate({ name: "x" })).toThrow(UsageError);
  });
});

describe("updateOrCreate()", () => {
  it("stores the defaults in the row that it finds, else makes one", () => {
    const { store, ringo } = beatlesStore();
    const { Person } = store.models;

    const [row, created] = Person.objects.updateOrCreate(
      { name: "Ringo Starr" },
      { defaults: { name: () => "Richard Starkey" } },
    );
    expect(created).toBe(false);
    expect(row).toBe(ringo.refresh());
    expect(row.name).toBe("Richard Starkey");

    const options = { defaults: { name: "never" }, createDefaults: { name: "Pete Best" } };
    const [pete, made] = Person.objects.updateOrCreate({ name: "Pete" }, options);
    expect([pete.name, made]).toEqual(["Pete Best", true]);
    expect(Person.objects.updateOrCreate({ name: "George" })[0].name).toBe("George");
  });

  it("leaves nothing behind when it fails", () => {
    const { store } = beatlesStore();
    const { Membership } = store.models;
    const { database } = store;
    const wrong = { defaults: { group_id: 99, date_joined: "2000-01-01" } };

    expect(() => Membership.objects.updateOrCreate({ id: 1 }, wrong)).toThrow(IntegrityError);
    expect(() => Membership.objects.updateOrCreate({ person: 2 }, wrong)).toThrow(
      MultipleObjectsReturned,
    );
    expect(store.database).toBe(database);
  });
});

describe("bulkCreate()", () => {
  it("skips rows in conflict where it is told to, and gives unsaved instances", () => {
    const { Tag } = openTags();
    Tag.objects.create({ word: "a" });

    const rows = Tag.objects.bulkCreate([{ word: "b" }, { word: "a" }, { id: 1, word: "c" }], {
      ignoreConflicts: true,
    });

    expect(rows.map(({ pk, word }) => [pk, word])).toEqual([
      [null, "b"],
      [null, "a"],
      [1, "c"],
    ]);
    expect(Tag.objects.valuesList("id", "word").toArray()).toEqual([
      [1, "a"],
      [2, "b"],
    ]);
    expect(() =>
      Tag.objects.bulkCreate([{ word: "d", uses: -1 }], { ignoreConflicts: true }),
    ).toThrow("uses_positive");
  });

  it("changes rows in the way where it is told to", () => {
    const { Shelf, Tag } = openTags();
    const shelf = Shelf.objects.create({ name: "top" });
    Tag.objects.bulkCreate([
      { word: "a", shelf, place: 1, uses: 5 },
      { word: "b", shelf, place: 2, uses: 6 },
    ]);

    const rows = Tag.objects.bulkCreate(
      [
        { word: "x", shelf, place: 1, uses: 7 },
        { word: "y", shelf, place: 3 },
      ],
      { updateConflicts: true, updateFields: ["uses"], uniqueFields: ["shelf", "place"] },
    );

    expect(rows.map(({ id, word, uses }) => [id, word, uses])).toEqual([
      [1, "a", 7],
      [4, "y", 0],
    ]);
    const byWord = {
      updateConflicts: true,
      updateFields: ["uses"],
      uniqueFields: ["word"],
    } as const;
    expect(() => Tag.objects.bulkCreate([{ word: "z", shelf, place: 1 }], byWord)).toThrow(
      IntegrityError,
    );
  });

  it("refuses options that make no sense", () => {
    const { Tag } = openTags();
    const refused = (options: object) => () => Tag.objects.bulkCreate([{ word: "a" }], options);
    const updating = { updateConflicts: true, updateFields: ["uses"], uniqueFields: ["word"] };

    expect(refused({ ignoreConflicts: true, updateConflicts: true })).toThrow(UsageError);
    expect(refused({ updateConflicts: true })).toThrow("needs updateFields and uniqueFields");
    expect(refused({ ...updating, updateFields: ["use"] })).toThrow('Did you mean "uses"?');
    expect(refused({ ...updating, updateFields: ["id"] })).toThrow("primary key");
    expect(refused({ ...updating, uniqueFields: ["place"] })).toThrow("none on place");
    expect(refused({ ...updating, uniqueFields: ["uses"] })).toThrow("none on uses");
    expect(refused({ ignoreConflict: true })).toThrow('Did you mean "ignoreConflicts"?');
    expect(refused([])).toThrow("as its options");
  });
});

describe("the option batchSize", () => {
  it("is taken, and changes nothing", () => {
    const { store } = beatlesStore();
    const { Person } = store.models;
    const { position } = store;

    const made = Person.objects.bulkCreate([{ name: "A" }, { name: "B" }], { batchSize: 1 });
    const renamed = made.map((row) => ({ ...row, name: `${row.name}!` }));
    expect(Person.objects.bulkUpdate(renamed, ["name"], { batchSize: 1 })).toBe(2);

    expect(store.position).toBe(position + 2);
    for (const batchSize of [0, -1, 1.5, "3" as never]) {
      expect(() => Person.objects.bulkCreate([], { batchSize })).toThrow("batchSize");
      expect(() => Person.objects.bulkUpdate([], ["name"], { batchSize })).toThrow("batchSize");
    }
  });
});

describe("bulkUpdate()", () => {
  it("stores the fields named of instances and objects, in one commit", () => {
    const { store, ringo, wings } = beatlesStore();
    const { Membership } = store.models;
    const { position } = store;
    const second = Membership.objects.get({ id: 2 });

    const count = Membership.objects.bulkUpdate(
      [
        { id: 1, group: wings, invite_reason: "one" },
        { id: second.id, group_id: second.group_id, invite_reason: "two" },
        { pk: 1, group_id: 1, invite_reason: "late" },
        { pk: 99, group_id: 1, invite_reason: "nobody" },
      ],
      ["group", "invite_reason"],
    );

    expect(count).toBe(2);
    expect(store.position).toBe(position + 1);
    expect(ringo.membership_set.get()).toMatchObject({ group_id: wings.id, invite_reason: "one" });
    expect(second.refresh().invite_reason).toBe("two");
  });

  it("takes unchanged instances, and only rows of its QuerySet", () => {
    const { store, ringo, paul } = beatlesStore();
    const people = store.models.Person.objects;

    expect(people.bulkUpdate([ringo, paul], ["name"])).toBe(2);
    expect(people.filter({ name: "Ringo Starr" }).bulkUpdate([ringo, paul], ["name"])).toBe(1);
    expect(people.bulkUpdate([], ["name"])).toBe(0);
  });

  it("refuses fields that it cannot store, and rows without a key or a value", () => {
    const { store, ringo, beatles } = beatlesStore();
    const { Person, Group } = store.models;
    const update = (rows: object[], fields: string[]) => () =>
      Person.objects.bulkUpdate(rows, fields as never);

    expect(update([ringo], [])).toThrow(UsageError);
    expect(update([ringo], ["id"])).toThrow("primary key");
    expect(update([ringo], ["nam"])).toThrow('Did you mean "name"?');
    expect(() => Group.objects.bulkUpdate([beatles], ["members"] as never)).toThrow(LookupError);
    expect(update([{ name: "x" }], ["name"])).toThrow("no primary key");
    expect(update([Person.build({ name: "x" })], ["name"])).toThrow("no primary key");
    expect(update([{ id: 1 }], ["name"])).toThrow('no value of "name"');
    expect(update([{ id: 1, name: "x", nam: "y" }], ["name"])).toThrow(ValidationError);
    expect(update([beatles], ["name"])).toThrow("expected instances of Person");
  });
});

describe("save()", () => {
  it("stores only the fields named, over the row as it is now", () => {
    const { store } = beatlesStore();
    const { Membership } = store.models;
    const stale = Membership.objects.get({ id: 1 });
    stale.update({ invite_reason: "newer" });

    const saved = stale.save(
      (draft) => {
        draft.group_id = 2;
        draft.date_joined = "2000-01-01";
      },
      { updateFields: ["group"] },
    );

    expect(saved).toMatchObject({
      ...{ group_id: 2, date_joined: "1962-08-16", invite_reason: "newer" },
    });
    expect(stale.save(undefined, { updateFields: [] })).toBe(stale);
  });

  it("inserts or updates only, where it is told to", () => {
    const { store, ringo } = beatlesStore();
    const built = store.models.Person.build({ name: "Pete" });

    expect(built.save(undefined, { forceInsert: true }).pk).toBe(4);
    expect(() => ringo.save(undefined, { forceInsert: true })).toThrow(IntegrityError);
    expect(ringo.save(undefined, { forceUpdate: true })).toBe(ringo);
    ringo.delete();
    expect(() => ringo.save(undefined, { forceUpdate: true })).toThrow(DoesNotExist);
    expect(() => ringo.save(undefined, { updateFields: ["name"] })).toThrow(DoesNotExist);
    expect(() => built.save(undefined, { forceUpdate: true })).toThrow("<Person: Pete>");
    expect(ringo.save(undefined, { forceInsert: true }).pk).toBe(ringo.pk);
  });

  it("refuses wrong names and options", () => {
    const { ringo } = beatlesStore();
    const save = (options: object) => () => ringo.save(undefined, options);

    expect(save({ updateFields: ["nam"] })).toThrow('Did you mean "name"?');
    expect(save({ updateFields: ["id"] })).toThrow("primary key");
    expect(save({ updateFields: ["membership"] })).toThrow(LookupError);
    expect(save({ forceInsert: true, forceUpdate: true })).toThrow("either inserts or updates");
    expect(save({ forceInsert: true, updateFields: [] })).toThrow(UsageError);
    expect(save({ updateField: ["name"] })).toThrow('Did you mean "updateFields"?');
  });
});

describe("refresh()", () => {
  it("reads only the fields named", () => {
    const { store } = beatlesStore();
    const stale = store.models.Membership.objects.get({ id: 1 });
    stale.update({ invite_reason: "newer", group_id: 2 });

    const mixed = stale.refresh(["invite_reason"]);

    expect(mixed).toEqual({ ...stale, invite_reason: "newer" });
    expect(Object.isFrozen(mixed)).toBe(true);
    expect(mixed.group.name).toBe("The Beatles");
    expect(() => stale.refresh(["reason"] as never)).toThrow(LookupError);
  });
});

describe("methods of the user's own", () => {
  it("can write through the manager that they belong to", () => {
    const { Tag } = openStore({
      Tag: model(
        { word: field.slug({ unique: true }) },
        {
          querySet: {
            named(word: string) {
              return this.getOrCreate({ word })[0];
            },
          },
        },
      ),
    }).models;

    const row = Tag.objects.named("x");

    expect(Tag.objects.named("x")).toBe(row);
    expect(row.word).toBe("x");
  });
});

describe("writing in a transaction beside others", () => {
  it("conflicts where somebody else made the row that was looked for", () => {
    const { store } = beatlesStore();
    const transaction = store.begin();

    const [pete] = transaction.models.Person.objects.getOrCreate({ name: "Pete" });
    store.models.Person.objects.create({ name: "Pete" });

    expect(pete.membership_set.count()).toBe(0);
    expect(() => transaction.commit()).toThrow("others changed meanwhile");
  });
});
