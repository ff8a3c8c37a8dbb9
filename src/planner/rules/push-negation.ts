import type { Expr } from "../../query/expression.ts";
import { mapWhere, type Rule } from "../rule.ts";

/**
 * Carries negations down to single conditions, so that those that must all hold stand apart.
 * De Morgan's laws hold with nulls as well.
 */
export const pushNegation: Rule = {
  name: "push-negation",
  apply: (plan) => mapWhere(plan, (expr) => push(expr, false)),
};

function push(expr: Expr, isNegated: boolean): Expr {
  switch (expr.kind) {
    case "not": {
      const pushed = push(expr.child, !isNegated);
      return pushed.kind === "not" && pushed.child === expr.child ? expr : pushed;
    }
    case "and":
    case "or": {
      const flipped = expr.kind === "and" ? "or" : "and";
      const children = expr.children.map((child) => push(child, isNegated));
      const isSame = !isNegated && children.every((child, at) => child === expr.children[at]);
      return isSame ? expr : { kind: isNegated ? flipped : expr.kind, children };
    }
    case "is-null":
      return isNegated ? { ...expr, isNull: !expr.isNull } : expr;
    case "constant":
      return isNegated && typeof expr.value === "boolean" ? { ...expr, value: !expr.value } : expr;
    default:
      return isNegated ? { kind: "not", child: expr } : expr;
  }
}
