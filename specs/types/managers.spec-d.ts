import { describe, expectTypeOf, it } from "vitest";
import { CASCADE, field, model, openStore, type RowOf, SET_NULL } from "../../src/index.ts";
import { type models, store } from "./schema.ts";

const { Person, Group, Membership, Country, Node, Tag } = store.models;

/** The membership of Django's documentation: its through model needs who invited whom. */
const invited = openStore({
  Person: model({ name: field.char() }),
  Band: model({
    name: field.char(),
    members: field.manyToMany("Person", {
      through: "Invitation",
      throughFields: ["band", "person"],
    }),
    founder: field.foreignKey("Person", {
      onDelete: SET_NULL,
      null: true,
      relatedName: "founded",
    }),
  }),
  Invitation: model({
    band: field.foreignKey("Band", { onDelete: CASCADE }),
    person: field.foreignKey("Person", { onDelete: CASCADE }),
    inviter: field.foreignKey("Person", { onDelete: CASCADE, relatedName: "invited" }),
    reason: field.char({ default: "" }),
  }),
}).models;

const person = Person.objects.get();
const group = Group.objects.get();
const membership = Membership.objects.get();
const node = Node.objects.get();
const tag = Tag.objects.get();
const band = invited.Band.objects.get();
const musician = invited.Person.objects.get();

type Created<M extends keyof typeof models> = readonly [
  row: RowOf<typeof models, M>,
  created: boolean,
];

describe("getOrCreate() and updateOrCreate()", () => {
  it("take lookups and defaults, whose values may be functions", () => {
    const made = Person.objects.getOrCreate(
      { name__startswith: "R" },
      { defaults: { name: "Ringo", nick: () => null } },
    );
    Membership.objects.updateOrCreate(
      { person, group_id: 1 },
      {
        defaults: { date_joined: () => new Date() },
        createDefaults: { rating: 3, inviter: person },
      },
    );
    Person.objects.filter({ name: "x" }).getOrCreate({ nick: null });

    expectTypeOf(made).toEqualTypeOf<Created<"Person">>();
  });

  it("do not compile with wrong names or values", () => {
    // @ts-expect-error there is no field "nam"
    Person.objects.getOrCreate({ nam: "x" });
    // @ts-expect-error a name is text
    Person.objects.getOrCreate({ name: 3 });
    // @ts-expect-error there is no field "nam"
    Person.objects.getOrCreate({ name: "x" }, { defaults: { nam: "x" } });
    // @ts-expect-error a nick is text
    Person.objects.getOrCreate({ name: "x" }, { defaults: { nick: () => 3 } });
    // @ts-expect-error getOrCreate() has no createDefaults
    Person.objects.getOrCreate({ name: "x" }, { createDefaults: { nick: "x" } });
    // @ts-expect-error a person is no group
    Membership.objects.updateOrCreate({ person }, { createDefaults: { group: person } });
  });
});

describe("bulkCreate() with conflicts", () => {
  it("takes names of fields", () => {
    Country.objects.bulkCreate([{ code: "SE" }], { ignoreConflicts: true });
    Tag.objects.bulkCreate([{ word: "a" }], {
      updateConflicts: true,
      updateFields: ["word", "in"],
      uniqueFields: ["id"],
    });
    // @ts-expect-error there is no field "wrd"
    Tag.objects.bulkCreate([{ word: "a" }], { updateConflicts: true, updateFields: ["wrd"] });
    // @ts-expect-error the primary key stays
    Tag.objects.bulkCreate([{ word: "a" }], { updateConflicts: true, updateFields: ["id"] });
    // @ts-expect-error there is no such option
    Tag.objects.bulkCreate([{ word: "a" }], { ignoreConflict: true });
  });
});

describe("bulkUpdate()", () => {
  it("takes instances or objects, and names of fields", () => {
    expectTypeOf(Person.objects.bulkUpdate([person], ["name"])).toEqualTypeOf<number>();
    Membership.objects.bulkUpdate([{ id: 1, group_id: 3 }], ["group"]);
    Membership.objects.bulkUpdate([{ ...membership, rating: 3 }], ["rating"], { batchSize: 9 });
    // @ts-expect-error a group is no person
    Person.objects.bulkUpdate([group], ["name"]);
    // @ts-expect-error there is no field "nam"
    Person.objects.bulkUpdate([person], ["nam"]);
    // @ts-expect-error the primary key stays
    Person.objects.bulkUpdate([person], ["id"]);
    // @ts-expect-error a name is text
    Person.objects.bulkUpdate([{ id: 1, name: 3 }], ["name"]);
  });
});

