/** Programs that once came to something else than they mean, found at random and shrunk. */
import { describe, expect, it } from "vitest";
import {
  CASCADE,
  ConflictError,
  field,
  IntegrityError,
  model,
  openStore,
} from "../../src/index.ts";

describe("diff()", () => {
  it("names rows in the order of their keys, those below 0 first", () => {
    const store = openStore({ Level: model({ height: field.integer({ primaryKey: true }) }) });
    const keys = [3, -1, 2 ** 31 - 1, -5, 0];

    store.models.Level.objects.bulkCreate(keys.map((height) => ({ height })));

    const found = store.diff(0, 1).map(({ pk }) => pk);
    expect(found).toEqual([-5, -1, 0, 3, 2 ** 31 - 1]);
  });
});

describe("undo()", () => {
  it("undoes a commit that changed nothing, and then the one before it", () => {
    const store = openStore({ Tag: model({ name: field.char({ maxLength: 9 }) }) });
    store.models.Tag.objects.create({ name: "rock" });
    store.apply([{ events: [] }]);

    expect(store.undo()?.meta).toEqual({ undoes: 2 });
    expect(store.undo()?.meta).toEqual({ undoes: 1 });

    expect(store.models.Tag.objects.count()).toBe(0);
    expect(store.redo()?.meta).toEqual({ redoes: 1 });
    expect(store.models.Tag.objects.count()).toBe(1);
  });

  it("gives its own commit, though a subscriber wrote another one after it", () => {
    const store = openStore({ Tag: model({ name: field.char({ maxLength: 9 }) }) });
    store.models.Tag.objects.create({ name: "rock" });
    store.commits$.subscribe(({ meta }) => {
      if (meta.undoes !== undefined) store.models.Tag.objects.create({ name: "jazz" });
    });

    expect(store.undo()?.meta).toEqual({ undoes: 1 });
  });
});

describe("at()", () => {
  it("goes to the oldest kept position, though one before it was asked for while it was kept", () => {
    const store = openStore({ Tag: model({ name: field.char({ maxLength: 9 }) }) }, { history: 3 });
    const { Tag } = store.models;
    const count = (position: number) => store.at(position).models.Tag.objects.count();
    Tag.objects.create({ name: "rock" });
    expect(count(0)).toBe(0);

    for (const name of ["jazz", "folk", "soul"]) Tag.objects.create({ name });

    expect(count(1)).toBe(1);
  });
});

describe("a transaction", () => {
  const openTags = () =>
    openStore({ Tag: model({ name: field.char({ maxLength: 9, unique: true }) }) });

  it("conflicts when a statement of it was refused that others have made possible", () => {
    const store = openTags();
    const rock = store.models.Tag.objects.create({ name: "rock" });
    const tx = store.begin();
    const { Tag } = tx.models;
    expect(() => Tag.objects.create({ name: "rock" })).toThrow(IntegrityError);
    Tag.objects.create({ name: "another" });

    rock.delete();

    expect(() => tx.commit()).toThrow(ConflictError);
    expect(store.models.Tag.objects.count()).toBe(0);
  });

  it("commits beside others, though a part of it that read its own writes was undone", () => {
    const store = openTags();
    const tx = store.begin();
    const { Tag } = tx.models;
    const mine = () => Tag.objects.filter({ name__startswith: "my" }).count();
    expect(() =>
      tx.atomic(() => {
        Tag.objects.create({ name: "my rock" });
        expect(mine()).toBe(1);
        throw new RangeError();
      }),
    ).toThrow(RangeError);
    expect(mine()).toBe(0);
    Tag.objects.create({ name: "my jazz" });

    store.models.Tag.objects.create({ name: "folk" });

    expect(() => tx.commit()).not.toThrow();
    expect(store.models.Tag.objects.count()).toBe(2);
  });

  it("conflicts when a part of it that was undone read what others changed", () => {
    const store = openTags();
    const tx = store.begin();
    const { Tag } = tx.models;
    expect(() =>
      tx.atomic(() => {
        if (Tag.objects.count() === 0) throw new RangeError();
      }),
    ).toThrow(RangeError);
    Tag.objects.create({ name: "the first" });

    store.models.Tag.objects.create({ name: "folk" });

    expect(() => tx.commit()).toThrow(ConflictError);
  });
});

describe("a transaction that deleted a row", () => {
  it.each([true, false])("conflicts with a new row that refers to it: %s", (dbConstraint) => {
    const store = openStore({
      Place: model({}),
      Visit: model({ place: field.foreignKey("Place", { onDelete: CASCADE, dbConstraint }) }),
    });
    const place = store.models.Place.objects.create({});
    const tx = store.begin();
    tx.models.Place.objects.get({ pk: place.pk }).delete();

    store.models.Visit.objects.create({ place });

    expect(() => tx.commit()).toThrow(ConflictError);
    expect(store.models.Place.objects.count()).toBe(1);
  });

  it("commits beside others where the rows that it deleted referred to each other", () => {
    const store = openStore({
      Person: model({ friend: field.foreignKey("self", { onDelete: CASCADE, null: true }) }),
    });
    const { Person } = store.models;
    const one = Person.objects.create({});
    const other = Person.objects.create({ friend: one });
    one.update({ friend: other });
    const tx = store.begin();
    tx.models.Person.objects.get({ pk: one.pk }).delete();

    Person.objects.create({});

    expect(() => tx.commit()).not.toThrow();
    expect(Person.objects.count()).toBe(1);
  });
});

describe("delete()", () => {
  it("takes no rows along whose keys are null, though the row has null for what keys point at", () => {
    const store = openStore({
      Place: model({ code: field.char({ maxLength: 9, unique: true, null: true }) }),
      Visit: model({
        place: field.foreignKey("Place", { onDelete: CASCADE, toField: "code", null: true }),
      }),
    });
    const nameless = store.models.Place.objects.create({});
    store.models.Visit.objects.create({ place: null });

    expect(nameless.delete()).toEqual([1, { Place: 1 }]);

    expect(store.models.Visit.objects.count()).toBe(1);
  });
});
