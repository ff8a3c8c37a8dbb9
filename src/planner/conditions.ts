/** Conditions of a plan by what the planner can do with them. */
import { aliasesOf } from "../query/aliases.ts";
import { childrenOf, type Expr, type TestExpr } from "../query/expression.ts";
import { typeOf } from "../query/expression-type.ts";
import { splitHaving } from "../query/having.ts";
import type { LogicalPlan } from "../query/logical-plan.ts";
import type { Lookup } from "../query/lookups.ts";
import type { Kind } from "../schema/kind.ts";
import type { Column } from "../schema/registry.ts";

/** A lookup on a column whose value is known before any row is read: an index may answer it. */
export interface Test {
  readonly kind: "test";
  readonly alias: number;
  readonly column: Column;
  readonly lookup: Lookup;
  /** Place of the value among the parameters and the operands computed at the start. */
  readonly parameter: number;
  readonly expression: TestExpr;
}

/** Any other condition: it is decided when the rows of its aliases are at hand. */
export interface Filter {
  readonly kind: "filter";
  readonly aliases: ReadonlySet<number>;
  readonly expression: Expr;
}

export type Condition = Test | Filter;

/** A value that is computed once at the start of a run and added to the parameters. */
export interface Operand {
  readonly expression: Expr | readonly Expr[];
  readonly lookup: Lookup;
}

/** The conditions of a plan. */
export interface Conditions {
  readonly tests: readonly Test[];
  readonly filters: readonly Filter[];
  /** Conditions that hang on no row. */
  readonly gates: readonly Expr[];
  readonly operands: readonly Operand[];
  readonly having: readonly Expr[];
  readonly qualify: readonly Expr[];
}

/** Sorts the conditions of a plan, and those that its inner joins make. */
export function analyzeConditions(plan: LogicalPlan): Conditions {
  const { where, having, qualify } = splitHaving([...plan.where, ...innerRestrictions(plan)]);
  const tests: Test[] = [];
  const filters: Filter[] = [];
  const gates: Expr[] = [];
  const operands: Operand[] = [];
  for (const expression of where) {
    const test = asTest(expression, plan.parameterCount, operands);
    const aliases = aliasesOf(expression);
    if (test !== undefined) tests.push(test);
    else if (aliases.size === 0) gates.push(expression);
    else filters.push({ kind: "filter", aliases, expression });
  }
  // Cheap conditions first: what they turn away, the others need not decide.
  filters.sort((a, b) => countNodes(a.expression) - countNodes(b.expression));
  return { tests, filters, gates, operands, having, qualify };
}

/** What the rows of inner joins must meet to be joined: all that is left must meet it. */
function innerRestrictions({ sources }: LogicalPlan): readonly Expr[] {
  return sources.flatMap(({ kind, references, restriction }) =>
    restriction === undefined || references === 0 || kind === "left" ? [] : restriction.condition,
  );
}

/** How much there is to decide in a condition; a query inside is dear. */
function countNodes(expr: Expr): number {
  const own = expr.kind === "exists" || expr.kind === "subquery" ? 100 : 1;
  return childrenOf(expr).reduce((count, child) => count + countNodes(child), own);
}

function asTest(expr: Expr, parameterCount: number, operands: Operand[]): Test | undefined {
  if (expr.kind !== "test" || expr.left.kind !== "column") return undefined;
  const { left, right, lookup } = expr;
  const { alias, column } = left;
  const found = (parameter: number): Test => ({
    kind: "test",
    alias,
    column,
    lookup,
    parameter,
    expression: expr,
  });
  if (!Array.isArray(right) && (right as Expr).kind === "parameter") {
    return found((right as Expr & { readonly kind: "parameter" }).parameter);
  }
  const parts = Array.isArray(right) ? (right as readonly Expr[]) : [right as Expr];
  if (!parts.every((part) => isFixed(part) && isLike(column.kind, typeOf(part)))) return undefined;
  operands.push({ expression: right, lookup });
  return found(parameterCount + operands.length - 1);
}

/** Whether values of a kind stand in an index of the column's kind as they are. */
function isLike(own: Kind, other: Kind | undefined): boolean {
  const isBig = ({ name }: Kind): boolean => name.endsWith("igInteger");
  return other !== undefined && own.collation === other.collation && isBig(own) === isBig(other);
}

/** Whether an expression has the same value for all rows. */
function isFixed(expr: Expr): boolean {
  return aliasesOf(expr).size === 0 && !isVolatile(expr);
}

function isVolatile(expr: Expr): boolean {
  return expr.kind === "aggregate" || expr.kind === "window" || childrenOf(expr).some(isVolatile);
}
