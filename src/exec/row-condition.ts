import { UsageError } from "../errors.ts";
import { allOf, childrenOf, type Expr } from "../query/expression.ts";
import { addFilter } from "../query/filter.ts";
import { Lifter, liftConditions, NOWHERE } from "../query/lift.ts";
import { makeSelect } from "../query/logical-plan.ts";
import type { Prepare } from "../query/parameter.ts";
import { PlanBuilder, prepareAll } from "../query/plan-builder.ts";
import { type ConditionTree, Q } from "../schema/condition.ts";
import type { Column, Model } from "../schema/registry.ts";
import type { Row } from "../tables/key-order.ts";
import type { Value } from "../value.ts";
import { rowCompiler } from "./compile.ts";
import { compileCondition } from "./evaluate.ts";
import { rowRun } from "./run.ts";

/** Whether a row meets a condition; null where nulls in it leave that open, as in SQL. */
export type RowCondition = (row: { readonly [column: string]: Value }) => boolean | null;

/** A condition on single rows, compiled. */
export interface CompiledCondition {
  readonly meets: RowCondition;
  /** The columns that it reads, in the order of the condition. */
  readonly columns: readonly Column[];
}

/**
 * Compiles a condition over the model's own columns, such as that of a check constraint.
 * @throws {LookupError} for a path or value without meaning.
 * @throws {UsageError} for a condition that needs other rows.
 */
export function compileRowCondition(model: Model, tree: ConditionTree): CompiledCondition {
  const lifter = new Lifter(NOWHERE);
  const trees = liftConditions(lifter, [treeCondition(tree)]);
  const prepares: Prepare[] = [];
  const plan = addFilter(new PlanBuilder(makeSelect(model), { prepares }), trees);
  const refuse = (what = "other rows"): never => {
    throw new UsageError(`A condition on rows of ${model.name} needs ${what}.`, {
      code: "bad-condition",
    });
  };
  // A row that was stored must be one that may be stored, also when the log is read again.
  if (lifter.traits.readsClock) refuse("the time");
  if (plan.sources.some(({ references }, alias) => alias > 0 && references > 0)) refuse();
  const parameters = prepareAll(lifter.values, prepares);
  const decide = compileCondition(
    allOf(plan.where),
    rowCompiler(() => refuse()),
  );
  const run = rowRun(parameters, 1);
  const meets: RowCondition = (row) => {
    // Conditions are compiled for all stores of their models: one may be judged within another, and
    // no store is kept alive by its last row.
    const around = run.rows[0] ?? null;
    run.rows[0] = row as Row;
    try {
      return decide(run);
    } finally {
      run.rows[0] = around;
    }
  };
  return { meets, columns: [...new Set(plan.where.flatMap(columnsOf))] };
}

function columnsOf(expr: Expr): readonly Column[] {
  return expr.kind === "column" ? [expr.column] : childrenOf(expr).flatMap(columnsOf);
}

function treeCondition(tree: ConditionTree) {
  return Object.assign(Q({}), { tree });
}
