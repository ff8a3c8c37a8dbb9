import type { OrderedPlan } from "../query/logical-plan.ts";
import type { TableLayout } from "../tables/layout.ts";
import type { Conditions } from "./conditions.ts";
import type { PlannerOptions } from "./options.ts";
import type { Purpose } from "./rule.ts";

/** What the planning of one question goes by. */
export interface Planning {
  readonly logical: OrderedPlan;
  readonly conditions: Conditions;
  readonly layouts: readonly TableLayout[];
  readonly purpose: Purpose;
  readonly options: PlannerOptions;
  /** Whether base rows that are met again are left away. */
  readonly dropsRepeats: boolean;
}
