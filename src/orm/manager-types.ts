/**
 * Managers as types: S is the schema, M the name of the model whose rows they hold, F a many-to-many
 * field, From the model that has it and To the one it points at.
 */
import type { CheckedLookups, LookupHints } from "../schema/lookup-types.ts";
import type {
  ChangesOf,
  CheckedRow,
  ColumnField,
  FieldsOf,
  IncomingOf,
  InputOf,
  InstanceOf,
  KeyNames,
  NeededKeys,
  NewRow,
  NullOf,
  PkField,
  PkName,
  QuerySetMethodsOf,
  RequiredNames,
  Target,
} from "../schema/types.ts";
import type { BatchOptions, KeyOptions, SetOptions } from "./call-options.ts";
import type { Bound, Queryable } from "./query-types.ts";
import type { RowOf } from "./types.ts";

// Rows given -> each with what is wrong with it
type CheckedRows<S, M extends keyof S, V, Known> = {
  readonly [I in keyof V]: CheckedRow<S, M, V[I], Known>;
};

/** A value, or a function that makes it. */
type Made<V> = V | (() => V);

// Model, names that are known already -> values for its other fields
type Defaults<S, M extends keyof S, Known = never> = {
  readonly [K in Exclude<keyof NewRow<S, M>, Known>]?: Made<NewRow<S, M>[K]>;
};

// Model -> names of what can be stored over its rows
type ChangeName<S, M extends keyof S> = keyof ChangesOf<S, M> & string;

/** What `bulkCreate()` does with rows that are in conflict with a unique rule. */
export interface BulkCreateOptions<S, M extends keyof S> extends BatchOptions {
  /** Skip them; what is returned are unsaved instances, since it is not told which were stored. */
  readonly ignoreConflicts?: boolean;
  /** Change the rows in their way: `updateFields` take the values given. */
  readonly updateConflicts?: boolean;
  readonly updateFields?: readonly ChangeName<S, M>[];
  /** The fields of the unique rule by which rows are in the way. */
  readonly uniqueFields?: readonly (keyof NewRow<S, M> & string)[];
}

/** Options of `getOrCreate()`. */
export interface GetOrCreateOptions<S, M extends keyof S> {
  /** Values of a new row besides those looked for; functions are called for theirs. */
  readonly defaults?: Defaults<S, M>;
}

/** Options of `updateOrCreate()`. */
export interface UpdateOrCreateOptions<S, M extends keyof S> extends GetOrCreateOptions<S, M> {
  /** Values of a new row in place of `defaults`. */
  readonly createDefaults?: Defaults<S, M>;
}

/** A row, and whether it was made. */
export type RowCreated<R> = readonly [row: R, created: boolean];

/**
 * What makes rows of a model: A are computed columns, R is what a row of an answer is, Known the
 * fields whose values new rows get by themselves.
 */
export interface RowMaker<S, M extends keyof S, A = unknown, R = RowOf<S, M>, Known = never> {
  /**
   * Stores a new row.
   * @throws {ValidationError} {@link IntegrityError} and nothing is stored.
   */
  create<const V extends NewRow<S, M>>(values: CheckedRow<S, M, V, Known>): RowOf<S, M>;
  /**
   * Stores new rows in one commit, all or none; returns them in the order given.
   * @throws {ValidationError} {@link IntegrityError} and nothing is stored.
   */
  bulkCreate<const V extends NewRow<S, M>>(
    rows: Iterable<CheckedRow<S, M, V, Known>>,
    options?: BulkCreateOptions<S, M>,
  ): RowOf<S, M>[];
  // A list that does not fit is held against this one, which tells the wrong row.
  bulkCreate<const V extends readonly NewRow<S, M>[]>(
    rows: CheckedRows<S, M, V, Known>,
    options?: BulkCreateOptions<S, M>,
  ): RowOf<S, M>[];
  /**
   * The row that meets the lookups, else a new one: of the lookups that name a column alone, and
   * of the defaults.
   * @throws {MultipleObjectsReturned} when several rows meet the lookups.
   * @throws {ValidationError} {@link IntegrityError} and nothing is stored.
   */
  getOrCreate<const L extends LookupHints<S, M, A>>(
    lookup: CheckedLookups<S, M, A, L>,
    options?: GetOrCreateOptions<S, M>,
  ): RowCreated<R>;
  /**
   * The row that meets the lookups, with the defaults stored in it, else a new one.
   * @throws {MultipleObjectsReturned} when several rows meet the lookups.
   * @throws {ValidationError} {@link IntegrityError} and nothing is stored.
   */
  updateOrCreate<const L extends LookupHints<S, M, A>>(
    lookup: CheckedLookups<S, M, A, L>,
    options?: UpdateOrCreateOptions<S, M>,
  ): RowCreated<R>;
}

