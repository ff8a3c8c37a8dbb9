import { visitOuter } from "../query/aliases.ts";
import { childrenOf, type EmbeddedQuery, type Expr, type TestExpr } from "../query/expression.ts";
import { selectedAnnotations } from "../query/expression-type.ts";
import { conjuncts } from "../query/having.ts";
import type { LogicalPlan, OrderedPlan } from "../query/logical-plan.ts";
import type { Kind } from "../schema/kind.ts";
import type { Column } from "../schema/registry.ts";
import { expressionsOf } from "./reads.ts";

type ColumnExpr = Expr & { readonly kind: "column" };

/** A column of a query inside, and the column of the query around that it must be equal to. */
export interface Link {
  readonly inner: ColumnExpr;
  readonly outer: ColumnExpr;
  /** Whether a null among the inner values may change the answer for all rows. */
  readonly seesNulls: boolean;
}

/** A query inside of another, and what ties it to the rows around; undefined where nothing does. */
export interface Embedded {
  readonly query: EmbeddedQuery;
  readonly link: Link | undefined;
  /** The columns that are read of its output; undefined for all of it. */
  readonly output: readonly ColumnExpr[] | undefined;
  /** Conditions in place of its own, where more rows than its own are to be followed. */
  readonly where?: readonly Expr[];
}

/** The queries inside of a plan's expressions. */
export function embeddedIn(plan: OrderedPlan): readonly Embedded[] {
  const found: Embedded[] = [];
  const visit = (expr: Expr): void => {
    if (expr.kind === "test" && !Array.isArray(expr.right)) {
      const right = expr.right as Expr;
      if (right.kind === "subquery") {
        visit(expr.left);
        const { query } = right;
        const link = correlation(query.plan) ?? membership(expr, query);
        found.push({ query, link, output: keysOf(query) });
        return;
      }
    }
    if (expr.kind === "subquery" || expr.kind === "exists") {
      const { query } = expr;
      const output = expr.kind === "exists" && isPlain(query) ? [] : undefined;
      found.push({ query, link: correlation(query.plan), output });
    } else for (const child of childrenOf(expr)) visit(child);
  };
  for (const expr of expressionsOf(plan)) visit(expr);
  return found;
}

/** Whether no more than the rows that meet its conditions make a query's answer. */
function isPlain({ plan, offset, limit }: EmbeddedQuery): boolean {
  const isWhole = offset === 0 && limit === Number.POSITIVE_INFINITY;
  const isOfRows = plan.combination === undefined && plan.groupBy === undefined;
  return isWhole && isOfRows && !plan.isDistinct && plan.distinctOn.length === 0;
}

/** The primary key where the rows of a query are compared by it. */
function keysOf(query: EmbeddedQuery): readonly ColumnExpr[] | undefined {
  const { plan } = query;
  if (!isPlain(query) || plan.values !== undefined) return undefined;
  const first = firstColumn(plan);
  return first && [first];
}

/** The condition `inner column = OuterRef(column)` that all rows of a query meet. */
function correlation(plan: LogicalPlan): Link | undefined {
  if (plan.combination !== undefined) return undefined;
  for (const part of plan.where.flatMap(conjuncts)) {
    if (part.kind !== "test" || part.lookup.name !== "exact" || Array.isArray(part.right)) continue;
    const sides = [part.left, part.right as Expr];
    for (const [inner, other] of [sides, sides.toReversed()] as [Expr, Expr][]) {
      if (inner.kind !== "column" || other.kind !== "outer") continue;
      const outer = other.expression;
      if (outer.kind === "column" && areAlike(inner.column, outer.column)) {
        return { inner, outer, seesNulls: false };
      }
    }
  }
  return undefined;
}

/** The column that `outer column IN (query)` looks for among those of a query. */
function membership({ lookup, left }: TestExpr, query: EmbeddedQuery): Link | undefined {
  const { plan, offset, limit } = query;
  const isWhole = offset === 0 && limit === Number.POSITIVE_INFINITY;
  if (lookup.name !== "in" || left.kind !== "column" || !isWhole) return undefined;
  if (plan.combination !== undefined || plan.distinctOn.length > 0) return undefined;
  const inner = firstColumn(plan);
  if (inner === undefined || !areAlike(inner.column, left.column)) return undefined;
  return { inner, outer: left, seesNulls: true };
}

function firstColumn(plan: LogicalPlan): ColumnExpr | undefined {
  if (plan.values !== undefined) {
    const [first] = plan.values.columns;
    return first?.kind === "column" ? first : undefined;
  }
  if (selectedAnnotations(plan).length > 0) return undefined;
  return { kind: "column", alias: plan.root, column: plan.model.pk };
}

/** Whether equal values of two columns are the same value. */
function areAlike(a: Column, b: Column): boolean {
  const isBig = ({ name }: Kind): boolean => name.endsWith("igInteger");
  const isExact = ({ name }: Kind): boolean => name !== "json" && name !== "decimal";
  return (
    a.kind.collation === b.kind.collation &&
    isBig(a.kind) === isBig(b.kind) &&
    isExact(a.kind) &&
    isExact(b.kind)
  );
}

/** Whether an expression of a query reads the query around it. */
export function readsAround(expr: Expr): boolean {
  if (expr.kind === "outer") return true;
  if (expr.kind !== "subquery" && expr.kind !== "exists") return childrenOf(expr).some(readsAround);
  let reads = false;
  visitOuter(expr.query.plan, (outer) => {
    reads ||= readsAround(outer);
  });
  return reads;
}
