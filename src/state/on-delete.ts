/**
 * What else a deletion touches, collected over any depth before anything is written.
 * Source: https://docs.djangoproject.com/en/5.2/ref/models/fields/#django.db.models.ForeignKey.on_delete
 */

import { ProtectedError, RestrictedError } from "../errors.ts";
import { keepLayout } from "../keep-layout.ts";
import { cleanValue } from "../schema/clean.ts";
import type { Column, Model } from "../schema/registry.ts";
import type { Row } from "../tables/key-order.ts";
import type { Table } from "../tables/table.ts";
import { showValue, type Value } from "../value.ts";
import type { Database } from "./database.ts";

/** Rows to delete, referring rows before those that they refer to, and keys to set before that. */
export interface Deletion {
  readonly deletes: readonly (readonly [model: Model, row: Row])[];
  readonly updates: readonly (readonly [column: Column, row: Row, value: Value])[];
}

/** How many rows were deleted, in all and by model. */
export type DeletedCounts = readonly [total: number, byModel: { readonly [model: string]: number }];

interface Blocked {
  readonly column: Column;
  readonly row: Row;
}

/** Collects one deletion. */
class Collector {
  readonly #database: Database;
  readonly #deletes = new Map<Row, Model>();
  readonly #updates: [Column, Row, Value][] = [];
  readonly #protected: Blocked[] = [];
  readonly #restricted: Blocked[] = [];

  constructor(database: Database) {
    this.#database = database;
  }

  /** Breadth first, so that deep chains need no deep stack. */
  collect(model: Model, rows: readonly Row[]): void {
    const queue: [Model, Row][] = rows.map((row) => [model, row]);
    for (let next = 0; next < queue.length; next++) {
      const [at, row] = queue[next]!;
      if (this.#deletes.has(row)) continue;
      this.#deletes.set(row, at);
      for (const column of at.incoming) this.#follow(column, row, queue);
    }
  }

  finish(model: Model): Deletion {
    const restricted = this.#restricted.filter(({ row }) => !this.#deletes.has(row));
    const blocked = this.#protected.length > 0 ? this.#protected : restricted;
    if (blocked.length > 0) throw refused(model, blocked, this.#protected.length > 0);
    return {
      deletes: [...this.#deletes].reverse().map(([row, at]) => [at, row] as const),
      updates: this.#updates.filter(([, row]) => !this.#deletes.has(row)),
    };
  }

  #follow(column: Column, row: Row, queue: [Model, Row][]): void {
    const { onDelete, column: target } = column.reference!;
    if (onDelete.action === "DO_NOTHING") return;
    const key = row[target.name]!;
    // Keys that are null refer to nothing, also where a row has null for what keys point at.
    if (key === null) return;
    for (const referrer of findReferrers(this.#database.table(column.model), column, key)) {
      switch (onDelete.action) {
        case "CASCADE":
          queue.push([column.model, referrer]);
          break;
        case "PROTECT":
          this.#protected.push({ column, row: referrer });
          break;
        case "RESTRICT":
          this.#restricted.push({ column, row: referrer });
          break;
        default:
          this.#updates.push([column, referrer, replacement(column)]);
      }
    }
  }
}

keepLayout(new Collector({} as Database));

/** The rows of a table that have a key. Cost: O(log n + k). */
export function findReferrers(table: Table, column: Column, key: Value): readonly Row[] {
  const { rows, from, to } = table.indexOn(column).rowsOf(key);
  return rows.slice(from, to);
}

function replacement(column: Column): Value {
  const { onDelete } = column.reference!;
  if (onDelete.action === "SET_NULL") return cleanValue(column, null);
  const given = onDelete.action === "SET" ? onDelete.value : column.default;
  return cleanValue(column, typeof given === "function" ? given() : given);
}

function refused(model: Model, blocked: readonly Blocked[], isProtected: boolean): ProtectedError {
  const objects = blocked.map(({ column, row }) => ({
    model: column.model.name,
    pk: row[column.model.pk.name],
  }));
  const shown = objects.slice(0, 5).map(({ model: name, pk }) => `${name} ${showValue(pk)}`);
  const through = [...new Set(blocked.map(({ column }) => `${column.model.name}.${column.field}`))];
  const Refusal = isProtected ? ProtectedError : RestrictedError;
  return new Refusal(
    `Cannot delete: ${shown.join(", ")}${objects.length > 5 ? ", …" : ""} still refer to ${model.name} rows ` +
      `or to rows deleted with them, through ${through.join(", ")}.`,
    { objects },
  );
}

/**
 * What deleting rows of a model takes with it.
 * @throws {ProtectedError} {@link RestrictedError} listing the rows in the way.
 */
export function collectDeletion(database: Database, model: Model, rows: readonly Row[]): Deletion {
  // Nothing can fall with them, nor be in the way: a tenth off the deletion of a single row.
  if (model.incoming.length === 0 && rows.length === 1) {
    return { deletes: [[model, rows[0]!]], updates: [] };
  }
  const collector = new Collector(database);
  collector.collect(model, rows);
  return collector.finish(model);
}

/** Counts of a deletion, by model in the order of first deletion. */
export function countDeletes(deletion: Deletion): DeletedCounts {
  const byModel: { [model: string]: number } = {};
  for (const [model] of deletion.deletes) {
    const count = Object.hasOwn(byModel, model.name) ? byModel[model.name]! : 0;
    byModel[model.name] = count + 1;
  }
  return [deletion.deletes.length, byModel];
}