describe("save() and refresh() of some fields", () => {
  it("take names of fields", () => {
    membership.save(undefined, { updateFields: ["level", "group", "person_id"] });
    membership.save(
      (draft) => {
        draft.rating = 1;
      },
      { forceUpdate: true },
    );
    expectTypeOf(membership.refresh(["rating"])).toEqualTypeOf<
      RowOf<typeof models, "Membership">
    >();
    // @ts-expect-error there is no field "lvl"
    membership.save(undefined, { updateFields: ["lvl"] });
    // @ts-expect-error there is no field "lvl"
    membership.refresh(["lvl"]);
  });
});

describe("the manager of a foreign key's way back", () => {
  it("takes instances, and makes rows that need no key", () => {
    group.membership_set.add(membership);
    group.membership_set.add(membership, { bulk: false });
    group.membership_set.set([membership]);
    const made = group.membership_set.create({ person, date_joined: "1962-08-16" });
    group.membership_set.bulkCreate([{ person_id: 1, date_joined: new Date() }]);
    group.membership_set.getOrCreate({ person }, { defaults: { date_joined: "1962-08-16" } });

    expectTypeOf(made).toEqualTypeOf<RowOf<typeof models, "Membership">>();
  });

  it("does not compile with other rows or values", () => {
    // @ts-expect-error a person is no membership
    group.membership_set.add(person);
    // @ts-expect-error a key is no instance
    group.membership_set.add(3);
    // @ts-expect-error date_joined is missing
    group.membership_set.create({ person });
    // @ts-expect-error person is missing
    group.membership_set.create({ date_joined: "1962-08-16" });
  });

  it("takes rows out only where the key may be null", () => {
    person.invitations.remove(membership);
    person.invitations.clear();
    node.children.set([], { clear: true });
    band.founder?.founded.clear();
    // @ts-expect-error a membership needs a group
    group.membership_set.remove(membership);
    // @ts-expect-error a membership needs a group
    group.membership_set.clear();
  });
});

describe("the manager of a many-to-many", () => {
  it("takes instances and keys", () => {
    node.tags.add(tag, 3);
    node.tags.add(...[tag, tag]);
    node.tags.add(tag, { throughDefaults: {} });
    node.tags.remove(tag, 3);
    node.tags.set([tag, 3], { clear: true });
    node.tags.clear();
    tag.node_set.add(node);
    node.friends.add(node);
    node.followers.create({});
    expectTypeOf(node.tags.create({ word: "x" })).toEqualTypeOf<RowOf<typeof models, "Tag">>();
    expectTypeOf(node.tags.getOrCreate({ word: "x" })).toEqualTypeOf<Created<"Tag">>();
  });

  it("does not compile with other rows", () => {
    // @ts-expect-error a node is no tag
    node.tags.add(node);
    // @ts-expect-error a key is a number
    node.tags.add("3");
    // @ts-expect-error a tag needs a word
    node.tags.create({});
    // @ts-expect-error a hidden through model has no more fields
    node.tags.add(tag, { throughDefaults: { note: "x" } });
  });

  it("needs the values that its through model needs", () => {
    const throughDefaults = { date_joined: "1962-08-16" };
    group.members.add(person, 3, { throughDefaults });
    group.members.add(person, { throughDefaults: { date_joined: () => new Date(), rating: 3 } });
    group.members.set([person], { throughDefaults, clear: true });
    group.members.create({ name: "Ringo" }, { throughDefaults });
    group.members.bulkCreate([{ name: "Ringo" }], { throughDefaults });
    group.members.getOrCreate({ name: "Ringo" }, { defaults: { nick: null }, throughDefaults });
    group.members.updateOrCreate({ name: "Ringo" }, { throughDefaults });
    person.group_set.add(group, { throughDefaults });
    group.members.remove(person);
    group.members.clear();
    band.members.add(musician, { throughDefaults: { inviter: musician } });
    musician.band_set.add(band, { throughDefaults: { inviter_id: 1, reason: "why" } });
  });

  it("does not compile without them, or with wrong ones", () => {
    // @ts-expect-error date_joined is missing
    group.members.add(person);
    // @ts-expect-error date_joined is missing
    group.members.create({ name: "Ringo" });
    // @ts-expect-error date_joined is missing
    group.members.set([person]);
    // @ts-expect-error date_joined is missing
    group.members.getOrCreate({ name: "Ringo" });
    // @ts-expect-error date_joined is missing
    person.group_set.add(group, { throughDefaults: { rating: 3 } });
    // @ts-expect-error a date is no number
    group.members.add(person, { throughDefaults: { date_joined: 3 } });
    // @ts-expect-error there is no field "ratin"
    group.members.add(person, { throughDefaults: { date_joined: "1962-08-16", ratin: 3 } });
    // @ts-expect-error the inviter is missing
    band.members.add(musician, { throughDefaults: { reason: "why" } });
    // @ts-expect-error the band is known
    band.members.add(musician, { throughDefaults: { inviter: musician, band } });
  });
});
