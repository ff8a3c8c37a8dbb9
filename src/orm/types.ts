/** The Django-like face of a store, as types: S is the schema, M the name of a model. */

import type { Explanation } from "../planner/explain.ts";
import type { RelationField } from "../schema/field.ts";
import type { ModelDefinition, ModelQuerySet } from "../schema/model.ts";
import type {
  ChangesOf,
  CheckedLookups,
  ColumnsOf,
  EmptyOf,
  IncomingOf,
  InstanceOf,
  LookupHints,
  MethodsOf,
  NewRow,
  OrderPath,
  PkOf,
  QuerySetMethodsOf,
  RelationNames,
  TargetOf,
} from "../schema/types.ts";
import type { DeletedCounts } from "../state/on-delete.ts";

// Model -> its relations to one row, and to many through a manager
type ForwardOf<S, M extends keyof S> = {
  readonly [K in RelationNames<S, M, "foreignKey" | "oneToOne">]:
    | RowOf<S, TargetOf<S, M, K>>
    | EmptyOf<S, M, K>;
} & {
  readonly [K in RelationNames<S, M, "manyToMany">]: RelatedManager<S, TargetOf<S, M, K>>;
};

// Model -> the ways back of relations that point at it
type ReverseOf<S, M extends keyof S> = {
  readonly [I in IncomingOf<S, M> as I["accessor"]]: I["kind"] extends "oneToOne"
    ? RowOf<S, I["from"]>
    : RelatedManager<S, I["from"]>;
};

// Columns -> the same, to be assigned to in a recipe
type Recipe<T> = { -readonly [K in keyof T]: T[K] };

/** What every instance can do. Instances never change: each method returns the new one. */
export interface InstanceMethods<S, M extends keyof S> {
  /** The primary key, whatever its name. */
  readonly pk: PkOf<S, M>;
  /**
   * Stores the instance: all its columns, with the changes that the recipe makes. An unsaved one is
   * inserted, as is one whose row is gone.
   * @throws {ValidationError} {@link IntegrityError} and nothing is stored.
   */
  save(recipe?: (draft: Recipe<ColumnsOf<S, M>>) => void): RowOf<S, M>;
  /**
   * Stores the given columns and leaves the others as they are now.
   * @throws {DoesNotExist} when the row is gone.
   * @throws {ValidationError} {@link IntegrityError} and nothing is stored.
   */
  update(changes: ChangesOf<S, M>): RowOf<S, M>;
  /**
   * Deletes the row and what its relations' `onDelete` says; returns how many rows went, by model.
   * @throws {ProtectedError} listing the rows in the way, and nothing is deleted.
   */
  delete(): DeletedCounts;
  /**
   * The row as it is now.
   * @throws {DoesNotExist} when it is gone.
   */
  refresh(): RowOf<S, M>;
}

/** A row: frozen columns, and accessors of its relations that answer from the present. */
export type RowOf<S, M extends keyof S> = ColumnsOf<S, M> &
  ForwardOf<S, M> &
  ReverseOf<S, M> &
  InstanceMethods<S, M> &
  MethodsOf<S, M> &
  InstanceOf<M>;

// The user's QuerySet methods -> the same with the types of the opened store
type BoundMethods<S, M extends keyof S, X> = {
  readonly [K in keyof X]: X[K] extends (...args: infer A) => infer R
    ? (...args: A) => R extends ModelQuerySet<unknown> ? QuerySetOf<S, M> : R
    : never;
};

/** A QuerySet with the methods that the model gives it. */
export type QuerySetOf<S, M extends keyof S> = QuerySet<S, M> &
  BoundMethods<S, M, QuerySetMethodsOf<S, M>>;

