import type { LogicalPlan, OrderedPlan } from "../query/logical-plan.ts";
import { resolvePlan } from "../query/ordering.ts";
import type { Typed } from "./dialect.ts";

/** What is wanted of a question. */
export interface Wanted {
  readonly offset: number;
  readonly limit: number;
  /** Whether the order of the rows is part of the answer. */
  readonly isOrdered: boolean;
  /** All columns, the first one as a value for the query around, or none. */
  readonly columns: "all" | "first" | "none";
  /** The form of a column, where another one than its own is wanted. */
  readonly side?: ((column: Typed) => string) | undefined;
  /** Names the columns c1, c2 and so on, for a query around. */
  readonly isNumbered?: boolean;
}

export function isSliced({ offset, limit }: Pick<Wanted, "offset" | "limit">): boolean {
  return offset > 0 || limit !== Number.POSITIVE_INFINITY;
}

const ORDERED = new WeakMap<LogicalPlan, OrderedPlan>();
const UNORDERED = new WeakMap<LogicalPlan, OrderedPlan>();

/** A plan with its order and groups resolved; unordered, without the joins that only order. */
export function resolved(plan: LogicalPlan, isOrdered: boolean): OrderedPlan {
  const known = isOrdered ? ORDERED : UNORDERED;
  let found = known.get(plan);
  if (found === undefined) {
    found = resolvePlan(plan, isOrdered);
    known.set(plan, found);
  }
  return found;
}
