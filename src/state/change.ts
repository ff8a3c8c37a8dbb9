import type { Event, RowValues } from "../events/event.ts";
import type { Model } from "../schema/registry.ts";
import type { Row } from "../tables/key-order.ts";
import { Owner } from "../tables/owner.ts";
import { equalValues, type Value } from "../value.ts";
import { Database } from "./database.ts";

/**
 * What one event did to one row: `before` is missing where it was created, `after` where it was
 * deleted, both where an id was spent on no row.
 */
export interface Change {
  readonly model: Model;
  readonly before: Row | undefined;
  readonly after: Row | undefined;
  /** The event, where it says what the rows do not: which columns were set, or how far ids were spent. */
  readonly event?: Event | undefined;
}

/** The event that a change is the work of. Cost: O(columns). */
export function eventOf({ model, before, after, event }: Change): Event {
  if (event !== undefined) return event;
  if (before === undefined) return { type: "created", model: model.name, row: after as RowValues };
  const pk = before[model.pk.name]!;
  if (after === undefined) return { type: "deleted", model: model.name, pk };
  return { type: "updated", model: model.name, pk, changes: changedColumns(model, before, after) };
}

/** How one commit moved the counter from which a model's rows get their ids. */
export interface IdChange {
  readonly model: Model;
  readonly before: number;
  readonly after: number;
}

/** What leads from one database to another. */
export interface Changes {
  readonly changes: readonly Change[];
  readonly ids: readonly IdChange[];
}

/** The way back. Cost: O(changes). */
export function backward({ changes, ids }: Changes): Changes {
  return {
    changes: invertChanges(changes),
    ids: ids.map(({ model, before, after }) => ({ model, before: after, after: before })),
  };
}

/** The same changes backward: what undoes them. Cost: O(changes). */
export function invertChanges(changes: readonly Change[]): readonly Change[] {
  return changes
    .map(({ model, before, after }): Change => ({ model, before: after, after: before }))
    .reverse();
}

/** The database after changes that led from it to another one. Cost: O(log n) for each change. */
export function withChanges(
  database: Database,
  { changes, ids }: Changes,
  position: number,
): Database {
  const owner = new Owner();
  const tables = [...database.tables];
  for (const { model, before, after } of changes) {
    tables[model.position] = tables[model.position]!.swap(before, after, owner);
  }
  // Rows that come back move counters as well, so the last word is said after them.
  for (const { model, after } of ids) {
    tables[model.position] = tables[model.position]!.withNextId(after, owner);
  }
  for (const table of tables) table.settle(owner);
  return new Database(database.registry, tables, position);
}

/** Whether a row was made again as it was: its change leads to another object, and says nothing. */
export function saysNothing({ model, before, after }: Change): boolean {
  return before !== undefined && after !== undefined && isSameRow(model, before, after);
}

/** Whether two versions of a row have the same values. Cost: O(columns). */
export function isSameRow(model: Model, a: RowValues, b: RowValues): boolean {
  return a === b || model.columns.every(({ name }) => equalValues(a[name]!, b[name]!));
}

/** The new values of the columns in which two versions of a row differ. */
export function changedColumns(model: Model, before: RowValues, after: RowValues): RowValues {
  const changed = model.columns
    .filter(({ name }) => !equalValues(before[name]!, after[name]!))
    .map(({ name }): [string, Value] => [name, after[name]!]);
  return Object.freeze(Object.fromEntries(changed));
}
