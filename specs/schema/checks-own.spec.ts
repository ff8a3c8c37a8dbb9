import { describe, expect, it } from "vitest";
import { SchemaError } from "../../src/errors.ts";
import { assertSchema, checkSchema, INSTANCE_MEMBERS } from "../../src/schema/checks.ts";
import { Q } from "../../src/schema/condition.ts";
import { CASCADE, field, SET_NULL } from "../../src/schema/field.ts";
import { check, type ModelDefinition, model, unique } from "../../src/schema/model.ts";
import { idsOf, messagesOf, type RawModels, raw } from "./raw-definitions.ts";

function refusal(models: RawModels): SchemaError {
  try {
    assertSchema(raw(models));
  } catch (error) {
    if (error instanceof SchemaError) return error;
  }
  throw new Error("expected a SchemaError");
}

const Person = model({ name: field.char() });
const toPerson = (options: object = {}) =>
  field.foreignKey("Person", { onDelete: CASCADE, ...options } as { onDelete: typeof CASCADE });

describe("system checks of names", () => {
  it("let no field take the place of a member of instances", () => {
    const members = INSTANCE_MEMBERS.filter((name) => name !== "pk");

    const ids = members.map((name) => idsOf({ A: model({ [name]: field.char() }) }));

    expect(ids).toEqual(members.map((name) => [`A.${name} throughline.E001`]));
  });

  it("let no way back take the place of a member of instances", () => {
    const ids = idsOf({ Person, A: model({ person: toPerson({ relatedName: "save" }) }) });

    expect(ids).toEqual(["A.person throughline.E001"]);
  });

  it("let no way back be named pk, as accessor or in lookups", () => {
    const accessor = idsOf({ Person, A: model({ person: toPerson({ relatedName: "pk" }) }) });
    const query = idsOf({ Person, A: model({ person: toPerson({ relatedQueryName: "pk" }) }) });

    expect(accessor).toEqual(["A.person throughline.E001"]);
    expect(query).toEqual(["A.person throughline.E001"]);
  });

  it("accept names that objects inherit", () => {
    const names = ["toString", "constructor", "hasOwnProperty", "valueOf"];
    const fields = Object.fromEntries(names.map((name) => [name, field.char({ null: true })]));

    const messages = messagesOf({ constructor: model(fields), toString: model(fields) });

    expect(messages).toEqual([]);
  });

  it("do not find fields on prototypes", () => {
    const options = { ordering: ["toString"], uniqueTogether: [["constructor"]] } as const;
    const A = model({ to: field.foreignKey("valueOf", { onDelete: CASCADE }) }, options);

    expect(idsOf({ A })).toEqual(["A models.E012", "A models.E015", "A.to fields.E300"]);
  });

  it("refuse __proto__ as the name of a field, of a model and of a way back", () => {
    const own = Object.defineProperty({}, "__proto__", { value: field.char(), enumerable: true });
    const A = { fields: own, options: {} };
    const B = model({ person: toPerson({ relatedName: "__proto__" }) });
    const definitions = new Map<string, unknown>([["A", A]]);
    definitions.set("Person", Person).set("B", B).set("__proto__", Person);

    const ids = checkSchema(definitions as Map<string, ModelDefinition>).map(({ id }) => id);

    expect(ids).toEqual(["fields.E001", "fields.E308", "fields.E309", "models.E023"]);
  });

  it("refuse names that are no identifiers, and a model named self", () => {
    const ids = idsOf({
      "A b": model({}),
      self: model({}),
      C: model({ "1": field.char(), "-x": field.char(), "": field.char() }),
    });

    expect(ids).toEqual([
      "A b throughline.E002",
      "C. throughline.E002",
      "C.-x throughline.E002",
      "C.1 throughline.E002",
      "self throughline.E002",
    ]);
  });

  it("refuse models whose names differ by case only", () => {
    expect(idsOf({ Tag: model({}), TAG: model({}) })).toEqual([
      "TAG models.E028",
      "Tag models.E028",
    ]);
  });

  it("refuse a way back with the name of a column", () => {
    const A = model({
      boss: field.foreignKey("self", { onDelete: CASCADE, relatedName: "boss_id" }),
    });

    expect(idsOf({ A })).toEqual(["A.boss fields.E302", "A.boss fields.E303"]);
  });

  it("refuse a many-to-many field with the name of a column", () => {
    const A = model({
      boss: toPerson(),
      boss_id: field.manyToMany("Person", { relatedName: "+" }),
    });

    expect(idsOf({ Person, A })).toEqual(["A.boss_id models.E006"]);
  });

  it("refuse methods with the name of a field, a column or a way back", () => {
    const methods = { name: () => 1, boss_id: () => 2, minions: () => 3, greet: () => 4 };
    const boss = field.foreignKey("self", { onDelete: CASCADE, relatedName: "minions" });
    const A = model({ name: field.char(), boss }, { methods });

    expect(idsOf({ A })).toEqual(Array(3).fill("A models.E025"));
  });

  it("refuse a model with the name of a hidden through model", () => {
    const A = model({ people: field.manyToMany("Person") });

    expect(idsOf({ Person, A, A_people: model({}) })).toEqual(["A.people fields.E340"]);
  });

  it("refuse two hidden through models of one name", () => {
    const A = model({ b_c: field.manyToMany("Person", { relatedName: "+" }) });
    const A_b = model({ c: field.manyToMany("Person", { relatedName: "+" }) });

    expect(idsOf({ Person, A, A_b })).toEqual(["A.b_c fields.E340", "A_b.c fields.E340"]);
  });
});

