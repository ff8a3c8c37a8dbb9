import type { Expr } from "../query/expression.ts";
import { typeOf } from "../query/expression-type.ts";
import { type Kind, kindOf } from "../schema/kind.ts";

/** The kind of an expression's value. */
export function kindIn(expr: Expr): Kind {
  return typeOf(expr) ?? kindOf("text");
}
