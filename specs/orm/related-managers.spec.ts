import { describe, expect, it } from "vitest";
import {
  CASCADE,
  DoesNotExist,
  field,
  IntegrityError,
  model,
  openStore,
  SET_NULL,
  UsageError,
  unique,
  ValidationError,
} from "../../src/index.ts";
import { beatlesStore } from "../fixtures/beatles.ts";

/** Bands, whose albums may have none, and whose members were invited by others. */
function openBands() {
  const store = openStore({
    Band: model({
      code: field.slug({ unique: true }),
      members: field.manyToMany("Person", {
        through: "Invitation",
        throughFields: ["band", "person"],
      }),
    }),
    Person: model({
      ssn: field.char({ primaryKey: true }),
      friends: field.manyToMany("self"),
      follows: field.manyToMany("self", { symmetrical: false, relatedName: "followers" }),
      rivals: field.manyToMany("self", { through: "Rivalry", symmetrical: true }),
    }),
    Rivalry: model({
      one: field.foreignKey("Person", { onDelete: CASCADE, relatedName: "+" }),
      other: field.foreignKey("Person", { onDelete: CASCADE, relatedName: "+" }),
      since: field.integer(),
    }),
    Invitation: model(
      {
        band: field.foreignKey("Band", { onDelete: CASCADE }),
        person: field.foreignKey("Person", { onDelete: CASCADE }),
        inviter: field.foreignKey("Person", { onDelete: CASCADE, relatedName: "invited" }),
        number: field.integer({ null: true }),
      },
      { constraints: [unique({ fields: ["band", "number"], name: "one_number" })] },
    ),
    Album: model({
      title: field.char(),
      band: field.foreignKey("Band", { onDelete: SET_NULL, null: true, toField: "code" }),
    }),
  });
  const { Band, Person } = store.models;
  const [a, b, c] = ["a", "b", "c"].map((ssn) => Person.objects.create({ ssn })) as [P, P, P];
  type P = ReturnType<typeof Person.objects.create>;
  const who = Band.objects.create({ code: "who" });
  const them = Band.objects.create({ code: "them" });
  return { store, ...store.models, a, b, c, who, them };
}

/** The primary keys of a manager's rows. */
const keys = (manager: { all(): Iterable<{ readonly pk: unknown }> }) =>
  Array.from(manager.all(), ({ pk }) => pk);

describe("the manager of a foreign key's way back", () => {
  it("is empty where its instance has no value to point at, and takes no rows", () => {
    const store = openStore({
      Band: model({ code: field.slug({ null: true, unique: true }) }),
      Album: model({
        title: field.char(),
        band: field.foreignKey("Band", { onDelete: CASCADE, null: true, toField: "code" }),
      }),
    });
    const { Band, Album } = store.models;
    const nameless = Band.objects.create({});
    const album = Album.objects.create({ title: "1" });

    expect(nameless.album_set.count()).toBe(0);
    expect(() => nameless.album_set.add(album)).toThrow('must have a value for "code"');
    expect(() => Band.build({}).album_set.count()).toThrow("must be saved");
  });

  it("lets rows point at its instance, by whatever field the key goes", () => {
    const { who, them, Album } = openBands();
    const [one, two] = [who.album_set.create({ title: "1" }), Album.objects.create({ title: "2" })];

    them.album_set.add(one, two, two);

    expect(one.band_id).toBe("who");
    expect(keys(them.album_set)).toEqual([1, 2]);
    expect(who.album_set.exists()).toBe(false);
    expect(one.refresh().band).toBe(them);
  });

  it("takes rows out where the key may be null", () => {
    const { who, them } = openBands();
    const rows = who.album_set.bulkCreate([{ title: "1" }, { title: "2" }, { title: "3" }]);
    const [one, two, three] = rows as [Row, Row, Row];
    type Row = (typeof rows)[0];

    who.album_set.remove(one);
    expect(keys(who.album_set)).toEqual([2, 3]);
    expect(one.refresh().band).toBeNull();
    expect(() => who.album_set.remove(two, one)).toThrow(DoesNotExist);
    expect(() => them.album_set.remove(two)).toThrow("which is not among its rows");
    expect(keys(who.album_set)).toEqual([2, 3]);

    who.album_set.set([three, one]);
    expect(keys(who.album_set)).toEqual([1, 3]);
    who.album_set.set([two], { clear: true });
    expect(keys(who.album_set)).toEqual([2]);
    who.album_set.clear();
    expect(who.album_set.count()).toBe(0);
  });

  it("saves rows one by one where it is told to, and stores those that are not", () => {
    const { store, who, them, Album } = openBands();
    const stored = Album.objects.create({ title: "1" });
    const changed = Album.build({ ...stored, title: "1b" });
    const { position } = store;

    who.album_set.add(changed, Album.build({ title: "2" }), { bulk: false });
    expect(store.position).toBe(position + 1);
    expect([...who.album_set.all().valuesList("id", "title")]).toEqual([
      [1, "1b"],
      [2, "2"],
    ]);

    them.album_set.set([stored, Album.build({ title: "3" })], { bulk: false });
    expect([...them.album_set.all().valuesList("id", "title")]).toEqual([
      [1, "1"],
      [3, "3"],
    ]);
    them.album_set.remove(stored, { bulk: false });
    them.album_set.clear({ bulk: true });
    expect(them.album_set.exists()).toBe(false);
    expect(() => who.album_set.add(stored, { bulks: false } as object)).toThrow(
      'Did you mean "bulk"?',
    );
    expect(() => who.album_set.add(Album.build({ title: "4" }))).toThrow("is not saved");
    expect(Album.objects.count()).toBe(3);
  });

  it("has no way to take rows out where they must have a key", () => {
    const { beatles, wings } = beatlesStore();
    const manager = beatles.membership_set as object;

    expect("remove" in manager).toBe(false);
    expect("clear" in manager).toBe(false);
    wings.membership_set.set([beatles.membership_set.get({ id: 1 })]);
    expect(keys(wings.membership_set)).toEqual([1, 4]);
  });

  it("makes rows that point at its instance", () => {
    const { store, beatles, ringo, wings } = beatlesStore();
    const { database } = store;
    const lookup = { person: ringo };
    const defaults = { date_joined: "1971-08-01" };

    expect(beatles.membership_set.getOrCreate(lookup, { defaults })[1]).toBe(false);
    expect(store.database).toBe(database);
    const [made, created] = wings.membership_set.getOrCreate(lookup, { defaults });
    expect([made.group, created]).toEqual([wings, true]);
    const [changed] = wings.membership_set.updateOrCreate(lookup, {
      defaults: { invite_reason: "again" },
    });
    expect(changed).toMatchObject({ id: made.id, invite_reason: "again" });
    // A key that is given gives way to that of the instance.
    const other = { person: ringo, group_id: beatles.id, ...defaults };
    expect(wings.membership_set.create(other).group).toBe(wings);
  });

  it("refuses what is no stored row of its model", () => {
    const { beatles, ringo, store } = beatlesStore();
    const add = (row: unknown) => () => beatles.membership_set.add(row as never);

    expect(add(ringo)).toThrow(
      "Group.membership_set.add() got an instance of Person; expected instances of Membership.",
    );
    expect(add(3)).toThrow(ValidationError);
    expect(add(null)).toThrow(ValidationError);
    expect(add(store.models.Membership.build({}))).toThrow("is not saved.");
    expect(() => beatles.membership_set.set([], { clean: true } as object)).toThrow(
      'Did you mean "clear"?',
    );
  });
});

