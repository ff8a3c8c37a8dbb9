import { childrenOf, type Expr } from "./expression.ts";
import type { LogicalPlan } from "./logical-plan.ts";

/** Aliases whose rows an expression reads, also from within queries inside it. */
export function aliasesOf(expr: Expr): ReadonlySet<number> {
  const found = new Set<number>();
  collectAliases(expr, found);
  return found;
}

/** Adds the aliases of an expression to those found before. */
export function collectAliases(expr: Expr, found: Set<number>): void {
  if (expr.kind === "column") found.add(expr.alias);
  else if (expr.kind === "subquery" || expr.kind === "exists") {
    visitOuter(expr.query.plan, (outer) => collectAliases(outer, found));
  } else for (const child of childrenOf(expr)) collectAliases(child, found);
}

/** Visits what a plan reads of the query around it. */
export function visitOuter(plan: LogicalPlan, visit: (expr: Expr) => void): void {
  const walk = (expr: Expr): void => {
    if (expr.kind === "outer") visit(expr.expression);
    else if (expr.kind === "subquery" || expr.kind === "exists") {
      visitOuter(expr.query.plan, walk);
    } else for (const child of childrenOf(expr)) walk(child);
  };
  for (const expr of exprsOf(plan)) walk(expr);
  for (const query of plan.combination?.queries ?? []) visitOuter(query.plan, visit);
}

function exprsOf(plan: LogicalPlan): readonly Expr[] {
  const { groupBy, values, sources } = plan;
  return [
    ...plan.where,
    ...plan.annotations.values(),
    ...(values?.columns ?? []),
    ...(Array.isArray(groupBy) ? (groupBy as readonly Expr[]) : []),
    ...sources.flatMap(({ restriction }) =>
      restriction === undefined ? [] : restriction.condition,
    ),
  ];
}

/** Whether a plan reads anything of a query around it. */
export function readsOuter(plan: LogicalPlan): boolean {
  let reads = false;
  visitOuter(plan, () => {
    reads = true;
  });
  return reads;
}
