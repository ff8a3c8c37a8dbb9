import type { Parameter } from "../query/parameter.ts";
import type { Table } from "../tables/table.ts";
import { countPath } from "./access-path.ts";
import type { Condition } from "./conditions.ts";
import type { JoinStep, PhysicalPlan } from "./physical-plan.ts";

/**
 * Fractions of rows that a test keeps when no index counts them: guesses in the order of what
 * people filter by. They only rank plans, whose driving rows are counted exactly.
 */
const KEPT = { equal: 0.05, "any-of": 0.15, other: 0.33 } as const;

/** Rows expected out of a node of a plan. */
export interface Estimate {
  /** Rows that the driver reads: exact. */
  readonly driven: number;
  /** Rows after the driver and after each step, in order. */
  readonly rows: readonly number[];
  /** Rows touched in all. */
  readonly cost: number;
}

/** Fraction of rows that meet all tests. */
export function selectivity(conditions: readonly Condition[]): number {
  let fraction = 1;
  for (const condition of conditions) {
    const use = condition.kind === "test" ? condition.lookup.indexUse : undefined;
    fraction *= use === "equal" || use === "any-of" ? KEPT[use] : KEPT.other;
  }
  return fraction;
}

/** Rows of a join's target for one row of its source, on average. */
export function fanOut(step: JoinStep, table: Table): number {
  if (step.by === "key") return 1;
  if (step.index === undefined) return step.toColumn.isUnique ? 1 : Math.sqrt(table.size);
  const { keyCount } = table.indexes[step.index.position]!;
  const rows = keyCount === 0 ? 0 : table.size / keyCount;
  return rows * selectivity([...step.equal, ...step.range]);
}

/** What sorting a row costs, in rows touched, for each doubling of their number. */
const SORTED = 0.1;

/**
 * What a plan will touch: the driver exactly, the joins by average fan-out. A plan that meets the
 * rows in order stops when it has the `wanted` first ones. Cost: O(steps).
 */
export function estimatePlan(
  plan: PhysicalPlan,
  tables: readonly Table[],
  parameters: readonly Parameter[],
  wanted: number = Number.POSITIVE_INFINITY,
): Estimate {
  const { driver, driverConditions, steps } = plan;
  const driven = countPath(driver, tables[driver.model.position]!, parameters);
  let current = driven * selectivity(driverConditions);
  let cost = driven;
  const rows = [current];
  for (const step of steps) {
    const touched = current * fanOut(step, tables[step.model.position]!);
    cost += Math.max(current, touched);
    const kept = touched * selectivity(step.conditions);
    current = step.isLeft ? Math.max(current, kept) : kept;
    rows.push(current);
  }
  if (!plan.isOrdered) cost += current * SORTED * Math.log2(current + 2);
  else if (wanted < current) cost *= Math.max(1, wanted) / Math.max(1, current);
  return { driven, rows, cost };
}
