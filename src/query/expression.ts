/** Expressions whose names have been resolved: frozen trees over the aliases of one plan. */
import { UsageError } from "../errors.ts";
import { type Kind, kindOf } from "../schema/kind.ts";
import type { Column } from "../schema/registry.ts";
import type { Value } from "../value.ts";
import type { AggregateFunction } from "./aggregates.ts";
import { compileArithmetic } from "./functions/arithmetic.ts";
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

/** The kind of an expression's value; undefined while it hangs on a query around it. */
export function typeOf(expr: Expr): Kind | undefined {
  switch (expr.kind) {
    case "column":
      return expr.column.kind;
    case "parameter":
    case "constant":
    case "position":
    case "cast":
    case "output":
      return expr.type;
    case "arithmetic": {
      const [left, right] = [typeOf(expr.left), typeOf(expr.right)];
      if (left === undefined || right === undefined) return undefined;
      return compileArithmetic(expr.operator, left, right)?.kind;
    }
    case "call": {
      const kinds = expr.args.map(typeOf);
      return kinds.includes(undefined) ? undefined : expr.fn.resultKind(kinds as Kind[]);
    }
    case "case":
      return firstType([...expr.branches.map(({ result }) => result), expr.otherwise]);
    case "aggregate":
      return expr.fn.resultKind(expr.arg === undefined ? undefined : typeOf(expr.arg));
    case "window":
      return windowType(expr);
    case "subquery":
      return outputTypes(expr.query.plan)[0];
    case "outer":
    case "reference":
      return typeOf(expr.expression);
    case "outer-name":
      return undefined;
    default:
      return kindOf("boolean");
  }
}

/**
 * The kind of an expression's value, for those who compute it.
 * @throws {UsageError} where values are combined that do not go together.
 */
export function kindOfExpr(expr: Expr): Kind {
  const kind = typeOf(expr);
  if (kind !== undefined) return kind;
  throw new UsageError("An expression combines values of kinds that do not go together.", {
    code: "bad-expression",
    hint: "Convert one of them with Cast().",
  });
}

/** The kind of the first that is not a bare null. */
function firstType(exprs: readonly Expr[]): Kind | undefined {
  const typed = exprs.find((expr) => !(expr.kind === "constant" && expr.value === null));
  return typeOf(typed ?? exprs[0]!);
}

function windowType({ fn, args }: WindowExpr): Kind | undefined {
  if ("kind" in fn) return typeOf(fn);
  return fn.resultKind(args[0] === undefined ? undefined : typeOf(args[0]));
}

/** The expressions of a plan's output, in order: those of `values`, then annotations. */
export function outputOf(plan: LogicalPlan): readonly Expr[] {
  if (plan.combination !== undefined && plan.values === undefined) {
    return outputOf(plan.combination.queries[0]!.plan);
  }
  const columns =
    plan.values?.columns ??
    plan.model.columns.map((column): Expr => ({ kind: "column", alias: 0, column }));
  return [...columns, ...selectedAnnotations(plan).map(([, expr]) => expr)];
}

/** The annotations that are part of the result. */
export function selectedAnnotations(plan: LogicalPlan): readonly (readonly [string, Expr])[] {
  const { annotations, mask } = plan;
  return [...annotations].filter(([name]) => mask === undefined || mask.has(name));
}

function outputTypes(plan: LogicalPlan): readonly (Kind | undefined)[] {
  return outputOf(plan).map(typeOf);
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
      return [];
  }
}

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
  return test(expr) || childrenOf(expr).some((child) => someNode(child, test));
}

/** Whether the value belongs to a group of rows; an aggregate over a window does not. */
export function containsAggregate(expr: Expr): boolean {
  if (expr.kind === "aggregate") return true;
  if (expr.kind === "window") {
    const inner = "kind" in expr.fn ? childrenOf(expr.fn) : [];
    return [...inner, ...expr.args, ...expr.partitionBy].some(containsAggregate);
  }
  return childrenOf(expr).some(containsAggregate);
}

