/** What instances and QuerySets know of the state of the data that they live in. */
import type { LiveHub } from "../live/hub.ts";
import type { PlanningOptions } from "../planner/options.ts";
import type { Model, Registry, RelationEnd } from "../schema/registry.ts";
import type { Draft } from "../state/apply.ts";
import type { Constraints } from "../state/constraints.ts";
import type { Database } from "../state/database.ts";
import type { RowVersion } from "../store/history.ts";
import type { Reading } from "../store/transaction.ts";
import type { Row } from "../tables/key-order.ts";
import type { Value } from "../value.ts";
import type { Queryable } from "./queryable.ts";

/** One state of the data: a store's present, a fork, a transaction, or a moment of the past. */
export interface View {
  readonly database: Database;
  /** The same for all views of a store, its forks among them, and for no others. */
  readonly registry: Registry;
  readonly options: PlanningOptions;
  /** Keeps answers true as it changes; missing where it does not, or not by commits of its own. */
  readonly live: LiveHub | undefined;
  /** The store's time, as canonical text. */
  now(): string;
  /** Runs a piece of work that writes: all of it happens, or nothing. */
  write<T>(work: (draft: Draft) => T): T;
  /** Runs work that reads and writes through models, all or nothing. */
  atomic<T>(work: () => T): T;
  /** The row as an instance of this view; missing where the rows in the tables are. */
  readonly own: ((model: Model, row: Row) => Row) | undefined;
  /** The kept versions of a row, oldest first. */
  versions(model: Model, pk: Value): readonly RowVersion[];
  /** Told of every question that was answered, where somebody keeps account. */
  readonly note: ((reading: Reading, answer: unknown) => void) | undefined;
  /** An instance of values by position of their columns, which is not in the tables. */
  build(model: Model, values: readonly Value[]): Row;
  /** The checks and conditions of the schema. */
  readonly constraints: Constraints;
  /** The rows at the far end of a relation of an instance. */
  relatedManager(end: RelationEnd, row: Row): Queryable;
}

/**
 * Key under which instances know their view: the prototypes of the rows in the tables, and each
 * instance of another view by itself. A prototype for each view would cost V8 a family of shapes.
 */
const HOME: unique symbol = Symbol("view");

/** Instances that were built and never stored, with the names of the values that they were given. */
const NEW = new WeakMap<Row, ReadonlySet<string>>();

/** Notes that an instance was never stored. */
export function markNew(row: Row, given: ReadonlySet<string>): Row {
  NEW.set(row, given);
  return row;
}

/** What an instance that was never stored was given; undefined where it is, or was, a stored one. */
export function givenToNew(row: Row): ReadonlySet<string> | undefined {
  return NEW.get(row);
}

/** The view that an instance lives in. */
export function viewOf(row: Row): View {
  return (row as unknown as { readonly [HOME]: View })[HOME];
}

/** Lets an instance, or all that have a prototype, live in a view. */
export function settleIn<T extends object>(settler: T, view: View): T {
  return Object.defineProperty(settler, HOME, { value: view, configurable: true });
}

/** An object without columns that is of the same model and lives in the same view. */
export function emptyLike(row: Row): object {
  const empty = Object.create(Object.getPrototypeOf(row) as object) as object;
  return Object.hasOwn(row, HOME) ? settleIn(empty, viewOf(row)) : empty;
}

/** A row of the tables as an instance of a view. */
export function ownRow(view: View, model: Model, row: Row): Row {
  return view.own === undefined ? row : view.own(model, row);
}

/** A row as a draft holds it by now. What a write then does, or leaves, hangs on it. */
export function rowIn(
  view: Pick<View, "note">,
  draft: Draft,
  model: Model,
  pk: Value,
): Row | undefined {
  const row = draft.table(model).get(pk);
  view.note?.({ models: [model], ask: (database) => database.table(model).get(pk) }, row);
  return row;
}

/** Answers a question from a view's database. */
export function ask<T>(
  view: View,
  models: readonly Model[],
  question: (database: Database) => T,
): T {
  const answer = question(view.database);
  view.note?.({ models, ask: question }, answer);
  return answer;
}
