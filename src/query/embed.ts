/** Puts queries inside questions. */
import { UsageError } from "../errors.ts";
import type { Model } from "../schema/registry.ts";
import { containsAggregate, containsWindow, type EmbeddedQuery, type Expr } from "./expression.ts";
import { outputOf, valuesOf } from "./expression-type.ts";
import type { LiftedQuery } from "./lift.ts";
import { changePlan, type LogicalPlan } from "./logical-plan.ts";
import { type LookupPlace, refuse } from "./parameter.ts";
import type { PlanBuilder, Scope } from "./plan-builder.ts";
import { mapPlan } from "./rewrite.ts";
import type { QueryOperand } from "./syntax.ts";

/** The question that a QuerySet asks, as part of another. */
export function embed(builder: PlanBuilder, lifted: LiftedQuery, scope: Scope): EmbeddedQuery {
  const { content, firstSlot } = lifted;
  return {
    plan: resolveOuter(builder, content.plan, scope),
    firstParameter: builder.firstParameter + firstSlot,
    offset: content.offset,
    limit: content.limit,
  };
}

/** A QuerySet as one value: its only column, or its primary key. */
export function embedOne(builder: PlanBuilder, query: QueryOperand, scope: Scope): EmbeddedQuery {
  const embedded = embed(builder, query as LiftedQuery, scope);
  const { plan } = embedded;
  if (plan.values === undefined && plan.combination === undefined) {
    throw new UsageError(`A Subquery of ${plan.model.name} has no column to give.`, {
      code: "bad-subquery",
      hint: "Name one with values() or valuesList().",
    });
  }
  return checkOneColumn(embedded, `A Subquery of ${plan.model.name}`);
}

function checkOneColumn(embedded: EmbeddedQuery, what: string): EmbeddedQuery {
  const count = outputOf(embedded.plan).length;
  if (count === 1) return embedded;
  throw new UsageError(`${what} has ${count} columns; expected 1.`, {
    code: "bad-subquery",
    hint: "Name one with values() or valuesList().",
  });
}

/** A QuerySet given to a lookup: its only column, or the key that the relation goes by. */
export function embedColumn(
  builder: PlanBuilder,
  query: QueryOperand,
  place: LookupPlace,
  scope: Scope,
): Expr {
  const embedded = embed(builder, query as LiftedQuery, scope);
  const { plan } = embedded;
  if (place.lookup.name === "exact" && embedded.limit !== 1) {
    return refuse(
      place,
      `a QuerySet of ${plan.model.name}`,
      "one row",
      "Take it with slice(0, 1).",
    );
  }
  if (valuesOf(plan) !== undefined) {
    const what = `The QuerySet of ${plan.model.name} for "${place.text}"`;
    return { kind: "subquery", query: checkOneColumn(embedded, what) };
  }
  if (place.relatedTo !== undefined && place.relatedTo !== plan.model) {
    return refuse(place, `a QuerySet of ${plan.model.name}`, `one of ${place.relatedTo.name}`);
  }
  const isByKey = place.named === undefined || place.named.model !== plan.model;
  return {
    kind: "subquery",
    query: {
      ...embedded,
      plan: selectColumn(plan, isByKey ? plan.model.pk.name : place.named!.name),
    },
  };
}

/** A plan that gives one of its own columns, without annotations. */
function selectColumn(plan: LogicalPlan, name: string): LogicalPlan {
  const column = plan.model.columns.find((each) => each.name === name)!;
  return changePlan(plan, {
    mask: new Set<string>(),
    combination: plan.combination && { ...plan.combination, selected: [name] },
    values: {
      names: [name],
      fields: [name],
      columns: [{ kind: "column", alias: plan.root, column } satisfies Expr],
    },
  });
}

/** The plan with what it says of the query around it resolved there. */
export function resolveOuter(builder: PlanBuilder, plan: LogicalPlan, scope: Scope): LogicalPlan {
  return mapPlan(plan, (expr) => {
    if (expr.kind !== "outer-name") return expr;
    // Further out: the query around is not the one that is meant, but lies within it.
    if (expr.depth > 1) return { kind: "outer", expression: { ...expr, depth: expr.depth - 1 } };
    const { expression } = builder.reference(expr.path, scope);
    checkOuter(builder.model, expr.path, expression);
    return { kind: "outer", expression };
  });
}

/** @throws {UsageError} for what is only known when the rows around have been grouped or counted. */
function checkOuter({ name }: Model, path: string, expression: Expr): void {
  const isAggregate = containsAggregate(expression);
  if (!isAggregate && !containsWindow(expression)) return;
  const what = isAggregate ? "an aggregate" : "a window function";
  throw new UsageError(
    `A query inside cannot read "${path}" of the ${name} around it, which is ${what}.`,
    {
      code: "outer-reference",
      hint: "Compare with it outside of the query, or read the rows first.",
    },
  );
}