/** Whether the value needs the other rows of a partition. */
export function containsWindow(expr: Expr): boolean {
  return someNode(expr, (node) => node.kind === "window");
}

/**
 * What an expression adds to the grouping of a query that has aggregates.
 * Source: https://docs.djangoproject.com/en/5.2/topics/db/aggregation/
 */
export function groupTerms(expr: Expr): readonly Expr[] {
  switch (expr.kind) {
    case "aggregate":
    case "parameter":
    case "constant":
    case "outer":
      return [];
    case "subquery":
    case "exists":
      return outerColumns(expr.query.plan);
    case "test":
    case "and":
    case "or":
    case "xor":
    case "not":
    case "is-null":
    case "reference":
      return childrenOf(expr).flatMap(groupTerms);
    default:
      return containsAggregate(expr) ? childrenOf(expr).flatMap(groupTerms) : [expr];
  }
}

/** Columns of the query around that a query inside it reads. */
function outerColumns(plan: LogicalPlan): readonly Expr[] {
  const found: Expr[] = [];
  const visit = (expr: Expr): void => {
    if (expr.kind === "outer") {
      if (expr.expression.kind === "column") found.push(expr.expression);
    } else if (expr.kind === "subquery" || expr.kind === "exists") {
      for (const column of outerColumns(expr.query.plan)) visit(column);
    } else {
      for (const child of childrenOf(expr)) visit(child);
    }
  };
  for (const expr of plan.where) visit(expr);
  for (const expr of plan.annotations.values()) visit(expr);
  return found;
}

const IDS = new WeakMap<object, number>();
let lastId = 0;

function idOf(thing: object): number {
  const known = IDS.get(thing);
  if (known !== undefined) return known;
  IDS.set(thing, ++lastId);
  return lastId;
}

/** Text that is the same for expressions that compute the same from the same row. */
export function keyOfExpr(expr: Expr): string {
  switch (expr.kind) {
    case "column":
      return `c${expr.alias}.${expr.column.name}`;
    case "parameter":
      return `p${expr.parameter}`;
    case "constant":
      return `v${typeof expr.value}:${String(JSON.stringify(expr.value, (_, v) => (typeof v === "bigint" ? `${v}n` : v)))}`;
    case "position":
      return `#${expr.position}`;
    case "reference":
      return keyOfExpr(expr.expression);
    case "outer":
      return `o(${keyOfExpr(expr.expression)})`;
    case "outer-name":
      return `n${expr.depth}(${expr.path})`;
    case "subquery":
    case "exists":
      return `${expr.kind}#${idOf(expr.query.plan)}@${expr.query.firstParameter}`;
    default:
      return `${expr.kind}${detailOf(expr)}(${childrenOf(expr).map(keyOfExpr).join(",")})`;
  }
}

function detailOf(expr: Expr): string {
  switch (expr.kind) {
    case "arithmetic":
      return `:${expr.operator}`;
    case "call":
      return `:${expr.fn.name}#${idOf(expr.fn)}`;
    case "cast":
    case "output":
      return `:${expr.type.name}`;
    case "aggregate":
      return `:${expr.fn.name}${expr.isDistinct ? "d" : ""}${expr.filter === undefined ? "" : "f"}${expr.default === undefined ? "" : "e"}`;
    case "window":
      return `:${"kind" in expr.fn ? "" : expr.fn.name}${expr.partitionBy.length}/${expr.orderBy.map((term) => `${term.isDescending}${term.nulls}`)}/${JSON.stringify(expr.frame ?? null)}`;
    case "test":
      return `:${expr.lookup.name}#${idOf(expr.lookup)}${Array.isArray(expr.right) ? "l" : ""}`;
    case "is-null":
      return `:${expr.isNull}`;
    default:
      return "";
  }
}
