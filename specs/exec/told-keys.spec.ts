/** Relations that are followed by keys which the codes of an index tell, and by those that they cannot. */
import { describe, expect, it } from "vitest";
import { CASCADE, field, model, openStore } from "../../src/index.ts";

const schema = {
  Person: model({
    id: field.bigAuto({ primaryKey: true }),
    name: field.char({ maxLength: 20 }),
    groups: field.manyToMany("Group", { through: "Membership", relatedName: "members" }),
  }),
  Group: model({
    id: field.integer({ primaryKey: true }),
    name: field.char({ maxLength: 20 }),
  }),
  Membership: model({
    person: field.foreignKey("Person", { onDelete: CASCADE, null: true }),
    group: field.foreignKey("Group", { onDelete: CASCADE }),
  }),
};

/** Keys at and beyond the ends of those that codes tell. */
const PERSONS = [1, 2, 31, 2 ** 30 - 1, 2 ** 30, 2 ** 31, 2 ** 40 + 1, Number.MAX_SAFE_INTEGER];
const GROUPS = [-(2 ** 31), -7, -1, 0, 1, 2 ** 30 - 1, 2 ** 30, 2 ** 31 - 1];

function filled() {
  const { models } = openStore(schema);
  models.Person.objects.bulkCreate(PERSONS.map((id) => ({ id, name: `p${id}` })));
  models.Group.objects.bulkCreate(GROUPS.map((id) => ({ id, name: `g${id}` })));
  return models;
}

type Pair = readonly [person: number | null, group: number];

function asked(pairs: readonly Pair[]) {
  const { Person, Group, Membership } = filled();
  Membership.objects.bulkCreate(
    pairs.map(([person, group]) => ({ person_id: person, group_id: group })),
  );
  const ids = (rows: readonly { readonly id: number }[]): number[] => rows.map(({ id }) => id);
  return {
    members: (group: number) => ids(Person.objects.filter({ groups: group }).toArray()),
    groups: (person: number) => ids(Group.objects.filter({ members: person }).toArray()),
    sharing: (person: number) =>
      ids(Person.objects.filter({ groups__members: person }).distinct().toArray()),
  };
}

const ascending = (keys: Iterable<number>): number[] => [...keys].sort((a, b) => a - b);

describe("relations followed by keys", () => {
  const all = PERSONS.flatMap((person) => GROUPS.map((group): Pair => [person, group]));
  const some = all.filter((_, i) => i % 3 !== 0);

  it.each([
    ["that codes tell", some.filter(([p, g]) => p! < 2 ** 30 && g >= 0 && g < 2 ** 30)],
    ["of any size", some],
    ["none of which codes tell", some.filter(([p, g]) => p! >= 2 ** 30 && g < 0)],
    ["with nulls among them", [...some, [null, 1], [null, -7], [null, 2 ** 30]] as Pair[]],
    ["that come twice", [...some, ...some.slice(0, 20)]],
  ])("%s lead to the same rows", (_, pairs) => {
    const { members, groups, sharing } = asked(pairs);

    for (const id of GROUPS) {
      const found = pairs.filter(([person, group]) => group === id && person !== null);
      expect(members(id)).toEqual(ascending(found.map(([person]) => person!)));
    }
    for (const id of PERSONS) {
      const own = pairs.filter(([person]) => person === id).map(([, group]) => group);
      expect(groups(id)).toEqual(ascending(own));
      const others = pairs.filter(([person, group]) => person !== null && own.includes(group));
      expect(sharing(id)).toEqual(ascending(new Set(others.map(([person]) => person!))));
    }
  });
});

describe("few rows of many, told by the codes of an index", () => {
  const { Person, Group, Membership } = openStore(schema).models;
  const name = (id: number): string => `p${(id * 7) % 10}`;
  const persons = Array.from({ length: 4000 }, (_, i) => ({ id: i + 1, name: name(i + 1) }));
  Person.objects.bulkCreate(persons);
  Group.objects.bulkCreate([{ id: 1, name: "g" }]);
  const members = [3, 1, 1, 2, 3];
  Membership.objects.bulkCreate(members.map((id) => ({ person_id: id, group_id: 1 })));
  const found = Person.objects.filter({ groups: 1 });
  const ids = (rows: Iterable<{ readonly id: number }>): number[] => [...rows].map(({ id }) => id);

  it("come as often as they are joined, or once", () => {
    expect(ids(found)).toEqual([1, 1, 2, 3, 3]);
    expect(ids(found.distinct())).toEqual([1, 2, 3]);
    expect(found.distinct().count()).toBe(3);
    expect(found.count()).toBe(5);
  });

  it("come in the order that is asked for", () => {
    expect(ids(found.orderBy("name"))).toEqual([3, 3, 2, 1, 1]);
    expect(ids(found.orderBy("-id"))).toEqual([3, 3, 2, 1, 1]);
    expect(ids(found.distinct().orderBy("name"))).toEqual([3, 2, 1]);
  });
});

describe("bigints next to each other whose numbers are the same", () => {
  it("are told apart by an index of two columns", () => {
    const { Thing } = openStore({
      Thing: model(
        { x: field.bigInteger(), y: field.char({ maxLength: 9 }) },
        { indexes: [{ fields: ["x", "y"] }] },
      ),
    }).models;
    const least = -(2n ** 53n) - 1n;
    Thing.objects.bulkCreate([
      { x: least + 1n, y: "" },
      { x: least, y: "zz" },
    ]);
    const ids = (rows: readonly { readonly id: number }[]): number[] => rows.map(({ id }) => id);

    expect(ids(Thing.objects.orderBy("x", "y").toArray())).toEqual([2, 1]);
    expect(ids(Thing.objects.filter({ x: least }).toArray())).toEqual([2]);
    expect(ids(Thing.objects.filter({ x: least + 1n }).toArray())).toEqual([1]);
    expect(ids(Thing.objects.filter({ x__lt: least + 1n }).toArray())).toEqual([2]);
  });
});
