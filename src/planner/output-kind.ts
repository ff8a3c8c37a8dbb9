import { containsWindow } from "../query/expression.ts";
import { outputOf, selectedAnnotations } from "../query/expression-type.ts";
import type { OrderedPlan, OrderTerm } from "../query/logical-plan.ts";

/** Whether the output is more than base rows: columns, computed values or groups. */
export function isComputed(plan: OrderedPlan): boolean {
  return (
    plan.values !== undefined ||
    plan.groups !== undefined ||
    plan.summary !== undefined ||
    plan.distinctOn.length > 0 ||
    selectedAnnotations(plan).length > 0 ||
    // Without annotations only the parts of a combination have more than columns.
    (plan.combination !== undefined && outputOf(plan).some(containsWindow)) ||
    plan.where.some(containsWindow)
  );
}

/** Whether a term of the order is a column of the base row. */
export function isBaseColumn({ expression }: OrderTerm, { root }: OrderedPlan): boolean {
  return expression.kind === "column" && expression.alias === root;
}

/** Whether the order hangs on more than columns of the base row. */
export function ordersByJoin(plan: OrderedPlan): boolean {
  return plan.order.some((term) => !isBaseColumn(term, plan));
}
