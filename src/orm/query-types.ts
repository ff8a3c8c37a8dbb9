/**
 * Managers and QuerySets as types: S is the schema, M the name of a model, A the computed columns by
 * name, as they were given, and R what a row of the answer is.
 */

import type { Observable } from "rxjs";
import type { ExplainOptions, Explanation } from "../planner/explain.ts";
import type { Expression, OrderBy, QUERY, QueryOperand } from "../query/syntax.ts";
import type { CheckedColumns, QUERIED, WithColumns } from "../schema/expression-types.ts";
import type { CheckedConditions, ConditionHints } from "../schema/lookup-types.ts";
import type { MODEL, ModelQuerySet } from "../schema/model.ts";
import type {
  ChangesOf,
  ColumnsOf,
  InputOf,
  InstanceOf,
  NewRow,
  PkField,
  PkOf,
  QuerySetMethodsOf,
} from "../schema/types.ts";
import type { DeletedCounts } from "../state/on-delete.ts";
import type {
  AnyText,
  ChangeHints,
  CheckedChanges,
  CheckedDate,
  CheckedOrder,
  CheckedPaths,
  CheckedSelected,
  OrderHints,
  PathHints,
} from "./argument-types.ts";
import type { BatchOptions } from "./call-options.ts";
import type { LiveQueries } from "./live-types.ts";
import type { RowMaker } from "./manager-types.ts";
import type { CheckedPrefetches, Prefetched } from "./prefetch-types.ts";
import type {
  Annotated,
  AsOperand,
  CheckedValues,
  ColumnsGiven,
  ComputedIn,
  DictRow,
  ListedRow,
  Summary,
  ValueHints,
} from "./result-types.ts";
import type { RowOf } from "./types.ts";

// What the user's methods return -> the same with the types of the opened store
export type BoundResult<S, M extends keyof S, A, R, Result> =
  Result extends ModelQuerySet<infer Row>
    ? QuerySetOf<S, M, A, Row extends InstanceOf<string> ? R : Row>
    : Result extends InstanceOf<string>
      ? R
      : Result extends readonly InstanceOf<string>[]
        ? readonly R[]
        : Result extends Observable<infer Answer>
          ? Observable<BoundResult<S, M, A, R, Answer>>
          : Result;

// The user's methods -> the same with the types of the opened store
export type Bound<S, M extends keyof S, X, A, R> = {
  readonly [K in keyof X]: X[K] extends (...args: infer P) => infer Result
    ? (...args: P) => BoundResult<S, M, A, R, Result>
    : X[K];
};

/** A QuerySet with the methods that the model gives it. */
export type QuerySetOf<S, M extends keyof S, A = unknown, R = RowOf<S, M>> = QuerySet<S, M, A, R> &
  Bound<S, M, QuerySetMethodsOf<S, M>, A, R>;

/** What `and()`, `or()`, `intersection()` and their like take: a QuerySet of like rows. */
type Alike<R> = QueryOperand & Iterable<R extends InstanceOf<infer M> ? InstanceOf<M> : R>;

// Model -> values of any of its fields, of an instance perhaps; one of another model has none
type NewValues<S, M extends keyof S> = Partial<NewRow<S, M>> & { readonly [MODEL]?: M };

