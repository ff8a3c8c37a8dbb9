import type { Expr } from "../query/expression.ts";
import { changePlan, type OrderedPlan } from "../query/logical-plan.ts";

/** What the answer is needed for: it decides whether order and repeats matter. */
export type Purpose = "rows" | "count" | "exists";

/** A rewrite that gives the same answer for less work. The same plan when it has nothing to do. */
export interface Rule {
  readonly name: string;
  apply(plan: OrderedPlan, purpose: Purpose): OrderedPlan;
}

/** The plan with each condition changed; itself where none is. */
export function mapWhere(plan: OrderedPlan, change: (expr: Expr) => Expr): OrderedPlan {
  let where: Expr[] | undefined;
  for (let at = 0; at < plan.where.length; at++) {
    const expr = plan.where[at]!;
    const changed = change(expr);
    if (changed === expr) continue;
    where ??= [...plan.where];
    where[at] = changed;
  }
  return where === undefined ? plan : changePlan(plan, { where });
}
