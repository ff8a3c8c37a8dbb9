/**
 * The type level of a schema: what rows hold, what create() takes, and what lookups may say,
 * all inferred from the record of models that a store is opened with.
 * Throughout, S is that record and M the name of one of its models.
 */
import type { InputOfKind, KindValues, RelationField, ScalarField } from "./field.ts";
import type { KindName } from "./kind.ts";
import type { MODEL, ModelDefinition } from "./model.ts";

/** Anything that is a row of model M. */
export interface InstanceOf<M> {
  readonly [MODEL]: M;
}

/** The models of a store by name. */
export interface Schema {
  readonly [model: string]: ModelDefinition;
}

// Schema -> names of its models
export type ModelName<S> = keyof S & string;

// Model -> its fields
type FieldsOf<S, M extends keyof S> = S[M] extends { readonly fields: infer F } ? F : never;

// Model -> its options
type OptionsOf<S, M extends keyof S> = S[M] extends { readonly options: infer O } ? O : never;

// Options -> null where they allow it
type NullOf<O> = O extends { readonly null: true } ? null : never;

// Scalar field -> its values, without null
type PlainValue<F> =
  F extends ScalarField<infer K, infer O>
    ? O extends { readonly choices: readonly (readonly [infer C, string])[] }
      ? C & KindValues[K]
      : KindValues[K]
    : never;

// Relation, model it stands on -> model it points at
type Target<M, F> = F extends { readonly to: infer To } ? (To extends "self" ? M : To) : never;

// Fields -> name of the one that is the primary key
type PkField<F> = {
  [K in keyof F]: F[K] extends { readonly options: { readonly primaryKey: true } } ? K : never;
}[keyof F];

// Model -> type of its primary key
export type PkOf<S, M> = M extends keyof S
  ? [PkField<FieldsOf<S, M>>] extends [never]
    ? number
    : KeyValue<S, M, FieldsOf<S, M>[PkField<FieldsOf<S, M>>]>
  : never;

// Column field -> its values, without null (a relation holds the key of its target)
type KeyValue<S, M, F> = F extends ScalarField
  ? PlainValue<F>
  : F extends { readonly options: { readonly toField: infer T } }
    ? Target<M, F> extends infer To extends keyof S
      ? PlainValue<FieldsOf<S, To>[T & keyof FieldsOf<S, To>]>
      : never
    : PkOf<S, Target<M, F>>;

// Name and field -> name of the column, never for a many-to-many
type ColumnName<K, F> = F extends ScalarField
  ? K
  : F extends RelationField<"manyToMany">
    ? never
    : `${K & string}_id`;

// Model -> the implicit id, where it has no primary key of its own
type ImplicitId<F> = [PkField<F>] extends [never] ? { readonly id: number } : unknown;

// Model -> the columns of its rows
export type ColumnsOf<S, M extends keyof S> = ImplicitId<FieldsOf<S, M>> & {
  readonly [K in keyof FieldsOf<S, M> as ColumnName<K, FieldsOf<S, M>[K]>]:
    | KeyValue<S, M, FieldsOf<S, M>[K]>
    | NullOf<FieldsOf<S, M>[K] extends { readonly options: infer O } ? O : never>;
};

/** Columns of a model on its own, before the other models are known: for labels and methods. */
export type OwnColumns<F> = ImplicitId<F> & {
  readonly [K in keyof F as ColumnName<K, F[K]>]: F[K] extends ScalarField<KindName, infer O>
    ? PlainValue<F[K]> | NullOf<O>
    : number | string | null;
};

// Model -> names of its relations, by kind
export type RelationNames<S, M extends keyof S, Kind extends string> = {
  [K in keyof FieldsOf<S, M>]: FieldsOf<S, M>[K] extends { readonly relation: Kind } ? K : never;
}[keyof FieldsOf<S, M>] &
  string;

// Model and relation -> the model at its other end
export type TargetOf<S, M extends keyof S, K extends string> = Target<
  M,
  K extends keyof FieldsOf<S, M> ? FieldsOf<S, M>[K] : never
