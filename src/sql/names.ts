/** Names of tables and columns. SQLite takes names that differ in case only for the same. */
import type { Column, Model } from "../schema/registry.ts";

/** The name of a model's table; names that SQLite keeps for itself get a stroke before them. */
export function tableName({ name }: Model): string {
  return /^sqlite_/i.test(name) ? `_${name}` : name;
}

const COLUMNS = new WeakMap<Model, ReadonlyMap<Column, string>>();

/** The name of a column in its table: its own, unless one before it differs in case only. */
export function columnName(column: Column): string {
  let names = COLUMNS.get(column.model);
  if (names === undefined) {
    names = nameColumns(column.model);
    COLUMNS.set(column.model, names);
  }
  return names.get(column) ?? column.name;
}

function nameColumns({ columns }: Model): ReadonlyMap<Column, string> {
  const taken = new TakenNames();
  return new Map(columns.map((column) => [column, taken.take(column.name)]));
}

/** Names that are in use, whatever their case. */
export class TakenNames {
  readonly #taken = new Set<string>();

  /** The name, with a number after it where it is in use. */
  take(name: string): string {
    let free = name;
    for (let count = 2; this.#taken.has(free.toLowerCase()); count++) free = `${name}_${count}`;
    this.#taken.add(free.toLowerCase());
    return free;
  }
}
