import { describe, expect, it } from "vitest";
import {
  CodecError,
  ConflictError,
  check,
  DoesNotExist,
  F,
  field,
  IntegrityError,
  LookupError,
  MultipleObjectsReturned,
  model,
  openStore,
  ProtectedError,
  RelatedObjectDoesNotExist,
  SchemaError,
  StoreError,
  UsageError,
  ValidationError,
} from "../../src/index.ts";
import { beatlesStore } from "../fixtures/beatles.ts";
import { openClub } from "../fixtures/club.ts";
import { openSmallClub } from "../fixtures/small-club.ts";

/** The error that the work throws, which must be of that class. */
function thrown<E extends StoreError>(Class: new (...args: never[]) => E, work: () => unknown): E {
  try {
    work();
  } catch (error) {
    expect(error).toBeInstanceOf(Class);
    return error as E;
  }
  throw new Error("nothing was thrown");
}

describe("a lookup without meaning", () => {
  const { store, ringo } = beatlesStore();
  const { Group, Person } = store.models;

  it("names the nearest field for a wrong one, and where it stands", () => {
    const error = thrown(LookupError, () =>
      // @ts-expect-error there is no field "nam"
      Group.objects.filter({ members__nam__startswith: "P" }),
    );

    expect(error).toMatchObject({
      code: "unknown-field",
      model: "Group",
      path: "members__nam__startswith",
      position: 1,
    });
    expect(error.message).toContain('Person has no field "nam"');
    expect(error.message).toContain('Did you mean "name"');
  });

  it("names the nearest lookup for a wrong one", () => {
    // @ts-expect-error there is no lookup "startwith"
    const error = thrown(LookupError, () => Group.objects.filter({ name__startwith: "P" }));

    expect(error).toMatchObject({ code: "unknown-lookup", position: 1 });
    expect(error.message).toContain('"startswith"');
  });

  it("is refused when the lookup does not fit the field", () => {
    // @ts-expect-error a relation has no text
    const onRelation = thrown(LookupError, () => Group.objects.filter({ members__contains: "P" }));
    const club = openClub();
    const onText = thrown(LookupError, () =>
      // @ts-expect-error only JSON has keys
      club.models.Person.objects.filter({ name__has_key: "P" }),
    );

    expect([onRelation.code, onText.code]).toEqual([
      "lookup-not-supported",
      "lookup-not-supported",
    ]);
  });

  it("is refused when the value has the wrong type", () => {
    // @ts-expect-error a name is a text
    const error = thrown(LookupError, () => Person.objects.filter({ name: 3 }));
    // @ts-expect-error a person is no group
    const wrongModel = thrown(LookupError, () => Person.objects.filter({ group: ringo }));
    // @ts-expect-error a list is expected
    const noList = thrown(LookupError, () => Person.objects.filter({ pk__in: 3 }));
    const noDate = thrown(LookupError, () =>
      Person.objects.filter({ membership__date_joined__gt: "yesterday" }),
    );

    expect(error.message).toBe('"name" on Person got 3; expected a string.');
    expect(wrongModel.message).toContain("an instance of Person");
    expect(noList.message).toContain('the lookup "in" expects a list of values');
    expect(noDate.code).toBe("bad-value");
  });

  it("is refused when the chain is built, before any row is read", () => {
    // @ts-expect-error there is no field "nope"
    expect(() => Person.objects.orderBy("nope")).toThrow(LookupError);
    expect(() =>
      Person.objects.filter({ pk__in: [1, null as never, undefined as never] }),
    ).not.toThrow();
  });

  it("is refused when it goes on for ever", () => {
    const path = `${"group__members__".repeat(40)}name`;

    expect(thrown(LookupError, () => Person.objects.filter({ [path]: "x" } as never)).code).toBe(
      "path-too-long",
    );
  });
});

