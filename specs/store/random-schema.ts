import fc from "fast-check";
import {
  CASCADE,
  check,
  DO_NOTHING,
  field,
  model,
  PROTECT,
  RESTRICT,
  SET,
  SET_DEFAULT,
  SET_NULL,
  unique,
} from "../../src/index.ts";
import type { Field } from "../../src/schema/field.ts";
import type { ModelDefinition } from "../../src/schema/model.ts";
import type { Column } from "../../src/schema/registry.ts";
import type { Value } from "../../src/value.ts";

const PK_KINDS = ["auto", "integer", "text", "uuid", "bigInteger", "float"] as const;

const ACTIONS = { CASCADE, PROTECT, RESTRICT, SET_NULL, SET_DEFAULT, SET, DO_NOTHING };
/** Those that let a row go come more often. */
const ACTION_NAMES = [
  ...(Object.keys(ACTIONS) as (keyof typeof ACTIONS)[]),
  "CASCADE",
  "DO_NOTHING",
] as const;

/** A foreign key or one-to-one field, its target chosen by number. */
const link = fc.record({
  to: fc.nat(3),
  action: fc.constantFrom(...ACTION_NAMES),
  isNullable: fc.nat(3).map((n) => n > 0),
  isSingle: fc.boolean(),
  byWord: fc.boolean(),
  isLoose: fc.integer({ min: 0, max: 4 }).map((n) => n === 0),
});

const modelPlan = fc.record({
  pk: fc.constantFrom(...PK_KINDS),
  hasNum: fc.constantFrom("nullable", "required", "unique"),
  links: fc.array(link, { maxLength: 2 }),
  /** A plain many-to-many, or none. */
  pairsWith: fc.option(fc.nat(3), { freq: 3 }),
  rules: fc.subarray(["together", "conditional", "check", "values"] as const),
});

/** A small schema as data: the first model that has two links is a through model as well. */
export const schemaPlan = fc.array(modelPlan, { minLength: 2, maxLength: 4 });

export type SchemaPlan = typeof schemaPlan extends fc.Arbitrary<infer P> ? P : never;
type ModelPlan = SchemaPlan[number];
type LinkPlan = ModelPlan["links"][number];

/** Few values of each kind, so that keys meet; small numbers first, since a failure shrinks to them. */
const POOLS: { readonly [kind: string]: readonly Value[] } = {
  auto: [1, 2, 3, 4, 5, 6],
  integer: [1, 2, 0, -1, 40, -7],
  text: ["a", "b", "c", "ab", "é"],
  char: ["a", "b", "c", "ab", "é"],
  uuid: [1, 2, 3, 4].map((n) => `0000000${n}-0000-4000-8000-000000000000`),
  bigInteger: [1n, 2n, -3n, 2n ** 40n],
  float: [1, 0.5, 2, -1.5, 1e10],
  decimal: ["0.00", "1.50", "-2.25", "10.00"],
  boolean: [false, true],
  json: [{ a: 1 }, [1, { b: null }], "x", { a: [2] }],
};

/** A value of the pool that fits a column, chosen by number. */
export function poolValue({ kind }: Column, n: number): Value {
  const pool = POOLS[kind.name]!;
  return pool[n % pool.length]!;
}

const nameOf = (n: number): string => `M${n}`;

/** The definitions that a plan stands for. */
export function schemaOf(plan: SchemaPlan): { readonly [name: string]: ModelDefinition } {
  return Object.fromEntries(plan.map((each, n) => [nameOf(n), modelOf(plan, each, n)]));
}

function modelOf(plan: SchemaPlan, own: ModelPlan, n: number): ModelDefinition {
  const fields: { [name: string]: Field } = {};
  if (own.pk !== "auto")
    fields.key = (field[own.pk] as (options: object) => Field)({ primaryKey: true });
  fields.word = field.char({ maxLength: 8, unique: true, null: true });
  fields.num = field.integer({ null: own.hasNum !== "required", unique: own.hasNum === "unique" });
  fields.flag = field.boolean({ default: false });
  if (own.rules.includes("values")) {
    fields.big = field.bigInteger({ default: 1n });
    fields.dec = field.decimal({ maxDigits: 6, decimalPlaces: 2, null: true });
    fields.doc = field.json({ null: true });
  }
  for (const [i, each] of own.links.entries()) fields[`link${i}`] = linkField(plan, each, n, i);
  if (own.pairsWith !== null) {
    const to = own.pairsWith % plan.length;
    fields.plain = field.manyToMany(nameOf(to), { relatedName: `plain${n}`, ...asymmetric(to, n) });
  }
  const pairs = plan.findIndex(({ links }) => links.length === 2);
  const [from, to] = (plan[pairs]?.links ?? []).map((each) => each.to % plan.length);
  if (from === n && pairs !== n) {
    fields.paired = field.manyToMany(nameOf(to!), {
      through: nameOf(pairs),
      throughFields: ["link0", "link1"],
      relatedName: `paired${n}`,
      ...asymmetric(to!, n),
    });
  }
  return model(fields, { ...rulesOf(own, n) }) as unknown as ModelDefinition;
}

const asymmetric = (to: number, n: number): object => (to === n ? { symmetrical: false } : {});

function linkField(plan: SchemaPlan, own: LinkPlan, n: number, i: number): Field {
  const to = own.to % plan.length;
  const { pk } = plan[to]!;
  const key = own.byWord ? "b" : POOLS[pk]![1]!;
  const isNullable = own.isNullable || own.action === "SET_NULL";
  const options = {
    onDelete: own.action === "SET" ? SET(key) : ACTIONS[own.action],
    null: isNullable,
    relatedName: `back${n}_${i}`,
    ...(own.action === "SET_DEFAULT" ? { default: key } : {}),
    ...(own.byWord ? { toField: "word" } : {}),
    ...(own.isLoose ? { dbConstraint: false } : {}),
  };
  const make = own.isSingle ? field.oneToOne : field.foreignKey;
  return (make as (to: string, options: object) => Field)(nameOf(to), options);
}

function rulesOf({ rules, links }: ModelPlan, n: number): object {
  const constraints = [
    ...(rules.includes("conditional")
      ? [unique({ fields: ["num"], condition: { flag: true }, name: `one_flagged${n}` })]
      : []),
    ...(rules.includes("check")
      ? [check({ condition: { num__gte: -5 }, name: `not_too_low${n}` })]
      : []),
  ];
  const together = rules.includes("together")
    ? { uniqueTogether: [links.length > 0 ? ["link0", "flag"] : ["num", "word"]] }
    : {};
  return { constraints, ...together };
}
