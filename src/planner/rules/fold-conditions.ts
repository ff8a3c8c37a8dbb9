import { type Expr, FALSE, TRUE } from "../../query/expression.ts";
import { mapWhere, type Rule } from "../rule.ts";

/** Leaves away what is always true, and what a certain condition makes pointless. */
export const foldConditions: Rule = {
  name: "fold-conditions",
  apply(plan) {
    const { where } = mapWhere(plan, fold);
    if (where === plan.where && !where.some(isOpen)) return plan;
    const parts = where
      .flatMap((expr) => (expr.kind === "and" ? expr.children : expr))
      .filter((expr) => !isConstant(expr, true));
    return { ...plan, where: parts.some((expr) => isConstant(expr, false)) ? [FALSE] : parts };
  },
};

/** Whether a condition may be split, left away, or be all that is left. */
function isOpen({ kind }: Expr): boolean {
  return kind === "and" || kind === "constant";
}

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
