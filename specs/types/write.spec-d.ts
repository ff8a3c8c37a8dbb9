import { describe, expectTypeOf, it } from "vitest";
import { field, model, openStore, type RowOf } from "../../src/index.ts";
import { type models, store } from "./schema.ts";

const { Person, Group, Membership, Country, Profile } = store.models;

const membership = Membership.objects.get();
const person = Person.objects.get();
const group = Group.objects.get();

describe("update()", () => {
  it("takes any part of the columns, and returns the row", () => {
    const row = membership.update({ rating: 3, level: "L", date_joined: new Date() });
    membership.update({ group, inviter: null, person_id: 3 });
    membership.update({});

    expectTypeOf(row).toEqualTypeOf<RowOf<typeof models, "Membership">>();
  });

  it("does not compile with a wrong name or value", () => {
    // @ts-expect-error there is no field "nam"
    person.update({ nam: "x" });
    // @ts-expect-error a name is text
    person.update({ name: 3 });
    // @ts-expect-error a name cannot be null
    person.update({ name: null });
    // @ts-expect-error a person is no group
    membership.update({ group: person });
    // @ts-expect-error "X" is none of the choices
    membership.update({ level: "X" });
    // @ts-expect-error an instance is no change
    person.update(person);
    // @ts-expect-error a many-to-many is changed through its manager
    group.update({ members: [person] });
  });

  it("leaves the primary key", () => {
    // @ts-expect-error the implicit id does not change
    person.update({ id: 3 });
    // @ts-expect-error nor does it under the name pk
    person.update({ pk: 3 });
    // @ts-expect-error nor does a primary key of another name
    Country.objects.get().update({ code: "SE" });
    // @ts-expect-error nor one that is a relation
    Profile.objects.get().update({ person });
  });
});

describe("the recipe of save()", () => {
  const { Note } = openStore({
    Note: model({ data: field.json(), text: field.text({ null: true }) }),
  }).models;

  it("assigns to columns, and to foreign keys by name", () => {
    const row = membership.save((draft) => {
      draft.invite_reason = "She was just awesome.";
      draft.rating = null;
      draft.level = "L";
      draft.group_id = 3;
      draft.inviter = person;
      draft.inviter = null;
    });
    membership.save();

    expectTypeOf(row).toEqualTypeOf<RowOf<typeof models, "Membership">>();
  });

  it("changes JSON data in place", () => {
    Note.objects.get().save((draft) => {
      draft.data = { tags: ["a"] };
      if (typeof draft.data === "object" && !Array.isArray(draft.data)) draft.data.tags = null;
      if (Array.isArray(draft.data)) draft.data.push("b");
      draft.text = null;
    });
  });

  it("does not compile with a wrong name or value", () => {
    membership.save((draft) => {
      // @ts-expect-error there is no column of that name
      draft.reason = "x";
      // @ts-expect-error a rating is a number
      draft.rating = "5";
      // @ts-expect-error "X" is none of the choices
      draft.level = "X";
      // @ts-expect-error a date joined cannot be null
      draft.date_joined = null;
      // @ts-expect-error a person is no group
      draft.group = person;
      // @ts-expect-error a group is required
      draft.group = null;
    });
  });

  it("leaves the primary key", () => {
    person.save((draft) => {
      // @ts-expect-error the implicit id does not change
      draft.id = 3;
    });
    Country.objects.get().save((draft) => {
      // @ts-expect-error nor does a primary key of another name
      draft.code = "SE";
    });
    Profile.objects.get().save((draft) => {
      // @ts-expect-error nor one that is a relation
      draft.person_id = 3;
    });
  });
});

describe("instances", () => {
  it("can be deleted and read again", () => {
    expectTypeOf(person.refresh()).toEqualTypeOf<RowOf<typeof models, "Person">>();
    expectTypeOf(person.delete()[0]).toEqualTypeOf<number>();
  });
});
