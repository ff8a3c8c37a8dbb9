import { splitHaving } from "../query/having.ts";
import type { OrderedPlan } from "../query/logical-plan.ts";

/** The plan with no more than its joins and conditions on joined rows. */
export function withoutOutput(plan: OrderedPlan): OrderedPlan {
  return {
    ...plan,
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
  };
}
