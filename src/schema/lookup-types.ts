/**
 * The type level of lookups: what paths may be named on a model, and which values they take.
 * S is the record of models, M the name of one of them, F its fields or one of them, P a path.
 */
import type { RelationField, ScalarField } from "./field.ts";
import type {
  ColumnField,
  FieldsOf,
  IncomingOf,
  InputOf,
  InstanceOf,
  KeyNames,
  PkField,
  PkName,
  Target,
  WithoutPk,
} from "./types.ts";

/** What lookups on JSON take; V is what may be compared with the column. */
interface EqualityLookups<V> {
  exact: V | null;
  in: Iterable<V | null> & object;
  isnull: boolean;
}

/** What lookups on a relation take. */
interface KeyLookups<V> extends EqualityLookups<V> {
  gt: V;
  gte: V;
  lt: V;
  lte: V;
}

/** What lookups on columns that have an order, but are no text, take. */
interface OrderedLookups<V> extends KeyLookups<V> {
  range: readonly [V, V];
}

/** What lookups on columns that can be read as text take. */
interface TextLookups<V> extends OrderedLookups<V> {
  startswith: string;
  contains: string;
}

// Kind, values -> the lookups of such a column
type LookupsOfKind<K, V> = K extends "json"
  ? EqualityLookups<V>
  : K extends "boolean" | "binary"
    ? OrderedLookups<V>
    : TextLookups<V>;

/** In lookups: a column. */
interface ColumnStep<L> {
  readonly lookups: L;
}

/** In lookups: a relation to another model. */
interface RelationStep<To, L> extends ColumnStep<L> {
  readonly to: To;
}

// Model, field -> what its name stands for in lookups
type FieldStep<S, M, F> =
  F extends ScalarField<infer K>
    ? ColumnStep<LookupsOfKind<K, InputOf<F>>>
    : F extends RelationField<"manyToMany">
      ? RelationStep<Target<M, F>, RelatedLookups<S, Target<M, F>>>
      : RelationStep<
          Target<M, F>,
          KeyLookups<InstanceOf<Target<M, F>> | InputOf<ColumnField<S, M, F>>>
        >;

// Model -> the lookups on relations whose other end it is, by its primary key
type RelatedLookups<S, To> = KeyLookups<InstanceOf<To> | InputOf<PkField<S, To>>>;

// Model -> what "pk" stands for in lookups
type PkStep<S, M extends keyof S> = [
  Extract<PkName<FieldsOf<S, M>>, KeyNames<FieldsOf<S, M>>>,
] extends [never]
  ? FieldStep<S, M, PkField<S, M>>
  : ColumnStep<OrderedLookups<InputOf<PkField<S, M>>>>;

// Model -> what each first name of a lookup stands for
export type LookupNames<S, M extends keyof S> = { readonly pk: PkStep<S, M> } & WithoutPk<
  FieldsOf<S, M>,
  { readonly id: PkStep<S, M> }
> &
  FieldNames<S, M, FieldsOf<S, M>> & {
    readonly [I in IncomingOf<S, M> as I["queryName"]]: RelationStep<
      I["from"],
      RelatedLookups<S, I["from"]>
    >;
  };

type FieldNames<S, M, F> = { readonly [K in keyof F]: FieldStep<S, M, F[K]> } & {
  readonly [K in KeyNames<F> as `${K}_id`]: ColumnStep<
    OrderedLookups<InputOf<ColumnField<S, M, F[K]>>>
  >;
};

// Step, rest of the path -> type of the value; a field is meant before a lookup of its name
type AfterStep<S, Step, Rest extends string> =
  Step extends RelationStep<infer To extends keyof S, infer L>
    ? Rest extends keyof L
      ? Rest extends keyof LookupNames<S, To>
        ? LookupValue<S, To, Rest>
        : L[Rest]
      : LookupValue<S, To, Rest>
    : Step extends ColumnStep<infer L>
      ? Rest extends keyof L
        ? L[Rest]
        : { error: `no lookup "${Rest}" here` }
      : never;

// Lookup path -> type of its value, or an object that says what is wrong with the path
export type LookupValue<S, M extends keyof S, P> = P extends keyof LookupNames<S, M>
  ? LookupNames<S, M>[P] extends ColumnStep<{ exact: infer V }>
    ? V
    : never
  : P extends `${infer Head}__${infer Rest}`
    ? Head extends keyof LookupNames<S, M>
      ? AfterStep<S, LookupNames<S, M>[Head], Rest>
      : { error: `no field "${Head}" on ${M & string}` }
    : { error: `no field "${P & string}" on ${M & string}` };

// Model -> the shape that completes first names and lets longer paths through
export type LookupHints<S, M extends keyof S> = object & {
  readonly [K in keyof LookupNames<S, M>]?: unknown;
};

// Conditions given -> the same, with the type that its path demands in place of each wrong value
export type CheckedLookups<S, M extends keyof S, C> = {
  readonly [P in keyof C]: string extends P ? C[P] : CheckedValue<C[P], LookupValue<S, M, P>>;
};

// Value given, value demanded -> the value given where it will do
type CheckedValue<Given, V> = [Given] extends [V] ? Given : V;

// Model -> the words that complete in an ordering
export type OrderHints<S, M extends keyof S> = `${"-" | ""}${keyof LookupNames<S, M> & string}`;

// Path in an ordering -> itself, or an object that says what is wrong with it
export type CheckedOrder<S, M extends keyof S, P> = string extends P
  ? P
  : CheckedValue<P, PathEnd<S, M, P extends `-${infer Path}` ? Path : P>>;

// Path without a lookup -> unknown, or an object that says what is wrong with it
type PathEnd<S, M extends keyof S, P> = P extends keyof LookupNames<S, M>
  ? unknown
  : P extends `${infer Head}__${infer Rest}`
    ? Head extends keyof LookupNames<S, M>
      ? LookupNames<S, M>[Head] extends RelationStep<infer To extends keyof S, unknown>
        ? PathEnd<S, To, Rest>
        : { error: `"${Head}" is not a relation of ${M & string}` }
      : { error: `no field "${Head}" on ${M & string}` }
    : { error: `no field "${P & string}" on ${M & string}` };
