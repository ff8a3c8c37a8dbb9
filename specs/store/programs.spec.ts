/** Programs that once came to something else than they mean, found at random and shrunk. */
import { describe, expect, it } from "vitest";
import {
  CASCADE,
  ConflictError,
  DO_NOTHING,
  field,
  IntegrityError,
  model,
  openStore,
  SET_DEFAULT,
  UsageError,
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

  it("commits beside others where keys that pointed at it were set to what they were", () => {
    const store = openStore({
      Place: model({ code: field.char({ maxLength: 9, unique: true }) }),
      Visit: model({
        place: field.foreignKey("Place", {
          onDelete: SET_DEFAULT,
          default: "home",
          toField: "code",
          dbConstraint: false,
        }),
      }),
    });
    const { Place, Visit } = store.models;
    Visit.objects.create({ place: Place.objects.create({ code: "home" }) });
    const tx = store.begin();
    tx.models.Place.objects.get({ code: "home" }).delete();

    Place.objects.create({ code: "away" });

    expect(() => tx.commit()).not.toThrow();
    expect(Visit.objects.get().place_id).toBe("home");
  });

  it("conflicts when a row that fell with it has moved away meanwhile", () => {
    const store = openStore({
      Place: model({}),
      Visit: model({ place: field.foreignKey("Place", { onDelete: CASCADE }) }),
    });
    const { Place, Visit } = store.models;
    const [place, other] = [Place.objects.create({}), Place.objects.create({})];
    const visit = Visit.objects.create({ place });
    const tx = store.begin();
    tx.models.Place.objects.get({ pk: place.pk }).delete();

    visit.update({ place: other });

    expect(() => tx.commit()).toThrow(ConflictError);
    expect(Visit.objects.get().place_id).toBe(other.pk);
  });

  it("is refused where keys that nothing is done about still point at it", () => {
    const store = openStore({
      Place: model({}),
      Visit: model({ place: field.foreignKey("Place", { onDelete: DO_NOTHING }) }),
    });
    const place = store.models.Place.objects.create({});
    store.models.Visit.objects.create({ place });
    const tx = store.begin();
    tx.models.Place.objects.get({ pk: place.pk }).delete();

    expect(() => tx.commit()).toThrow(IntegrityError);
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

describe("a sequence event", () => {
  it("is refused where a row has one of the ids that it would hand out", () => {
    const store = openStore({ Tag: model({}) });
    const { Tag } = store.models;
    const lower = (next: number) => () =>
      store.apply([{ events: [{ type: "sequence", model: "Tag", next }] }]);
    Tag.objects.create({});
    Tag.objects.create({ id: 40 }).delete();

    expect(lower(1)).toThrow(IntegrityError);
    expect(lower(1)).toThrow("there is a row with that id");
    expect(lower(2)).not.toThrow();

    expect(Tag.objects.create({}).id).toBe(2);
    expect(Tag.objects.create({ id: 2 ** 31 - 1 }).id).toBe(2 ** 31 - 1);
    expect(lower(2 ** 31 - 1)).toThrow(IntegrityError);
  });
});

describe("the ids of a past position", () => {
  it("are those that it had, whichever way leads there", () => {
    const open = () => {
      const store = openStore({ Tag: model({}) });
      const base = store.snapshot();
      store.models.Tag.objects.create({});
      store.models.Tag.objects.create({}).delete();
      store.restore(base);
      return store;
    };
    const [backward, forward] = [open(), open()];
    forward.at(1);

    backward.restore(3);
    forward.restore(3);

    expect(backward.models.Tag.objects.create({}).id).toBe(3);
    expect(forward.models.Tag.objects.create({}).id).toBe(3);
  });
});

describe("restore()", () => {
  it("takes no state from the middle of a write, whose keys nobody has looked at", () => {
    const store = openStore({
      Place: model({}),
      Visit: model({ place: field.foreignKey("Place", { onDelete: DO_NOTHING }) }),
    });
    const { Place, Visit } = store.models;
    const place = Place.objects.create({});
    Visit.objects.create({ place });
    const tx = store.begin();
    tx.models.Place.objects.get().delete();
    const within = store.atomic(() => {
      Place.objects.create({});
      return store.database;
    });

    expect(() => store.restore(tx)).toThrow(UsageError);
    expect(() => store.restore(tx.database)).toThrow(UsageError);
    expect(() => store.restore(within)).toThrow("from the middle of a write");
    store.restore(store.begin());

    expect(Place.objects.count()).toBe(2);
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
