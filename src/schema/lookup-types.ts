/**
 * The type level of conditions: which lookups may follow a path, and which values they take.
 * S is the record of models, M the name of one of them, A the computed columns by name, as given,
 * P a path.
 */
import type { ConditionalExpression, QCondition } from "./condition.ts";
import type {
  Computed,
  GivenValue,
  Queried,
  Resolved,
  Sound,
  TypeOfGiven,
} from "./expression-types.ts";
import type { ScalarField, TemporalLike } from "./field.ts";
import type {
  ColumnStep,
  ComputedStep,
  JsonStep,
  KeyField,
  KeyStep,
  PartAt,
  PathNames,
  RelationStep,
} from "./path-types.ts";
import type { InputOf, InstanceOf } from "./types.ts";

/** The values that lookups of the user's own take, by name: add to it what `registerLookup()` adds. */
// biome-ignore lint/suspicious/noEmptyInterface: users add to it
export interface RegisteredLookups {}

/** Lookups that every column has; V is what may be compared with it. */
interface EqualityLookups<V> {
  exact: V | null;
  in: Iterable<V | Computed | null> & object;
  isnull: boolean;
}

/** Lookups of relations. */
interface KeyLookups<V> extends EqualityLookups<V> {
  gt: V;
  gte: V;
  lt: V;
  lte: V;
}

/** Lookups of columns that have an order, but are no text. */
interface OrderedLookups<V> extends KeyLookups<V> {
  range: readonly [V | Computed, V | Computed];
}

/** Lookups of columns that can be read as text. */
interface TextLookups<V> extends OrderedLookups<V> {
  iexact: string | null;
  startswith: string;
  istartswith: string;
  endswith: string;
  iendswith: string;
  contains: string;
  icontains: string;
  regex: string;
  iregex: string;
}

/** Lookups of JSON data. */
interface JsonLookups<V> extends EqualityLookups<V> {
  contains: V;
  contained_by: V;
  has_key: string | number;
  has_keys: Iterable<string | number> & object;
  has_any_keys: Iterable<string | number> & object;
}

// Kind, values -> the lookups of such a column
type LookupsOfKind<K, V> = K extends "json"
  ? JsonLookups<V>
  : K extends "boolean" | "binary"
    ? OrderedLookups<V>
    : TextLookups<V>;

// Values computed -> their lookups; numbers of all kinds compare, and texts may be decimals or dates
type ComputedLookups<T> = unknown extends T
  ? TextLookups<unknown>
  : [T] extends [boolean | null]
    ? OrderedLookups<boolean>
    : [T] extends [number | bigint | null]
      ? TextLookups<number | bigint>
      : [T] extends [string | null]
        ? TextLookups<string | number | bigint | Date | TemporalLike<string>>
        : JsonLookups<unknown>;

// Step -> its lookups
type LookupsOf<S, Step> =
  Step extends ColumnStep<infer F extends ScalarField>
    ? LookupsOfKind<F["kind"], InputOf<F>>
    : Step extends KeyStep<infer F, infer To, unknown>
      ? KeyLookups<InstanceOf<To> | InputOf<F>>
      : Step extends RelationStep<infer To, unknown, infer F>
        ? KeyLookups<InstanceOf<To> | InputOf<KeyField<S, To, F>>>
        : Step extends ComputedStep<infer T>
          ? ComputedLookups<T>
          : never;

// Step -> what may be compared with it
type Exact<S, Step> = LookupsOf<S, Step> extends { exact: infer V } ? V : never;

// Step, rest of the path -> type of the value; a field is meant before a lookup of its name
type AfterStep<S, Step, Rest extends string> =
  Step extends RelationStep<infer To extends keyof S, unknown>
    ? Rest extends Exclude<keyof KeyLookups<unknown>, keyof PathNames<S, To>>
      ? LookupsOf<S, Step>[Rest & keyof LookupsOf<S, Step>]
      : LookupValue<S, To, Rest>
    : AfterColumn<S, Step, Rest>;

// Column, rest of the path -> type of the value
type AfterColumn<S, Step, Rest extends string> = Rest extends keyof LookupsOf<S, Step>
  ? LookupsOf<S, Step>[Rest]
  : Rest extends keyof RegisteredLookups
    ? RegisteredLookups[Rest]
    : Step extends JsonStep
      ? JsonValueAfter<Rest>
      : AfterTransform<S, Step, Rest>;

