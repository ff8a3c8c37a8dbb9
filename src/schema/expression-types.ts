/**
 * The type level of expressions. They are written before their model is known, so the type of such
 * an expression tells how to find the type of its values: it is resolved where it is used.
 * S is the record of models, M the name of one of them, A the computed columns by name, as given.
 */
import type { EXPRESSION, QCondition } from "./condition.ts";
import type {
  ColumnPart,
  ComputedStep,
  PathError,
  PathNames,
  StepAt,
  ValueAt,
} from "./path-types.ts";

declare const RULE: unique symbol;
/** Key under which types keep what a question gives; no value has it. */
export declare const QUERIED: unique symbol;

/** The type of values that hang on a model; no value has it. D stands in for their null. */
export interface Pending<Rule extends string, Of, D = null> {
  readonly [RULE]: Rule;
  readonly of: Of;
  readonly or: D;
}

/** The type of the values at a path. */
export type AtPath<P> = Pending<"path", P>;

/** Any expression; T is the type of its values. */
export interface Computed<T = unknown> {
  readonly [EXPRESSION]: object;
  readonly type: T;
}

/** A field by its path. */
interface Reference<P> {
  readonly [EXPRESSION]: object;
  readonly path: P;
}

/** A relation under another name. */
interface NamedRelation<P> {
  readonly relation: P;
  readonly condition: unknown;
}

/** A question that gives rows of model M, or V where it gives one column. */
export interface Queried<M, V> {
  readonly [QUERIED]: { readonly model: M; readonly column: V };
}

// What is given as a computed column -> the type of its values, still to be resolved
export type TypeOfGiven<X> =
  X extends Reference<infer P>
    ? AtPath<P>
    : X extends Computed<infer T>
      ? T
      : X extends QCondition
        ? boolean | null
        : X extends Queried<unknown, infer V>
          ? V | null
          : X;

// Argument of a function -> the type of its values, still to be resolved; a text names a field
export type TypeOfArgument<X> = X extends string ? AtPath<X> : TypeOfGiven<X>;

// Type of an expression -> type of its values, or an object that says what is wrong
export type Resolved<S, M extends keyof S, A, T> =
  T extends Pending<infer Rule, infer Of, infer D>
    ? Rule extends "path"
      ? PathValue<S, M, A, Of>
      : Rule extends "first"
        ? FirstOf<{ [I in keyof Of]: Resolved<S, M, A, Of[I]> }>
        : Results<Resolved<S, M, A, Of>, Resolved<S, M, A, D>>[Rule & keyof Results<never, never>]
    : T;

/** What the rules make of values V; D stands in for null. */
interface Results<V, D> {
  nullable: V | null;
  text: Instead<V, string>;
  number: Instead<V, number>;
  /** Decimals stay texts. */
  float: FloatOf<V> | null;
  sum: SumOf<V> | D;
  mean: FloatOf<V> | D;
  extreme: Exclude<V, null> | D;
}

// Values, type -> that type in place of each value that is not null
type Instead<V, T> = unknown extends V ? T | null : V extends null | PathError ? V : T;

// Values -> those of their sum, without null
type SumOf<V> = V extends boolean | number ? number : V extends string ? string : Exclude<V, null>;

// Values -> those of their mean and of functions that give fractions, without null
type FloatOf<V> = V extends bigint ? number : SumOf<V>;

// Types of arguments -> that of the first which is not null: null where each may be
type FirstOf<T> =
  | Exclude<T[keyof T & number], null>
  | ({ [I in keyof T]: null extends T[I] ? never : I }[keyof T & number] extends never
      ? null
      : never);

// Path, computed columns among its first names -> type of the values at its end
export type PathValue<S, M extends keyof S, A, P> = string extends P
  ? unknown
  : P extends keyof A
    ? GivenValue<S, M, A, A[P]>
    : P extends `${infer Head}__${infer Rest}`
      ? Head extends keyof A
        ? GivenPart<S, M, A, A[Head], Rest>
        : ValueAt<S, M, P>
      : ValueAt<S, M, P>;

// Computed column as it was given -> type of its values
export type GivenValue<S, M extends keyof S, A, X> =
  X extends NamedRelation<infer P> ? ValueAt<S, M, P> | null : Resolved<S, M, A, TypeOfGiven<X>>;

// Computed column, rest of the path -> type of the values at its end
type GivenPart<S, M extends keyof S, A, X, Rest extends string> =
  X extends NamedRelation<infer P>
    ? ValueAt<S, M, `${P & string}__${Rest}`> | null
    : ColumnPart<S, ComputedStep<Resolved<S, M, A, TypeOfGiven<X>>>, Rest>;

// Path -> itself, or an object that says what is wrong with it; `infer` keeps the compiler from
// checking all hints
export type CheckedPath<S, M extends keyof S, A, P, Given = P> = string extends P
  ? Given
  : [P] extends [infer Path extends string]
    ? Sound<Given, PathEnd<S, M, A, Path>>
    : Given;

// Path, computed columns among its first names -> where it ends, or what is wrong with it
type PathEnd<S, M extends keyof S, A, P> = [keyof A] extends [never]
  ? StepAt<S, M, P>
  : P extends keyof A
    ? P
    : P extends `${infer Head}__${infer Rest}`
      ? Head extends keyof A
        ? GivenPart<S, M, A, A[Head], Rest>
        : StepAt<S, M, P>
      : StepAt<S, M, P>;

// What is given, type of its values -> what is given, or what is wrong with it; `infer` keeps the
// compiler from looking into V before it is known
export type Sound<X, V> =
  Extract<V, PathError> extends infer Wrong ? ([Wrong] extends [never] ? X : Wrong) : never;

// Computed column given -> itself, or an object that says what is wrong with it
export type CheckedColumn<S, M extends keyof S, A, X> = X extends
  | Computed
  | NamedRelation<unknown>
  | QCondition
  | Queried<unknown, unknown>
  ? Sound<X, GivenValue<S, M, A, X>>
  : { error: "no expression: wrap a constant in Value()" };

// Computed columns given -> the same, with what is wrong in place of each wrong one
export type CheckedColumns<S, M extends keyof S, A, C> = {
  readonly [K in keyof C]: string extends K
    ? C[K]
    : CheckedColumn<S, M, Around<S, M, A, C, K>, C[K]>;
};

// Computed columns before a call, those of the call, one of these -> those that it may
// name; the name of a field means the field
export type Around<S, M extends keyof S, A, C, K extends PropertyKey> = A &
  Omit<C, K | keyof PathNames<S, M>>;

// Computed columns before a call, those of the call -> those after it; names from elsewhere are none
export type WithColumns<S, M extends keyof S, A, C> = [keyof C] extends [never]
  ? A
  : string extends keyof C
    ? A
    : [keyof A & keyof C] extends [never]
      ? A & ResolvedColumns<S, M, A, C>
      : Omit<A, keyof C> & ResolvedColumns<S, M, A, C>;

type ResolvedColumns<S, M extends keyof S, A, C> = {
  readonly [K in keyof C]: C[K] extends NamedRelation<unknown>
    ? C[K]
    : Computed<GivenValue<S, M, Around<S, M, A, C, K>, C[K]>>;
};
