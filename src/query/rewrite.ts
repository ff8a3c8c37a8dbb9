import { childrenOf, type EmbeddedQuery, type Expr, withChildren } from "./expression.ts";
import { changePlan, copySource, type LogicalPlan } from "./logical-plan.ts";

/** How expressions are changed: single nodes, and queries inside them. */
export type Change = (expr: Expr) => Expr;

interface Changes {
  readonly node: Change;
  readonly query?: (query: EmbeddedQuery) => EmbeddedQuery;
}

/** An expression with its nodes changed, from the top down, also where queries inside refer to them. */
export function mapExpr(expr: Expr, changes: Changes): Expr {
  if (expr.kind === "subquery" || expr.kind === "exists") {
    const query = changes.query?.(expr.query) ?? expr.query;
    return { ...expr, query: { ...query, plan: mapPlan(query.plan, outward(changes)) } };
  }
  const changed = changes.node(expr);
  return childrenOf(changed).length === 0
    ? changed
    : withChildren(changed, (child) => mapExpr(child, changes));
}

/** Changes of a query around, as seen from a query inside it. */
function outward(changes: Changes): Change {
  return (node) =>
    node.kind === "outer" ? { ...node, expression: mapExpr(node.expression, changes) } : node;
}

/** A plan with its own expressions changed. */
export function mapPlan(plan: LogicalPlan, node: Change): LogicalPlan {
  const map = (expr: Expr): Expr => mapExpr(expr, { node });
  const { groupBy, values, combination, summary } = plan;
  return changePlan(plan, {
    sources: plan.sources.map((source) => {
      const { restriction } = source;
      if (restriction === undefined) return source;
      const condition = map(restriction.condition);
      return Object.assign(copySource(source), { restriction: { ...restriction, condition } });
    }),
    where: plan.where.map(map),
    annotations: mapValues(plan.annotations, map),
    groupBy: Array.isArray(groupBy) ? (groupBy as readonly Expr[]).map(map) : groupBy,
    values: values && { ...values, columns: values.columns.map(map) },
    combination: combination && {
      ...combination,
      queries: combination.queries.map((query) => ({ ...query, plan: mapPlan(query.plan, node) })),
    },
    summary: summary && { ...summary, columns: mapValues(summary.columns, map) },
  });
}

function mapValues(entries: ReadonlyMap<string, Expr>, map: Change): ReadonlyMap<string, Expr> {
  return new Map([...entries].map(([name, expr]) => [name, map(expr)]));
}
