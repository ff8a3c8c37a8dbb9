import { readsOuter } from "../../query/aliases.ts";
import type { EmbeddedQuery, Expr, TestExpr } from "../../query/expression.ts";
import { conjuncts } from "../../query/having.ts";
import { changePlan, type LogicalPlan } from "../../query/logical-plan.ts";
import { findLookup } from "../../query/lookups.ts";
import type { Column } from "../../schema/registry.ts";
import { mapWhere, type Rule } from "../rule.ts";

/**
 * Turns "there is a related row such that" into a list of keys, answered once, where nothing else
 * says where to start: `exists(m: m.person = p.id and m.group = 5)` into `p.id in (…)`.
 */
export const decorrelateExists: Rule = {
  name: "decorrelate-exists",
  apply(plan) {
    if (plan.where.some(isStart)) return plan;
    return mapWhere(
      plan,
      (expr) => (expr.kind === "exists" ? asMembership(expr.query) : undefined) ?? expr,
    );
  },
};

/** Whether a condition can drive the answer by itself. */
function isStart(expr: Expr): boolean {
  return expr.kind === "test" && expr.left.kind === "column" && expr.lookup.indexUse !== undefined;
}

function asMembership(query: EmbeddedQuery): Expr | undefined {
  const { offset, limit } = query;
  const plan: LogicalPlan = changePlan(query.plan, { where: query.plan.where.flatMap(conjuncts) });
  const isPlain =
    plan.groupBy === undefined &&
    plan.combination === undefined &&
    plan.distinctOn.length === 0 &&
    offset === 0 &&
    limit === Number.POSITIVE_INFINITY;
  const ties = plan.where.filter(isTie);
  const [tie] = ties;
  if (!isPlain || tie === undefined || ties.length > 1 || plan.where.length < 2) return undefined;
  const inner = withColumn(plan, tie);
  if (readsOuter(inner) || !inner.where.some(isStart)) return undefined;
  return {
    kind: "test",
    lookup: findLookup("in")!,
    left: (tie.right as Expr & { readonly kind: "outer" }).expression,
    right: { kind: "subquery", query: { ...query, plan: inner } },
    text: tie.text,
  };
}

/** Whether a condition ties a column to one of the row outside. */
function isTie(expr: Expr): expr is TestExpr {
  if (expr.kind !== "test" || expr.lookup.name !== "exact" || expr.left.kind !== "column") {
    return false;
  }
  const right = expr.right as Expr;
  return !Array.isArray(expr.right) && right.kind === "outer" && right.expression.kind === "column";
}

/** The question without the tie, giving the column that was tied. */
function withColumn(plan: LogicalPlan, tie: TestExpr): LogicalPlan {
  const { column } = tie.left as { readonly column: Column };
  return changePlan(plan, {
    where: plan.where.filter((expr) => expr !== tie),
    annotations: new Map(),
    mask: new Set<string>(),
    ordering: [],
    values: { names: [column.name], fields: [column.name], columns: [tie.left] },
  });
}
