import { aliasesOf } from "../query/aliases.ts";
import { type AggregateExpr, childrenOf, type Expr } from "../query/expression.ts";
import { outputOf, selectedAnnotations } from "../query/expression-type.ts";
import type { OrderedPlan } from "../query/logical-plan.ts";
import type { AccessPath } from "./access-path.ts";
import type { Condition } from "./conditions.ts";
import type { JoinStep } from "./physical-plan.ts";
import type { Planning } from "./planning.ts";

/**
 * The steps with one of them at the end and counted, where the answer hangs on no more than how
 * many rows it joins: the length of a part of an index, of which no row is read. The same steps
 * where there is none such.
 */
export function withCountedJoin(
  { logical, conditions, options }: Planning,
  driver: AccessPath,
  steps: readonly JoinStep[],
): readonly JoinStep[] {
  const isAggregated = logical.groups !== undefined || logical.summary !== undefined;
  if (!options.rewrites || !isAggregated) return steps;
  const read = outputReads(logical, [...conditions.having, ...conditions.qualify]);
  for (const step of [...steps].reverse()) {
    const isLast = steps.every(({ from }) => from !== step.to);
    const isTested = steps.some((other) => testsRow(other, step.to));
    if (step.by !== "index" || step.restriction !== undefined || !isLast || isTested) continue;
    const others = steps.filter((other) => other !== step);
    const counting: Counting = {
      step,
      meetsOnce:
        driver.alias === logical.root && step.from === logical.root && others.every(findsOne),
    };
    if (read.some((expr) => readsRow(expr, counting))) continue;
    return [...others, { ...step, isCounted: true }];
  }
  return steps;
}

/** Whether a condition that is decided with a join or after it looks at the row of an alias. */
function testsRow({ conditions, restriction }: JoinStep, alias: number): boolean {
  const isRestricted = restriction !== undefined && aliasesOf(restriction).has(alias);
  const reads = (condition: Condition): boolean =>
    condition.kind === "test" ? condition.alias === alias : condition.aliases.has(alias);
  return isRestricted || conditions.some(reads);
}

/** Whether a join finds one row at the most. */
function findsOne({ by, toColumn }: JoinStep): boolean {
  return by === "key" || toColumn.isPrimaryKey || toColumn.isUnique;
}

/**
 * Whether no two of the joined rows belong to one group: base rows are told apart, each is met once,
 * and joined to one row or to a number of rows.
 */
export function hasLoneGroups(
  { root, groups, sources }: OrderedPlan,
  driver: AccessPath,
  steps: readonly JoinStep[],
): boolean {
  const { pk } = sources[root]!.model;
  return (
    driver.alias === root &&
    groups?.some((term) => term.kind === "column" && term.column === pk && term.alias === root) ===
      true &&
    steps.every((step) => step.isCounted || findsOne(step))
  );
}

/** All that is computed of the rows that the joins give. */
function outputReads(plan: OrderedPlan, conditions: readonly Expr[]): readonly Expr[] {
  const { summary, groups, values, order, distinctTerms } = plan;
  if (summary !== undefined) return [...summary.columns.values()];
  const output =
    values === undefined ? selectedAnnotations(plan).map(([, expr]) => expr) : outputOf(plan);
  const ordering = order.map(({ expression }) => expression);
  return [...conditions, ...output, ...ordering, ...distinctTerms, ...(groups ?? [])];
}

/** A join that might be counted. */
interface Counting {
  readonly step: JoinStep;
  /** Whether no group meets one of the joined rows twice, if base rows have keys of their own. */
  readonly meetsOnce: boolean;
}

/** Whether an expression needs more of the joined rows than their number. */
function readsRow(expr: Expr, counting: Counting): boolean {
  const reads = (part: Expr): boolean => readsRow(part, counting);
  switch (expr.kind) {
    case "column":
      return expr.alias === counting.step.to;
    case "subquery":
    case "exists":
      return aliasesOf(expr).has(counting.step.to);
    case "aggregate":
      return !isTold(expr, counting) || (expr.default !== undefined && reads(expr.default));
    case "window": {
      // An aggregate over a window goes over groups, of which it reads the rows at hand.
      const own = "kind" in expr.fn ? [expr.fn.arg, expr.fn.filter] : [];
      const terms = expr.orderBy.map(({ expression }) => expression);
      const parts = [...own, ...expr.args, ...expr.partitionBy, ...terms];
      return parts.some((part) => part !== undefined && reads(part));
    }
    default:
      return childrenOf(expr).some(reads);
  }
}

/** Whether the number of the joined rows tells what they add to an aggregate. */
function isTold({ fn, arg, filter, isDistinct }: AggregateExpr, counting: Counting): boolean {
  const { step, meetsOnce } = counting;
  if (filter !== undefined && aliasesOf(filter).has(step.to)) return false;
  const isCount = fn.name === "Count";
  if (arg === undefined || !aliasesOf(arg).has(step.to)) {
    return isCount || isDistinct || fn.name === "Min" || fn.name === "Max";
  }
  if (!isCount || arg.kind !== "column") return false;
  const { column } = arg;
  // The column that is joined by is null in no row that is joined.
  if (!isDistinct) return !column.isNullable || column === step.toColumn;
  const { isPrimaryKey, isUnique } = step.fromColumn;
  return column.isPrimaryKey && meetsOnce && (isPrimaryKey || isUnique);
}
