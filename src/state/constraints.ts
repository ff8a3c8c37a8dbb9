import { IntegrityError } from "../errors.ts";
import type { ConditionTree } from "../schema/condition.ts";
import type { CheckRule, Column, Model, UniqueRule } from "../schema/registry.ts";
import type { Row } from "../tables/key-order.ts";
import type { Table } from "../tables/table.ts";
import { showValue } from "../value.ts";

/** Whether a row meets a condition: null where nulls leave it open. */
export type RowCondition = (row: Row) => boolean | null;

/** The condition of a check constraint, compiled, and the columns that it reads. */
export interface CompiledCheck {
  readonly meets: RowCondition;
  readonly columns: readonly Column[];
}

interface Check extends CompiledCheck {
  readonly rule: CheckRule;
}

/** Compiles the condition of a constraint of a model. */
type Compile = (model: Model, condition: ConditionTree) => CompiledCheck;

/** The check constraints of all models, and the conditions of unique rules, compiled. */
export class Constraints {
  readonly #checks: ReadonlyMap<Model, readonly Check[]>;
  readonly #conditions = new Map<UniqueRule, CompiledCheck>();

  constructor(models: readonly Model[], compile: Compile) {
    this.#checks = new Map(
      models
        .filter((model) => model.checks.length > 0)
        .map((model) => [
          model,
          model.checks.map((rule) => ({ rule, ...compile(model, rule.condition) })),
        ]),
    );
    for (const model of models) {
      for (const rule of model.uniques) {
        if (rule.condition !== undefined)
          this.#conditions.set(rule, compile(model, rule.condition));
      }
    }
  }

  /** @throws {IntegrityError} when a check of the model fails on the row. */
  checkRow(model: Model, row: Row): void {
    const checks = this.#checks.get(model);
    if (checks === undefined) return;
    for (const check of checks) {
      if (check.meets(row) === false) throw failedCheck(model, check, row);
    }
  }

  /** The checks of the model that fail on the row, but for those that read a column left out. */
  failedChecks(
    model: Model,
    row: Row,
    isLeftOut: (column: Column) => boolean,
  ): readonly { readonly rule: CheckRule; readonly message: string }[] {
    return (this.#checks.get(model) ?? [])
      .filter(({ columns, meets }) => !columns.some(isLeftOut) && meets(row) === false)
      .map((check) => ({ rule: check.rule, message: failedCheck(model, check, row).message }));
  }

  /** The columns that the condition of a unique rule reads. */
  columnsOfCondition(rule: UniqueRule): readonly Column[] {
    return this.#conditions.get(rule)?.columns ?? [];
  }

  /** The test of a unique rule's condition, where it has one. */
  conditionOf(rule: UniqueRule): RowCondition | undefined {
    return this.#conditions.get(rule)?.meets;
  }
}

/** Values of a row with the names of their fields, for messages. */
export function showFields(columns: readonly Column[], row: Row): string {
  return columns.map(({ field, name }) => `${field} ${showValue(row[name])}`).join(", ");
}

function failedCheck(model: Model, { rule: { name }, columns }: Check, row: Row): IntegrityError {
  const shown = columns.length === 0 ? "" : `: ${showFields(columns, row)}`;
  return new IntegrityError(`A row of ${model.name} fails the check "${name}"${shown}.`, {
    code: "check",
    model: model.name,
    constraint: name,
    fields: columns.map(({ field }) => field),
    values: columns.map((column) => row[column.name]),
    pk: row[model.pk.name],
  });
}

/** Tables in the order of the registry's models. */
type Tables = readonly Table[];

/** How many keys wait to be looked at. */
export interface PendingCounts {
  readonly open: number;
  readonly removed: number;
}

/**
 * Foreign keys to look at before a commit ends: those of rows added that pointed at no row then,
 * and those to rows removed. A key that pointed at a row needs no second look: if its row goes,
 * that row's removal has one.
 */
export class PendingKeys {
  readonly #open: [column: Column, row: Row][] = [];
  readonly #removed: [model: Model, row: Row][] = [];

  /** Cost: a lookup for each foreign key. */
  added(model: Model, row: Row, tables: Tables): void {
    for (const column of model.references) {
      if (isDangling(column, row, tables)) this.#open.push([column, row]);
    }
  }

  removed(model: Model, row: Row): void {
    if (model.incoming.length > 0) this.#removed.push([model, row]);
  }

  counts(): PendingCounts {
    return { open: this.#open.length, removed: this.#removed.length };
  }

  /** Forgets what came after the counts were taken. */
  rollback({ open, removed }: PendingCounts): void {
    this.#open.length = open;
    this.#removed.length = removed;
  }

  /**
   * Looks at all of them, and begins anew; `stored` are the tables that the work began from.
   * Cost: O(rows touched · log n).
   * @throws {IntegrityError} for the first key that points at no row.
   */
  check(tables: Tables, stored: Tables): void {
    if (this.#open.length + this.#removed.length === 0) return;
    for (const [column, row] of this.#open) {
      const { model } = column;
      // A row that was changed again or removed since speaks for itself.
      const isCurrent = tables[model.position]!.get(row[model.pk.name]!) === row;
      if (isCurrent && isDangling(column, row, tables)) throw danglingKey(column, row, stored);
    }
    for (const [model, row] of this.#removed) {
      for (const column of model.incoming) checkAbandoned(column, row, { tables, stored });
    }
    this.#open.length = 0;
    this.#removed.length = 0;
  }
}

/** Whether a key points at no row although it must. */
function isDangling(column: Column, row: Row, tables: Tables): boolean {
  const key = row[column.name]!;
  const { model, column: target, isConstrained } = column.reference!;
  if (key === null || !isConstrained) return false;
  const table = tables[model.position]!;
  if (target.isPrimaryKey) return table.get(key) === undefined;
  return table.indexOn(target).find([key]) === undefined;
}

/** Rows that still point at a row that is gone; another row may have taken over its key. */
function checkAbandoned(
  column: Column,
  row: Row,
  { tables, stored }: { readonly tables: Tables; readonly stored: Tables },
): void {
  const { column: target, isConstrained } = column.reference!;
  const key = row[target.name]!;
  if (key === null || !isConstrained) return;
  const referrer = tables[column.model.position]!.indexOn(column).find([key]);
  if (referrer !== undefined && isDangling(column, referrer, tables)) {
    throw danglingKey(column, referrer, stored);
  }
}

function danglingKey(column: Column, row: Row, stored: Tables): IntegrityError {
  const { model, field } = column;
  const target = column.reference!;
  const pk = row[model.pk.name]!;
  const key = showValue(row[column.name]);
  // Nobody knows the id that a row would have got.
  const isNew = stored[model.position]!.get(pk) === undefined;
  return new IntegrityError(
    `${isNew ? `A new ${model.name}` : `${model.name} ${showValue(pk)}`} has ${field} ${key}, ` +
      `but there is no ${target.model.name} with ${target.column.field} ${key}.`,
    {
      code: "foreign-key",
      model: model.name,
      constraint: column.name,
      fields: [field],
      values: [row[column.name]],
      pk: isNew ? undefined : pk,
    },
  );
}