describe("a QuerySet used wrongly", () => {
  const { store } = beatlesStore();
  const { Person } = store.models;

  it("refuses slices below zero, and filters after a slice", () => {
    expect(thrown(UsageError, () => Person.objects.slice(-1)).code).toBe("bad-slice");
    expect(thrown(UsageError, () => Person.objects.slice(0, 1.5)).code).toBe("bad-slice");
    expect(thrown(UsageError, () => Person.objects.slice(0, 2).filter({ pk: 1 })).code).toBe(
      "sliced",
    );
    expect(thrown(UsageError, () => Person.objects.slice(0, 2).orderBy("name")).code).toBe(
      "sliced",
    );
  });

  it("says what get() looked for when there is no row, or more than one", () => {
    const none = thrown(DoesNotExist, () => Person.objects.get({ name: "Yoko Ono" }));
    const many = thrown(MultipleObjectsReturned, () =>
      Person.objects.get({ group__name: "The Beatles" }),
    );

    expect(none.message).toBe('No Person matches { name: "Yoko Ono" }.');
    expect(many.message).toContain('3 rows of Person match { group__name: "The Beatles" }');
  });
});

describe("a relation that leads to no row", () => {
  it("throws an error of its own, which is a DoesNotExist too", () => {
    const { bo } = openSmallClub();

    const error = thrown(RelatedObjectDoesNotExist, () => bo.badge);

    expect(error).toBeInstanceOf(DoesNotExist);
    expect(error).toMatchObject({
      name: "RelatedObjectDoesNotExist",
      code: "related-does-not-exist",
      model: "Badge",
    });
  });
});

