/**
 * The type level of a schema: what rows hold, what create() takes and what relations are called,
 * all inferred from the record of models that a store is opened with.
 * Throughout, S is that record, M the name of one of its models, F its fields or one of them.
 */
import type { InputOfKind, KindValues, RelationField, RelationKind, ScalarField } from "./field.ts";
import type { MODEL, ModelDefinition } from "./model.ts";

/** Anything that is a row of model M. */
export interface InstanceOf<M> {
  readonly [MODEL]: M;
}

declare const NAMED: unique symbol;

/** Marks schemas that are interfaces; no value has it. */
interface NamedSchema {
  readonly [NAMED]?: never;
}

/** The models of a store by name. */
export type Schema = { readonly [model: string]: ModelDefinition } | NamedSchema;

// Models given -> interface base for short names: `interface App extends SchemaOf<typeof models> {}`
export type SchemaOf<Models> = { readonly [M in keyof Models]: Models[M] } & NamedSchema;

// Schema -> names of its models
export type ModelName<S> = keyof S & string;

// Model -> its fields
export type FieldsOf<S, M extends keyof S> = S[M] extends { readonly fields: infer F } ? F : never;

// Model -> its options
type OptionsOf<S, M extends keyof S> = S[M] extends { readonly options: infer O } ? O : never;

// Model -> the user's methods on instances
export type MethodsOf<S, M extends keyof S> =
  OptionsOf<S, M> extends { readonly methods: infer X } ? X : unknown;

// Model -> the user's methods on QuerySets
export type QuerySetMethodsOf<S, M extends keyof S> =
  OptionsOf<S, M> extends { readonly querySet: infer X } ? X : unknown;

// Field -> null where it allows it
export type NullOf<F> = F extends { readonly options: { readonly null: true } } ? null : never;

// Scalar field -> the values that it is limited to, or unknown
type ChoiceOf<F> = F extends {
  readonly options: { readonly choices: readonly (readonly [infer C, string])[] };
}
  ? C
  : unknown;

// Scalar field -> its values, without null
export type ValueOf<F> = F extends ScalarField<infer K> ? ChoiceOf<F> & KindValues[K] : never;

// Scalar field -> what may be given for it, without null
export type InputOf<F> =
  F extends ScalarField<infer K>
    ? unknown extends ChoiceOf<F>
      ? InputOfKind<K>
      : ValueOf<F>
    : never;

// Model, relation that stands on it -> model it points at
export type Target<M, F> = F extends { readonly to: infer To }
  ? To extends "self"
    ? M
    : To
  : never;

// Fields, type -> names of the fields of that type
type KeysOf<F, T> = { [K in keyof F]: F[K] extends T ? K : never }[keyof F];

// Fields -> names of those that are columns of their own, keys to one row, the primary key
type ScalarNames<F> = KeysOf<F, ScalarField>;
export type KeyNames<F> = KeysOf<F, { readonly relation: "foreignKey" | "oneToOne" }> & string;
export type PkName<F> = KeysOf<F, { readonly options: { readonly primaryKey: true } }>;

// Fields, shape -> the shape, where no field is the primary key and there is an implicit id
export type WithoutPk<F, Shape> = [PkName<F>] extends [never] ? Shape : unknown;

// Model -> the scalar field whose values its primary key holds
export type PkField<S, M> = M extends keyof S
  ? [PkName<FieldsOf<S, M>>] extends [never]
    ? ScalarField<"auto">
    : ColumnField<S, M, FieldsOf<S, M>[PkName<FieldsOf<S, M>>]>
  : never;

// Model, field with a column -> the scalar field whose values it holds: a key holds its target's
export type ColumnField<S, M, F> = F extends ScalarField
  ? F
  : F extends { readonly options: { readonly toField: infer T } }
    ? Target<M, F> extends infer To extends keyof S
      ? ColumnField<S, To, FieldsOf<S, To>[T & keyof FieldsOf<S, To>]>
      : never
    : PkField<S, Target<M, F>>;

// Model -> type of its primary key
export type PkOf<S, M> = ValueOf<PkField<S, M>>;

// Model -> the columns of its rows
export type ColumnsOf<S, M extends keyof S> = WithoutPk<FieldsOf<S, M>, { readonly id: number }> &
  Columns<S, M, FieldsOf<S, M>>;

