/** A schema as statements that create its tables, with all that the store enforces. */
import { NotSupportedError } from "../errors.ts";
import { addFilter } from "../query/filter.ts";
import { Lifter, liftConditions, NOWHERE } from "../query/lift.ts";
import { makeSelect } from "../query/logical-plan.ts";
import type { Prepare } from "../query/parameter.ts";
import { PlanBuilder, prepareAll } from "../query/plan-builder.ts";
import { type ConditionTree, QCondition } from "../schema/condition.ts";
import type { Column, Model, UniqueRule } from "../schema/registry.ts";
import type { Value } from "../value.ts";
import type { Dialect } from "./dialect.ts";
import { write } from "./expression.ts";
import { columnName, TakenNames, tableName } from "./names.ts";
import type { Scope } from "./scope.ts";
import { LiteralWriter } from "./writer.ts";

/**
 * The statements that create the tables of models and their indexes. Foreign keys are judged at the
 * end of a transaction, as the store does, so that tables may be filled in any order.
 */
export function createTables(models: readonly Model[], dialect: Dialect): readonly string[] {
  const taken = new TakenNames();
  for (const model of models) taken.take(tableName(model));
  return [
    ...models.map((model) => createTable(model, dialect)),
    ...models.flatMap((model) => createIndexes(model, dialect, taken)),
  ];
}

function createTable(model: Model, dialect: Dialect): string {
  const { quote } = dialect;
  const parts = [
    ...model.columns.map((column) => columnOf(column, dialect)),
    ...model.uniques
      .filter(({ condition }) => condition === undefined)
      .map((rule) => `CONSTRAINT ${quote(rule.name)} UNIQUE (${listOf(rule.columns, dialect)})`),
    ...model.checks.map(
      ({ name, condition }) =>
        `CONSTRAINT ${quote(name)} CHECK (${writeCondition(model, condition, dialect)})`,
    ),
    ...model.references.flatMap((column) => foreignKeyOf(column, dialect)),
  ];
  return `CREATE TABLE ${quote(tableName(model))} (\n  ${parts.join(",\n  ")}\n) STRICT`;
}

function columnOf(column: Column, { quote, columnType }: Dialect): string {
  const key = column.isPrimaryKey ? " PRIMARY KEY" : "";
  const required = column.isNullable ? "" : " NOT NULL";
  return `${quote(columnName(column))} ${columnType(column.kind)}${key}${required}`;
}

function listOf(columns: readonly Column[], { quote }: Dialect): string {
  return columns.map((column) => quote(columnName(column))).join(", ");
}

function foreignKeyOf(column: Column, dialect: Dialect): string[] {
  const { model, column: target, isConstrained } = column.reference!;
  if (!isConstrained) return [];
  const key = listOf([column], dialect);
  const table = dialect.quote(tableName(model));
  return [
    `FOREIGN KEY (${key}) REFERENCES ${table} (${listOf([target], dialect)}) DEFERRABLE INITIALLY DEFERRED`,
  ];
}

function createIndexes(model: Model, dialect: Dialect, taken: TakenNames): string[] {
  const { quote } = dialect;
  const table = quote(tableName(model));
  const create = (word: string, name: string, columns: readonly Column[], rest = ""): string =>
    `CREATE ${word} ${quote(taken.take(name))} ON ${table} (${listOf(columns, dialect)})${rest}`;
  const plain = model.columns.filter(
    (column) => column.isIndexed && !column.isUnique && !column.isPrimaryKey,
  );
  return [
    ...model.uniques
      .filter(({ condition }) => condition !== undefined)
      .map((rule: UniqueRule) => {
        const where = writeCondition(model, rule.condition!, dialect);
        return create("UNIQUE INDEX", rule.name, rule.columns, ` WHERE ${where}`);
      }),
    ...model.indexes.map(({ name, columns }) => create("INDEX", name, columns)),
    ...plain.map((column) =>
      create("INDEX", `${tableName(model)}_${columnName(column)}_idx`, [column]),
    ),
  ];
}

/** A condition on single rows, its values written out: constraints take no parameters. */
function writeCondition(model: Model, tree: ConditionTree, dialect: Dialect): string {
  const refuse = (): never => {
    throw new NotSupportedError(`A condition on rows of ${model.name} needs other rows.`, {
      feature: "condition over relations",
    });
  };
  const lifter = new Lifter(NOWHERE);
  const trees = liftConditions(lifter, [new QCondition(tree)]);
  const prepares: Prepare[] = [];
  const plan = addFilter(new PlanBuilder(makeSelect(model), { prepares }), trees);
  if (plan.sources.some(({ references }, alias) => alias > 0 && references > 0)) refuse();
  const parameters = prepareAll(lifter.values, prepares);
  const scope: Scope = {
    writer: new LiteralWriter(dialect),
    tables: [""],
    parameters,
    now: refuse,
    outer: undefined,
    positions: [],
    embed: refuse,
  };
  return plan.where.map((expr) => write(expr, scope)).join(" AND ") || "1";
}

/** What fills a table: a statement, and the values of a row in its order. */
export interface TableInsert {
  readonly sql: string;
  params(row: { readonly [column: string]: Value }): unknown[];
}

/** What fills the table of a model. */
export function insertInto(model: Model, dialect: Dialect): TableInsert {
  const { columns } = model;
  const places = columns.map((_, at) => dialect.placeholder(at + 1)).join(", ");
  const table = dialect.quote(tableName(model));
  return {
    sql: `INSERT INTO ${table} (${listOf(columns, dialect)}) VALUES (${places})`,
    params: (row) => columns.map(({ name, kind }) => dialect.encode(row[name] ?? null, kind)),
  };
}