describe("the manager of a many-to-many", () => {
  it("pairs instances and keys, each once, in one commit", () => {
    const { store, a, b, c } = openBands();
    const { position } = store;

    a.follows.add(b, "c", c, b);
    a.follows.add(c);

    expect(store.position).toBe(position + 1);
    expect(keys(a.follows)).toEqual(["b", "c"]);
    expect(keys(c.followers)).toEqual(["a"]);
    expect(a.followers.exists()).toBe(false);
  });

  it("takes pairs out, from either side", () => {
    const { a, b, c } = openBands();
    a.follows.add(a, b, c);

    c.followers.remove(a);
    expect(keys(a.follows)).toEqual(["a", "b"]);
    a.follows.remove("b", "c");
    expect(keys(a.follows)).toEqual(["a"]);
    a.follows.clear();
    expect(a.follows.count()).toBe(0);
  });

  it("writes both directions of a symmetrical one", () => {
    const { a, b, c, Person } = openBands();

    a.friends.add(a, b, c);
    expect([a, b, c].map((each) => keys(each.friends))).toEqual([["a", "b", "c"], ["a"], ["a"]]);
    expect(Person.friends.through.objects.count()).toBe(5);
    b.friends.remove(a);
    expect(keys(a.friends)).toEqual(["a", "c"]);
    a.friends.set([b]);
    expect([a, b, c].map((each) => keys(each.friends))).toEqual([["b"], ["a"], []]);
    a.friends.clear();
    expect(Person.friends.through.objects.exists()).toBe(false);
  });

  it("gives both directions the same values, made once a call", () => {
    const { a, b, Rivalry } = openBands();
    let year = 1964;

    a.rivals.add(b, { throughDefaults: { since: () => year++ } });

    expect(Rivalry.objects.valuesList("one", "other", "since").toArray()).toEqual([
      ["a", "b", 1964],
      ["b", "a", 1964],
    ]);
  });

  it("leaves pairs that stay as they are, when it is set", () => {
    const { a, b, c, who, Invitation } = openBands();
    who.members.add(a, b, { throughDefaults: { inviter: a } });

    who.members.set([b, c, c], { throughDefaults: { inviter_id: "b" } });

    const pairs = () => Invitation.objects.valuesList("id", "person", "inviter").toArray();
    expect(pairs()).toEqual([
      [2, "b", "a"],
      [3, "c", "b"],
    ]);
    who.members.set(["b"], { throughDefaults: { inviter: c }, clear: true });
    expect(pairs()).toEqual([[4, "b", "c"]]);
  });

  it("takes out all rows of a pair, with what depends on them", () => {
    const { store, beatles, ringo, paul } = beatlesStore();
    const { Membership } = store.models;
    Membership.objects.create({ person: ringo, group: beatles, date_joined: "1963-01-01" });

    expect(beatles.members.count()).toBe(4);
    beatles.members.remove(ringo, paul);
    expect(Membership.objects.filter({ person: ringo }).exists()).toBe(false);
    expect(paul.membership_set.count()).toBe(1);
  });

  it("makes rows that are paired with its instance", () => {
    const { store, beatles, wings, ringo } = beatlesStore();
    const throughDefaults = { date_joined: () => "1980-01-01" };

    const george = beatles.members.create({ name: "George" }, { throughDefaults });
    expect(george.membership_set.get().date_joined).toBe("1980-01-01");
    const found = beatles.members.getOrCreate({ name: "Ringo Starr" }, { throughDefaults });
    expect(found).toEqual([ringo, false]);
    // Among those of Wings there is no Ringo: another one is made.
    const [other, created] = wings.members.getOrCreate(
      { name: "Ringo Starr" },
      { throughDefaults },
    );
    expect([created, other.pk === ringo.pk]).toEqual([true, false]);
    expect(keys(other.group_set)).toEqual([wings.pk]);
    const [renamed] = wings.members.updateOrCreate(
      { name: "Ringo Starr" },
      { defaults: { name: "Ringo II" }, throughDefaults },
    );
    expect(renamed).toMatchObject({ id: other.id, name: "Ringo II" });
    wings.members.bulkCreate([{ name: "Denny" }, { name: "Linda" }], { throughDefaults });
    expect(store.models.Membership.objects.filter({ group: wings }).count()).toBe(4);
  });

  it("leaves nothing behind when it fails", () => {
    const { store, beatles, ringo } = beatlesStore();
    const { database } = store;
    const { members } = beatles;

    expect(() => members.create({ name: "George" }, {} as never)).toThrow(
      'Membership needs a value for "date_joined"',
    );
    const wrong = { throughDefaults: { date_joined: "1980-01-01", invite_reason: "x".repeat(65) } };
    expect(() => members.set([], wrong)).not.toThrow();
    store.undo();
    expect(() => members.set([999], { throughDefaults: { date_joined: "1980-01-01" } })).toThrow(
      IntegrityError,
    );
    expect(() => members.create({ name: "George" }, wrong)).toThrow(ValidationError);
    expect(() => members.add(ringo, { throughDefault: {} } as never)).toThrow(
      'Group.members.add() has no option "throughDefault". Did you mean "throughDefaults"?',
    );
    expect(store.diff(database, store)).toEqual([]);
  });

  it("keeps the rules of its through model", () => {
    const { a, b, who, Invitation } = openBands();
    const throughDefaults = { inviter: a, number: 1 };
    who.members.add(a, { throughDefaults });

    expect(() => who.members.add(b, { throughDefaults })).toThrow(IntegrityError);
    expect(() => who.members.set([b], { throughDefaults })).not.toThrow();
    expect(Invitation.objects.get().person).toBe(b);
  });

  it("refuses instances of other models, unsaved ones, and what is no key", () => {
    const { beatles, wings, store } = beatlesStore();
    const throughDefaults = { date_joined: "1980-01-01" };
    const add = (row: unknown) => () => beatles.members.add(row as never, { throughDefaults });

    expect(add(wings)).toThrow("got an instance of Group; expected an instance of Person");
    expect(add(store.models.Person.build({ name: "x" }))).toThrow("not saved");
    expect(add("x")).toThrow(ValidationError);
    expect(add(null)).toThrow(ValidationError);
    expect(() => store.models.Group.build({ name: "x" }).members).toThrow(UsageError);
  });

  it("writes to the fork or transaction that its instance lives in, and not to the past", () => {
    const { store, beatles, ringo } = beatlesStore();
    const fork = store.fork();
    const transaction = store.begin();
    const past = store.at(store.position);

    fork.models.Group.objects.get({ pk: beatles.pk }).members.remove(ringo);
    expect(beatles.members.count()).toBe(3);
    const group = transaction.models.Group.objects.get({ pk: beatles.pk });
    group.members.clear();
    expect([group.members.count(), beatles.members.count()]).toEqual([0, 3]);
    transaction.commit();
    expect(beatles.members.count()).toBe(0);
    expect(() => past.models.Group.objects.get({ pk: beatles.pk }).members.clear()).toThrow(
      "it takes no writes",
    );
  });

  it("conflicts with others that changed its pairs", () => {
    const { store, beatles, ringo } = beatlesStore();
    const transaction = store.begin();

    const group = transaction.models.Group.objects.get({ pk: beatles.pk });
    group.members.add(ringo, { throughDefaults: { date_joined: "1980-01-01" } });
    group.members.add(99, { throughDefaults: { date_joined: "1980-01-01" } });
    beatles.members.remove(ringo);

    expect(() => transaction.commit()).toThrow("others changed meanwhile");
  });
});