type Columns<S, M, F> = {
  readonly [K in ScalarNames<F>]: ValueOf<F[K]> | NullOf<F[K]>;
} & {
  readonly [K in KeyNames<F> as `${K}_id`]: ValueOf<ColumnField<S, M, F[K]>> | NullOf<F[K]>;
};

/** Columns of a model on its own, before the other models are known: for labels and methods. */
export type OwnColumns<F> = WithoutPk<F, { readonly id: number }> & {
  readonly [K in ScalarNames<F>]: ValueOf<F[K]> | NullOf<F[K]>;
} & {
  readonly [K in KeyNames<F> as `${K}_id`]: number | string | null;
};

/** Those columns while a recipe changes them. */
export type OwnDraft<F> = { -readonly [K in keyof OwnColumns<F>]: OwnColumns<F>[K] };

/** JSON data while a recipe changes it. */
type DraftJson = null | boolean | number | string | DraftJson[] | { [key: string]: DraftJson };

// Model -> what a recipe works on: columns, of which the primary key stays, and keys by name
export type DraftOf<S, M extends keyof S> = WithoutPk<FieldsOf<S, M>, { readonly id: number }> &
  Draft<S, M, FieldsOf<S, M>, PkName<FieldsOf<S, M>>>;

type Draft<S, M, F, Pk> = {
  readonly [K in Extract<ScalarNames<F>, Pk>]: ValueOf<F[K]>;
} & {
  -readonly [K in Exclude<ScalarNames<F>, Pk>]: DraftValue<F[K]> | NullOf<F[K]>;
} & {
  readonly [K in Extract<KeyNames<F>, Pk> as `${K}_id`]: ValueOf<ColumnField<S, M, F[K]>>;
} & {
  -readonly [K in Exclude<KeyNames<F>, Pk> as `${K}_id`]:
    | ValueOf<ColumnField<S, M, F[K]>>
    | NullOf<F[K]>;
} & {
  -readonly [K in Exclude<KeyNames<F>, Pk>]?: InstanceOf<Target<M, F[K]>> | NullOf<F[K]>;
};

// Scalar field -> its values while a recipe changes them
type DraftValue<F> = F extends ScalarField<"json"> ? DraftJson : ValueOf<F>;

/** One relation as seen from the model that it points at; never where it has no such name. */
interface Incoming {
  readonly to: string;
  readonly from: string;
  readonly field: string;
  readonly kind: RelationKind;
  readonly accessor: string;
  readonly queryName: string;
}

// Text with Django's placeholder for the name of the model
type ClassName<T, M extends string> = T extends `${infer A}%(class)s${infer B}`
  ? ClassName<`${A}${Lowercase<M>}${B}`, M>
  : T;

// Relation, options of its model -> the related name, or undefined where none is given
type GivenName<F, MO, M extends string> = F extends {
  readonly options: { readonly relatedName: infer R };
}
  ? ClassName<R, M>
  : MO extends { readonly defaultRelatedName: infer D }
    ? ClassName<D, M>
    : undefined;

// Relation -> whether its pairs hold in both directions, so that it is its own way back
type IsSymmetrical<F> =
  F extends RelationField<"manyToMany", "self">
    ? F extends { readonly options: { readonly symmetrical: false } }
      ? false
      : true
    : false;

// Relation, given name -> the property of instances
type Accessor<M extends string, F, Name> =
  IsSymmetrical<F> extends true
    ? never
    : Name extends string
      ? Exclude<Name, `${string}+`>
      : F extends { readonly relation: "oneToOne" }
        ? Lowercase<M>
        : `${Lowercase<M>}_set`;

// Relation, given name -> the word in lookups
type QueryName<M extends string, F, Name> = F extends {
  readonly options: { readonly relatedQueryName: infer Q extends string };
}
  ? ClassName<Q, M>
  : IsSymmetrical<F> extends true
    ? never
    : Name extends string
      ? Exclude<Name, `${string}+`>
      : Lowercase<M>;

// Model -> union of its relations, as their targets see them
type OutgoingOf<M extends string, F, MO> = {
  [K in keyof F]: F[K] extends RelationField<infer Kind>
    ? {
        readonly to: Target<M, F[K]>;
        readonly from: M;
        readonly field: K;
        readonly kind: Kind;
        readonly accessor: Accessor<M, F[K], GivenName<F[K], MO, M>>;
        readonly queryName: QueryName<M, F[K], GivenName<F[K], MO, M>>;
      }
    : never;
}[keyof F];

