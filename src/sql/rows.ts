import type { OrderedPlan } from "../query/logical-plan.ts";
import { typed, writeKey } from "./expression.ts";
import { openRows } from "./from.ts";
import { writeLayers } from "./layers.ts";
import { writeOrderTerm } from "./order.ts";
import { listOf, orderClause, outputExprs, sliceClause, tieTerms } from "./output.ts";
import type { Scope } from "./scope.ts";
import { groupedOrder } from "./totality.ts";
import { isSliced, type Wanted } from "./wanted.ts";

/** A question that is no combination of others, as one SELECT where that is enough. */
export function writeRows(plan: OrderedPlan, around: Scope, wanted: Wanted): string {
  const open = openRows(plan, around);
  const { text, scope } = open;
  const isFlat = !plan.isDistinct && open.qualify.length === 0;
  if (!isFlat) return writeLayers(plan, open, wanted);
  const output = outputExprs(plan, wanted).map((expr) => typed(expr, scope));
  const isInOrder = wanted.isOrdered || isSliced(wanted);
  const terms = isInOrder ? [...groupedOrder(plan), ...tieTerms(plan)] : [];
  const order = terms.map((term) => writeOrderTerm(writeKey(term.expression, scope), term));
  const list = listOf(output, scope, wanted);
  return `SELECT ${list}${text}${orderClause(order)}${sliceClause(scope, wanted)}`;
}