> &
  keyof S;

// Model and relation -> null where the relation may be empty
export type EmptyOf<S, M extends keyof S, K> = K extends keyof FieldsOf<S, M>
  ? FieldsOf<S, M>[K] extends { readonly options: infer O }
    ? NullOf<O>
    : never
  : never;

/** One relation as seen from the model that it points at. */
interface Incoming<From, Kind, Accessor, QueryName> {
  readonly from: From;
  readonly kind: Kind;
  readonly accessor: Accessor;
  readonly queryName: QueryName;
}

// Text with Django's placeholder for the name of the model
type ClassName<T, M> = T extends `${infer A}%(class)s${infer B}`
  ? `${A}${Lowercase<M & string>}${B}`
  : T;

// Relation options, model options -> the related name, or unknown where none is given
type GivenName<O, MO> = O extends { readonly relatedName: infer R }
  ? R
  : MO extends { readonly defaultRelatedName: infer D }
    ? D
    : unknown;

// Relation -> what its target sees of it
type AsIncoming<S, M extends keyof S, F> =
  F extends RelationField<infer Kind, string, infer O>
    ? ReverseNames<M, Kind, F["to"], O, ClassName<GivenName<O, OptionsOf<S, M>>, M>>
    : never;

// Given name -> accessor and query name
type ReverseNames<M, Kind, To, O, Name> = Name extends `${string}+`
  ? never
  : IsSymmetrical<Kind, To, O> extends true
    ? never
    : Incoming<
        M,
        Kind,
        unknown extends Name ? DefaultAccessor<M, Kind> : Name,
        O extends { readonly relatedQueryName: infer Q }
          ? ClassName<Q, M>
          : unknown extends Name
            ? Lowercase<M & string>
            : Name
      >;

type DefaultAccessor<M, Kind> = Kind extends "oneToOne"
  ? Lowercase<M & string>
  : `${Lowercase<M & string>}_set`;

type IsSymmetrical<Kind, To, O> = Kind extends "manyToMany"
  ? To extends "self"
    ? O extends { readonly symmetrical: false }
      ? false
      : true
    : false
  : false;

// Schema -> for each model, the union of the relations that point at it
type IncomingMap<S> = {
  [T in keyof S]: {
    [M in keyof S]: {
      [K in keyof FieldsOf<S, M>]: Target<M, FieldsOf<S, M>[K]> extends T
        ? AsIncoming<S, M, FieldsOf<S, M>[K]>
        : never;
    }[keyof FieldsOf<S, M>];
  }[keyof S];
};

// Model -> union of the relations that point at it
export type IncomingOf<S, M extends keyof S> = IncomingMap<S>[M] extends infer I
  ? I extends Incoming<keyof S, string, string, string>
    ? I
    : never
  : never;

/** In lookups: a column, its value type without null. */
interface ColumnStep<V> {
  readonly column: V;
}

/** In lookups: a relation to another model. */
interface RelationStep<To> {
  readonly to: To;
}

// Model -> what each first name of a lookup stands for
export type LookupNames<S, M extends keyof S> = {
  readonly pk: ColumnStep<PkOf<S, M>>;
} & ([PkField<FieldsOf<S, M>>] extends [never] ? { readonly id: ColumnStep<number> } : unknown) & {
    readonly [K in keyof FieldsOf<S, M>]: FieldsOf<S, M>[K] extends ScalarField
      ? ColumnStep<PlainValue<FieldsOf<S, M>[K]>>
      : RelationStep<Target<M, FieldsOf<S, M>[K]>>;
  } & {
    readonly [K in keyof FieldsOf<S, M> as FieldsOf<S, M>[K] extends ScalarField
      ? never
      : ColumnName<K, FieldsOf<S, M>[K]>]: ColumnStep<KeyValue<S, M, FieldsOf<S, M>[K]>>;
  } & {
    readonly [I in IncomingOf<S, M> as I["queryName"]]: RelationStep<I["from"]>;
  };

