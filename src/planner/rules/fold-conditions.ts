import { type Expr, FALSE, TRUE } from "../../query/expression.ts";
import { type Rule, withWhere } from "../rule.ts";

/** Leaves away what is always true, and what a certain condition makes pointless. */
export const foldConditions: Rule = {
  name: "fold-conditions",
  apply(plan) {
    const folded = plan.where
      .map(fold)
      .flatMap((expr) => (expr.kind === "and" ? expr.children : expr));
    const where = folded.filter((expr) => !isConstant(expr, true));
    return withWhere(plan, where.some((expr) => isConstant(expr, false)) ? [FALSE] : where);
  },
};

function isConstant(expr: Expr, value: boolean): boolean {
  return expr.kind === "constant" && expr.value === value;
}

function fold(expr: Expr): Expr {
  if (expr.kind !== "and" && expr.kind !== "or") return expr;
  const isAnd = expr.kind === "and";
  const children = expr.children
    .map(fold)
    .flatMap((child) => (child.kind === expr.kind ? child.children : child))
    .filter((child) => !isConstant(child, isAnd));
  if (children.some((child) => isConstant(child, !isAnd))) return isAnd ? FALSE : TRUE;
  if (children.length === 0) return isAnd ? TRUE : FALSE;
  const isSame =
    children.length === expr.children.length &&
    children.every((child, at) => child === expr.children[at]);
  if (isSame && children.length > 1) return expr;
  return children.length === 1 ? children[0]! : { kind: expr.kind, children };
}
