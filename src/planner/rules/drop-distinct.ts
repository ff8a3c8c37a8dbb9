import { changePlan } from "../../query/logical-plan.ts";
import { isComputed } from "../output-kind.ts";
import type { Rule } from "../rule.ts";

/** Base rows come once each where no join may repeat them: there is nothing to drop. */
export const dropDistinct: Rule = {
  name: "drop-distinct",
  apply(plan) {
    if (!plan.isDistinct || isComputed(plan)) return plan;
    const repeats = plan.sources.some(
      ({ hop, references }) => references > 0 && hop?.isToMany === true,
    );
    return repeats ? plan : changePlan(plan, { isDistinct: false });
  },
};
