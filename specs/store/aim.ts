import type { Column, Model, Registry } from "../../src/schema/registry.ts";
import type { Value } from "../../src/value.ts";
import { type Content, type Given, type PlainRow, same } from "./naive-state.ts";
import { poolValue } from "./random-schema.ts";

/** Where a row is. */
export interface Place {
  readonly model: Model;
  readonly pk: Value;
}

/**
 * Rows and values for operations, chosen by number, most of them such that they meet what is there.
 * It goes by one content, so that an operation is about the same when it runs again elsewhere.
 */
export class Aim {
  readonly registry: Registry;
  readonly #content: Content;

  constructor(registry: Registry, content: Content) {
    this.registry = registry;
    this.#content = content;
  }

  /** A primary key, most often that of a row. */
  pk(model: Model, n: number): Value {
    const row = n % 4 === 3 ? undefined : pick(this.#rows(model), n);
    return row === undefined ? poolValue(model.pk, n) : row[model.pk.name]!;
  }

  /** A row to which others refer; undefined where there is none. */
  referred(n: number): Place | undefined {
    return this.#pickPlace(n, (model, row) =>
      model.incoming.some((column) => {
        const key = row[column.reference!.column.name]!;
        return key !== null && this.#rows(column.model).some((at) => same(at[column.name]!, key));
      }),
    );
  }

  /** A row that refers to another; undefined where there is none. */
  referring(n: number): Place | undefined {
    return this.#pickPlace(n, ({ references }, row) =>
      references.some(({ name }) => row[name] !== null),
    );
  }

  /** Values for all columns; some are left out, and now and then one is null that must not be. */
  newRow(model: Model, choices: readonly number[]): Given {
    return this.#values(model.columns, choices, (column, n) =>
      column.isAuto ? n % 3 > 0 : n % 4 === 0 && (column.hasDefault || column.isNullable || n > 8),
    );
  }

  /** New values for some columns. */
  changes(model: Model, choices: readonly number[]): Given {
    const columns = model.columns.filter((column) => !column.isPrimaryKey);
    return this.#values(columns, choices, (_, n) => n % 2 > 0);
  }

  #values(
    columns: readonly Column[],
    choices: readonly number[],
    isLeftOut: (column: Column, n: number) => boolean,
  ): Given {
    const at = (i: number): number =>
      (choices[i % choices.length] ?? 0) + Math.floor(i / choices.length);
    const pairs = columns.flatMap((column, i): [string, Value][] =>
      isLeftOut(column, at(i)) ? [] : [[column.name, this.#value(column, at(i + 1))]],
    );
    return Object.fromEntries(pairs);
  }

  #value(column: Column, n: number): Value {
    if (n === 7 ? column.isNullable : n === 11) return null;
    return column.reference === undefined ? poolValue(column, n) : this.#key(column, n);
  }

  /** Most keys point at a row: one that points at none spoils all that is committed with it. */
  #key(column: Column, n: number): Value {
    const target = column.reference!.column;
    const keys = this.#rows(target.model).map((row) => row[target.name]!);
    const found = n % 6 === 2 ? undefined : pick(keys, n);
    return found ?? (column.isNullable && n % 6 !== 2 ? null : poolValue(column, n));
  }

  #pickPlace(n: number, fits: (model: Model, row: PlainRow) => boolean): Place | undefined {
    const found = this.registry.models.flatMap((model) =>
      this.#rows(model).flatMap((row) =>
        fits(model, row) ? [{ model, pk: row[model.pk.name]! }] : [],
      ),
    );
    return pick(found, n);
  }

  #rows(model: Model): readonly PlainRow[] {
    return this.#content[model.name]!.rows;
  }
}

function pick<T>(items: readonly T[], n: number): T | undefined {
  return items[n % items.length];
}