describe("system checks of relations", () => {
  it("want the target of toField to be unique", () => {
    const A = model({ person: toPerson({ toField: "name" }) });

    expect(idsOf({ Person, A })).toEqual(["A.person fields.E311"]);
  });

  it("take any unconditional rule on the target of toField as unique", () => {
    const A = model({ person: toPerson({ toField: "name" }) });
    const name = field.char();
    const people = [
      model({ name: field.char({ unique: true }) }),
      model({ name: field.char({ primaryKey: true }) }),
      model({ name }, { uniqueTogether: [["name"]] }),
      model({ name }, { constraints: [unique({ fields: ["name"] })] }),
    ];

    expect(people.map((each) => idsOf({ Person: each, A }))).toEqual([[], [], [], []]);
  });

  it("do not take a conditional rule on the target of toField as unique", () => {
    const A = model({ person: toPerson({ toField: "name" }) });
    const rule = unique({ fields: ["name"], condition: { name__gt: "a" } });
    const Conditional = model({ name: field.char() }, { constraints: [rule] });

    expect(idsOf({ Person: Conditional, A })).toEqual(["A.person fields.E311"]);
  });

  it("refuse keys that take their values from each other", () => {
    const key = { onDelete: CASCADE, primaryKey: true } as const;
    const A = model({ b: field.oneToOne("B", { ...key, relatedName: "+" }) });
    const B = model({ a: field.oneToOne("A", { ...key, relatedName: "+" }) });
    const C = model({ a: field.foreignKey("A", { onDelete: CASCADE }) });

    const messages = messagesOf({ A, B, C });

    expect(messages.map(({ id, object }) => [id, object])).toEqual([
      ["throughline.E005", "A.b"],
      ["throughline.E005", "B.a"],
    ]);
    expect(messages[0]?.message).toContain("A.b → B.a → A.b");
  });

  it("want two foreign keys in the through model of a relation to self", () => {
    const A = model({ friends: field.manyToMany("self", { through: "F" }) });
    const F = model({ a: field.foreignKey("A", { onDelete: CASCADE }) });

    expect(idsOf({ A, F })).toEqual(["F fields.E336"]);
  });

  it("warn of names that a symmetrical relation has no use for", () => {
    const A = model({ friends: field.manyToMany("self", { relatedName: "others" }) });

    expect(messagesOf({ A })).toMatchObject([{ id: "fields.W345", level: "warning" }]);
  });

  it("accept columns in throughFields, as Django does", () => {
    const through = { through: "M", throughFields: ["group_id", "person_id"] } as const;
    const Group = model({ members: field.manyToMany("Person", through) });
    const group = field.foreignKey("Group", { onDelete: CASCADE });

    expect(idsOf({ Person, Group, M: model({ group, person: toPerson() }) })).toEqual([]);
  });
});

