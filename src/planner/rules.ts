import type { OrderedPlan } from "../query/logical-plan.ts";
import type { Purpose, Rule } from "./rule.ts";
import { decorrelateExists } from "./rules/decorrelate-exists.ts";
import { dropDistinct } from "./rules/drop-distinct.ts";
import { dropJoins } from "./rules/drop-joins.ts";
import { foldConditions } from "./rules/fold-conditions.ts";
import { innerJoins } from "./rules/inner-joins.ts";
import { mergeAlternatives } from "./rules/merge-alternatives.ts";
import { pushNegation } from "./rules/push-negation.ts";

/** The rewrites, in their order: each relies on those before it. */
export const RULES: readonly Rule[] = [
  pushNegation,
  foldConditions,
  mergeAlternatives,
  innerJoins,
  decorrelateExists,
  dropJoins,
  dropDistinct,
];

/** The plan after all rewrites. */
export function applyRules(plan: OrderedPlan, purpose: Purpose): OrderedPlan {
  return RULES.reduce((at, rule) => rule.apply(at, purpose), plan);
}
