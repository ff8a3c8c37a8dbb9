import { SchemaError } from "../errors.ts";
import { suggest } from "../near-names.ts";
import { showValue } from "../value.ts";
import type { Condition, Lookups } from "./condition.ts";
import type { Field } from "./field.ts";
import type { OwnColumns } from "./types.ts";

/** Key of the property that tells the model of an instance, in types and at run time. */
export const MODEL: unique symbol = Symbol.for("throughline.model") as never;

/** An ordered index: fields by name, or with a name of its own. */
export type IndexDefinition =
  | readonly string[]
  | { readonly fields: readonly string[]; readonly name?: string };

/** A rule that the rows of a model keep: made by {@link unique} and {@link check}. */
export type ConstraintDefinition =
  | {
      readonly kind: "unique";
      readonly fields: readonly string[];
      readonly name?: string | undefined;
      readonly condition?: Condition | undefined;
    }
  | { readonly kind: "check"; readonly condition: Condition; readonly name?: string | undefined };

/** No two rows (of those that meet the condition) agree in all the fields; nulls do not count. */
export function unique(options: {
  readonly fields: readonly string[];
  readonly name?: string;
  readonly condition?: Condition;
}): ConstraintDefinition {
  return Object.freeze({ kind: "unique", ...options });
}

/** No row fails the condition; a condition that is unknown because of a null is not failed. */
export function check(options: {
  readonly condition: Condition;
  readonly name?: string;
}): ConstraintDefinition {
  return Object.freeze({ kind: "check", ...options });
}

/** Options of a model, without those that depend on its fields' types. */
export interface ModelOptions {
  /** Order of QuerySets that say no other: `["name", "-id"]`. */
  readonly ordering?: readonly string[];
  /** Field or fields that `latest()` and `earliest()` go by. */
  readonly getLatestBy?: string | readonly string[];
  readonly indexes?: readonly IndexDefinition[];
  readonly uniqueTogether?: readonly (readonly string[])[];
  readonly constraints?: readonly ConstraintDefinition[];
  /** Related name of all relations that give none. */
  readonly defaultRelatedName?: string;
  /** One line that names a row for people, as Django's `__str__`. */
  readonly label?: (row: never) => string;
  /** Methods and getters of instances. */
  readonly methods?: unknown;
  /** Methods of the model's manager and QuerySets. */
  readonly querySet?: unknown;
}

/** A model as the user wrote it. */
export interface ModelDefinition<F = { readonly [name: string]: Field }, O = ModelOptions> {
  readonly fields: F;
  readonly options: O;
}

/** A QuerySet as the methods of one model see it, before the other models are known. */
export interface ModelQuerySet<Row> extends Iterable<Row> {
  all(): ModelQuerySet<Row>;
  filter(conditions: Lookups): ModelQuerySet<Row>;
  distinct(): ModelQuerySet<Row>;
  orderBy(...ordering: readonly string[]): ModelQuerySet<Row>;
  slice(start: number, end?: number): ModelQuerySet<Row>;
  get(conditions?: Lookups): Row;
  first(): Row | null;
  count(): number;
  exists(): boolean;
  toArray(): readonly Row[];
}

const OPTIONS = [
  ...["ordering", "getLatestBy", "indexes", "uniqueTogether", "constraints"],
  ...["defaultRelatedName", "label", "methods", "querySet"],
];

// Fields, methods -> the options of such a model, with `this` and `row` typed
type OptionsFor<F, Methods, QuerySetMethods> = Omit<
  ModelOptions,
  "label" | "methods" | "querySet"
> & {
  readonly label?: (row: OwnColumns<F> & Methods) => string;
  readonly methods?: Methods & ThisType<OwnColumns<F> & Methods>;
  readonly querySet?: QuerySetMethods & ThisType<ModelQuerySet<OwnColumns<F> & Methods>>;
};

function isPlainObject(value: unknown): value is object {
  if (typeof value !== "object" || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function isField(value: unknown): boolean {
  const type = isPlainObject(value) ? (value as Partial<Field>).type : undefined;
  return type === "scalar" || type === "relation";
}

/** `{ __proto__: … }` in a literal sets the prototype instead of a property: nothing may hide there. */
function checkPrototype(what: string, value: unknown): void {
  if (isPlainObject(value)) {
    const prototype = Object.getPrototypeOf(value);
    if (prototype === null || !isField(prototype)) return;
  }
  throw new SchemaError(`${what} got ${showValue(value)}; expected a plain object.`, {
    code: "bad-definition",
    hint: 'A name "__proto__" cannot be used.',
  });
}

/**
 * Defines a model: its fields in order, and what else is known of it. Fields of a base can be
 * spread into it: `model({ ...timestamps, name: field.char() })`.
 * @throws {SchemaError} for an unknown option or something that is no field.
 */
export function model<
  const F extends { readonly [name: string]: Field },
  const O extends Omit<ModelOptions, "label" | "methods" | "querySet"> = Record<never, never>,
  Methods = unknown,
  QuerySetMethods = unknown,
>(
  fields: F,
  options?: O & OptionsFor<F, Methods, QuerySetMethods>,
): ModelDefinition<F, O & { readonly methods: Methods; readonly querySet: QuerySetMethods }> {
  checkPrototype("model()", fields);
  for (const [name, value] of Object.entries(fields)) {
    if (isField(value)) continue;
    throw new SchemaError(`model() got ${showValue(value)} as field "${name}".`, {
      code: "bad-definition",
      hint: "Make fields with field.char(), field.foreignKey() and their like.",
    });
  }
  for (const name of Object.keys(options ?? {})) {
    if (OPTIONS.includes(name)) continue;
    throw new SchemaError(`model() has no option "${name}".`, {
      code: "unknown-option",
      hint: suggest(name, OPTIONS),
    });
  }
  return Object.freeze({
    fields: Object.freeze({ ...fields }),
    options: Object.freeze({ ...options }),
  }) as never;
}