/** The manager of a model: `Person.objects`. */
export interface Manager<S, M extends keyof S> extends Queryable<S, M>, RowMaker<S, M> {}

/** The rows at the far end of a relation, of one instance: `beatles.members`. */
export interface RelatedManager<S, M extends keyof S> extends Queryable<S, M> {}

// Options -> arguments that are rows, and the options after them
type WithOptions<Row, O> =
  Partial<O> extends O
    ? readonly Row[] | [...rows: Row[], options: O]
    : [...rows: Row[], options: O];

/** The rows whose foreign key K points at one instance: `beatles.membership_set`. */
export interface KeyManager<S, M extends keyof S, K>
  extends RelatedManager<S, M>,
    RowMaker<S, M, unknown, RowOf<S, M>, K> {
  /**
   * Lets stored rows point at the instance.
   * @throws {ValidationError} for an instance of another model, or one that is not saved.
   */
  add(...rows: WithOptions<InstanceOf<M>, KeyOptions>): void;
  /** Lets stored rows point at the instance. Those that do already stay, since they must point somewhere. */
  set(rows: Iterable<InstanceOf<M>>, options?: SetOptions): void;
}

/** The rows whose foreign key K points at one instance, and could point at none. */
export interface NullableKeyManager<S, M extends keyof S, K> extends KeyManager<S, M, K> {
  /** Makes these rows the only ones; with `clear`, after none was left. */
  set(rows: Iterable<InstanceOf<M>>, options?: SetOptions): void;
  /**
   * Lets rows that point at the instance point at none.
   * @throws {DoesNotExist} for a row that does not point at it.
   */
  remove(...rows: WithOptions<InstanceOf<M>, KeyOptions>): void;
  /** Lets all rows that point at the instance point at none. */
  clear(options?: KeyOptions): void;
}

// Many-to-many field -> the two foreign keys of its through model T that make a pair
type PairKeys<S, T extends keyof S, F, From, To> = F extends {
  readonly options: { readonly throughFields: readonly (infer E)[] };
}
  ? E & string
  : KeysBetween<T, FieldsOf<S, T>, From | To>;

// Fields of a through model, models -> names of its keys that point at one of them
type KeysBetween<T, Fields, Ends> = {
  [K in KeyNames<Fields>]: Target<T, Fields[K]> extends Ends ? K : never;
}[KeyNames<Fields>];

// Through model, keys of a pair -> the names under which the pair is known
type PairNames<S, T extends keyof S, E extends string> =
  | E
  | `${E}_id`
  | "pk"
  | "id"
  | PkName<FieldsOf<S, T>>;

// Foreign keys -> a value for each, by name or by column
type KeyValues<S, T extends keyof S, K> = {
  [N in K & string]: (
    value:
      | { readonly [P in N]: Made<NewRow<S, T>[P & keyof NewRow<S, T>]> }
      | { readonly [P in `${N}_id`]: Made<NewRow<S, T>[P & keyof NewRow<S, T>]> },
  ) => void;
}[K & string] extends (value: infer All) => void
  ? All
  : unknown;

// Through model, names of the pair -> values of a new row besides the pair
type ThroughValues<S, T extends keyof S, Pair> = Defaults<S, T, Pair> & {
  readonly [K in Exclude<RequiredNames<FieldsOf<S, T>>, Pair>]: Made<
    NewRow<S, T>[K & keyof NewRow<S, T>]
  >;
} & KeyValues<S, T, Exclude<NeededKeys<FieldsOf<S, T>>, Pair>>;

// Through model, names of the pair -> names of what a new row needs besides the pair
type NeededNames<S, T extends keyof S, Pair> = Exclude<
  RequiredNames<FieldsOf<S, T>> | NeededKeys<FieldsOf<S, T>>,
  Pair
>;

// Through model, names of the pair -> the options that give values besides the pair
type ThroughDefaults<S, T extends keyof S, Pair> = [NeededNames<S, T, Pair>] extends [never]
  ? { readonly throughDefaults?: ThroughValues<S, T, Pair> }
  : { readonly throughDefaults: ThroughValues<S, T, Pair> };

// Many-to-many field -> options of what adds pairs: with the values that its through model needs
type ThroughOptions<S, F, From, To> = F extends {
  readonly options: { readonly through: infer T extends keyof S };
}
  ? ThroughDefaults<S, T, PairNames<S, T, PairKeys<S, T, F, From, To>>>
  : { readonly throughDefaults?: Record<string, never> };

// Options -> the end of a call's arguments that takes them
type OptionsLast<O> = Partial<O> extends O ? [options?: O] : [options: O];

// Many-to-many field -> what its through model holds for a row of M
type PairedKey<S, M extends keyof S, F, From, To> = F extends {
  readonly options: { readonly through: infer T extends keyof S };
}
  ? KeyOfPair<S, M, T, PairKeys<S, T, F, From, To>>
  : InputOf<PkField<S, M>>;