// Schema -> union of all its relations
type AllRelations<S> = {
  [M in ModelName<S>]: OutgoingOf<M, FieldsOf<S, M>, OptionsOf<S, M>>;
}[ModelName<S>];

// Schema -> for each model, the union of the relations that point at it: made once per schema
type IncomingMap<S> = { readonly [I in AllRelations<S> as Target<"", I>]: I };

// Model -> union of the relations that point at it
export type IncomingOf<S, M> = M extends keyof IncomingMap<S>
  ? IncomingMap<S>[M] extends infer I extends Incoming
    ? I
    : never
  : never;

/** Options that let create() do without a value. */
type Optional =
  | { readonly null: true }
  | { readonly default: unknown }
  | { readonly autoNow: true }
  | { readonly autoNowAdd: true };

// Fields -> names of those that create() can do without
type OptionalNames<F> = KeysOf<F, ScalarField<"auto" | "bigAuto"> | { readonly options: Optional }>;

// Fields -> names of the scalars that create() must be given by their names
export type RequiredNames<F> = Exclude<ScalarNames<F>, OptionalNames<F> | PkName<F>>;

// Foreign key -> what may be given for its column, without null
type KeyInput<S, M, F> = InputOf<ColumnField<S, M, F>>;

// Model, fields -> what may be given for its foreign keys: instances by name, keys by column
type NewKeys<S, M, F> = {
  readonly [K in KeyNames<F>]?: InstanceOf<Target<M, F[K]>> | NullOf<F[K]> | undefined;
} & {
  readonly [K in KeyNames<F> as `${K}_id`]?: KeyInput<S, M, F[K]> | NullOf<F[K]> | undefined;
};

// Model, fields -> what its foreign keys may be changed to: instances or keys by name, keys by column
type ChangedKeys<S, M, F> = {
  readonly [K in KeyNames<F>]?:
    | InstanceOf<Target<M, F[K]>>
    | KeyInput<S, M, F[K]>
    | NullOf<F[K]>
    | undefined;
} & {
  readonly [K in KeyNames<F> as `${K}_id`]?: KeyInput<S, M, F[K]> | NullOf<F[K]> | undefined;
};

// Fields -> what may be given for its scalars
type NewScalars<F> = {
  readonly [K in RequiredNames<F>]: InputOf<F[K]>;
} & {
  readonly [K in Exclude<ScalarNames<F>, RequiredNames<F>>]?:
    | InputOf<F[K]>
    | NullOf<F[K]>
    | undefined;
};

/** What create() takes for model M; a foreign key counts by its name or by its column. */
export type NewRow<S, M extends keyof S> = NewScalars<FieldsOf<S, M>> &
  NewKeys<S, M, FieldsOf<S, M>> & { readonly pk?: InputOf<PkField<S, M>> | undefined } & WithoutPk<
    FieldsOf<S, M>,
    { readonly id?: number | undefined }
  >;

// Values, names -> those of the names that have a value
type Given<V, Names> = {
  [K in Names & keyof V]: V[K] extends undefined ? never : K;
}[Names & keyof V];

// Fields, values given -> names of keys that create() needs and that have no value
type MissingNames<F, V> = {
  [K in NeededKeys<F>]: [
    Given<V, K | `${K & string}_id` | (K extends PkName<F> ? "pk" : never)>,
  ] extends [never]
    ? K
    : never;
}[NeededKeys<F>];

export type NeededKeys<F> = Exclude<KeyNames<F> | PkName<F>, OptionalNames<F>>;

// Values given -> the same with the keys that they lack, but for those known by other means, and an
// error for each name that is none
export type CheckedRow<S, M extends keyof S, V, Known = never> = V extends unknown
  ? V & {
      readonly [K in Exclude<MissingNames<FieldsOf<S, M>, V>, Known>]: Exclude<
        NewRow<S, M>[K & keyof NewRow<S, M>],
        undefined
      >;
    } & {
      readonly [K in Exclude<keyof V, keyof NewRow<S, M>>]: {
        error: `no field "${K & string}" on ${M & string}`;
      };
    }
  : never;

// Model -> what update() may change: every column but the primary key; an instance is no change
export type ChangesOf<S, M extends keyof S> = Changes<S, M, FieldsOf<S, M>>;

type Changes<S, M, F> = Partial<
  NewScalars<Omit<F, PkName<F>>> & ChangedKeys<S, M, Omit<F, PkName<F>>>
> & { readonly [MODEL]?: never };
