/**
 * The type level of what QuerySets are called with: S is the schema, M the name of a model, A the
 * computed columns by name, as they were given, P a path or a list of them.
 */
import type { QCondition } from "../schema/condition.ts";
import type { CheckedPath } from "../schema/expression-types.ts";
import type { ScalarField } from "../schema/field.ts";
import type { KindName } from "../schema/kind.ts";
import type { CheckedCondition, CheckedValue } from "../schema/lookup-types.ts";
import type {
  CheckedToOne,
  ColumnStep,
  PathError,
  PathNames,
  StepAt,
} from "../schema/path-types.ts";
import type { ChangesOf } from "../schema/types.ts";

/** Any text, beside others that editors complete. */
export type AnyText = string & Record<never, never>;

// Model -> the words that complete in a path
export type PathHints<S, M extends keyof S, A = unknown> =
  | (keyof PathNames<S, M> & string)
  | (keyof A & string)
  | AnyText;

// Model -> the words that complete in an ordering
export type OrderHints<S, M extends keyof S, A = unknown> =
  | `${"-" | ""}${(keyof PathNames<S, M> | keyof A) & string}`
  | "?";

// Paths given -> the same, with what is wrong in place of each wrong one
export type CheckedPaths<S, M extends keyof S, A, P> = {
  readonly [I in keyof P]: CheckedPath<S, M, A, P[I]>;
};

// Terms of an ordering -> the same, with what is wrong in place of each wrong one
export type CheckedOrder<S, M extends keyof S, A, P> = {
  readonly [I in keyof P]: CheckedTerm<S, M, A, P[I]>;
};

// Term of an ordering -> itself, or an object that says what is wrong with it
type CheckedTerm<S, M extends keyof S, A, P> = [P] extends [object]
  ? P
  : string extends P
    ? P
    : [P] extends [infer X extends string]
      ? CheckedPath<S, M, A, Unsigned<X>, X>
      : P;

// Path in an ordering -> the path without its sign; any path where the order is random
type Unsigned<P> = P extends `-${infer Path}` ? Path : P extends "?" ? "pk" : P;

// Paths of relations -> the same, with what is wrong in place of each that may lead to many rows
export type CheckedSelected<S, M extends keyof S, P> = {
  readonly [I in keyof P]: string extends P[I]
    ? P[I]
    : P[I] extends string
      ? CheckedToOne<S, M, P[I]>
      : P[I];
};

// Path, kinds -> the path where it ends at a column of one of the kinds, or what is wrong with it
export type CheckedDate<S, M extends keyof S, P, Kinds extends string> = string extends P
  ? P
  : StepAt<S, M, P> extends ColumnStep<ScalarField<Kinds & KindName>>
    ? P
    : StepAt<S, M, P> extends PathError
      ? StepAt<S, M, P>
      : { error: `"${P & string}" is no ${Kinds} field` };

// Model -> the columns that complete in an update
export type ChangeHints<S, M extends keyof S> = object & {
  readonly [K in keyof ChangesOf<S, M> & string]?: unknown;
};

// Value given, value demanded -> the value given where it will do; a Q is its truth
type CheckedChange<S, M extends keyof S, A, Given, V> = [Given] extends [QCondition]
  ? true extends V
    ? CheckedCondition<S, M, A, Given>
    : V
  : CheckedValue<S, M, A, Given, V>;

// Changes given -> the same, with what is wrong in place of each wrong one
export type CheckedChanges<S, M extends keyof S, A, V> = {
  readonly [K in keyof V]: string extends K
    ? V[K]
    : K extends keyof ChangesOf<S, M>
      ? CheckedChange<S, M, A, V[K], ChangesOf<S, M>[K]>
      : { error: `no column "${K & string}" of ${M & string} can be changed` };
};