// Through model, keys of a pair -> what those of them hold that point at M
type KeyOfPair<S, M, T extends keyof S, E> = {
  [K in E & keyof FieldsOf<S, T>]: Target<T, FieldsOf<S, T>[K]> extends M
    ? InputOf<ColumnField<S, T, FieldsOf<S, T>[K]>>
    : never;
}[E & keyof FieldsOf<S, T>];

/** A row to be paired: an instance, or its key. */
type Paired<S, M extends keyof S, F, From, To> = InstanceOf<M> | PairedKey<S, M, F, From, To>;

/**
 * The rows paired with one instance: `beatles.members`. Each pair is a row of the through model,
 * whose other fields `throughDefaults` gives; functions are called for their values, once a call.
 */
export interface PairManager<S, M extends keyof S, F, From, To> extends RelatedManager<S, M> {
  /**
   * Pairs rows with the instance, but for those that are.
   * @throws {ValidationError} {@link IntegrityError} and nothing is stored.
   */
  add(...args: WithOptions<Paired<S, M, F, From, To>, ThroughOptions<S, F, From, To>>): void;
  /** Deletes all pairs of these rows with the instance. */
  remove(...rows: readonly Paired<S, M, F, From, To>[]): void;
  /**
   * Makes these rows the only ones that are paired with the instance. Pairs that stay are left as
   * they are; with `clear`, all are made anew.
   * @throws {ValidationError} {@link IntegrityError} and nothing is stored.
   */
  set(
    rows: Iterable<Paired<S, M, F, From, To>>,
    ...options: OptionsLast<ThroughOptions<S, F, From, To> & { readonly clear?: boolean }>
  ): void;
  /** Deletes all pairs of the instance. */
  clear(): void;
  /**
   * Stores a new row, paired with the instance.
   * @throws {ValidationError} {@link IntegrityError} and nothing is stored.
   */
  create<const V extends NewRow<S, M>>(
    values: CheckedRow<S, M, V>,
    ...options: OptionsLast<ThroughOptions<S, F, From, To>>
  ): RowOf<S, M>;
  /**
   * Stores new rows, each paired with the instance.
   * @throws {ValidationError} {@link IntegrityError} and nothing is stored.
   */
  bulkCreate<const V extends NewRow<S, M>>(
    rows: Iterable<CheckedRow<S, M, V>>,
    ...options: OptionsLast<ThroughOptions<S, F, From, To>>
  ): RowOf<S, M>[];
  /**
   * The row that meets the lookups among those paired with the instance, else a new one.
   * @throws {MultipleObjectsReturned} when several rows meet the lookups.
   */
  getOrCreate<const L extends LookupHints<S, M>>(
    lookup: CheckedLookups<S, M, unknown, L>,
    ...options: OptionsLast<ThroughOptions<S, F, From, To> & GetOrCreateOptions<S, M>>
  ): RowCreated<RowOf<S, M>>;
  /**
   * The row that meets the lookups among those paired with the instance, with the defaults stored
   * in it, else a new one.
   * @throws {MultipleObjectsReturned} when several rows meet the lookups.
   */
  updateOrCreate<const L extends LookupHints<S, M>>(
    lookup: CheckedLookups<S, M, unknown, L>,
    ...options: OptionsLast<ThroughOptions<S, F, From, To> & UpdateOrCreateOptions<S, M>>
  ): RowCreated<RowOf<S, M>>;
}

// Model -> the methods that it gives its managers
type OwnMethods<S, M extends keyof S> = Bound<S, M, QuerySetMethodsOf<S, M>, unknown, RowOf<S, M>>;

// Model, many-to-many field of it -> its manager
export type PairManagerOf<S, From, F> = PairsAt<
  S,
  Target<From, F> & keyof S,
  F,
  From,
  Target<From, F>
>;

type PairsAt<S, M extends keyof S, F, From, To> = PairManager<S, M, F, From, To> & OwnMethods<S, M>;

// Relation as its target sees it -> the manager of the way back
export type WayBackManagerOf<S, I extends IncomingOf<S, keyof S>> = I["kind"] extends "manyToMany"
  ? BackPairs<S, I["from"] & keyof S, I["field"], I["to"]>
  : BackKeys<S, I["from"] & keyof S, I["field"]>;

type BackPairs<S, M extends keyof S, K, To> = PairsAt<
  S,
  M,
  FieldsOf<S, M>[K & keyof FieldsOf<S, M>],
  M,
  To
>;

type BackKeys<S, M extends keyof S, K> = ([
  NullOf<FieldsOf<S, M>[K & keyof FieldsOf<S, M>]>,
] extends [never]
  ? KeyManager<S, M, K>
  : NullableKeyManager<S, M, K>) &
  OwnMethods<S, M>;
