import { type Expr, FALSE, TRUE } from "../../query/expression.ts";
import { changePlan } from "../../query/logical-plan.ts";
import type { Rule } from "../rule.ts";

/** Leaves away what is always true, and what a certain condition makes pointless. */
export const foldConditions: Rule = {
  name: "fold-conditions",
  apply(plan) {
    const folded = fold({ kind: "and", children: plan.where });
    const where =
      folded.kind === "and" ? folded.children : isConstant(folded, true) ? [] : [folded];
    return areSame(where, plan.where) ? plan : changePlan(plan, { where });
  },
};

function fold(expr: Expr): Expr {
  if (expr.kind !== "and" && expr.kind !== "or") return expr;
  const isAnd = expr.kind === "and";
  const children: Expr[] = [];
  for (const child of expr.children) {
    const folded = fold(child);
    if (isConstant(folded, !isAnd)) return isAnd ? FALSE : TRUE;
    if (isConstant(folded, isAnd)) continue;
    // A call takes no more than some 120,000 arguments.
    if (folded.kind === expr.kind) for (const part of folded.children) children.push(part);
    else children.push(folded);
  }
  if (children.length === 0) return isAnd ? TRUE : FALSE;
  if (children.length === 1) return children[0]!;
  return areSame(children, expr.children) ? expr : { kind: expr.kind, children };
}

function isConstant(expr: Expr, value: boolean): boolean {
  return expr.kind === "constant" && expr.value === value;
}

function areSame(some: readonly Expr[], others: readonly Expr[]): boolean {
  return some.length === others.length && some.every((each, at) => each === others[at]);
}
