import { LookupError, UsageError } from "../errors.ts";
import { kindOf } from "../schema/kind.ts";
import type { Model } from "../schema/registry.ts";
import {
  type AggregateExpr,
  childrenOf,
  containsAggregate,
  containsWindow,
  type Expr,
  someNode,
} from "./expression.ts";
import { keyOfExpr } from "./expression-key.ts";
import { outputNames, selectedAnnotations, typeOf } from "./expression-type.ts";
import { openScope } from "./filter.ts";
import { groupTerms } from "./group-terms.ts";
import { splitHaving } from "./having.ts";
import { changePlan, type LogicalPlan } from "./logical-plan.ts";
import type { PlanBuilder } from "./plan-builder.ts";
import { resolveSyntax } from "./resolve-syntax.ts";
import { mapExpr } from "./rewrite.ts";
import type { Syntax } from "./syntax.ts";

/** One value that `aggregate()` is asked for. */
export interface SummaryInput {
  readonly name: string;
  readonly syntax: Syntax;
}

/**
 * The plan of aggregates over all rows of a plan. Where that one has groups, drops repeats or is
 * sliced, they go over its output; else over its joined rows.
 * @throws {UsageError} for an expression without an aggregate in it.
 */
export function summarize(
  builder: PlanBuilder,
  inputs: readonly SummaryInput[],
  isSliced: boolean,
): LogicalPlan {
  const { base } = builder;
  const known = new Set(builder.annotations.keys());
  const columns = new Map<string, Expr>();
  for (const { name, syntax } of inputs) {
    const resolved = resolveSyntax(builder, syntax, openScope(undefined, true));
    if (!containsAggregate(resolved)) {
      throw new UsageError(`"${name}" in aggregate() on ${base.model.name} is not an aggregate.`, {
        code: "not-an-aggregate",
      });
    }
    checkNoSummaryWithin(base.model, resolved, known);
    const inlined = inline(resolved, (reference) => !known.has(reference));
    columns.set(name, inlined);
    builder.annotations.set(name, inlined);
  }
  for (const { name } of inputs) if (!known.has(name)) builder.annotations.delete(name);
  for (const [name, expr] of base.annotations) builder.annotations.set(name, expr);
  const plan = builder.build({});
  if (!needsInner(plan, columns, isSliced)) {
    return changePlan(plan, {
      ordering: [],
      annotations: new Map(),
      summary: { columns, inner: undefined },
    });
  }
  return nestedSummary(plan, columns, isSliced);
}

/** @throws {LookupError} for an aggregate of one that the same call has computed before it. */
function checkNoSummaryWithin(model: Model, expr: Expr, known: ReadonlySet<string>): void {
  const refuse = (name: string, { fn }: AggregateExpr): never => {
    throw new LookupError(
      `${fn.name}() on ${model.name} cannot take "${name}", an aggregate of the same call.`,
      {
        code: "nested-aggregate",
        model: model.name,
        path: name,
        hint: "Is a field meant, give the aggregate another name.",
      },
    );
  };
  const check = (node: Expr, around: AggregateExpr | undefined): void => {
    if (node.kind === "reference" && around !== undefined && !known.has(node.name)) {
      refuse(node.name, around);
    }
    for (const child of childrenOf(node)) check(child, node.kind === "aggregate" ? node : around);
  };
  check(expr, undefined);
}

/** An expression with references to some annotations replaced by what they stand for. */
function inline(expr: Expr, isInlined: (name: string) => boolean): Expr {
  return mapExpr(expr, {
    node: (node) =>
      node.kind === "reference" && isInlined(node.name) ? inline(node.expression, isInlined) : node,
  });
}

function needsInner(
  plan: LogicalPlan,
  columns: ReadonlyMap<string, Expr>,
  isSliced: boolean,
): boolean {
  if (isSliced || plan.isDistinct || plan.distinctOn.length > 0) return true;
  if (Array.isArray(plan.groupBy)) return true;
  if (hasAggregates(plan) || splitHaving(plan.where).qualify.length > 0) return true;
  const refersToQuery = (expr: Expr): boolean =>
    someNode(
      expr,
      (node) =>
        node.kind === "reference" &&
        (containsWindow(node.expression) ||
          someNode(node.expression, ({ kind }) => kind === "subquery" || kind === "exists")),
    );
  return [...columns.values()].some(refersToQuery);
}

function hasAggregates({ annotations, where }: LogicalPlan): boolean {
  return [...annotations.values()].some(containsAggregate) || splitHaving(where).having.length > 0;
}

function nestedSummary(
  plan: LogicalPlan,
  columns: ReadonlyMap<string, Expr>,
  isSliced: boolean,
): LogicalPlan {
  const annotations = new Map(plan.annotations);
  const mask = innerMask(plan, columns);
  const names = new Map<string, string>();
  // What the aggregates read besides annotations becomes a column of the inner question.
  const outside = (node: Expr): Expr => {
    if (node.kind === "reference") return referTo(node.name, node.expression);
    if (node.kind !== "column") return node;
    const key = keyOfExpr(node);
    const name = names.get(key) ?? `__column${names.size + 1}`;
    names.set(key, name);
    annotations.set(name, node);
    mask.add(name);
    return referTo(name, node);
  };
  const outer = [...columns].map(
    ([name, expr]) => [name, mapExpr(expr, { node: outside })] as const,
  );
  const isBare = plan.values === undefined && !plan.isDistinct;
  const inner: LogicalPlan = changePlan(plan, {
    annotations,
    mask,
    ordering: isSliced || plan.distinctOn.length > 0 ? plan.ordering : [],
    values: isBare ? { names: [], fields: [], columns: [] } : plan.values,
    groupBy: isBare && hasAggregates(plan) ? [pkOf(plan)] : plan.groupBy,
  });
  const places = outputNames(inner);
  const atPlaces = new Map(outer.map(([name, expr]) => [name, readPlaces(expr, places)] as const));
  return changePlan(inner, { summary: { columns: atPlaces, inner } });
}

/** A reference without what it stands for: to a column of the inner output. */
function referTo(name: string, expr: Expr): Expr {
  const type = typeOf(expr) ?? kindOf("text");
  return { kind: "reference", name, expression: { kind: "constant", value: null, type } };
}

function readPlaces(expr: Expr, places: readonly string[]): Expr {
  return mapExpr(expr, {
    node: (node) => {
      if (node.kind !== "reference") return node;
      const type = typeOf(node.expression) ?? kindOf("text");
      return { kind: "position", position: places.indexOf(node.name), type };
    },
  });
}

function pkOf({ model }: LogicalPlan): Expr {
  return { kind: "column", alias: 0, column: model.pk };
}

/** The annotations that the inner question must keep: those asked for, and those that group. */
function innerMask(plan: LogicalPlan, columns: ReadonlyMap<string, Expr>): Set<string> {
  const mask = new Set<string>();
  for (const expr of columns.values()) {
    someNode(expr, (node) => {
      if (node.kind === "reference") mask.add(node.name);
      return false;
    });
  }
  for (const [name, expr] of selectedAnnotations(plan)) {
    if (plan.isDistinct || groupTerms(expr).length > 0) mask.add(name);
  }
  return mask;
}
