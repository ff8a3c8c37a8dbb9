/** Questions as SELECT statements. */
import { splitHaving } from "../query/having.ts";
import { changePlan, type LogicalPlan, type OrderedPlan } from "../query/logical-plan.ts";
import { writeCombination } from "./combination.ts";
import { openRows } from "./from.ts";
import { writeRows } from "./rows.ts";
import { innerScope, type Scope } from "./scope.ts";
import { isTotal } from "./totality.ts";
import { isSliced, resolved, type Wanted } from "./wanted.ts";

/** A part of an answer. */
type Slice = Pick<Wanted, "offset" | "limit">;

/** A question as a SELECT. The scope has its parameters and the question around. */
export function writeSelect(plan: LogicalPlan, scope: Scope, wanted: Wanted): string {
  // Joins that only order may repeat rows, which nobody sees where neither rows nor places count.
  const ordered = resolved(plan, wanted.isOrdered || isSliced(wanted) || wanted.columns === "all");
  return ordered.combination === undefined
    ? writeRows(ordered, scope, wanted)
    : writeCombination(ordered, scope, wanted, writePart);
}

/** The number of rows of a question. */
export function writeCount(plan: LogicalPlan, scope: Scope, slice: Slice): string {
  const isWhole = !isSliced(slice);
  const counted =
    isWhole && plan.distinctOn.length === 0 ? changePlan(plan, { ordering: [] }) : plan;
  const ordered = resolved(counted, true);
  if (isWhole && isPlain(ordered)) {
    const { text } = openRows(ordered, scope);
    return `SELECT count(*)${text}`;
  }
  const name = scope.writer.alias("counted");
  const wanted = { ...slice, isOrdered: false, columns: "all", isNumbered: true } as const;
  return `SELECT count(*) FROM (${writeSelect(counted, scope, wanted)}) AS ${name}`;
}

/** A question inside of another; a part of its rows may be others in each database. */
export function writePart(plan: LogicalPlan, scope: Scope, wanted: Wanted): string {
  const isPart = isSliced(wanted) || plan.distinctOn.length > 0;
  if (isPart && !isTotal(resolved(plan, true))) scope.writer.noteOpen();
  return writeSelect(plan, scope, wanted);
}

/** Whether each joined row is a row of the answer. */
function isPlain({ groups, isDistinct, combination, where }: OrderedPlan): boolean {
  const isWhole = groups === undefined && !isDistinct && combination === undefined;
  return isWhole && splitHaving(where).qualify.length === 0;
}

/** Whether a question has a row. */
export function writeExists(plan: LogicalPlan, scope: Scope, slice: Slice): string {
  return `SELECT EXISTS (${writeSelect(plan, scope, { ...slice, isOrdered: false, columns: "none" })})`;
}

/** Writes the queries inside of expressions. */
export const embed: Scope["embed"] = (query, use, around, side) => {
  const { plan, offset, limit } = query;
  const scope = innerScope(around, query);
  switch (use) {
    case "exists":
      return writeSelect(plan, scope, { offset, limit, isOrdered: false, columns: "none" });
    case "column":
      return writePart(plan, scope, { offset, limit, isOrdered: false, columns: "first", side });
    case "first": {
      const first = { offset, limit: Math.min(1, limit) };
      return writePart(plan, scope, { ...first, isOrdered: true, columns: "first" });
    }
  }
};
