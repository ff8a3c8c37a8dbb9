/** Columns, order and slice of what is wanted. */
import type { Expr } from "../query/expression.ts";
import { outputOf, selectedAnnotations } from "../query/expression-type.ts";
import type { OrderedPlan, OrderTerm } from "../query/logical-plan.ts";
import type { Typed } from "./dialect.ts";
import type { Scope } from "./scope.ts";
import { isSliced, type Wanted } from "./wanted.ts";

/** The expressions of the columns that are wanted; those of rows without repeats tell them apart. */
export function outputExprs(plan: OrderedPlan, { columns }: Wanted): readonly Expr[] {
  if (columns === "all") return outputOf(plan);
  if (columns === "none") return [];
  if (plan.values !== undefined) return outputOf(plan).slice(0, 1);
  const [annotation] = selectedAnnotations(plan);
  return [annotation?.[1] ?? { kind: "column", alias: plan.root, column: plan.model.pk }];
}

/** The terms that put rows in order that the order asked for holds equal. */
export function tieTerms(plan: OrderedPlan): readonly OrderTerm[] {
  const ascending = (expression: Expr): OrderTerm => ({
    expression,
    isDescending: false,
    nulls: undefined,
  });
  if (plan.groups !== undefined) return plan.groups.map(ascending);
  const { root, model, order } = plan;
  const isKey = ({ expression }: OrderTerm): boolean =>
    expression.kind === "column" && expression.alias === root && expression.column === model.pk;
  if (plan.sources[root]!.model !== model || order.some(isKey)) return [];
  return [ascending({ kind: "column", alias: root, column: model.pk })];
}

/** ORDER BY; nothing where there are no terms. */
export function orderClause(terms: readonly string[]): string {
  const different = [...new Set(terms)];
  return different.length === 0 ? "" : ` ORDER BY ${different.join(", ")}`;
}

/** LIMIT and OFFSET; nothing where all rows are wanted. */
export function sliceClause({ writer }: Scope, wanted: Wanted): string {
  return isSliced(wanted) ? ` ${writer.dialect.slice(wanted.offset, wanted.limit)}` : "";
}

/** The columns of a SELECT; it must have one. */
export function listOf(columns: readonly Typed[], { writer }: Scope, wanted: Wanted): string {
  const { side = ({ sql }) => sql, isNumbered } = wanted;
  const list = columns.map((column, at) => {
    const name = isNumbered ? ` AS ${writer.dialect.quote(`c${at + 1}`)}` : "";
    return `${side(column)}${name}`;
  });
  return list.join(", ") || "1";
}
