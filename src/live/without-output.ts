import { splitHaving } from "../query/having.ts";
import { changePlan, type OrderedPlan } from "../query/logical-plan.ts";

/** The plan with no more than its joins and conditions on joined rows. */
export function withoutOutput(plan: OrderedPlan): OrderedPlan {
  return changePlan(plan, {
    where: splitHaving(plan.where).where,
    annotations: new Map(),
    values: undefined,
    groups: undefined,
    groupBy: undefined,
    order: [],
    isDistinct: false,
    distinctOn: [],
    distinctTerms: [],
    summary: undefined,
  });
}
