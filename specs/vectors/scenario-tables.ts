import type { Event } from "../../src/index.ts";
import type { Model } from "../../src/schema/registry.ts";
import type { Database } from "../../src/state/database.ts";
import { columnsOf } from "./held-object.ts";
import type { VectorData } from "./load.ts";
import type { LooseRow, LooseStore } from "./loose-api.ts";
import type { Named } from "./read-query.ts";
import { sameRows, sameValue } from "./same-value.ts";

/** A table that is not as it was recorded. */
export interface TableDifference {
  readonly table: string;
  /** Rows that only Django has, and rows that only we have. */
  readonly expected: readonly Named[];
  readonly got: readonly Named[];
}

/** The rows of a table, by primary key. */
function storedRows(database: Database, model: Model): Named[] {
  const rows: Named[] = [];
  database.table(model).rows.forEach((row) => {
    rows.push(columnsOf(model, row as unknown as LooseRow));
    return false;
  });
  return rows;
}

/** Pairs of a plain many-to-many are recorded without ids. */
function withoutId({ id: _, ...pair }: Named): Named {
  return pair;
}

function rowsAsRecorded(database: Database, model: Model): Named[] {
  const rows = storedRows(database, model);
  return model.isHidden ? rows.map(withoutId) : rows;
}

/** The first table that is not as recorded; a table that was never recorded is empty. */
export function tableDifference(
  database: Database,
  recorded: VectorData,
): TableDifference | undefined {
  for (const model of database.registry.models) {
    const expected = recorded[model.name] ?? [];
    const got = rowsAsRecorded(database, model);
    if (sameRows(expected, got)) continue;
    const only = (rows: readonly Named[], others: readonly Named[]): Named[] =>
      rows.filter((row) => !others.some((other) => sameValue(row, other)));
    return { table: model.name, expected: only(expected, got), got: only(got, expected) };
  }
  return undefined;
}

/** Makes the store's tables what was recorded. */
export function adoptTables(store: LooseStore, recorded: VectorData): void {
  const { database } = store;
  const events = database.registry.models.map((model) =>
    tableEvents(database, model, recorded[model.name] ?? []),
  );
  // Rows that go make room for what is unique.
  const deleted = events.flat().filter(({ type }) => type === "deleted");
  const others = events.flat().filter(({ type }) => type !== "deleted");
  store.apply([{ events: [...deleted, ...others] }]);
}

/** What turns the stored rows into the recorded ones. */
function tableEvents(database: Database, model: Model, recorded: readonly Named[]): Event[] {
  const pk = model.pk.name;
  const name = model.name;
  const stored = storedRows(database, model);
  const target = model.isHidden
    ? withIds(stored, recorded, database.table(model).nextId)
    : recorded;
  const before = new Map(stored.map((row) => [row[pk], row]));
  const after = new Set(target.map((row) => row[pk]));
  const events: object[] = stored
    .filter((row) => !after.has(row[pk]))
    .map((row) => ({ type: "deleted", model: name, pk: row[pk] }));
  for (const row of target) {
    const old = before.get(row[pk]);
    if (old === undefined) events.push({ type: "created", model: name, row });
    else if (!sameValue(old, row)) {
      const { [pk]: key, ...changes } = row;
      events.push({ type: "updated", model: name, pk: key, changes });
    }
  }
  return events as Event[];
}

/** Recorded pairs with the ids that they have in the store, or new ones. */
function withIds(stored: readonly Named[], recorded: readonly Named[], nextId: number): Named[] {
  const rest = [...stored];
  return recorded.map((pair, i) => {
    const at = rest.findIndex((row) => sameValue(withoutId(row), pair));
    return at < 0 ? { id: nextId + i, ...pair } : rest.splice(at, 1)[0]!;
  });
}
