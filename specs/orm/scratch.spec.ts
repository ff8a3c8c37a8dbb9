import { expect, it } from "vitest";
import { CASCADE, field, model, openStore } from "../../src/index.ts";

const store = openStore({
  Person: model({ name: field.char({ maxLength: 128 }) }, { label: (p) => p.name }),
  Group: model({
    name: field.char({ maxLength: 128 }),
    members: field.manyToMany("Person", { through: "Membership" }),
  }),
  Membership: model(
    {
      person: field.foreignKey("Person", { onDelete: CASCADE }),
      group: field.foreignKey("Group", { onDelete: CASCADE }),
      date_joined: field.date(),
      invite_reason: field.char({ maxLength: 64, default: "" }),
    },
    { indexes: [["group", "date_joined"]] },
  ),
});
const { Person, Group, Membership } = store.models;

it("works", () => {
  const ringo = Person.objects.create({ name: "Ringo Starr" });
  const paul = Person.objects.create({ name: "Paul McCartney" });
  const beatles = Group.objects.create({ name: "The Beatles" });
  const m1 = Membership.objects.create({ person: ringo, group: beatles, date_joined: "1962-08-16" });
  Membership.objects.create({ person_id: paul.id, group: beatles, date_joined: "1960-08-16" });
  expect(String(beatles.members.all())).toBe("<QuerySet [<Person: Ringo Starr>, <Person: Paul McCartney>]>");
  expect(ringo.group_set.all().toArray()).toEqual([beatles]);
  const d: string = ringo.membership_set.get({ group: beatles }).date_joined;
  expect(d).toBe("1962-08-16");
  expect(Group.objects.filter({ members__name__startswith: "Paul" }).count()).toBe(1);
  const q = Person.objects.filter({ group__name: "The Beatles", membership__date_joined__gt: "1961-01-01" }).distinct();
  expect(q.toArray()).toEqual([ringo]);
  console.log(String(q.explain()));
  const m2 = m1.save((d) => { d.invite_reason = "She was just awesome."; });
  expect(m2.invite_reason).toBe("She was just awesome.");
  expect(m1.refresh()).toBe(m2);
  expect(beatles.delete()).toEqual([3, { Membership: 2, Group: 1 }]);
  store.database.verify();
  // @ts-expect-error no such field
  expect(() => Group.objects.filter({ members__nam: "x" })).toThrow();
  // @ts-expect-error wrong value
  expect(() => Group.objects.filter({ members__name__startswith: 3 })).toThrow();
  // @ts-expect-error missing
  expect(() => Membership.objects.create({ person: ringo, date_joined: "2000-01-01" })).toThrow();
  // @ts-expect-error a person is no group
  expect(() => Membership.objects.create({ person: ringo, group: paul, date_joined: "2000-01-01" })).toThrow();
  // @ts-expect-error order
  expect(() => Person.objects.orderBy("nam")).toThrow();
  Person.objects.orderBy("-membership__date_joined", "name");
});
