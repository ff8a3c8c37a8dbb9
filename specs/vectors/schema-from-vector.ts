/** Turns the `schema` of a vector, recorded from Django, into definitions of ours. */
import type { Condition } from "../../src/schema/condition.ts";
import {
  CASCADE,
  DO_NOTHING,
  type Field,
  field,
  type OnDelete,
  PROTECT,
  RESTRICT,
  SET,
  SET_DEFAULT,
  SET_NULL,
} from "../../src/schema/field.ts";
import {
  type ConstraintDefinition,
  check,
  type ModelDefinition,
  model,
  unique,
} from "../../src/schema/model.ts";
import { readCondition } from "./read-condition.ts";

/** A field as Django names its type and options. */
export interface VectorField {
  readonly name: string;
  readonly type: string;
  readonly [option: string]: unknown;
}

/** The models of a vector, in order. */
export interface VectorSchema {
  readonly app_label: string;
  readonly models: {
    readonly [name: string]: {
      readonly fields: readonly VectorField[];
      readonly meta: { readonly [option: string]: unknown };
    };
  };
  readonly m2m_tables?: { readonly [name: string]: VectorPairs };
}

/** The table of a many-to-many field without a through model of its own. */
export interface VectorPairs {
  readonly model: string;
  readonly field: string;
  readonly from: string;
  readonly to: string;
  readonly symmetrical: boolean;
}

type Options = { readonly [option: string]: unknown };

const KINDS: ReadonlyMap<string, keyof typeof field> = new Map([
  ["AutoField", "auto"],
  ["BigAutoField", "bigAuto"],
  ["UUIDField", "uuid"],
  ["CharField", "char"],
  ["TextField", "text"],
  ["SlugField", "slug"],
  ["EmailField", "email"],
  ["URLField", "url"],
  ["BooleanField", "boolean"],
  ["IntegerField", "integer"],
  ["SmallIntegerField", "smallInteger"],
  ["BigIntegerField", "bigInteger"],
  ["PositiveIntegerField", "positiveInteger"],
  ["PositiveSmallIntegerField", "positiveSmallInteger"],
  ["PositiveBigIntegerField", "positiveBigInteger"],
  ["FloatField", "float"],
  ["DecimalField", "decimal"],
  ["DateField", "date"],
  ["DateTimeField", "dateTime"],
  ["TimeField", "time"],
  ["DurationField", "duration"],
  ["JSONField", "json"],
  ["BinaryField", "binary"],
  ["ForeignKey", "foreignKey"],
  ["OneToOneField", "oneToOne"],
  ["ManyToManyField", "manyToMany"],
]);

/** Options whose name here is not Django's in camel case. */
const RENAMED: ReadonlyMap<string, string> = new Map([["db_index", "index"]]);

const ON_DELETE: ReadonlyMap<unknown, OnDelete> = new Map([
  ["CASCADE", CASCADE],
  ["PROTECT", PROTECT],
  ["RESTRICT", RESTRICT],
  ["SET_NULL", SET_NULL],
  ["SET_DEFAULT", SET_DEFAULT],
  ["DO_NOTHING", DO_NOTHING],
]);

/** The name of an option or a keyword argument of Django's as it is spelt here. */
export function camelCase(name: string): string {
  return RENAMED.get(name) ?? name.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());
}

function onDeleteFromVector(value: unknown): OnDelete {
  const known = ON_DELETE.get(value);
  if (known !== undefined) return known;
  if (typeof value === "object" && value !== null && "SET" in value) return SET(value.SET);
  throw new TypeError(`The vector has on_delete ${JSON.stringify(value)}.`);
}

function optionsFromVector(options: Options): Options {
  return Object.fromEntries(
    Object.entries(options).map(([name, value]) => [
      camelCase(name),
      name === "on_delete" ? onDeleteFromVector(value) : value,
    ]),
  );
}

/** A name of a model without the app's label: `t.Person` is `Person` in the app `t`. */
export function withoutAppLabel(name: string, appLabel: string): string {
  return name.startsWith(`${appLabel}.`) ? name.slice(appLabel.length + 1) : name;
}

/**
 * The kind of ours for a Django field class: `IntegerField` is `integer`.
 * @throws {TypeError} for a class that is not known.
 */
export function kindOfType(type: string): keyof typeof field {
  const kind = KINDS.get(type);
  if (kind === undefined) throw new TypeError(`The vector has a ${type}.`);
  return kind;
}

function fieldFromVector({ name: _, type, to, ...options }: VectorField, appLabel: string): Field {
  const kind = kindOfType(type);
  const given = optionsFromVector(options);
  if (to === undefined) return (field[kind] as (options: Options) => Field)(given);
  const make = field[kind] as (to: string, options: Options) => Field;
  return make(withoutAppLabel(String(to), appLabel), given);
}

function readLookups(condition: unknown): Condition {
  return readCondition(condition, (lookups) => lookups);
}

function constraintFromVector(constraint: Options): ConstraintDefinition {
  const { type, condition, fields } = constraint;
  const texts = ["name", "violation_error_message", "violation_error_code"];
  const shared = {
    ...Object.fromEntries(
      texts
        .filter((text) => constraint[text] !== undefined)
        .map((text) => [camelCase(text), constraint[text] as string]),
    ),
    ...(condition === undefined ? {} : { condition: readLookups(condition) }),
  };
  if (type === "UniqueConstraint") return unique({ ...shared, fields: fields as string[] });
  if (type === "CheckConstraint" && shared.condition !== undefined) {
    return check({ ...shared, condition: shared.condition });
  }
  throw new TypeError(`The vector has the constraint ${JSON.stringify(constraint)}.`);
}

function metaFromVector(meta: Options): Options {
  const options = optionsFromVector(meta);
  if (!Array.isArray(options.constraints)) return options;
  return { ...options, constraints: options.constraints.map(constraintFromVector) };
}

/**
 * The models of a vector's schema, in order, made with the public makers.
 * @throws {SchemaError} where a maker refuses what the vector has at once.
 */
export function schemaFromVector(schema: VectorSchema): { [name: string]: ModelDefinition } {
  return Object.fromEntries(
    Object.entries(schema.models).map(([name, { fields, meta }]) => [
      name,
      model(
        Object.fromEntries(
          fields.map((each) => [each.name, fieldFromVector(each, schema.app_label)]),
        ),
        metaFromVector(meta),
      ) as ModelDefinition,
    ]),
  );
}
