import type { OrderedPlan } from "../query/logical-plan.ts";

/** What the answer is needed for: it decides whether order and repeats matter. */
export type Purpose = "rows" | "count" | "exists";

/** A rewrite that gives the same answer for less work. The same plan when it has nothing to do. */
export interface Rule {
  readonly name: string;
  apply(plan: OrderedPlan, purpose: Purpose): OrderedPlan;
}

/** The plan with other conditions; itself when they are the same. */
export function withWhere(plan: OrderedPlan, where: OrderedPlan["where"]): OrderedPlan {
  const isSame =
    where.length === plan.where.length && where.every((each, at) => each === plan.where[at]);
  return isSame ? plan : Object.freeze({ ...plan, where });
}
