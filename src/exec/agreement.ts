/** Whether two plans of a question gave the same answer. */
import type { LogicalPlan } from "../query/logical-plan.ts";
import { equalValues, type Value } from "../value.ts";
import type { Item } from "./item.ts";
import type { Output } from "./output.ts";

/** How far numbers with a fraction may be apart: sums of floats hang on the order of their terms. */
const TOLERANCE = 1e-9;

/** Whether two answers have the same items in the same places. */
export function sameItems(plan: LogicalPlan, a: readonly Item[], b: readonly Item[]): boolean {
  return a.length === b.length && a.every((item, at) => sameItem(plan, item, b[at]!));
}

/**
 * Whether two whole answers have the same items in the same order, as far as the question has one:
 * different joined rows of a base row may come either way.
 */
export function sameOrder(
  plan: LogicalPlan,
  output: Output,
  [a, b]: readonly [readonly Item[], readonly Item[]],
): boolean {
  if (a.length !== b.length) return false;
  const isTied = (items: readonly Item[], at: number): boolean =>
    output.compare(items[at - 1]!, items[at]!) === 0;
  for (let from = 0, to = 1; from < a.length; from = to++) {
    while (to < a.length && (isTied(a, to) || isTied(b, to))) to++;
    const rest = b.slice(from, to);
    for (const item of a.slice(from, to)) {
      const at = rest.findIndex((other) => sameItem(plan, item, other));
      if (at < 0) return false;
      rest.splice(at, 1);
    }
  }
  return true;
}

function sameItem(plan: LogicalPlan, a: Item, b: Item): boolean {
  const isShown = plan.values === undefined;
  return (!isShown || a.row === b.row) && a.output.every((each, at) => isLike(each, b.output[at]!));
}

function isLike(a: Value, b: Value): boolean {
  if (typeof a !== "number" || typeof b !== "number") return equalValues(a, b);
  if (a === b || (Number.isInteger(a) && Number.isInteger(b))) return a === b;
  return Math.abs(a - b) <= TOLERANCE * Math.max(Math.abs(a), Math.abs(b));
}