describe("a write that is refused", () => {
  it("names the field with a value of the wrong type, and stores nothing", () => {
    const { store, ringo, beatles } = beatlesStore();
    const before = store.database;
    const { Person, Membership } = store.models;

    // @ts-expect-error a name is a text
    const wrongType = thrown(ValidationError, () => Person.objects.create({ name: 3 }));
    const tooLong = thrown(ValidationError, () => Person.objects.create({ name: "x".repeat(129) }));
    // @ts-expect-error a name is required
    const missing = thrown(ValidationError, () => Person.objects.create({}));
    // @ts-expect-error a name is not nullable
    const isNull = thrown(ValidationError, () => Person.objects.create({ name: null }));
    // @ts-expect-error there is no such field
    const unknown = thrown(ValidationError, () => Person.objects.create({ name: "x", nmae: "y" }));
    const dateless = { person: ringo, group: beatles, date_joined: "1962-02-30" };
    const noDate = thrown(ValidationError, () => Membership.objects.create(dateless));

    expect(wrongType).toMatchObject({ model: "Person", field: "name", value: 3 });
    expect(tooLong.message).toContain("at most 128 characters, not 129");
    expect(missing).toMatchObject({ code: "required", field: "name" });
    expect(isNull).toMatchObject({ code: "null", field: "name" });
    expect(unknown.message).toContain('Did you mean "name"');
    expect(noDate.field).toBe("date_joined");
    expect(store.database).toBe(before);
  });

  it("names the missing row of a foreign key, and the duplicate of an id", () => {
    const { store, ringo } = beatlesStore();
    const before = store.database;
    const { Person, Membership } = store.models;

    const dangling = thrown(IntegrityError, () =>
      Membership.objects.create({ person: ringo, group_id: 99, date_joined: "1962-08-16" }),
    );
    const duplicate = thrown(IntegrityError, () =>
      Person.objects.create({ id: ringo.id, name: "Pete Best" }),
    );

    expect(dangling).toMatchObject({
      code: "foreign-key",
      model: "Membership",
      fields: ["group"],
      values: [99],
      pk: undefined,
    });
    expect(dangling.message).toBe(
      "A new Membership has group 99, but there is no Group with id 99.",
    );
    expect(duplicate).toMatchObject({ code: "duplicate-key", conflictingPk: ringo.id });
    expect(store.database).toBe(before);
  });

  it("names the row that would point at nothing, where it is stored", () => {
    const { ringo } = beatlesStore();
    const [membership] = ringo.membership_set.all();

    const error = thrown(IntegrityError, () => membership!.update({ group_id: 99 }));

    expect(error.pk).toBe(membership!.id);
    expect(error.message).toBe(
      `Membership ${membership!.id} has group 99, but there is no Group with id 99.`,
    );
  });

  it("leaves nothing of a bulk whose last row is wrong", () => {
    const { store } = beatlesStore();
    const before = store.database;
    const rows = [{ name: "George Harrison" }, { name: "x".repeat(200) }];

    expect(() => store.models.Person.objects.bulkCreate(rows)).toThrow(ValidationError);
    expect(store.database).toBe(before);
    expect(store.models.Person.objects.create({ name: "George Harrison" }).id).toBe(4);
  });

  it("names the row in the way of a unique rule, and the rows that protect another", () => {
    const club = openClub();
    const { Person, Group, Membership } = club.models;
    const ann = Person.objects.create({ name: "Ann", email: "ann@example.com" });
    const choir = Group.objects.create({ name: "Choir", founder: ann });
    Membership.objects.create({
      person: ann,
      group: choir,
      date_joined: "2020-01-01",
      is_leader: true,
    });

    const email = thrown(IntegrityError, () =>
      Person.objects.create({ name: "Bo", email: "ann@example.com" }),
    );
    const leader = thrown(IntegrityError, () =>
      Membership.objects.create({
        person: ann,
        group: choir,
        date_joined: "2021-01-01",
        is_leader: true,
      }),
    );
    const founder = thrown(ProtectedError, () => ann.delete());

    expect(email).toMatchObject({ code: "unique", fields: ["email"], conflictingPk: ann.id });
    expect(email.message).toBe(
      `Person already has a row with email "ann@example.com": id ${ann.id}.`,
    );
    expect(leader).toMatchObject({ code: "unique", constraint: "one_leader" });
    expect(leader.message).toMatch(/: id 1, by the rule "one_leader", which has a condition\.$/);
    expect(founder).toMatchObject({
      code: "protected",
      objects: [{ model: "Group", pk: choir.id }],
    });
    expect(Person.objects.create({ name: "Cy" }).email).toBeNull();
    expect(Person.objects.create({ name: "Di" }).email).toBeNull();
  });

  it("names what a failed check reads, and its values", () => {
    const { Event } = openStore({
      Event: model(
        { title: field.char({ maxLength: 9 }), starts: field.integer(), ends: field.integer() },
        { constraints: [check({ condition: { ends__gte: F("starts") }, name: "in_order" })] },
      ),
    }).models;

    const error = thrown(IntegrityError, () =>
      Event.objects.create({ title: "x", starts: 3, ends: 2 }),
    );

    expect(error).toMatchObject({ code: "check", fields: ["ends", "starts"], values: [2, 3] });
    expect(error.message).toBe('A row of Event fails the check "in_order": ends 2, starts 3.');
  });

  it("says what to do instead of assigning to a relation or changing an instance", () => {
    const { beatles, ringo, store } = beatlesStore();
    const membership = ringo.membership_set.get({ group: beatles });

    expect(
      thrown(UsageError, () => Object.assign(beatles, { members: [ringo] })).message,
    ).toContain("group.members.set([…])");
    expect(
      thrown(UsageError, () => Object.assign(membership, { person: ringo })).message,
    ).toContain("update({ person: … })");
    expect(() => Object.assign(ringo, { name: "Richard" })).toThrow(TypeError);
    expect(
      thrown(UsageError, () => (ringo as unknown as { objects: unknown }).objects).message,
    ).toContain("Person.objects");
    expect(
      thrown(DoesNotExist, () => store.models.Person.build({ name: "x" }).refresh()).message,
    ).toContain("not stored");
  });
});

