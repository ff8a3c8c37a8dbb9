import { answeredTests } from "./access-path.ts";
import type { PhysicalPlan } from "./physical-plan.ts";

/**
 * The plans without those that can never be cheaper than another one: that begins with the same
 * table, narrows it by the same tests and perhaps more, and comes in order if they do.
 */
export function withoutDominated(plans: readonly PhysicalPlan[]): PhysicalPlan[] {
  return plans.filter(
    (plan, at) =>
      !plans.some((other, place) => {
        if (place === at || !dominates(other, plan)) return false;
        // Of two that do as well the first stays.
        return place < at || !dominates(plan, other);
      }),
  );
}

function dominates(plan: PhysicalPlan, other: PhysicalPlan): boolean {
  if (plan.driver.alias !== other.driver.alias || (other.isOrdered && !plan.isOrdered))
    return false;
  const answered = new Set(answeredTests(plan.driver));
  return answeredTests(other.driver).every((test) => answered.has(test));
}
