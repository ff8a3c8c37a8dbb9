import type { RowValues } from "../events/event.ts";
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
  changes: readonly Change[],
  position: number,
): Database {
  const owner = new Owner();
  const tables = [...database.tables];
  for (const { model, before, after } of changes) {
    tables[model.position] = tables[model.position]!.swap(before, after, owner);
  }
  for (const table of tables) table.settle();
  return new Database(database.registry, tables, position);
}

/** The new values of the columns in which two versions of a row differ. */
export function changedColumns(model: Model, before: RowValues, after: RowValues): RowValues {
  const changed = model.columns
    .filter(({ name }) => !equalValues(before[name]!, after[name]!))
    .map(({ name }): [string, Value] => [name, after[name]!]);
  return Object.freeze(Object.fromEntries(changed));
}
