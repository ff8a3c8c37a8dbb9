/** The Django-like face of a store, as types: S is the schema, M the name of a model. */

import type { RelationField } from "../schema/field.ts";
import type { ModelDefinition } from "../schema/model.ts";
import type {
  ChangesOf,
  ColumnsOf,
  DraftOf,
  FieldsOf,
  IncomingOf,
  InstanceOf,
  MethodsOf,
  NewRow,
  NullOf,
  PkOf,
  QuerySetMethodsOf,
  Target,
} from "../schema/types.ts";
import type { DeletedCounts } from "../state/on-delete.ts";
import type { CleanOptions, FullCleanOptions } from "./full-clean.ts";
import type { Manager, PairManagerOf, WayBackManagerOf } from "./manager-types.ts";
import type { Bound, BoundResult } from "./query-types.ts";
import type { SaveOptions } from "./save.ts";

// Model, fields -> its relations to one row, and to many through a manager
type ForwardOf<S, M, F> = {
  readonly [K in keyof F as F[K] extends RelationField
    ? K
    : never]: F[K] extends RelationField<"manyToMany">
    ? PairManagerOf<S, M, F[K]>
    : RowOf<S, Target<M, F[K]> & keyof S> | NullOf<F[K]>;
};

// Model -> the ways back of relations that point at it
type ReverseOf<S, M extends keyof S> = {
  readonly [I in IncomingOf<S, M> as I["accessor"]]: I["kind"] extends "oneToOne"
    ? RowOf<S, I["from"] & keyof S>
    : WayBackManagerOf<S, I>;
};

/** What every instance can do. Instances never change: each method returns the new one. */
export interface InstanceMethods<S, M extends keyof S> {
  /** The primary key, whatever its name. */
  readonly pk: PkOf<S, M>;
  /**
   * Stores the instance: all its columns, with the changes that the recipe makes. An unsaved one is
   * inserted, as is one whose row is gone.
   * @throws {ValidationError} {@link IntegrityError} and nothing is stored.
   * @throws {DoesNotExist} with `updateFields` or `forceUpdate`, when there is no row.
   */
  save(
    recipe?: (draft: DraftOf<S, M>) => void,
    options?: SaveOptions<keyof ChangesOf<S, M> & string>,
  ): RowOf<S, M>;
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
   * The row as it is now; with names of fields, the instance with these as they are now.
   * @throws {DoesNotExist} when it is gone.
   */
  refresh(fields?: readonly (keyof ChangesOf<S, M> & string)[]): RowOf<S, M>;
  /**
   * The rule of the model over several fields, which `fullClean()` asks: declared among its
   * `methods`, it throws a `ValidationError`, and may return values to set. Does nothing of itself.
   */
  clean(): unknown;
  /**
   * Judges the value of each field. Gives the instance with its values in the types of their
   * fields: `"12"` is 12 for an integer.
   * @throws {ValidationError} that tells all wrong fields in its `errors`.
   */
  cleanFields(options?: CleanOptions<keyof NewRow<S, M> & string>): RowOf<S, M>;
  /**
   * Looks for rows with the same values in unique fields, in `uniqueTogether`, or in fields that are
   * unique for a date.
   * @throws {ValidationError} that tells all that are taken.
   */
  validateUnique(options?: CleanOptions<keyof NewRow<S, M> & string>): void;
  /**
   * Judges the constraints of the model.
   * @throws {ValidationError} that tells all that are broken.
   */
  validateConstraints(options?: CleanOptions<keyof NewRow<S, M> & string>): void;
  /**
   * Judges the instance, with the changes that the recipe makes, in all of these ways; rules are
   * looked at where their fields are in order. Gives the cleaned instance, to be saved.
   * @throws {ValidationError} that tells all that is wrong, and nothing is stored.
   */
  fullClean(options?: FullCleanOptions<keyof NewRow<S, M> & string>): RowOf<S, M>;
  fullClean(
    recipe: ((draft: DraftOf<S, M>) => void) | undefined,
    options?: FullCleanOptions<keyof NewRow<S, M> & string>,
  ): RowOf<S, M>;
  /** What the kept commits made of the row, oldest first; `row` is null where it was deleted. */
  history(): readonly VersionOf<S, M>[];
}

