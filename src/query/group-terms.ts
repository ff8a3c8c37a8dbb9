import { visitOuter } from "./aliases.ts";
import { childrenOf, containsAggregate, containsWindow, type Expr } from "./expression.ts";
import type { LogicalPlan } from "./logical-plan.ts";

/**
 * What an expression adds to the grouping of a query that has aggregates.
 * Source: https://docs.djangoproject.com/en/5.2/topics/db/aggregation/
 */
export function groupTerms(expr: Expr): readonly Expr[] {
  switch (expr.kind) {
    case "aggregate":
    case "parameter":
    case "constant":
    case "now":
    case "outer":
      return [];
    case "subquery":
    case "exists":
      return outerColumns(expr.query.plan);
    // Computed from the groups, so what its rows are told apart and ordered by belongs to them.
    case "window":
      return [...expr.partitionBy, ...expr.orderBy.map(({ expression }) => expression)].flatMap(
        groupTerms,
      );
    case "test":
    case "and":
    case "or":
    case "xor":
    case "not":
    case "is-null":
    case "reference":
      return childrenOf(expr).flatMap(groupTerms);
    default:
      return containsAggregate(expr) || containsWindow(expr)
        ? childrenOf(expr).flatMap(groupTerms)
        : [expr];
  }
}

/** Columns of the query around that a query inside it reads, at any depth. */
function outerColumns(plan: LogicalPlan): readonly Expr[] {
  const found: Expr[] = [];
  const addColumns = (expr: Expr): void => {
    if (expr.kind === "column") found.push(expr);
    else for (const child of childrenOf(expr)) addColumns(child);
  };
  visitOuter(plan, addColumns);
  return found;
}
