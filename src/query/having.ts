import { containsAggregate, containsWindow, type Expr } from "./expression.ts";

/** Conditions by the time at which they can be decided. */
export interface SplitConditions {
  /** On single rows, before grouping. */
  readonly where: readonly Expr[];
  /** On groups. */
  readonly having: readonly Expr[];
  /** After window functions have been computed. */
  readonly qualify: readonly Expr[];
}

/** Splits conditions that all hold; a connective that must stay whole goes to the latest of its parts. */
export function splitHaving(conditions: readonly Expr[]): SplitConditions {
  const where: Expr[] = [];
  const having: Expr[] = [];
  const qualify: Expr[] = [];
  for (const part of conditions.flatMap((condition) => conjuncts(condition, false))) {
    if (containsWindow(part)) qualify.push(part);
    else if (containsAggregate(part)) having.push(part);
    else where.push(part);
  }
  return { where, having, qualify };
}

/** The parts of a condition that all hold: those of an AND, and those that a negated OR denies. */
export function conjuncts(expr: Expr, isNegated: boolean): readonly Expr[] {
  if (expr.kind === "not") return conjuncts(expr.child, !isNegated);
  const splits = isNegated ? expr.kind === "or" : expr.kind === "and";
  if (splits) {
    return (expr as { readonly children: readonly Expr[] }).children.flatMap((child) =>
      conjuncts(child, isNegated),
    );
  }
  return [isNegated ? { kind: "not", child: expr } : expr];
}
