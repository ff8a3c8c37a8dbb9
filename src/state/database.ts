import type { Model, Registry } from "../schema/registry.ts";
import type { TableLayout } from "../tables/layout.ts";
import { Table } from "../tables/table.ts";

/**
 * Everything that is stored, at one position of the log: an immutable value. Keeping one is O(1),
 * since versions share all that did not change between them.
 */
export class Database {
  readonly registry: Registry;
  /** In the order of the registry's models. */
  readonly tables: readonly Table[];
  readonly position: number;
  #isFinished = true;

  constructor(registry: Registry, tables: readonly Table[], position: number) {
    this.registry = registry;
    this.tables = tables;
    this.position = position;
  }

  /** A database without rows, at position 0. */
  static empty(registry: Registry, layouts: readonly TableLayout[]): Database {
    return new Database(registry, layouts.map(Table.empty), 0);
  }

  /** What a write that goes on has made so far, after the commit at a position. */
  static unfinished(registry: Registry, tables: readonly Table[], position: number): Database {
    const database = new Database(registry, tables, position);
    database.#isFinished = false;
    return database;
  }

  /** Whether it stands at the end of a commit, so that its foreign keys were looked at. */
  get isFinished(): boolean {
    return this.#isFinished;
  }

  table(model: Model): Table {
    return this.tables[model.position]!;
  }

  /**
   * Walks everything and proves every index equal to its table. Cost: O(n log n).
   * @throws {InvariantError} naming what is wrong.
   */
  verify(): void {
    for (const table of this.tables) table.verify();
  }
}
