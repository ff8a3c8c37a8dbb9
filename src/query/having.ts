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
  const parts: Expr[] = [];
  for (const condition of conditions) addConjuncts(condition, false, parts);
  for (const part of parts) {
    if (containsWindow(part)) qualify.push(part);
    else if (containsAggregate(part)) having.push(part);
    else where.push(part);
  }
  return { where, having, qualify };
}

/** The parts of a condition that all hold: those of an AND, and those that a negated OR denies. */
export function conjuncts(expr: Expr): readonly Expr[] {
  const parts: Expr[] = [];
  addConjuncts(expr, false, parts);
  return parts;
}

function addConjuncts(expr: Expr, isNegated: boolean, parts: Expr[]): void {
  if (expr.kind === "not") addConjuncts(expr.child, !isNegated, parts);
  else if (expr.kind === (isNegated ? "or" : "and")) {
    const { children } = expr as { readonly children: readonly Expr[] };
    for (const child of children) addConjuncts(child, isNegated, parts);
  } else parts.push(isNegated ? { kind: "not", child: expr } : expr);
}