/** What managers and QuerySets have in common. */
export interface Queryable<S, M extends keyof S> {
  /** All rows. */
  all(): QuerySetOf<S, M>;
  /**
   * The rows that meet all conditions. Those of one call on a multi-valued relation speak of the
   * same related row; those of chained calls may be met by different ones.
   * @throws {LookupError} for a path, lookup or value without meaning.
   */
  filter<const C extends LookupHints<S, M>>(
    conditions: C & CheckedLookups<S, M, C>,
  ): QuerySetOf<S, M>;
  /** The rows without repeats. */
  distinct(): QuerySetOf<S, M>;
  /**
   * The rows in another order: paths, with "-" before a descending one. No argument: by primary key.
   * @throws {LookupError} for a path without meaning.
   */
  orderBy<const P extends readonly string[]>(
    ...ordering: { readonly [I in keyof P]: P[I] & OrderPath<S, M, P[I]> }
  ): QuerySetOf<S, M>;
  /** The rows from `start` up to and without `end`, counted from 0. */
  slice(start: number, end?: number): QuerySetOf<S, M>;
  /**
   * The one row that meets the conditions.
   * @throws {DoesNotExist} {@link MultipleObjectsReturned} with the query in the message.
   */
  get<const C extends LookupHints<S, M>>(conditions?: C & CheckedLookups<S, M, C>): RowOf<S, M>;
  /** The first row in order, null when there is none. */
  first(): RowOf<S, M> | null;
  /** The number of rows. */
  count(): number;
  /** Whether there is a row. */
  exists(): boolean;
  /** How the rows would be found now. */
  explain(): Explanation;
}

/** A question that is answered when it is read. Immutable: each method returns another one. */
export interface QuerySet<S, M extends keyof S> extends Queryable<S, M>, Iterable<RowOf<S, M>> {
  /** The rows, in order. The array is frozen and stays the same until the store changes. */
  toArray(): readonly RowOf<S, M>[];
  /** The row at a place of the answer, counted from 0; undefined beyond its end. */
  at(index: number): RowOf<S, M> | undefined;
  /** The rows, for `JSON.stringify`. */
  toJSON(): readonly RowOf<S, M>[];
}

/** The manager of a model: `Person.objects`. */
export interface Manager<S, M extends keyof S> extends Queryable<S, M> {
  /**
   * Stores a new row.
   * @throws {ValidationError} {@link IntegrityError} and nothing is stored.
   */
  create(values: NewRow<S, M>): RowOf<S, M>;
  /** Stores new rows in one commit, all or none; returns them in the order given. */
  bulkCreate(rows: Iterable<NewRow<S, M>>): RowOf<S, M>[];
}

/** The rows at the far end of a relation, of one instance: `beatles.members`. */
export interface RelatedManager<S, M extends keyof S> extends Queryable<S, M> {}

// Foreign key of a hidden through model
type HiddenKey<To extends string> = RelationField<
  "foreignKey",
  To,
  { readonly onDelete: { readonly action: "CASCADE" }; readonly relatedName: "+" }
>;

// Names of two models -> fields of the hidden through model between them
type HiddenFields<A extends string, B extends string> = A extends B
  ? { readonly [K in `from_${Lowercase<A>}` | `to_${Lowercase<A>}`]: HiddenKey<A> }
  : { readonly [K in Lowercase<A>]: HiddenKey<A> } & { readonly [K in Lowercase<B>]: HiddenKey<B> };

// Schema, model and many-to-many -> the schema with the hidden through model in it
type WithHidden<S, M extends keyof S & string, K extends string> = S & {
  readonly [T in `${M}_${K}`]: ModelDefinition<
    HiddenFields<M, TargetOf<S, M, K> & string>,
    Record<never, never>
  >;
};

// Many-to-many field -> the handle of its through model
type ThroughOf<S, M extends keyof S & string, K extends string> = S[M] extends {
  readonly fields: { readonly [P in K]: { readonly options: { readonly through: infer T } } };
}
  ? ModelHandle<S, T & keyof S & string>
  : ModelHandle<WithHidden<S, M, K>, `${M}_${K}` & keyof WithHidden<S, M, K> & string>;

/** What a many-to-many field tells of itself: `Group.members.through`. */
export interface ManyToManyHandle<S, M extends keyof S & string, K extends string> {
  readonly through: ThroughOf<S, M, K>;
}

/** A model of an opened store. */
export type ModelHandle<S, M extends keyof S & string> = {
  readonly name: M;
  readonly objects: Manager<S, M> & BoundMethods<S, M, QuerySetMethodsOf<S, M>>;
  /** An instance that is not stored yet: `save()` stores it. */
  build(values: Partial<NewRow<S, M>>): RowOf<S, M>;
} & {
  readonly [K in RelationNames<S, M, "manyToMany">]: ManyToManyHandle<S, M, K>;
};