// Value type -> what may be compared with it (dates as objects too)
type Comparable<V> = V extends string ? V | DateInput : V extends bigint ? V | number : V;
type DateInput = Date | { readonly [Symbol.toStringTag]: `Temporal.${string}` };

/** What each lookup on a column takes; V is the column's value type. */
export interface ColumnLookups<V> {
  exact: Comparable<V> | null;
  in: Iterable<Comparable<V> | null>;
  gt: Comparable<V>;
  gte: Comparable<V>;
  lt: Comparable<V>;
  lte: Comparable<V>;
  range: readonly [Comparable<V>, Comparable<V>];
  isnull: boolean;
  startswith: string;
  contains: string;
}

/** What each lookup on a relation takes. */
interface RelationLookups<S, To> {
  exact: InstanceOf<To> | PkOf<S, To> | null;
  in: Iterable<InstanceOf<To> | PkOf<S, To> | null>;
  gt: InstanceOf<To> | PkOf<S, To>;
  gte: InstanceOf<To> | PkOf<S, To>;
  lt: InstanceOf<To> | PkOf<S, To>;
  lte: InstanceOf<To> | PkOf<S, To>;
  isnull: boolean;
}

// Step, rest of the path -> type of the value
type AfterStep<S, Step, Rest extends string> =
  Step extends RelationStep<infer To>
    ? Rest extends keyof RelationLookups<S, To>
      ? RelationLookups<S, To>[Rest]
      : LookupValue<S, To & keyof S, Rest>
    : Step extends ColumnStep<infer V>
      ? Rest extends keyof ColumnLookups<V>
        ? ColumnLookups<V>[Rest]
        : { error: `"${Rest}" is no lookup` }
      : never;

// Path that is one name -> type of its value
type NamedValue<S, Step> =
  Step extends RelationStep<infer To>
    ? RelationLookups<S, To>["exact"]
    : Step extends ColumnStep<infer V>
      ? ColumnLookups<V>["exact"]
      : never;

// Lookup path -> type of its value, or an object that says what is wrong with the path
export type LookupValue<S, M extends keyof S, P> = P extends keyof LookupNames<S, M>
  ? NamedValue<S, LookupNames<S, M>[P]>
  : P extends `${infer Head}__${infer Rest}`
    ? Head extends keyof LookupNames<S, M>
      ? AfterStep<S, LookupNames<S, M>[Head], Rest>
      : { error: `no field "${Head}" on ${M & string}` }
    : { error: `no field "${P & string}" on ${M & string}` };

// Model -> the shape that completes first-level names and lets longer paths through
export type LookupHints<S, M extends keyof S> = {
  readonly [K in keyof LookupNames<S, M>]?: unknown;
} & { readonly [path: string]: unknown };

// Conditions given -> the same with the value types that their paths demand
export type CheckedLookups<S, M extends keyof S, C> = {
  readonly [P in keyof C]: LookupValue<S, M, P>;
};

// Path in an ordering -> itself, or an object that says what is wrong with it
export type OrderPath<S, M extends keyof S, P> = P extends `-${infer Path}`
  ? PathTarget<S, M, Path> extends { error: infer E }
    ? { error: E }
    : P
  : PathTarget<S, M, P> extends { error: infer E }
    ? { error: E }
    : P;

// Path -> the step at its end
export type PathTarget<S, M extends keyof S, P> = P extends keyof LookupNames<S, M>
  ? LookupNames<S, M>[P]
  : P extends `${infer Head}__${infer Rest}`
    ? Head extends keyof LookupNames<S, M>
      ? LookupNames<S, M>[Head] extends RelationStep<infer To>
        ? PathTarget<S, To & keyof S, Rest>
        : { error: `"${Head}" is not a relation of ${M & string}` }
      : { error: `no field "${Head}" on ${M & string}` }
    : { error: `no field "${P & string}" on ${M & string}` };

