/**
 * The type level of answers that are more, or less, than instances: S is the schema, M the name of a
 * model, A the computed columns by name, as they were given, R what a row of the answer is, P the
 * list of columns that are asked for.
 */
import type {
  Around,
  CheckedColumn,
  CheckedColumns,
  CheckedPath,
  Computed,
  GivenValue,
  PathValue,
  WithColumns,
} from "../schema/expression-types.ts";
import type { PathNames } from "../schema/path-types.ts";
import type { ColumnsOf, InstanceOf } from "../schema/types.ts";
import type { AnyText } from "./argument-types.ts";

/** Computed columns, before they are checked. */
export interface ColumnsGiven {
  readonly [name: string]: unknown;
}

/** Options of `valuesList()`. */
interface ListOptions {
  readonly flat?: boolean;
  readonly named?: boolean;
}

// Model -> what values() takes, before it is checked: paths, expressions and computed columns
export type ValueHints<S, M extends keyof S, A> =
  | ((keyof PathNames<S, M> | keyof A) & string)
  | AnyText
  | object;

// Columns asked for -> the same, with what is wrong in place of each wrong one
export type CheckedValues<S, M extends keyof S, A, P> = {
  readonly [I in keyof P]: P[I] extends string
    ? CheckedPath<S, M, WithColumns<S, M, A, ComputedIn<P>>, P[I]>
    : P[I] extends Computed
      ? CheckedColumn<S, M, A, P[I]>
      : P[I] extends ListOptions
        ? P[I]
        : CheckedColumns<S, M, A, P[I]>;
};

// Columns asked for -> the computed ones among them by name
export type ComputedIn<P> = P extends readonly [infer X, ...infer Rest]
  ? ComputedOf<X> & ComputedIn<Rest>
  : unknown;

// One of the columns asked for -> itself where it is an object of computed columns
type ComputedOf<X> = X extends string | Computed | ListOptions ? unknown : X;

// Rows, computed columns -> the rows with them, where their names are known
export type Annotated<S, M extends keyof S, A, R, C> = string extends keyof C
  ? R
  : [R] extends [readonly unknown[]]
    ? readonly [...R, ...GivenItems<S, M, A, C>]
    : [R] extends [object]
      ? R & Summary<S, M, A, C>
      : R;

// Computed columns -> their values by name
export type Summary<S, M extends keyof S, A, C> = {
  readonly [K in keyof C as C[K] extends { readonly relation: string } ? never : K]: GivenValue<
    S,
    M,
    Around<S, M, A, C, K>,
    C[K]
  >;
};

// Columns asked for -> an object of them
export type DictRow<S, M extends keyof S, A, R, P> = P extends readonly []
  ? AllColumns<S, M, A, R>
  : Dict<S, M, WithColumns<S, M, A, ComputedIn<P>>, P>;

type Dict<S, M extends keyof S, A, P> = {
  readonly [K in NamesIn<P>]: K extends `expression${number}`
    ? GivenValue<S, M, A, Extract<P[number & keyof P], Computed>>
    : PathValue<S, M, A, K>;
};

// Columns asked for -> the names that they have in an object; bare expressions are counted
type NamesIn<P> =
  | Extract<P[number & keyof P], string>
  | Extract<keyof ComputedIn<P>, string>
  | ([Extract<P[number & keyof P], Computed>] extends [never] ? never : `expression${number}`);

// Model, rows -> an object of all columns, and of the computed ones that the rows have
type AllColumns<S, M extends keyof S, A, R> = [keyof A] extends [never]
  ? ColumnsOf<S, M>
  : ColumnsOf<S, M> & { readonly [K in keyof A & keyof R]: R[K] };

// Columns asked for, options perhaps -> an array of them, one value, or an object
export type ListedRow<S, M extends keyof S, A, R, P> = P extends readonly [
  ...infer Columns,
  infer Options extends ListOptions,
]
  ? Options extends { readonly flat: true }
    ? Items<S, M, WithColumns<S, M, A, ComputedIn<Columns>>, Columns>[number]
    : Options extends { readonly named: true }
      ? DictRow<S, M, A, R, Columns>
      : ListRow<S, M, A, R, Columns>
  : ListRow<S, M, A, R, P>;

type ListRow<S, M extends keyof S, A, R, P> = P extends readonly []
  ? readonly AllColumns<S, M, A, R>[keyof AllColumns<S, M, A, R>][]
  : Items<S, M, WithColumns<S, M, A, ComputedIn<P>>, P>;

// Columns asked for -> their values in order
type Items<S, M extends keyof S, A, P> = P extends readonly [infer X, ...infer Rest]
  ? readonly [...ItemsOf<S, M, A, X>, ...Items<S, M, A, Rest>]
  : P extends readonly []
    ? readonly []
    : readonly PathValue<S, M, A, P[number & keyof P]>[];

// One of the columns asked for -> the values that it stands for
type ItemsOf<S, M extends keyof S, A, X> = X extends string
  ? [PathValue<S, M, A, X>]
  : X extends Computed
    ? [GivenValue<S, M, A, X>]
    : GivenItems<S, M, A, X>;

// Computed columns -> their values in order; types do not know the order of several names
type GivenItems<S, M extends keyof S, A, C> =
  IsUnion<keyof C> extends true
    ? GivenValue<S, M, A, C[keyof C]>[]
    : [GivenValue<S, M, A, C[keyof C]>];

// Type -> whether it is a union
type IsUnion<T, All = T> = T extends All ? ([All] extends [T] ? false : true) : never;

// Row -> what it is as a part of another question: of its model, or its one column
export interface AsOperand<R> {
  readonly model: R extends InstanceOf<infer M> ? M : never;
  readonly column: R extends { readonly pk: infer V }
    ? V
    : R extends readonly [infer V]
      ? V
      : R extends object
        ? R[keyof R]
        : R;
}