describe("system checks of options", () => {
  const Entry = model({
    person: toPerson({ relatedName: "entries" }),
    tags: field.manyToMany("Tag"),
    day: field.date(),
  });
  const Tag = model({ word: field.char() });

  function orderings(paths: readonly string[], name: "ordering" | "getLatestBy"): string[] {
    const options = { [name]: paths };
    return idsOf({ Person: model({ name: field.char() }, options), Entry, Tag });
  }

  it("follow paths of orderings through relations and ways back", () => {
    const fine = ["-name", "pk", "id", "entries", "-entries__day", "entries__tags__word"];

    expect(orderings(fine, "ordering")).toEqual([]);
    expect(orderings(fine, "getLatestBy")).toEqual([]);
  });

  it("refuse paths of orderings that lead nowhere, with the nearest names", () => {
    const wrong = ["nam", "entries__dya", "name__day", "entries__day__year", "?"];
    const A = model({ name: field.char() }, { ordering: wrong });

    const messages = messagesOf({ Person: A, Entry, Tag });

    expect(messages.map(({ id, hint }) => [id, hint])).toContainEqual([
      "models.E015",
      'Did you mean "day"?',
    ]);
    expect(messages).toHaveLength(wrong.length);
  });

  it("refuse an ordering by a many-to-many field itself", () => {
    const options = { ordering: ["tags"] };
    const A = model({ tags: field.manyToMany("Tag"), day: field.date() }, options);

    expect(idsOf({ A, Tag })).toEqual(["A models.E015"]);
  });

  it("refuse a getLatestBy that names no field", () => {
    const one = model({ day: field.date() }, { getLatestBy: "dy" });
    const list = model({ day: field.date() }, { getLatestBy: ["-day", "dy"] });

    const messages = messagesOf({ A: one, B: list });

    expect(messages.map(({ id, object }) => `${object} ${id}`)).toEqual([
      "A throughline.E003",
      "B throughline.E003",
    ]);
    expect(messages[0]?.hint).toBe('Did you mean "day"?');
  });

  it("judge every path of a condition, however it is combined", () => {
    const condition = Q({ day__gt: "2000-01-01" }).or(Q({ person__name: "x" }).not());
    const inner = condition.and({ nope: 1, person__in: [1], pk__gt: 0, tags: 1 });
    const constraints = [check({ condition: inner })];
    const A = model(
      { person: toPerson(), tags: field.manyToMany("Tag"), day: field.date() },
      { constraints },
    );

    expect(idsOf({ Person, A, Tag })).toEqual(["A models.E012", "A models.E013", "A models.E041"]);
  });
});

describe("system checks of fields", () => {
  const ids = (given: ModelDefinition) => messagesOf({ A: given }).map(({ id }) => id);

  it("refuse options that no key can have", () => {
    expect(ids(model({ a: field.char({ primaryKey: true, null: true }) }))).toEqual([
      "fields.E007",
    ]);
    expect(ids(model({ a: field.auto() }))).toEqual(["fields.E100"]);
  });

  it("warn of options without effect", () => {
    const options = { maxLength: 3 };
    const a = { type: "scalar", kind: "positiveInteger", options } as const;

    expect(ids(model({ a }))).toEqual(["fields.W122"]);
  });

  it("warn of JSON data that all rows would share", () => {
    expect(ids(model({ a: field.json({ default: {} }) }))).toEqual(["fields.E010"]);
    expect(ids(model({ a: field.json({ default: () => ({}) }) }))).toEqual([]);
  });

  it("take an option that is undefined as left out", () => {
    const options = { default: undefined, autoNow: true, null: undefined, choices: undefined };

    expect(ids(model({ a: { type: "scalar", kind: "date", options } }))).toEqual([]);
  });
});

