import { aliasesOf } from "../../query/aliases.ts";
import type { Expr } from "../../query/expression.ts";
import { selectedAnnotations } from "../../query/expression-type.ts";
import type { OrderedPlan } from "../../query/logical-plan.ts";
import { isComputed } from "../output-kind.ts";
import type { Rule } from "../rule.ts";

/**
 * Leaves away left joins of which nothing is read: those to one row at the most, and where repeats
 * don't matter, all.
 */
export const dropJoins: Rule = {
  name: "drop-joins",
  apply(plan, purpose) {
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
      dropped.has(alias) ? { ...source, references: 0 } : source,
    );
    return Object.freeze({ ...plan, sources });
  },
};

function readAliases(plan: OrderedPlan): ReadonlySet<number> {
  const exprs: Expr[] = [
    ...plan.where,
    ...selectedAnnotations(plan).map(([, expr]) => expr),
    ...(plan.values?.columns ?? []),
    ...(plan.groups ?? []),
    ...plan.order.map(({ expression }) => expression),
    ...plan.distinctTerms,
    ...(plan.summary?.columns.values() ?? []),
    ...plan.sources.flatMap(({ restriction }) => restriction?.condition ?? []),
  ];
  return new Set(exprs.flatMap((expr) => [...aliasesOf(expr)]));
}
