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

/**
 * Whether all tables are as recorded but for the ids of new through rows: Django inserts the rows
 * of one `add()` in the order of a Python set, so which of them has which new id means nothing.
 */
export function isAsRecordedButForIds(
  database: Database,
  before: VectorData,
  recorded: VectorData,
  through: Model,
): boolean {
  const { name, pk } = through;
  const known = new Set(before[name]?.map((row) => row[pk.name]));
  const stored = storedRows(database, through);
  const split = (rows: readonly Named[]) => {
    const added = rows.filter((row) => !known.has(row[pk.name]));
    return {
      kept: rows.filter((row) => known.has(row[pk.name])),
      ids: added.map((row) => row[pk.name]),
      added: added.map(({ [pk.name]: _, ...values }) => values),
    };
  };
  const [ours, theirs] = [split(stored), split(recorded[name] ?? [])];
  return (
    sameRows(theirs.kept, ours.kept) &&
    sameRows(theirs.ids, ours.ids) &&
    sameRows(theirs.added, ours.added) &&
    tableDifference(database, { ...recorded, [name]: stored }) === undefined
  );
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

/** What turns the stored rows into the recorded ones: a row that differs goes and comes anew. */
function tableEvents(database: Database, model: Model, recorded: readonly Named[]): Event[] {
  const pk = model.pk.name;
  const rows = storedRows(database, model);
  const target = model.isHidden ? withIds(rows, recorded, database.table(model).nextId) : recorded;
  const isIn = (others: readonly Named[]) => {
    const byKey = new Map(others.map((other) => [other[pk], other]));
    return (row: Named): boolean => sameValue(byKey.get(row[pk]), row);
  };
  const [isWanted, isThere] = [isIn(target), isIn(rows)];
  const gone = rows.filter((row) => !isWanted(row));
  const added = target.filter((row) => !isThere(row));
  return [
    ...gone.map((row) => ({ type: "deleted", model: model.name, pk: row[pk] })),
    ...added.map((row) => ({ type: "created", model: model.name, row })),
  ] as Event[];
}

/** Recorded pairs with the ids that they have in the store, or new ones. */
function withIds(stored: readonly Named[], recorded: readonly Named[], nextId: number): Named[] {
  const rest = [...stored];
  return recorded.map((pair, i) => {
    const at = rest.findIndex((row) => sameValue(withoutId(row), pair));
    return at < 0 ? { id: nextId + i, ...pair } : rest.splice(at, 1)[0]!;
  });
}
