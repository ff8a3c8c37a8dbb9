import { aliasesOf } from "../../query/aliases.ts";
import type { Expr, TestExpr } from "../../query/expression.ts";
import { keyOfExpr } from "../../query/expression-key.ts";
import { findLookup } from "../../query/lookups.ts";
import { mapWhere, type Rule } from "../rule.ts";

/** Turns alternatives for one column, `a = 1 OR a = 2`, into one list, which an index can answer. */
export const mergeAlternatives: Rule = {
  name: "merge-alternatives",
  apply: (plan) => mapWhere(plan, merge),
};

function merge(expr: Expr): Expr {
  if (expr.kind !== "or") return expr;
  const tests = expr.children.filter(isFixedEquality);
  const [first] = tests;
  if (first === undefined || tests.length < expr.children.length) return expr;
  const key = keyOfExpr(first.left);
  if (!tests.every((test) => keyOfExpr(test.left) === key)) return expr;
  return { ...first, lookup: findLookup("in")!, right: tests.map(({ right }) => right as Expr) };
}

function isFixedEquality(expr: Expr): expr is TestExpr {
  return (
    expr.kind === "test" &&
    expr.lookup.name === "exact" &&
    expr.left.kind === "column" &&
    !Array.isArray(expr.right) &&
    aliasesOf(expr.right as Expr).size === 0
  );
}
