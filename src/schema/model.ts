import type { Observable } from "rxjs";
import type { Delta } from "../delta.ts";
import { SchemaError } from "../errors.ts";
import { suggest } from "../near-names.ts";
import { showValue } from "../value.ts";
import type { Condition, Lookups } from "./condition.ts";
import type { Field, Known } from "./field.ts";
import { copyMethods, frozenCopy } from "./frozen-copy.ts";
import type { InstanceOf, OwnColumns, OwnDraft } from "./types.ts";

/** Key of the property that tells the model of an instance, in types and at run time. */
export const MODEL: unique symbol = Symbol.for("throughline.model") as never;

/** An ordered index: fields by name, or with a name of its own. */
export type IndexDefinition =
  | readonly string[]
  | { readonly fields: readonly string[]; readonly name?: string };

/** Options that every constraint takes. */
interface ConstraintOptions {
  readonly name?: string | undefined;
  /** What `fullClean()` says of a row that breaks it. */
  readonly violationErrorMessage?: string | undefined;
  readonly violationErrorCode?: string | undefined;
}

/** Options of {@link unique}. */
interface UniqueOptions extends ConstraintOptions {
  readonly fields: readonly string[];
  readonly condition?: Condition | undefined;
}

/** Options of {@link check}. */
interface CheckOptions extends ConstraintOptions {
  readonly condition: Condition;
}

/** A rule that the rows of a model keep: made by {@link unique} and {@link check}. */
export type ConstraintDefinition =
  | ({ readonly kind: "unique" } & UniqueOptions)
  | ({ readonly kind: "check" } & CheckOptions);

/** No two rows (of those that meet the condition) agree in all the fields; nulls do not count. */
export function unique(options: UniqueOptions): ConstraintDefinition {
  return Object.freeze({ kind: "unique", ...frozenCopy(options) });
}

/** No row fails the condition; a condition that is unknown because of a null is not failed. */
export function check(options: CheckOptions): ConstraintDefinition {
  return Object.freeze({ kind: "check", ...frozenCopy(options) });
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
  /** Methods and getters of instances. A getter beside methods names its type: `get x(): string`. */
  readonly methods?: unknown;
  /** Methods of the model's manager and QuerySets. */
  readonly querySet?: unknown;
}

/** A model as the user wrote it. */
export interface ModelDefinition<F = { readonly [name: string]: Field }, O = ModelOptions> {
  readonly fields: F;
  readonly options: O;
}

/** What every instance can do, as the methods of its model see it. */
export interface OwnInstance<F, X = unknown> {
  readonly [MODEL]: string;
  readonly pk: unknown;
  save(recipe?: (draft: OwnDraft<F>) => void): OwnRow<F, X>;
  update(changes: Partial<OwnDraft<F>>): OwnRow<F, X>;
  delete(): readonly [count: number, byModel: { readonly [model: string]: number }];
  refresh(): OwnRow<F, X>;
  cleanFields(options?: object): OwnRow<F, X>;
  validateUnique(options?: object): void;
  validateConstraints(options?: object): void;
  fullClean(options?: object): OwnRow<F, X>;
  fullClean(recipe?: (draft: OwnDraft<F>) => void, options?: object): OwnRow<F, X>;
}

// Fields, user's methods -> an instance before the other models are known
type OwnRow<F, X> = OwnColumns<F> & OwnInstance<F, X> & X;

/** Computed columns by name, as the methods of one model give them. */
interface Columns {
  readonly [name: string]: object;
}

/** Options of live queries, as the methods of one model give them. */
interface OwnLiveOptions {
  readonly signal?: AbortSignal | undefined;
}

/** Options of what makes rows, as the methods of one model give them. */
interface OwnDefaults {
  readonly defaults?: Lookups;
  readonly createDefaults?: Lookups;
}

/**
 * A QuerySet as the methods of one model see it, before the other models are known: paths and what
 * is computed are not checked before they are used.
 */
