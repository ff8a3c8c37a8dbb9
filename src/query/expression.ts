/** Expressions whose names have been resolved: trees over the aliases of one plan. */
import { type Kind, kindOf } from "../schema/kind.ts";
import type { Column } from "../schema/registry.ts";
import type { Value } from "../value.ts";
import type { AggregateFunction } from "./aggregates.ts";
import type { ScalarFunction } from "./functions/scalar-function.ts";
import type { LogicalPlan, OrderTerm } from "./logical-plan.ts";
import type { Lookup } from "./lookups.ts";
import type { ArithmeticOperator, WindowFrame } from "./syntax.ts";
import type { WindowFunction } from "./window-functions.ts";

/** A query inside an expression. Its parameters lie among those of the query around it. */
export interface EmbeddedQuery {
  readonly plan: LogicalPlan;
  /** Place of its first parameter among those of the query around it. */
  readonly firstParameter: number;
  readonly offset: number;
  readonly limit: number;
}

/** One node of an expression. Conditions are expressions that are true, false or null. */
export type Expr =
  | { readonly kind: "column"; readonly alias: number; readonly column: Column }
  /** A value given for each run. */
  | { readonly kind: "parameter"; readonly parameter: number; readonly type: Kind }
  | { readonly kind: "constant"; readonly value: Value; readonly type: Kind }
  /** The store's time, the same for the whole question. */
  | { readonly kind: "now" }
  | {
      readonly kind: "arithmetic";
      readonly operator: ArithmeticOperator;
      readonly left: Expr;
      readonly right: Expr;
    }
  | { readonly kind: "call"; readonly fn: ScalarFunction; readonly args: readonly Expr[] }
  | { readonly kind: "cast" | "output"; readonly arg: Expr; readonly type: Kind }
  | {
      readonly kind: "case";
      readonly branches: readonly { readonly when: Expr; readonly result: Expr }[];
      readonly otherwise: Expr;
    }
  | AggregateExpr
  | WindowExpr
  | { readonly kind: "subquery" | "exists"; readonly query: EmbeddedQuery }
  /** A value of the query around, the same for all rows of this one. */
  | { readonly kind: "outer"; readonly expression: Expr }
  /** A path that the query around will resolve, `depth` levels out. */
  | { readonly kind: "outer-name"; readonly path: string; readonly depth: number }
  /** An annotation by its name: what stands behind it is computed once. */
  | { readonly kind: "reference"; readonly name: string; readonly expression: Expr }
  /** A column of the output, by its place: in orders of combined queries. */
  | { readonly kind: "position"; readonly position: number; readonly type: Kind }
  | { readonly kind: "and" | "or" | "xor"; readonly children: readonly Expr[] }
  | { readonly kind: "not"; readonly child: Expr }
  | { readonly kind: "is-null"; readonly arg: Expr; readonly isNull: boolean }
  | TestExpr;

/** A lookup on an expression; `in` and `range` may take a list of expressions. */
export interface TestExpr {
  readonly kind: "test";
  readonly lookup: Lookup;
  readonly left: Expr;
  readonly right: Expr | readonly Expr[];
  /** The path as the user wrote it, for messages. */
  readonly text: string;
}

/** A function over the rows of a group. */
export interface AggregateExpr {
  readonly kind: "aggregate";
  readonly fn: AggregateFunction;
  /** Undefined counts rows. */
  readonly arg: Expr | undefined;
  readonly isDistinct: boolean;
  readonly filter: Expr | undefined;
  readonly default: Expr | undefined;
}

/** A function over the rows of a partition, computed for each of them. */
export interface WindowExpr {
  readonly kind: "window";
  readonly fn: WindowFunction | AggregateExpr;
  readonly args: readonly Expr[];
  readonly partitionBy: readonly Expr[];
  readonly orderBy: readonly OrderTerm[];
  readonly frame: WindowFrame | undefined;
}

export const TRUE: Expr = Object.freeze({
  kind: "constant",
  value: true,
  type: kindOf("boolean"),
});

export const FALSE: Expr = Object.freeze({
  kind: "constant",
  value: false,
  type: kindOf("boolean"),
});

