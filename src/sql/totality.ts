/** Whether the order of an answer leaves nothing open. */
import { aliasesOf } from "../query/aliases.ts";
import { containsWindow, type Expr, someNode } from "../query/expression.ts";
import { keyOfExpr } from "../query/expression-key.ts";
import { outputOf } from "../query/expression-type.ts";
import { groupTerms } from "../query/group-terms.ts";
import type { OrderedPlan, OrderTerm } from "../query/logical-plan.ts";

/** Aliases of which each base row has one row at most. */
function singleAliases({ sources, root }: OrderedPlan): ReadonlySet<number> {
  const single = new Set([root]);
  for (const [alias, { parent, hop }] of sources.entries()) {
    if (hop !== undefined && !hop.isToMany && single.has(parent)) single.add(alias);
  }
  return single;
}

function isKey(expr: Expr, { root }: OrderedPlan): boolean {
  return expr.kind === "column" && expr.column.isPrimaryKey && expr.alias === root;
}

/** Whether the base row alone says what an expression is. */
function isOfRow(expr: Expr, plan: OrderedPlan, single: ReadonlySet<number>): boolean {
  const repeats = plan.sources.some(({ references }, at) => references > 0 && !single.has(at));
  if (repeats && containsWindow(expr)) return false;
  return [...aliasesOf(expr)].every((alias) => single.has(alias));
}

/** Whether a window in an expression is in an order that holds several groups equal. */
function ties(expr: Expr, { groups = [] }: OrderedPlan): boolean {
  return someNode(expr, (node) => {
    if (node.kind !== "window") return false;
    const terms = [...node.partitionBy, ...node.orderBy.map(({ expression }) => expression)];
    const keys = new Set(terms.map(keyOfExpr));
    return !groups.every((group) => keys.has(keyOfExpr(group)));
  });
}

/** The terms of the order that all rows of a group agree in. */
export function groupedOrder(plan: OrderedPlan): readonly OrderTerm[] {
  const { groups, order } = plan;
  if (groups === undefined) return order;
  // The order of the model would tell groups apart that are alike.
  if (plan.isModelOrder && plan.isDistinct && plan.distinctOn.length === 0) return [];
  const known = new Set(groups.map(keyOfExpr));
  const single = singleAliases(plan);
  const hasKey = groups.some((term) => isKey(term, plan));
  const isFixed = (term: Expr): boolean =>
    known.has(keyOfExpr(term)) || (hasKey && isOfRow(term, plan, single));
  return order.filter(
    ({ expression }) => isFixed(expression) || groupTerms(expression).every(isFixed),
  );
}

/** Whether rows that the order holds equal are the same in all that is shown of them. */
export function isTotal(plan: OrderedPlan): boolean {
  const keys = new Set(plan.order.map(({ expression }) => keyOfExpr(expression)));
  const output = outputOf(plan);
  if (plan.combination !== undefined) {
    const places = plan.order.map(({ expression }) =>
      expression.kind === "position" ? expression.position : -1,
    );
    return output.every((_, place) => places.includes(place));
  }
  const isOrdered = (expr: Expr): boolean => keys.has(keyOfExpr(expr));
  if (plan.groups !== undefined) {
    const computed = [...output, ...plan.order.map(({ expression }) => expression)];
    const isComplete =
      groupedOrder(plan).length === plan.order.length && !computed.some((expr) => ties(expr, plan));
    return isComplete && (!plan.isDistinct || output.every(isOrdered));
  }
  const single = singleAliases(plan);
  const isOnce = plan.isDistinct && plan.distinctOn.length === 0 && plan.values !== undefined;
  if (isOnce && !output.some((expr) => isKey(expr, plan))) return output.every(isOrdered);
  return output.every((expr) => isOrdered(expr) || isOfRow(expr, plan, single));
}