/** What managers and QuerySets have in common. */
export interface Queryable<S, M extends keyof S, A = unknown, R = RowOf<S, M>>
  extends LiveQueries<S, M, A, R> {
  /** All rows. */
  all(): QuerySetOf<S, M, A, R>;
  /** No rows, found without looking. */
  none(): QuerySetOf<S, M, A, R>;
  /**
   * The rows that meet all conditions. Those of one call on a multi-valued relation speak of the
   * same related row; those of chained calls may be met by different ones.
   * @throws {LookupError} for a path, lookup or value without meaning.
   */
  filter<const C extends readonly ConditionHints<S, M, A>[]>(
    ...conditions: CheckedConditions<S, M, A, C>
  ): QuerySetOf<S, M, A, R>;
  /**
   * The rows that do not meet all conditions.
   * @throws {LookupError} for a path, lookup or value without meaning.
   */
  exclude<const C extends readonly ConditionHints<S, M, A>[]>(
    ...conditions: CheckedConditions<S, M, A, C>
  ): QuerySetOf<S, M, A, R>;
  /** The rows without repeats; with paths, the first row in order for each of their values. */
  distinct<const P extends readonly PathHints<S, M, A>[]>(
    ...paths: CheckedPaths<S, M, A, P>
  ): QuerySetOf<S, M, A, R>;
  /**
   * The rows in another order: paths, with "-" before a descending one, "?" for any order, and
   * expressions. No argument: by primary key.
   * @throws {LookupError} for a path without meaning.
   */
  orderBy<const P extends readonly (OrderHints<S, M, A> | AnyText | Expression | OrderBy)[]>(
    ...ordering: CheckedOrder<S, M, A, P>
  ): QuerySetOf<S, M, A, R>;
  /** The rows from last to first. */
  reverse(): QuerySetOf<S, M, A, R>;
  /** The rows from `start` up to and without `end`, counted from 0. */
  slice(start?: number | null, end?: number | null): QuerySetOf<S, M, A, R>;
  /** Every `step`th of those rows, read at once. */
  slice(
    start: number | null | undefined,
    end: number | null | undefined,
    step: number,
  ): readonly R[];
  /**
   * Objects of the columns named, or of all, in place of instances. An object among the arguments
   * adds computed columns: `{ name: expression }`.
   * @throws {LookupError} for a path without meaning.
   */
  values<const P extends readonly ValueHints<S, M, A>[]>(
    ...columns: CheckedValues<S, M, A, P>
  ): QuerySetOf<S, M, WithColumns<S, M, A, ComputedIn<P>>, DictRow<S, M, A, R, P>>;
  /**
   * Arrays of the columns named, or of all, in place of instances. Options last: with
   * `{ flat: true }` the values of the one column named, with `{ named: true }` objects.
   * @throws {LookupError} for a path without meaning.
   */
  valuesList<const P extends readonly ValueHints<S, M, A>[]>(
    ...columns: CheckedValues<S, M, A, P>
  ): QuerySetOf<S, M, WithColumns<S, M, A, ComputedIn<P>>, ListedRow<S, M, A, R, P>>;
  /**
   * The rows with computed columns, which conditions and orders may name as well.
   * @throws {UsageError} for a name that is taken.
   */
  annotate<const C extends ColumnsGiven>(
    columns: CheckedColumns<S, M, A, C>,
  ): QuerySetOf<S, M, WithColumns<S, M, A, C>, Annotated<S, M, A, R, C>>;
  /** Computed columns that conditions and orders may name; rows stay as they are. */
  alias<const C extends ColumnsGiven>(
    columns: CheckedColumns<S, M, A, C>,
  ): QuerySetOf<S, M, WithColumns<S, M, A, C>, R>;
  /** Aggregates over all rows, by name. */
  aggregate<const C extends ColumnsGiven>(columns: CheckedColumns<S, M, A, C>): Summary<S, M, A, C>;
  /** The different dates of a column, cut to a unit. */
  dates<const P extends PathHints<S, M>>(
    field: CheckedDate<S, M, P, "date" | "dateTime">,
    unit: "year" | "month" | "week" | "day",
    order?: "ASC" | "DESC",
  ): QuerySetOf<S, M, A, string>;
  /** The different moments of a column, cut to a unit. */
  datetimes<const P extends PathHints<S, M>>(
    field: CheckedDate<S, M, P, "dateTime">,
    unit: "year" | "month" | "week" | "day" | "hour" | "minute" | "second",
    order?: "ASC" | "DESC",
  ): QuerySetOf<S, M, A, string>;
  /** The rows of all, without repeats unless `all` is true. */
  union<R2 = R>(...others: readonly (QueryOperand & Iterable<R2>)[]): QuerySetOf<S, M, A, R | R2>;
  union<R2 = R>(
    ...args: [...others: (QueryOperand & Iterable<R2>)[], options: { readonly all?: boolean }]
  ): QuerySetOf<S, M, A, R | R2>;
  /** The rows that all others have too. */
  intersection(...others: readonly Alike<R>[]): QuerySetOf<S, M, A, R>;
  /** The rows that none of the others has. */
  difference(...others: readonly Alike<R>[]): QuerySetOf<S, M, A, R>;
  /** The rows that meet the conditions of one, or of both. */
  or(other: Alike<R>): QuerySetOf<S, M, A, R>;
  /** The rows that meet the conditions of both. */
  and(other: Alike<R>): QuerySetOf<S, M, A, R>;
  /** The rows that meet the conditions of exactly one. */
  xor(other: Alike<R>): QuerySetOf<S, M, A, R>;
  /** Relations to one row that will be followed; they are at hand anyway, so this only checks. */
  selectRelated<const P extends readonly (PathHints<S, M> | null)[]>(
    ...names: CheckedSelected<S, M, P>
  ): QuerySetOf<S, M, A, R>;
  /** Related rows that come along: a {@link Prefetch} with `toAttr` adds a property for them. */
  prefetchRelated<const P extends readonly (string | object)[]>(
    ...names: CheckedPrefetches<S, M, P>
  ): QuerySetOf<S, M, A, Prefetched<R, P>>;
  /** Columns that will be read; all are at hand, so this only checks the names. */
  only<const P extends readonly PathHints<S, M>[]>(
    ...names: CheckedPaths<S, M, unknown, P>
  ): QuerySetOf<S, M, A, R>;
  /** Columns that will not be read; all are at hand, so this only checks the names. */
  defer<const P extends readonly PathHints<S, M>[]>(
    ...names: CheckedPaths<S, M, unknown, P>
  ): QuerySetOf<S, M, A, R>;
  /**
   * The one row that meets the conditions.
   * @throws {DoesNotExist} {@link MultipleObjectsReturned} with the query in the message.
   */
  get<const C extends readonly ConditionHints<S, M, A>[]>(
    ...conditions: CheckedConditions<S, M, A, C>
  ): R;
  /** The first row in order, null when there is none. */
  first(): R | null;
  /** The last row in order, null when there is none. */
  last(): R | null;
  /**
   * The first row by the given paths, or by the model's `getLatestBy`.
   * @throws {DoesNotExist} when there is none.
   */
  earliest<const P extends readonly (OrderHints<S, M, A> | AnyText)[]>(
    ...fields: CheckedOrder<S, M, A, P>
  ): R;
  /**
   * The last row by the given paths, or by the model's `getLatestBy`.
   * @throws {DoesNotExist} when there is none.
   */
  latest<const P extends readonly (OrderHints<S, M, A> | AnyText)[]>(
    ...fields: CheckedOrder<S, M, A, P>
  ): R;
  /** The rows by primary key: those of the keys given, or all. */
  inBulk(keys?: Iterable<InputOf<PkField<S, M>>>): Map<PkOf<S, M>, R>;
  /** The rows by a unique column. */
  inBulk<const K extends keyof ColumnsOf<S, M>>(
    keys: Iterable<ColumnsOf<S, M>[K]> | undefined,
    options: { readonly fieldName: K },
  ): Map<ColumnsOf<S, M>[K], R>;
  /** Whether the instance is among the rows. */
  contains(row: InstanceOf<M>): boolean;
  /** The number of rows. */
  count(): number;
  /** Whether there is a row. */
  exists(): boolean;
  /** The row at a place of the answer, counted from 0; undefined beyond its end. */
  at(index: number): R | undefined;
  /** The rows, one after the other. */
  iterator(): Iterable<R>;
  /** How the rows would be found now; with `analyze`, how they were. */
  explain(options?: ExplainOptions): Explanation;
  /**
   * Stores each row's own values of the fields named, in one commit: of instances, or of objects
   * with a primary key. Returns the number of rows that there are.
   * @throws {ValidationError} {@link IntegrityError} and nothing is stored.
   */
  bulkUpdate(
    rows: Iterable<InstanceOf<M> | NewValues<S, M>>,
    fields: readonly (keyof ChangesOf<S, M> & string)[],
    options?: BatchOptions,
  ): number;
  /**
   * Stores values, or expressions over a row's own columns, in all rows; returns their number.
   * @throws {ValidationError} {@link IntegrityError} and nothing is stored.
   */
  update<const V extends ChangeHints<S, M>>(values: CheckedChanges<S, M, A, V>): number;
  /**
   * Deletes the rows and what their relations' `onDelete` says; returns how many went, by model.
   * @throws {ProtectedError} listing the rows in the way, and nothing is deleted.
   */
  delete(): DeletedCounts;
}

/** A question that is answered when it is read. Immutable: each method returns another one. */
export interface QuerySet<S, M extends keyof S, A = unknown, R = RowOf<S, M>>
  extends Queryable<S, M, A, R>,
    RowMaker<S, M, A, R>,
    Iterable<R> {
  /** What it asks, for use inside other questions. @internal */
  readonly [QUERY]: unknown;
  /** Only for types. @internal */
  readonly [QUERIED]: AsOperand<R>;
  /** How many rows the last answer touched. */
  readonly rowsVisited: number;
  /** Whether its rows have an order. */
  readonly ordered: boolean;
  /** The rows, in order. The array is frozen and stays the same until the store changes. */
  toArray(): readonly R[];
  /** The rows, for `JSON.stringify`. */
  toJSON(): readonly R[];
}