export interface ModelQuerySet<Row, X = unknown> extends Iterable<Row> {
  all(): ModelQuerySet<Row, X> & X;
  none(): ModelQuerySet<Row, X> & X;
  filter(...conditions: readonly Condition[]): ModelQuerySet<Row, X> & X;
  exclude(...conditions: readonly Condition[]): ModelQuerySet<Row, X> & X;
  distinct(...paths: readonly string[]): ModelQuerySet<Row, X> & X;
  orderBy(...ordering: readonly (string | object)[]): ModelQuerySet<Row, X> & X;
  reverse(): ModelQuerySet<Row, X> & X;
  slice(start?: number | null, end?: number | null): ModelQuerySet<Row, X> & X;
  values(
    ...columns: readonly (string | object)[]
  ): ModelQuerySet<{ readonly [name: string]: unknown }, X> & X;
  valuesList(...columns: readonly (string | object)[]): ModelQuerySet<unknown, X> & X;
  annotate<C extends Columns>(
    columns: C,
  ): ModelQuerySet<Row & { readonly [K in keyof C]: unknown }, X> & X;
  alias(columns: Columns): ModelQuerySet<Row, X> & X;
  aggregate<C extends Columns>(columns: C): { readonly [K in keyof C]: unknown };
  dates(field: string, unit: string, order?: "ASC" | "DESC"): ModelQuerySet<string, X> & X;
  datetimes(field: string, unit: string, order?: "ASC" | "DESC"): ModelQuerySet<string, X> & X;
  union(...others: readonly Iterable<Row>[]): ModelQuerySet<Row, X> & X;
  intersection(...others: readonly Iterable<Row>[]): ModelQuerySet<Row, X> & X;
  difference(...others: readonly Iterable<Row>[]): ModelQuerySet<Row, X> & X;
  or(other: Iterable<Row>): ModelQuerySet<Row, X> & X;
  and(other: Iterable<Row>): ModelQuerySet<Row, X> & X;
  xor(other: Iterable<Row>): ModelQuerySet<Row, X> & X;
  selectRelated(...names: readonly string[]): ModelQuerySet<Row, X> & X;
  prefetchRelated(...names: readonly (string | object)[]): ModelQuerySet<Row, X> & X;
  get(...conditions: readonly Condition[]): Row;
  first(): Row | null;
  last(): Row | null;
  earliest(...fields: readonly string[]): Row;
  latest(...fields: readonly string[]): Row;
  at(index: number): Row | undefined;
  contains(row: InstanceOf<string>): boolean;
  count(): number;
  exists(): boolean;
  toArray(): readonly Row[];
  live(options?: OwnLiveOptions): Observable<readonly Row[]>;
  changes(options?: OwnLiveOptions): Observable<Delta<Row>>;
  liveCount(options?: OwnLiveOptions): Observable<number>;
  liveExists(options?: OwnLiveOptions): Observable<boolean>;
  liveFirst(options?: OwnLiveOptions): Observable<Row | null>;
  liveGet(...conditions: readonly Condition[]): Observable<Row>;
  liveAggregate<C extends Columns>(
    columns: C,
    options?: OwnLiveOptions,
  ): Observable<{ readonly [K in keyof C]: unknown }>;
  create(values: Lookups): Row;
  bulkCreate(rows: Iterable<Lookups>): Row[];
  getOrCreate(lookup: Lookups, options?: OwnDefaults): readonly [row: Row, created: boolean];
  updateOrCreate(lookup: Lookups, options?: OwnDefaults): readonly [row: Row, created: boolean];
  update(values: Lookups): number;
  delete(): readonly [count: number, byModel: { readonly [model: string]: number }];
}

const OPTIONS = [
  ...["ordering", "getLatestBy", "indexes", "uniqueTogether", "constraints"],
  ...["defaultRelatedName", "label", "methods", "querySet"],
];

// Fields, methods -> the options of such a model, with `this` and `row` typed; a label may stand
// before the methods, and would settle their type too early if it saw them
type OptionsFor<F, X, Q> = Omit<ModelOptions, "label" | "methods" | "querySet"> & {
  readonly label?: (row: OwnRow<F, unknown>) => string;
  readonly methods?: X & ThisType<OwnRow<F, X>>;
  readonly querySet?: Q & ThisType<ModelQuerySet<OwnRow<F, X>, Q> & Q>;
};

// Options given, methods -> what the types keep of them
type KeptOptions<O, X, Q> = (O extends { readonly defaultRelatedName: infer D }
  ? { readonly defaultRelatedName: D }
  : unknown) & { readonly methods: X; readonly querySet: Q };

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

/** Options as they are now: stores of the same models go by what the first of them made of those. */
function keptOptions({ methods, querySet, ...others }: ModelOptions): ModelOptions {
  return Object.freeze({
    ...frozenCopy(others),
    ...(methods === undefined ? {} : { methods: copyMethods(methods as object) }),
    ...(querySet === undefined ? {} : { querySet: copyMethods(querySet as object) }),
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
  X extends object = Record<never, never>,
  Q extends object = Record<never, never>,
>(
  fields: F,
  options?: Known<O, ModelOptions> & OptionsFor<F, X, Q>,
): ModelDefinition<F, KeptOptions<O, X, Q>> {
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
    options: keptOptions({ ...options } as ModelOptions),
  }) as never;
}
