import { LookupError, UsageError } from "../errors.ts";
import type { Model } from "../schema/registry.ts";
import { orderCombined } from "./combined-order.ts";
import { containsAggregate, type Expr, someNode } from "./expression.ts";
import { keyOfExpr } from "./expression-key.ts";
import { selectedAnnotations } from "./expression-type.ts";
import { openScope } from "./filter.ts";
import { groupTerms } from "./group-terms.ts";
import { splitHaving } from "./having.ts";
import {
  changePlan,
  type GivenOrder,
  type LogicalPlan,
  type OrderedPlan,
  type OrderTerm,
} from "./logical-plan.ts";
import { PlanBuilder } from "./plan-builder.ts";
import { resolveOrderTerm } from "./resolve-syntax.ts";

/**
 * The plan in the given order; it replaces the order before it.
 * @throws {LookupError} for a path that names no column, relation or annotation.
 */
export function setOrder(builder: PlanBuilder, ordering: readonly GivenOrder[]): LogicalPlan {
  const { base, prepares, slotCount } = builder;
  if (base.combination !== undefined) orderCombined(changePlan(base, { ordering }));
  else
    for (const { term } of ordering) {
      if (typeof term === "string") checkPath(base, term);
      else
        checkTerm(base, resolveOrderTerm(new PlanBuilder(base, { prepares }), term, openScope()));
    }
  const parameterCount = base.parameterCount + slotCount;
  return changePlan(base, { ordering, isReversed: false, parameterCount });
}

/** @throws {UsageError} for an aggregate where nothing is grouped, and for a query around. */
function checkTerm({ model, groupBy }: LogicalPlan, { expression }: OrderTerm): void {
  if (someNode(expression, ({ kind }) => kind === "outer-name")) {
    throw new UsageError(`orderBy() on ${model.name} got an OuterRef().`, {
      code: "outer-reference",
      hint: "Add what is computed with it by annotate(), and order by its name.",
    });
  }
  if (groupBy !== undefined || !containsAggregate(expression)) return;
  throw new UsageError(`orderBy() on ${model.name} got an aggregate, but nothing is grouped.`, {
    code: "bad-expression",
    hint: "Add it with annotate(), and order by its name.",
  });
}

function checkPath(plan: LogicalPlan, term: string): void {
  const path = withoutSign(term);
  if (path === "") {
    throw new LookupError(
      `orderBy() on ${plan.model.name} takes names of fields, "-" before one for descending.`,
      { code: "bad-order", model: plan.model.name, path: term },
    );
  }
  new PlanBuilder(plan).reference(path, openScope());
}

function withoutSign(term: string): string {
  return term.startsWith("-") ? term.slice(1) : term;
}

/**
 * The plan with its order and its grouping resolved to expressions: joins for paths that span
 * relations are added, and a relation is replaced by the ordering of its target.
 */
export function resolvePlan(plan: LogicalPlan, isOrderWanted: boolean): OrderedPlan {
  const combined =
    plan.combination && orderCombined(isOrderWanted ? plan : changePlan(plan, { ordering: [] }));
  const builder = new PlanBuilder(plan);
  const given = plan.ordering ?? plan.model.ordering.map((term) => ({ term, firstParameter: 0 }));
  const isModelOrder = plan.ordering === undefined;
  const own = isOrderWanted ? given : [];
  const order: OrderTerm[] = [...(combined?.order ?? [])];
  if (combined === undefined)
    for (const term of own) order.push(...orderTerms(builder, plan, term));
  const distinctTerms = plan.distinctOn.map(
    (path) => builder.reference(path, openScope()).expression,
  );
  const directed = plan.isReversed ? [...order.map(reversed), ...reversedTies(plan, order)] : order;
  // Its order is told here.
  return changePlan(plan as OrderedPlan, {
    sources: builder.list.sources,
    combination: combined?.combination,
    order: directed,
    distinctTerms,
    isModelOrder,
    groups: groupsOf(plan, isModelOrder ? [] : order),
  });
}