/** All of the conditions; none is true. */
export function allOf(children: readonly Expr[]): Expr {
  return children.length === 1 ? children[0]! : Object.freeze({ kind: "and", children });
}

/** The nodes that a node is computed from, in its own query. */
export function childrenOf(expr: Expr): readonly Expr[] {
  switch (expr.kind) {
    case "arithmetic":
      return [expr.left, expr.right];
    case "call":
      return expr.args;
    case "cast":
    case "output":
    case "is-null":
      return [expr.arg];
    case "case":
      return [...expr.branches.flatMap(({ when, result }) => [when, result]), expr.otherwise];
    case "aggregate":
      return [expr.arg, expr.filter, expr.default].filter((each) => each !== undefined);
    case "window":
      return [
        ...("kind" in expr.fn ? [expr.fn] : []),
        ...expr.args,
        ...expr.partitionBy,
        ...expr.orderBy.map(({ expression }) => expression),
      ];
    case "reference":
      return [expr.expression];
    case "and":
    case "or":
    case "xor":
      return expr.children;
    case "not":
      return [expr.child];
    case "test":
      return Array.isArray(expr.right)
        ? [expr.left, ...(expr.right as readonly Expr[])]
        : [expr.left, expr.right as Expr];
    default:
      return NONE;
  }
}

const NONE: readonly Expr[] = [];

/** The same node over other children, in the order of {@link childrenOf}. */
export function withChildren(expr: Expr, change: (child: Expr) => Expr): Expr {
  switch (expr.kind) {
    case "arithmetic":
      return { ...expr, left: change(expr.left), right: change(expr.right) };
    case "call":
      return { ...expr, args: expr.args.map(change) };
    case "cast":
    case "output":
    case "is-null":
      return { ...expr, arg: change(expr.arg) };
    case "case":
      return {
        ...expr,
        branches: expr.branches.map(({ when, result }) => ({
          when: change(when),
          result: change(result),
        })),
        otherwise: change(expr.otherwise),
      };
    case "aggregate":
      return changeAggregate(expr, change);
    case "window":
      return {
        ...expr,
        fn: "kind" in expr.fn ? changeAggregate(expr.fn, change) : expr.fn,
        args: expr.args.map(change),
        partitionBy: expr.partitionBy.map(change),
        orderBy: expr.orderBy.map((term) => ({ ...term, expression: change(term.expression) })),
      };
    case "reference":
      return { ...expr, expression: change(expr.expression) };
    case "and":
    case "or":
    case "xor":
      return { ...expr, children: expr.children.map(change) };
    case "not":
      return { ...expr, child: change(expr.child) };
    case "test":
      return {
        ...expr,
        left: change(expr.left),
        right: Array.isArray(expr.right)
          ? (expr.right as readonly Expr[]).map(change)
          : change(expr.right as Expr),
      };
    default:
      return expr;
  }
}

function changeAggregate(expr: AggregateExpr, change: (child: Expr) => Expr): AggregateExpr {
  const { arg, filter, default: fallback } = expr;
  return {
    ...expr,
    arg: arg && change(arg),
    filter: filter && change(filter),
    default: fallback && change(fallback),
  };
}

/** Whether a node of the tree meets a test; queries inside are not entered. */
export function someNode(expr: Expr, test: (node: Expr) => boolean): boolean {
  if (test(expr)) return true;
  for (const child of childrenOf(expr)) if (someNode(child, test)) return true;
  return false;
}

/** Whether the value belongs to a group of rows; an aggregate over a window does not. */
export function containsAggregate(expr: Expr): boolean {
  if (expr.kind === "aggregate") return true;
  if (expr.kind === "window") {
    const inner = "kind" in expr.fn ? childrenOf(expr.fn) : [];
    return [...inner, ...expr.args, ...expr.partitionBy].some(containsAggregate);
  }
  for (const child of childrenOf(expr)) if (containsAggregate(child)) return true;
  return false;
}

/** Whether the value needs the other rows of a partition. */
export function containsWindow(expr: Expr): boolean {
  return someNode(expr, (node) => node.kind === "window");
}
