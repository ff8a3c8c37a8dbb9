/**
 * QuerySets for code that does not ask whether its engine answers at once: `await` every result and
 * read rows with `for await`, and the same code runs on a store and on an engine over a network.
 */
import type { Condition } from "../schema/condition.ts";

/** A value, or a promise of it. */
export type Awaitable<T> = T | PromiseLike<T>;

/** Rows that `for await` reads. */
export type AwaitableRows<Row> = Iterable<Row> | AsyncIterable<Row>;

/** A term of an order: a path, perhaps with "-" before it, or one made by `F("…").desc()`. */
type Term = string | object;

/** What managers and QuerySets of any engine can do. Paths are checked when they are used. */
export interface AwaitableQueryable<Row> {
  all(): AwaitableQuerySet<Row>;
  none(): AwaitableQuerySet<Row>;
  filter(...conditions: readonly Condition[]): AwaitableQuerySet<Row>;
  exclude(...conditions: readonly Condition[]): AwaitableQuerySet<Row>;
  distinct(...paths: readonly string[]): AwaitableQuerySet<Row>;
  orderBy(...ordering: readonly Term[]): AwaitableQuerySet<Row>;
  reverse(): AwaitableQuerySet<Row>;
  slice(start?: number | null, end?: number | null): AwaitableQuerySet<Row>;
  get(...conditions: readonly Condition[]): Awaitable<Row>;
  first(): Awaitable<Row | null>;
  last(): Awaitable<Row | null>;
  earliest(...fields: readonly string[]): Awaitable<Row>;
  latest(...fields: readonly string[]): Awaitable<Row>;
  at(index: number): Awaitable<Row | undefined>;
  count(): Awaitable<number>;
  exists(): Awaitable<boolean>;
  iterator(): AwaitableRows<Row>;
  delete(): Awaitable<readonly [total: number, byModel: { readonly [model: string]: number }]>;
}

/** A QuerySet of any engine. Those of a store are such. */
export type AwaitableQuerySet<Row> = AwaitableQueryable<Row> &
  AwaitableRows<Row> & {
    toArray(): Awaitable<readonly Row[]>;
  };