// Keys into JSON data, and perhaps a lookup -> type of the value, which nobody knows
type JsonValueAfter<Rest extends string> = Rest extends "gt" | "gte" | "lt" | "lte" | "range"
  ? { error: `no lookup "${Rest}" here` }
  : unknown;

// Column, transforms, and perhaps a lookup -> type of the value
type AfterTransform<S, Step, Rest extends string> = Rest extends `${infer Name}__${infer More}`
  ? [PartAt<Step, Name>] extends [never]
    ? { error: `no lookup "${Name}" here` }
    : AfterColumn<S, PartAt<Step, Name>, More>
  : [PartAt<Step, Rest>] extends [never]
    ? { error: `no lookup "${Rest}" here` }
    : Exact<S, PartAt<Step, Rest>>;

// Lookup path -> type of its value, or an object that says what is wrong with the path
export type LookupValue<S, M extends keyof S, P> = P extends keyof PathNames<S, M>
  ? Exact<S, PathNames<S, M>[P]>
  : P extends `${infer Head}__${infer Rest}`
    ? Head extends keyof PathNames<S, M>
      ? AfterStep<S, PathNames<S, M>[Head], Rest>
      : { error: `no field "${Head}" on ${M & string}` }
    : { error: `no field "${P & string}" on ${M & string}` };

// Lookup path, computed columns among its first names -> type of its value, or what is wrong
type LookupIn<S, M extends keyof S, A, P> = P extends keyof A
  ? Exact<S, ComputedStep<GivenValue<S, M, A, A[P]>>>
  : P extends `${infer Head}__${infer Rest}`
    ? Head extends keyof A
      ? AfterGiven<S, M, A, A[Head], Rest>
      : LookupValue<S, M, P>
    : LookupValue<S, M, P>;

// Computed column, rest of the path -> type of the value
type AfterGiven<S, M extends keyof S, A, X, Rest extends string> = X extends {
  readonly relation: infer P extends string;
}
  ? LookupValue<S, M, `${P}__${Rest}`>
  : AfterColumn<S, ComputedStep<Resolved<S, M, A, TypeOfGiven<X>>>, Rest>;

// Model -> the shape that completes first names and lets longer paths through
export type LookupHints<S, M extends keyof S, A = unknown> = object & {
  readonly [K in keyof PathNames<S, M> | keyof A]?: unknown;
};

// Model -> what conditions may be, before they are checked
export type ConditionHints<S, M extends keyof S, A> =
  | LookupHints<S, M, A>
  | QCondition
  | ConditionalExpression;

// Lookups given -> the same, with the type that its path demands in place of each wrong value
export type CheckedLookups<S, M extends keyof S, A, C> = {
  readonly [P in keyof C]: string extends P
    ? C[P]
    : CheckedValue<
        S,
        M,
        A,
        C[P],
        [keyof A] extends [never] ? LookupValue<S, M, P> : LookupIn<S, M, A, P>
      >;
};

// Conditions given -> the same, checked; `infer` keeps the compiler from checking all hints
export type CheckedConditions<S, M extends keyof S, A, C> = {
  readonly [I in keyof C]: [C[I]] extends [ConditionalExpression]
    ? C[I]
    : [C[I]] extends [infer X extends object]
      ? CheckedCondition<S, M, A, X>
      : never;
};

// Condition given -> the same, checked; a Q whose lookups are not known is checked when it is used
export type CheckedCondition<S, M extends keyof S, A, C> = [C] extends [QCondition<infer L>]
  ? [unknown] extends [L]
    ? C
    : QCondition<CheckedLookups<S, M, A, L>>
  : CheckedLookups<S, M, A, C>;

// Value given, value demanded -> the value given where it will do
export type CheckedValue<S, M extends keyof S, A, Given, V> = [Given] extends [V]
  ? Given
  : Given extends Computed
    ? V extends { readonly error: string }
      ? V
      : Sound<Given, GivenValue<S, M, A, Given>>
    : Given extends Queried<infer From, infer Column>
      ? CheckedQuery<Given, From, Column, V>
      : V;

// QuerySet given, value demanded -> the QuerySet where its rows or its one column will do
type CheckedQuery<Given, From, Column, V> = (
  V extends Iterable<infer Item>
    ? Exclude<Item, Computed>
    : V
) extends infer Item
  ? [Extract<Item, InstanceOf<string>>] extends [never]
    ? [Column] extends [Item]
      ? Given
      : V
    : [From] extends [never]
      ? [Column] extends [Item]
        ? Given
        : V
      : [InstanceOf<From>] extends [Item]
        ? Given
        : V
  : never;