describe("events from outside that are refused", () => {
  const row = { id: 9, name: "Yoko Ono" };
  const cases: readonly (readonly [string, object, string])[] = [
    ["an unknown model", { type: "created", model: "Persom", row }, 'Did you mean "Person"'],
    [
      "a duplicate id",
      { type: "created", model: "Person", row: { ...row, id: 1 } },
      "already has a row with id 1",
    ],
    [
      "a null in a field without null",
      { type: "created", model: "Person", row: { id: 9, name: null } },
      "Person.name cannot be null",
    ],
    [
      "a missing column",
      { type: "created", model: "Person", row: { id: 9 } },
      'without a value for "name"',
    ],
    [
      "an unknown column",
      { type: "created", model: "Person", row: { ...row, nme: "x" } },
      'Did you mean "name"',
    ],
    [
      "a row that is not there",
      { type: "deleted", model: "Person", pk: 99 },
      "there is no such row",
    ],
    [
      "a change of what is not there",
      { type: "updated", model: "Person", pk: 99, changes: {} },
      "there is no such row",
    ],
    [
      "a change of the primary key",
      { type: "updated", model: "Person", pk: 1, changes: { id: 5 } },
      "primary key",
    ],
    [
      "a foreign key to a missing row",
      { type: "updated", model: "Membership", pk: 1, changes: { group_id: 99 } },
      "there is no Group",
    ],
    [
      "an unknown type",
      { type: "renamed", model: "Person" },
      'expected "created", "updated", "deleted" or "sequence"',
    ],
    [
      "rows that others refer to",
      { type: "deleted", model: "Person", pk: 1 },
      "there is no Person",
    ],
  ];

  it.each(cases)("name %s, and leave the store as it was", (_, event, message) => {
    const { store } = beatlesStore();
    const before = store.database;
    const good = { type: "created", model: "Person", row: { id: 50, name: "Good" } } as const;

    const error = thrown(StoreError, () =>
      store.apply([{ events: [good] }, { events: [event as never] }]),
    );

    expect(error.message).toContain(message);
    expect(store.database).toBe(before);
    expect(store.log.position).toBe(before.position);
  });

  it.each([[undefined], [5], [{ events: [] }], [[null]], [[{}]], [[{ events: 5 }]]])(
    "are refused where they are no commits: %j",
    (given) => {
      const { store } = beatlesStore();
      const before = store.database;

      expect(thrown(ValidationError, () => store.apply(given as never)).code).toBe("bad-commit");
      expect(store.database).toBe(before);
    },
  );

  it("name the position that was expected", () => {
    const { store } = beatlesStore();

    const error = thrown(ConflictError, () => store.apply([{ position: 2, events: [] }]));

    expect(error).toMatchObject({ expected: store.position + 1, actual: 2 });
  });

  it("name the line of a log that is cut or broken", () => {
    const { store } = beatlesStore();
    const text = store.codec.encodeAll(store.log.read());
    const lines = text.split("\n").length - 1;

    const cut = thrown(CodecError, () => store.codec.decodeAll(text.slice(0, -20)));
    const broken = thrown(CodecError, () => store.codec.decodeAll(`${text.slice(0, 30)}\n${text}`));
    const newer = thrown(CodecError, () => store.codec.decodeAll(text.replace('"v":1', '"v":7')));

    expect(cut).toMatchObject({ code: "cut", line: lines });
    expect(broken).toMatchObject({ code: "bad-json", line: 1 });
    expect(newer).toMatchObject({ code: "unknown-version", version: 7, line: 1 });
  });
});

describe("a schema that contradicts itself", () => {
  it("is refused with all findings at once", () => {
    const error = thrown(SchemaError, () =>
      openStore({
        Group: model({ members: field.manyToMany("Persn", { through: "Membership" }) }),
        Person: model({ na__me: field.char() }, { ordering: ["nam"] }),
      }),
    );

    expect(error.messages.map(({ id }) => id).sort()).toEqual([
      "fields.E002",
      "fields.E300",
      "fields.E331",
      "models.E015",
    ]);
  });
});