/** Rows that an order holds equal come by primary key, and the other way round when it is reversed. */
function reversedTies(plan: LogicalPlan, order: readonly OrderTerm[]): readonly OrderTerm[] {
  const isOfRows =
    plan.values === undefined &&
    plan.combination === undefined &&
    (plan.groupBy === undefined || plan.groupBy === "row");
  if (!isOfRows || order.length === 0 || plan.root !== 0) return [];
  const expression: Expr = { kind: "column", alias: 0, column: plan.model.pk };
  return [{ expression, isDescending: true, nulls: undefined }];
}

function reversed({ expression, isDescending, nulls }: OrderTerm): OrderTerm {
  const flipped = nulls === undefined ? undefined : nulls === "first" ? "last" : "first";
  return { expression, isDescending: !isDescending, nulls: flipped };
}

function orderTerms(
  builder: PlanBuilder,
  plan: LogicalPlan,
  { term, firstParameter }: GivenOrder,
): OrderTerm[] {
  if (typeof term !== "string") {
    const own = new PlanBuilder(plan, { firstParameter, list: builder.list });
    return [resolveOrderTerm(own, term, openScope())];
  }
  const isDescending = term.startsWith("-");
  const path = withoutSign(term);
  const selected = plan.annotations.get(path) ?? selectedColumn(plan, path);
  if (selected !== undefined) return [{ expression: selected, isDescending, nulls: undefined }];
  return followOrder(builder, { path, isDescending, seen: [] });
}

/** A column that `values()` gives under this name: a relation there is its key. */
function selectedColumn({ values }: LogicalPlan, path: string): Expr | undefined {
  return values?.columns[values.fields.indexOf(path)];
}

interface OrderRequest {
  readonly path: string;
  readonly isDescending: boolean;
  /** Models whose ordering is being followed, so that orderings in a circle end. */
  readonly seen: readonly Model[];
}

function followOrder(builder: PlanBuilder, request: OrderRequest): OrderTerm[] {
  const { path, isDescending, seen } = request;
  const walk = builder.annotation(path, openScope()) === undefined ? builder.walk(path) : undefined;
  const target = walk?.relatedTo;
  const followsTarget =
    target !== undefined &&
    walk!.rest.length === 0 &&
    target.ordering.length > 0 &&
    !seen.includes(target);
  if (!followsTarget) {
    const { expression } = builder.reference(path, openScope());
    return [{ expression, isDescending, nulls: undefined }];
  }
  return target.ordering.flatMap((term) => {
    const flips = term.startsWith("-");
    return followOrder(builder, {
      path: `${path}__${withoutSign(term)}`,
      isDescending: isDescending !== flips,
      seen: [...seen, target],
    });
  });
}

/** All that a grouped question groups by: what it says itself, and what its output needs besides. */
function groupsOf(plan: LogicalPlan, order: readonly OrderTerm[]): readonly Expr[] | undefined {
  const { having } = splitHaving(plan.where);
  const groupBy = plan.groupBy ?? (having.length > 0 ? "row" : undefined);
  if (groupBy === undefined) return undefined;
  if (plan.root !== 0) throw new UsageError("A query inside a negation cannot be grouped.");
  const pk: Expr = { kind: "column", alias: 0, column: plan.model.pk };
  const own = groupBy === "row" ? [pk] : groupBy;
  const columns = plan.values === undefined ? [pk] : plan.values.columns;
  const terms = [...own];
  const add = (expr: Expr): void => {
    terms.push(...groupTerms(expr));
  };
  columns.forEach(add);
  for (const [, expr] of selectedAnnotations(plan)) add(expr);
  for (const { expression } of order) add(expression);
  having.forEach(add);
  return [...new Map(terms.map((term) => [keyOfExpr(term), term])).values()];
}

/**
 * Checks that no groups are to be told apart by columns: which row of a group has them is open.
 * Source: https://docs.djangoproject.com/en/5.2/ref/models/querysets/#distinct
 * @throws {UsageError} where both are asked for.
 */
export function checkDistinct({ distinctOn, groupBy, where, model }: LogicalPlan): void {
  if (distinctOn.length === 0) return;
  if (groupBy === undefined && splitHaving(where).having.length === 0) return;
  const names = distinctOn.map((name) => JSON.stringify(name)).join(", ");
  throw new UsageError(`distinct(${names}) on ${model.name} cannot go with groups.`, {
    code: "distinct-of-groups",
    hint: "distinct() without columns gives groups that show the same once.",
  });
}
