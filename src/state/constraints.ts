import { IntegrityError } from "../errors.ts";
import type { CheckRule, Column, Model } from "../schema/registry.ts";
import type { Row } from "../tables/key-order.ts";
import type { Table } from "../tables/table.ts";
import { showValue } from "../value.ts";

/** Whether a row meets a condition: null where nulls leave it open. */
export type RowCondition = (row: Row) => boolean | null;

/** The check constraints of all models, compiled. */
export class Constraints {
  readonly #checks: ReadonlyMap<Model, readonly { rule: CheckRule; meets: RowCondition }[]>;

  constructor(models: readonly Model[], compile: (model: Model, rule: CheckRule) => RowCondition) {
    this.#checks = new Map(
      models
        .filter((model) => model.checks.length > 0)
        .map((model) => [
          model,
          model.checks.map((rule) => ({ rule, meets: compile(model, rule) })),
        ]),
    );
  }

  /** @throws {IntegrityError} when a check of the model fails on the row. */
  checkRow(model: Model, row: Row): void {
    const checks = this.#checks.get(model);
    if (checks === undefined) return;
    for (const { rule, meets } of checks) {
      if (meets(row) !== false) continue;
      throw new IntegrityError(`A ${model.name} fails the check "${rule.name}".`, {
        code: "check",
        model: model.name,
        constraint: rule.name,
        fields: [],
        values: [],
        pk: row[model.pk.name],
      });
    }
  }
}

/** Foreign keys to look at before a commit ends: those of rows added, and those to rows removed. */
export class PendingKeys {
  readonly #added: [model: Model, row: Row][] = [];
  readonly #removed: [model: Model, row: Row][] = [];

  added(model: Model, row: Row): void {
    if (model.references.length > 0) this.#added.push([model, row]);
  }

  removed(model: Model, row: Row): void {
    if (model.incoming.length > 0) this.#removed.push([model, row]);
  }

  /** @throws {IntegrityError} for the first key that points at no row. Cost: O(rows touched · log n). */
  check(tableOf: (model: Model) => Table): void {
    for (const [model, row] of this.#added) {
      // A row that was changed again or removed since speaks for itself.
      if (tableOf(model).get(row[model.pk.name]!) !== row) continue;
      for (const column of model.references) checkKey(column, row, tableOf);
    }
    for (const [model, row] of this.#removed) {
      for (const column of model.incoming) checkAbandoned(model, column, row, tableOf);
    }
  }
}

function checkKey(column: Column, row: Row, tableOf: (model: Model) => Table): void {
  const key = row[column.name]!;
  const { model, column: target, isConstrained } = column.reference!;
  if (
    key === null ||
    !isConstrained ||
    findTarget(tableOf(model), target, row, column) !== undefined
  )
    return;
  throw danglingKey(column, row);
}

function findTarget(table: Table, target: Column, row: Row, column: Column): Row | undefined {
  const key = row[column.name]!;
  if (target.isPrimaryKey) return table.get(key);
  const index = table.indexes.find(
    ({ spec }) => spec.columns[0] === target && spec.holds === undefined,
  );
  const range = index?.range({ key: [key] });
  return range !== undefined && range.from < range.to ? range.rows.at(range.from) : undefined;
}

/** Rows that still point at a row that is gone; another row may have taken over its key. */
function checkAbandoned(
  model: Model,
  column: Column,
  row: Row,
  tableOf: (model: Model) => Table,
): void {
  const reference = column.reference!;
  const key = row[reference.column.name]!;
  if (key === null || !reference.isConstrained) return;
  const index = tableOf(column.model).indexes.find(({ spec }) => spec.columns[0] === column)!;
  const { rows, from, to } = index.range({ key: [key] });
  if (from === to) return;
  const referrer = rows.at(from)!;
  if (findTarget(tableOf(model), reference.column, referrer, column) === undefined) {
    throw danglingKey(column, referrer);
  }
}

function danglingKey(column: Column, row: Row): IntegrityError {
  const { model } = column;
  const target = column.reference!;
  return new IntegrityError(
    `${model.name} ${showValue(row[model.pk.name])} has ${column.field} ${showValue(row[column.name])}, ` +
      `but there is no ${target.model.name} with that ${target.column.field}.`,
    {
      code: "foreign-key",
      model: model.name,
      constraint: column.name,
      fields: [column.field],
      values: [row[column.name]],
      pk: row[model.pk.name],
    },
  );
}