// Field -> whether create() may leave it out
type IsOptional<F> =
  F extends ScalarField<infer K, infer O>
    ? K extends "auto" | "bigAuto"
      ? true
      : OptionalBy<O>
    : F extends { readonly options: infer O }
      ? OptionalBy<O>
      : false;

type OptionalBy<O> = O extends
  | { readonly null: true }
  | { readonly default: unknown }
  | { readonly autoNow: true }
  | { readonly autoNowAdd: true }
  ? true
  : false;

// Scalar field -> what create() takes for it
type ScalarInput<F> =
  F extends ScalarField<infer K, infer O>
    ? (O extends { readonly choices: unknown } ? PlainValue<F> : InputOfKind<K>) | NullOf<O>
    : never;

// Foreign key -> what create() takes for it
type KeyInput<S, M, F> =
  | InstanceOf<Target<M, F>>
  | KeyValue<S, M, F>
  | NullOf<F extends { readonly options: infer O } ? O : never>;

// Required foreign key -> by its name or by its column, and one of them at least
type RequiredKey<S, M, K, F> =
  | { readonly [P in K & string]: KeyInput<S, M, F> }
  | { readonly [P in `${K & string}_id`]: KeyValue<S, M, F> };

type IsForeignKey<F> = F extends { readonly relation: "foreignKey" | "oneToOne" } ? true : false;

// Fields -> names of the foreign keys that create() must be given
type RequiredKeys<F> = {
  [K in keyof F]: IsForeignKey<F[K]> extends true
    ? IsOptional<F[K]> extends true
      ? never
      : K
    : never;
}[keyof F];

/** What create() takes for model M. */
export type NewRow<S, M extends keyof S> = {
  readonly [K in keyof FieldsOf<S, M> as FieldsOf<S, M>[K] extends ScalarField
    ? IsOptional<FieldsOf<S, M>[K]> extends true
      ? never
      : K
    : never]: ScalarInput<FieldsOf<S, M>[K]>;
} & {
  readonly [K in keyof FieldsOf<S, M> as FieldsOf<S, M>[K] extends ScalarField
    ? IsOptional<FieldsOf<S, M>[K]> extends true
      ? K
      : never
    : never]?: ScalarInput<FieldsOf<S, M>[K]>;
} & {
  readonly [K in keyof FieldsOf<S, M> as IsForeignKey<FieldsOf<S, M>[K]> extends true
    ? K
    : never]?: KeyInput<S, M, FieldsOf<S, M>[K]>;
} & {
  readonly [K in keyof FieldsOf<S, M> as IsForeignKey<FieldsOf<S, M>[K]> extends true
    ? `${K & string}_id`
    : never]?:
    | KeyValue<S, M, FieldsOf<S, M>[K]>
    | NullOf<FieldsOf<S, M>[K] extends { readonly options: infer O } ? O : never>;
} & { readonly pk?: PkOf<S, M> } & ([PkField<FieldsOf<S, M>>] extends [never]
    ? { readonly id?: number }
    : unknown) &
  ([RequiredKeys<FieldsOf<S, M>>] extends [never]
    ? unknown
    : {
          [K in RequiredKeys<FieldsOf<S, M>>]: (
            key: RequiredKey<S, M, K, FieldsOf<S, M>[K]>,
          ) => void;
        }[RequiredKeys<FieldsOf<S, M>>] extends (key: infer Required) => void
      ? Required
      : never);

// Row -> what a recipe may change: every column but the primary key
export type ChangesOf<S, M extends keyof S> = Partial<NewRow<S, M>>;

// Models given -> interface base for short names: `interface App extends SchemaOf<typeof models> {}`
export type SchemaOf<Models> = { readonly [M in keyof Models]: Models[M] };

// Model -> the user's methods on instances
export type MethodsOf<S, M extends keyof S> =
  OptionsOf<S, M> extends { readonly methods: infer X } ? X : unknown;

// Model -> the user's methods on QuerySets
export type QuerySetMethodsOf<S, M extends keyof S> =
  OptionsOf<S, M> extends {
    readonly querySet: infer X;
  }
    ? X
    : unknown;
