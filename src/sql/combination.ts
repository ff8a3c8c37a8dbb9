import { outputOf } from "../query/expression-type.ts";
import type { LogicalPlan, OrderedPlan } from "../query/logical-plan.ts";
import type { Typed } from "./dialect.ts";
import { writeKey } from "./expression.ts";
import { kindIn } from "./kind-in.ts";
import { writeOrderTerm } from "./order.ts";
import { listOf, orderClause, sliceClause } from "./output.ts";
import { innerScope, type Scope } from "./scope.ts";
import { isSliced, type Wanted } from "./wanted.ts";

const OPERATORS = { union: "UNION", intersection: "INTERSECT", difference: "EXCEPT" } as const;

/** Writes a part of a combination. */
type WritePart = (plan: LogicalPlan, scope: Scope, wanted: Wanted) => string;

/** Several questions put together. */
export function writeCombination(
  plan: OrderedPlan,
  scope: Scope,
  wanted: Wanted,
  writePart: WritePart,
): string {
  const { operator, isAll, queries } = plan.combination!;
  const { writer } = scope;
  const { dialect } = writer;
  const parts = queries.map((query) => {
    const { offset, limit } = query;
    const isOwn = isSliced(query);
    // The question around is that around the whole.
    const inner = { ...innerScope(scope, query), outer: scope.outer };
    const part = writePart(query.plan, inner, {
      offset,
      limit,
      isOrdered: isOwn,
      columns: "all",
      isNumbered: true,
    });
    const isWrapped = isOwn || query.plan.combination !== undefined;
    return isWrapped ? `SELECT * FROM (${part}) AS ${writer.alias("part")}` : part;
  });
  const word = `${OPERATORS[operator]}${isAll && operator === "union" ? " ALL" : ""}`;
  const table = writer.alias("rows");
  const columns = outputOf(plan).map(
    (expr, at): Typed => ({
      sql: `${table}.${dialect.quote(`c${at + 1}`)}`,
      kind: kindIn(expr),
    }),
  );
  const positions = [...columns.keys(), ...plan.order.keys()].map(
    (_, at) => `${table}.${dialect.quote(`c${at + 1}`)}`,
  );
  const isInOrder = wanted.isOrdered || isSliced(wanted);
  const order = (isInOrder ? plan.order : []).map((term) =>
    writeOrderTerm(writeKey(term.expression, { ...scope, positions }), term),
  );
  const shown = { all: columns, first: columns.slice(0, 1), none: [] }[wanted.columns];
  const list = listOf(shown, scope, wanted);
  return `SELECT ${list} FROM (${parts.join(` ${word} `)}) AS ${table}${orderClause(order)}${sliceClause(scope, wanted)}`;
}
