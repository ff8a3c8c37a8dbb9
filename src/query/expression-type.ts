import { UsageError } from "../errors.ts";
import { type Kind, kindOf } from "../schema/kind.ts";
import type { Expr, WindowExpr } from "./expression.ts";
import { compileArithmetic } from "./functions/arithmetic.ts";
import type { LogicalPlan } from "./logical-plan.ts";

/** Kinds of nodes over others: stacked annotations hold each other, and all are asked for theirs. */
const KINDS = new WeakMap<Expr, { readonly kind: Kind | undefined }>();

/**
 * The kind of an expression's value; undefined while it hangs on a query around it.
 * Cost: that of the nodes that were not asked before.
 */
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
    case "now":
      return kindOf("dateTime");
  }
  let known = KINDS.get(expr);
  if (known === undefined) {
    known = { kind: computedType(expr) };
    KINDS.set(expr, known);
  }
  return known.kind;
}

function computedType(expr: Expr): Kind | undefined {
  switch (expr.kind) {
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

/** The columns that a plan gives in place of rows; combined questions give those of their parts. */
export function valuesOf(plan: LogicalPlan): LogicalPlan["values"] {
  const [first] = plan.combination?.queries ?? [];
  return plan.values ?? (first === undefined ? undefined : valuesOf(first.plan));
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

/** Names of the columns of a plan's output. */
export function outputNames(plan: LogicalPlan): readonly string[] {
  if (plan.combination !== undefined && plan.values === undefined) {
    return outputNames(plan.combination.queries[0]!.plan);
  }
  const annotations = selectedAnnotations(plan).map(([name]) => name);
  const fields = plan.values?.fields ?? plan.model.columns.map((column) => column.name);
  return [...fields, ...annotations];
}

const NO_ANNOTATIONS: readonly (readonly [string, Expr])[] = [];

/** The annotations that are part of the result. */
export function selectedAnnotations(plan: LogicalPlan): readonly (readonly [string, Expr])[] {
  const { annotations, mask } = plan;
  if (annotations.size === 0) return NO_ANNOTATIONS;
  return mask === undefined
    ? [...annotations]
    : [...annotations].filter(([name]) => mask.has(name));
}

function outputTypes(plan: LogicalPlan): readonly (Kind | undefined)[] {
  return outputOf(plan).map(typeOf);
}