describe("assertSchema", () => {
  const Group = model({
    members: field.manyToMany("Persn", { through: "Membershp" }),
    founder: field.foreignKey("Person", { onDelete: SET_NULL, unique: true }),
  });
  const Membership = model({ person: toPerson() }, { ordering: ["persn"] });

  it("says all errors at once, one a line, with facts and the nearest names", () => {
    const { message, code } = refusal({ Person, Group, Membership });

    expect(code).toBe("system-checks");
    expect(message.split("\n")).toEqual([
      "The models have 4 errors:",
      "Group.founder (fields.E320): onDelete is SET_NULL, but the field cannot be null. Hint: Add null: true, or choose another onDelete.",
      'Group.members (fields.E300): It points at "Persn", which is none of the models. Hint: Did you mean "Person"?',
      'Group.members (fields.E331): Its through model "Membershp" is none of the models. Hint: Did you mean "Membership"?',
      'Membership (models.E015): ordering names "persn": Membership has no field "persn". Hint: Did you mean "person"?',
    ]);
  });

  it("carries the warnings beside the errors", () => {
    const { messages } = refusal({ Person, Group, Membership });

    expect(messages.map(({ id }) => id)).toContain("fields.W342");
    expect(messages).toHaveLength(5);
  });

  it("does not refuse models for warnings alone", () => {
    const A = model({ person: toPerson({ unique: true }) });

    expect(idsOf({ Person, A })).toEqual(["A.person fields.W342"]);
    expect(() => assertSchema(raw({ Person, A }))).not.toThrow();
  });
});

describe("system checks of options for fullClean()", () => {
  const dated = (options: object) =>
    messagesOf({
      A: model({
        day: field.date(),
        at: field.dateTime(),
        name: field.char(options),
        x: field.time(),
      }),
    });

  it("want the name of a date field", () => {
    expect(dated({ uniqueForDate: "day", uniqueForMonth: "at" })).toEqual([]);
    expect(dated({ uniqueForDate: "dya" })).toMatchObject([
      {
        id: "throughline.E006",
        object: "A.name",
        message: 'uniqueForDate names "dya", which is no field of A.',
        hint: 'Did you mean "day"?',
      },
    ]);
    expect(dated({ uniqueForYear: "x" })).toMatchObject([
      { message: 'uniqueForYear names "x", which holds no dates.', hint: "Choices are: day, at." },
    ]);
    expect(dated({ uniqueForMonth: 3 })).toMatchObject([{ id: "throughline.E006" }]);
  });

  it("want texts and booleans", () => {
    expect(dated({ errorMessages: { blank: 3 } })).toMatchObject([{ id: "throughline.E004" }]);
    expect(dated({ blank: 1, editable: "no" })).toMatchObject([
      { message: "blank is 1; expected a boolean." },
      { message: 'editable is "no"; expected a boolean.' },
    ]);
    const rule = check({ condition: { id: 1 }, violationErrorCode: 3 as never });
    expect(idsOf({ A: model({}, { constraints: [rule] }) })).toEqual(["A throughline.E004"]);
  });

  it("look into groups of choices", () => {
    const choices = (...given: unknown[]) =>
      idsOf({ A: model({ x: field.char({ choices: given as never, maxLength: 3 }) }) });

    expect(choices(["Audio", [["cd", "CD"]]], ["tv", "TV"])).toEqual([]);
    expect(choices(["Audio", [["cd"]]])).toEqual(["A.x fields.E005"]);
    expect(choices(["Audio", [["vinyl", "LP"]]])).toEqual(["A.x fields.E009"]);
  });
});
