import type { QuerySet } from "../../../src/orm/queryset.ts";
import type { Purpose, Rule } from "../../../src/planner/rule.ts";
import type { QueryContent } from "../../../src/query/lift.ts";
import type { OrderedPlan } from "../../../src/query/logical-plan.ts";
import { resolvePlan } from "../../../src/query/ordering.ts";
import type { Parameter } from "../../../src/query/parameter.ts";
import { printExpr } from "../../../src/query/print-expression.ts";
import { QUERY } from "../../../src/query/syntax.ts";
import { openClub } from "../../fixtures/club.ts";

const { models } = openClub();

/** All rows of a model of an empty club, without types: plans are all that is looked at. */
export function all(model: keyof typeof models): QuerySet {
  return models[model].objects.all() as unknown as QuerySet;
}

/** A plan before and after one rule. */
export interface Rewritten {
  readonly before: readonly string[];
  readonly after: readonly string[];
  /** Whether the rule gave the plan back as it was. */
  readonly isUntouched: boolean;
}

/** What one rule makes of the plan of a QuerySet. */
export function rewritten(asked: QuerySet, rule: Rule, purpose: Purpose = "rows"): Rewritten {
  const { plan, parameters } = asked[QUERY] as QueryContent & {
    readonly plan: OrderedPlan;
    readonly parameters: readonly Parameter[];
  };
  const before = resolvePlan(plan, purpose === "rows");
  const after = rule.apply(before, purpose);
  return {
    before: linesOf(before, parameters),
    after: linesOf(after, parameters),
    isUntouched: after === before,
  };
}

/** The tables of a plan, a line each, then its conditions, then whether repeats are dropped. */
function linesOf(plan: OrderedPlan, parameters: readonly Parameter[]): readonly string[] {
  const joins = plan.sources.flatMap(({ model, kind, references }, alias) =>
    references === 0 || alias === plan.root ? [] : [`${kind} join ${model.name}`],
  );
  const conditions = plan.where.map((expr) => printExpr(expr, { plan, parameters }));
  return [plan.model.name, ...joins, ...conditions, ...(plan.isDistinct ? ["distinct"] : [])];
}
