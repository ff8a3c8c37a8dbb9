import { aliasesOf } from "../../query/aliases.ts";
import { containsAggregate, containsWindow, type Expr } from "../../query/expression.ts";
import { changePlan, copySource, type Source } from "../../query/logical-plan.ts";
import type { Rule } from "../rule.ts";

/**
 * Makes left joins inner ones where a condition turns away the rows without a match, so that they
 * can be walked from their far end.
 */
export const innerJoins: Rule = {
  name: "inner-joins",
  apply(plan) {
    if (!plan.sources.some(({ kind }) => kind === "left")) return plan;
    const needed = new Set<number>();
    for (const expr of plan.where) {
      if (containsAggregate(expr) || containsWindow(expr)) continue;
      for (const alias of rejected(expr)) {
        for (let at = alias; at > 0 && at !== plan.root; at = plan.sources[at]!.parent) {
          needed.add(at);
        }
      }
    }
    const isOpen = (source: Source, alias: number): boolean =>
      needed.has(alias) && source.kind === "left";
    if (!plan.sources.some(isOpen)) return plan;
    const sources = plan.sources.map((source, alias) =>
      isOpen(source, alias)
        ? Object.assign(copySource(source), { kind: "inner" as const })
        : source,
    );
    return changePlan(plan, { sources });
  },
};

/** Aliases without whose rows a condition cannot hold. */
function rejected(expr: Expr): ReadonlySet<number> {
  switch (expr.kind) {
    case "test": {
      const { left, right } = expr;
      const other =
        !Array.isArray(right) && (right as Expr).kind === "column" ? [right as Expr] : [];
      // An empty list has no members, whatever is asked for, but then nothing is found.
      return union([left, ...other].filter((each) => each.kind === "column").map(aliasesOf));
    }
    case "is-null":
      return !expr.isNull && expr.arg.kind === "column" ? aliasesOf(expr.arg) : new Set();
    case "not":
      return expr.child.kind === "test" && expr.child.lookup.operand !== "list"
        ? rejected(expr.child)
        : new Set();
    case "and":
      return union(expr.children.map(rejected));
    case "or": {
      const [first, ...rest] = expr.children.map(rejected);
      return new Set([...(first ?? [])].filter((alias) => rest.every((each) => each.has(alias))));
    }
    default:
      return new Set();
  }
}

function union(sets: readonly ReadonlySet<number>[]): ReadonlySet<number> {
  return new Set(sets.flatMap((each) => [...each]));
}