/** A row as one commit left it. */
export interface VersionOf<S, M extends keyof S> {
  /** Position of the commit. */
  readonly position: number;
  /** Moment of the commit. */
  readonly at: string;
  readonly row: RowOf<S, M> | null;
}

/** A row: frozen columns, and accessors of its relations that answer from the present. */
export type RowOf<S, M extends keyof S> = ColumnsOf<S, M> &
  ForwardOf<S, M, FieldsOf<S, M>> &
  ReverseOf<S, M> &
  InstanceMethods<S, M> &
  BoundMethods<S, M, MethodsOf<S, M>> &
  InstanceOf<M>;

// The user's methods on instances -> the same with the types of the opened store
type BoundMethods<S, M extends keyof S, X> = {
  readonly [K in keyof X]: X[K] extends (...args: infer P) => infer Result
    ? (...args: P) => BoundResult<S, M, unknown, RowOf<S, M>, Result>
    : X[K];
};

// Foreign key of a hidden through model
type HiddenKey<To extends string> = RelationField<
  "foreignKey",
  To,
  { readonly onDelete: { readonly action: "CASCADE" }; readonly relatedName: "+" }
>;

// Names of two models -> whether columns named after them would clash
type IsClash<A extends string, B extends string> = A | B extends infer N
  ? [A] extends [B]
    ? true
    : N & ("id" | "pk" | `${A}_id` | `${B}_id`)
  : never;

// Names of two models, in lower case -> names of the hidden through model's keys to them
type HiddenNames<A extends string, B extends string> = [IsClash<A, B>] extends [never]
  ? [A, B]
  : [`from_${A}`, `to_${B}`];

// Names of the ends, models they point at -> fields of the hidden through model between them
type HiddenFields<N extends [string, string], A extends string, B extends string> = {
  readonly [K in N[0]]: HiddenKey<A>;
} & { readonly [K in N[1]]: HiddenKey<B> };

// Schema, name of a hidden through model, models it is between -> the schema with it
type WithHidden<S, Name extends string, A extends string, B extends string> = S & {
  readonly [T in Name]: ModelDefinition<
    HiddenFields<HiddenNames<Lowercase<A>, Lowercase<B>>, A, B>,
    Record<never, never>
  >;
};

// Model, many-to-many field of it -> the handle of the field's through model
type ThroughOf<S, M extends string, K extends string, F> = F extends {
  readonly options: { readonly through: infer T };
}
  ? ModelHandle<S, T & keyof S & string>
  : HiddenHandle<WithHidden<S, `${M}_${K}`, M, Target<M, F> & string>, `${M}_${K}`>;

type HiddenHandle<S, M> = ModelHandle<S, M & keyof S & string>;

/** What a many-to-many field tells of itself: `Group.members.through`. */
export interface ManyToManyHandle<Through> {
  readonly through: Through;
}

/** Names of a handle that no relation takes. */
type HandleName = "name" | "objects" | "build";

// Model, fields -> its many-to-many fields as its handle shows them
type ForwardHandles<S, M extends keyof S & string, F> = {
  readonly [K in keyof F as F[K] extends RelationField<"manyToMany">
    ? Exclude<K, HandleName>
    : never]: ManyToManyHandle<ThroughOf<S, M, K & string, F[K]>>;
};

// Model -> the ways back of many-to-many fields, as its handle shows them
type ReverseHandles<S, M extends keyof S & string> = {
  readonly [I in IncomingOf<S, M> as I["kind"] extends "manyToMany"
    ? Exclude<I["accessor"], HandleName>
    : never]: WayBackHandle<S, I["from"] & keyof S & string, I["field"]>;
};

type WayBackHandle<S, From extends keyof S & string, K extends string> = ManyToManyHandle<
  ThroughOf<S, From, K, FieldsOf<S, From>[K & keyof FieldsOf<S, From>]>
>;

/** A model of an opened store. */
export type ModelHandle<S, M extends keyof S & string> = {
  readonly name: M;
  readonly objects: Manager<S, M> & Bound<S, M, QuerySetMethodsOf<S, M>, unknown, RowOf<S, M>>;
  /** An instance that is not stored yet, judged by `fullClean()` and `save()`, which stores it. */
  build(values: Partial<NewRow<S, M>>): RowOf<S, M>;
} & ForwardHandles<S, M, FieldsOf<S, M>> &
  ReverseHandles<S, M>;
