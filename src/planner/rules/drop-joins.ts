import { collectAliases } from "../../query/aliases.ts";
import type { Expr } from "../../query/expression.ts";
import { selectedAnnotations } from "../../query/expression-type.ts";
import { changePlan, copySource, type OrderedPlan } from "../../query/logical-plan.ts";
import { isComputed } from "../output-kind.ts";
import type { Rule } from "../rule.ts";

/**
 * Leaves away left joins of which nothing is read: those to one row at the most, and where repeats
 * don't matter, all.
 */
export const dropJoins: Rule = {
  name: "drop-joins",
  apply(plan, purpose) {
    if (!plan.sources.some(({ kind, references }) => kind === "left" && references > 0))
      return plan;
    const ignoresRepeats = !isComputed(plan) && (purpose === "exists" || plan.isDistinct);
    const read = readAliases(plan);
    const dropped = new Set<number>();
    for (let alias = plan.sources.length - 1; alias > 0; alias--) {
      const { kind, hop, references } = plan.sources[alias]!;
      const isParent = plan.sources.some(
        (source, at) => source.parent === alias && source.references > 0 && !dropped.has(at),
      );
      const isPointless = kind === "left" && !read.has(alias) && !isParent && references > 0;
      if (isPointless && alias !== plan.root && (ignoresRepeats || hop?.isToMany === false)) {
        dropped.add(alias);
      }
    }
    if (dropped.size === 0) return plan;
    const sources = plan.sources.map((source, alias) =>
      dropped.has(alias) ? Object.assign(copySource(source), { references: 0 }) : source,
    );
    return changePlan(plan, { sources });
  },
};

function readAliases(plan: OrderedPlan): ReadonlySet<number> {
  const read = new Set<number>();
  const add = (expr: Expr): void => collectAliases(expr, read);
  plan.where.forEach(add);
  for (const [, expr] of selectedAnnotations(plan)) add(expr);
  plan.values?.columns.forEach(add);
  plan.groups?.forEach(add);
  for (const { expression } of plan.order) add(expression);
  plan.distinctTerms.forEach(add);
  plan.summary?.columns.forEach(add);
  for (const { restriction } of plan.sources)
    if (restriction !== undefined) add(restriction.condition);
  return read;
}
