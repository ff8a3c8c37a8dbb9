import { type AccessPath, answeredTests } from "./access-path.ts";
import type { Condition } from "./conditions.ts";
import type { PhysicalPlan } from "./physical-plan.ts";
import type { Planning } from "./planning.ts";
import { inOrder } from "./row-order.ts";

/**
 * The plans without those that can never be cheaper than another one: that begins with the same
 * table, narrows it by the same tests and perhaps more, and comes in order if they do.
 */
export function withoutDominated(plans: readonly PhysicalPlan[]): readonly PhysicalPlan[] {
  return undominated(
    plans,
    (plan, other) =>
      (plan.isOrdered || !other.isOrdered) && narrowsAsMuch(plan.driver, other.driver),
  );
}

/**
 * The paths without those whose plans would be left away, as far as that can be told without making
 * them: whether rows come in order through another table hangs on the joins as well.
 */
export function withoutDominatedPaths(
  { logical, purpose }: Planning,
  paths: readonly AccessPath[],
): readonly AccessPath[] {
  if (paths.length === 1) return paths;
  const isOrdered = (path: AccessPath): boolean | undefined => {
    if (purpose !== "rows") return true;
    if (path.alias === logical.root) return inOrder(logical, path, []) !== undefined;
    return path.kind === "relation-probe" ? undefined : false;
  };
  return undominated(
    paths,
    (path, other) =>
      narrowsAsMuch(path, other) && (isOrdered(path) === true || isOrdered(other) === false),
  );
}

/**
 * Whether a plan that begins with one row at the most reads no more rows than another, whatever the
 * values: it goes on by an index that answers all tests that the other begins with.
 */
export function readsNoMore(plan: PhysicalPlan, other: PhysicalPlan): boolean {
  if (plan === other) return true;
  const [first] = plan.steps;
  if (!plan.driver.isSingle || first?.to !== other.driver.alias) return false;
  if (other.isOrdered && !plan.isOrdered) return false;
  const answered: readonly Condition[] = [...first.equal, ...first.range];
  return answeredTests(other.driver).every((test) => answered.includes(test));
}

function undominated<T>(all: readonly T[], dominates: (one: T, other: T) => boolean): readonly T[] {
  if (all.length === 1) return all;
  return all.filter(
    (each, at) =>
      !all.some((other, place) => {
        if (place === at || !dominates(other, each)) return false;
        // Of two that do as well the first stays.
        return place < at || !dominates(each, other);
      }),
  );
}

function narrowsAsMuch(path: AccessPath, other: AccessPath): boolean {
  if (path.alias !== other.alias) return false;
  const answered = answeredTests(path);
  return answeredTests(other).every((test) => answered.includes(test));
}
