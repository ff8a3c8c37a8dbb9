import type { OrderedPlan } from "../query/logical-plan.ts";
import type { TableLayout } from "../tables/layout.ts";
import {
  type AccessPath,
  accessPaths,
  answeredTests,
  fullScan,
  orderedScan,
} from "./access-path.ts";
import { analyzeConditions, type Condition } from "./conditions.ts";
import { hasLoneGroups, withCountedJoin } from "./counted-join.ts";
import { orderJoins } from "./join-order.ts";
import type { PlannerOptions } from "./options.ts";
import { isComputed, ordersByJoin } from "./output-kind.ts";
import type { PhysicalPlan } from "./physical-plan.ts";
import type { Planning } from "./planning.ts";
import { withoutDominated, withoutDominatedPaths } from "./prune.ts";
import { inOrder } from "./row-order.ts";
import type { Purpose } from "./rule.ts";
import { applyRules } from "./rules.ts";

/** What planning needs to know of the store. */
export interface PlannerInput {
  readonly layouts: readonly TableLayout[];
  readonly purpose: Purpose;
  readonly options: PlannerOptions;
}

/**
 * The plans that can answer a query, one for each way to drive it: from the base model, or from
 * any joined model that a test reaches through an index. Which is cheapest depends on the values
 * asked for and is decided at each run, by exact counts.
 */
export function candidatePlans(asked: OrderedPlan, input: PlannerInput): readonly PhysicalPlan[] {
  const { layouts, purpose, options } = input;
  const logical = options.rewrites ? applyRules(asked, purpose) : asked;
  const planning: Planning = {
    layouts,
    purpose,
    options,
    logical,
    conditions: analyzeConditions(logical),
    dropsRepeats:
      (purpose === "exists" || (logical.isDistinct && !ordersByJoin(logical))) &&
      !isComputed(logical),
  };
  const { sources, root } = logical;
  const base = sources[root]!.model;
  if (!options.indexes) return [planFrom(planning, fullScan(root, base))];
  const drivers: AccessPath[] = [];
  for (let alias = 0; alias < sources.length; alias++) {
    const { model, references } = sources[alias]!;
    if ((references === 0 && alias !== root) || !canDrive(logical, alias)) continue;
    const { indexes } = layouts[model.position]!;
    drivers.push(...accessPaths(alias, model, planning.conditions.tests, indexes));
  }
  const onlyRow = drivers.find((driver) => driver.alias === root && driver.isSingle);
  if (onlyRow !== undefined) {
    const others = drivers.filter((driver) => driver.alias !== root && driver.isSingle);
    return [onlyRow, ...others].map((driver) => planFrom(planning, driver));
  }
  const hasBasePath = drivers.some((driver) => driver.alias === root);
  if (!hasBasePath) drivers.push(fullScan(root, base));
  const promising = withoutDominatedPaths(planning, drivers);
  return withoutDominated([
    ...promising.map((driver) => planFrom(planning, driver)),
    ...orderedPlans(planning, drivers),
  ]);
}

/** Plans that read the base in the order asked for, where no other path does. */
function orderedPlans(planning: Planning, drivers: readonly AccessPath[]): PhysicalPlan[] {
  const { logical, layouts, purpose } = planning;
  const { root, sources, order } = logical;
  if (purpose !== "rows" || order.length === 0 || isComputed(logical)) return [];
  const { model } = sources[root]!;
  const plans: PhysicalPlan[] = [];
  for (const [position, spec] of layouts[model.position]!.indexes.entries()) {
    if (spec.kind !== "ordered" || spec.holds !== undefined) continue;
    const path = orderedScan(root, model, { spec, position });
    const isRead = drivers.some(
      ({ alias, index }) => alias === root && index?.position === position,
    );
    if (!isRead && inOrder(logical, path, []) !== undefined) plans.push(planFrom(planning, path));
  }
  return plans;
}

/** Only inner joins may be walked from their far end: a left join's missing rows are nowhere. */
function canDrive({ sources, root }: OrderedPlan, alias: number): boolean {
  for (let at = alias; at !== root; at = sources[at]!.parent) {
    if (at < 0 || sources[at]!.kind === "left" || sources[at]!.references === 0) return false;
  }
  return true;
}

function planFrom(planning: Planning, driver: AccessPath): PhysicalPlan {
  const { logical, conditions, purpose, dropsRepeats } = planning;
  const answered = answeredTests(driver);
  const tests = conditions.tests.filter((test) => !answered.includes(test));
  const rest: Condition[] = [...tests, ...conditions.filters];
  const { ready, steps: joins } = orderJoins(planning, driver.alias, rest);
  const steps = withCountedJoin(planning, driver, joins);
  const ordered = purpose === "rows" ? inOrder(logical, driver, steps) : driver;
  return {
    kind: "physical",
    logical,
    conditions,
    driver: ordered ?? driver,
    driverConditions: ready,
    steps,
    repeats: dropsRepeats ? "drop" : "keep",
    isOrdered: ordered !== undefined,
    hasLoneGroups: hasLoneGroups(logical, driver, steps),
  };
}
