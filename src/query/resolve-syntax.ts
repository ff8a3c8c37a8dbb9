/** Resolves the names in expressions to columns. */
import { LookupError, UsageError } from "../errors.ts";
import { suggest } from "../near-names.ts";
import { type Kind, type KindName, kindOf } from "../schema/kind.ts";
import type { Model } from "../schema/registry.ts";
import { findAggregate } from "./aggregates.ts";
import { embed, embedOne } from "./embed.ts";
import {
  type AggregateExpr,
  childrenOf,
  containsWindow,
  type Expr,
  type WindowExpr,
} from "./expression.ts";
import { typeOf } from "./expression-type.ts";
import { compileArithmetic } from "./functions/arithmetic.ts";
import { commonKind } from "./functions/common-kind.ts";
import { findFunction, functionNames } from "./functions/functions.ts";
import { familyOf } from "./functions/kind-family.ts";
import type { LiftedQuery } from "./lift.ts";
import type { OrderTerm } from "./logical-plan.ts";
import { prepareConstant } from "./parameter.ts";
import type { PlanBuilder, Scope } from "./plan-builder.ts";
import type { OrderTermSyntax, Syntax } from "./syntax.ts";
import { findWindowFunction } from "./window-functions.ts";

/**
 * The expression that a lifted tree stands for.
 * @throws {LookupError} for names that do not exist.
 * @throws {UsageError} for parts that do not go together.
 */
export function resolveSyntax(builder: PlanBuilder, syntax: Syntax, scope: Scope): Expr {
  const resolve = (part: Syntax): Expr => resolveSyntax(builder, part, scope);
  switch (syntax.kind) {
    case "path":
      return builder.reference(syntax.path, scope).expression;
    case "outer":
      return { kind: "outer-name", path: syntax.path, depth: syntax.depth };
    case "slot":
      return slotValue(builder, syntax.slot, syntax.output);
    case "value":
      return { kind: "constant", value: null, type: kindOf(syntax.output ?? "text") };
    case "now":
      return syntax;
    case "arithmetic": {
      const [left, right] = resolveTogether(builder, [syntax.left, syntax.right], scope);
      const { operator } = syntax;
      return checkArithmetic(builder.model, {
        kind: "arithmetic",
        operator,
        left: left!,
        right: right!,
      });
    }
    case "call":
      return resolveCall(builder, syntax, scope);
    case "output":
    case "cast":
      return { kind: syntax.kind, arg: resolve(syntax.arg), type: namedKind(syntax.output) };
    case "case": {
      const results = [...syntax.branches.map(({ result }) => result), syntax.otherwise];
      const values = inCommon("Case", resolveTogether(builder, results, scope));
      return {
        kind: "case",
        branches: syntax.branches.map(({ when }, at) => ({
          when: scope.condition(builder, when, scope),
          result: values[at]!,
        })),
        otherwise: values.at(-1)!,
      };
    }
    case "aggregate":
      return resolveAggregate(builder, syntax, scope);
    case "window":
      return resolveWindow(builder, syntax, scope);
    case "subquery":
      return { kind: "subquery", query: embedOne(builder, syntax.query, scope) };
    case "exists":
      return { kind: "exists", query: embed(builder, syntax.query as LiftedQuery, scope) };
    case "condition":
      return scope.condition(builder, syntax.condition, scope);
    case "lookup":
      return scope.condition(builder, { kind: "expression", expression: syntax }, scope);
  }
}

/** Expressions whose values meet: a bare null among them is of the kind of the first that is none. */
function resolveTogether(
  builder: PlanBuilder,
  parts: readonly Syntax[],
  scope: Scope,
): readonly Expr[] {
  const resolved = parts.map((part) => resolveSyntax(builder, part, scope));
  const isNull = parts.map((part) => part.kind === "value" && part.output === undefined);
  const first = resolved.find((_, i) => !isNull[i]);
  const type = first && typeOf(first);
  if (type === undefined) return resolved;
  return resolved.map((expr, i) => (isNull[i] ? { kind: "constant", value: null, type } : expr));
}

/**
 * Expressions of which one gives the value, as values of one kind.
 * @throws {UsageError} for kinds that have nothing in common.
 */
function inCommon(name: string, exprs: readonly Expr[]): readonly Expr[] {
  const kinds = exprs.map(typeOf);
  const known = kinds.filter((kind) => kind !== undefined);
  if (known.length < kinds.length || known.length === 0) return exprs;
  const type = commonKind(name, known);
  return exprs.map((expr) => inKind(expr, type));
}

/** An expression with its value in a kind, where both are known. */
function inKind(arg: Expr, type: Kind | undefined): Expr {
  const own = typeOf(arg);
  const isSame = own === undefined || type === undefined || familyOf(own) === familyOf(type);
  return isSame ? arg : { kind: "cast", arg, type };
}

/** @throws {UsageError} for a name of no kind. */
function namedKind(name: KindName): Kind {
  const kind: Kind | undefined = kindOf(name);
  if (kind !== undefined) return kind;
  throw new UsageError(`There is no kind of values named "${name}".`, { code: "bad-expression" });
}

function slotValue(builder: PlanBuilder, slot: number, output: KindName | undefined): Expr {
  const type = namedKind(output ?? "text");
  return builder.parameter(slot, type, prepareConstant(type));
}

function checkArithmetic(model: Model, expr: Expr & { kind: "arithmetic" }): Expr {
  const [left, right] = [typeOf(expr.left), typeOf(expr.right)];
  if (left === undefined || right === undefined) return expr;
  if (compileArithmetic(expr.operator, left, right) !== undefined) return expr;
  throw new UsageError(
    `An expression on ${model.name} cannot ${expr.operator} ${left.name} and ${right.name}.`,
    { code: "bad-expression", hint: "Convert one of them with Cast()." },
  );
}

function resolveCall(
  builder: PlanBuilder,
  { name, args }: Syntax & { readonly kind: "call" },
  scope: Scope,
): Expr {
  const fn = findFunction(name);
  if (fn === undefined) {
    throw new UsageError(`There is no function "${name}".`, {
      code: "unknown-function",
      hint: suggest(name, functionNames()),
    });
  }
  if (args.length < fn.minArgs || args.length > fn.maxArgs) {
    const most = fn.maxArgs === fn.minArgs ? "" : ` to ${fn.maxArgs}`;
    throw new UsageError(`${name}() takes ${fn.minArgs}${most} arguments, not ${args.length}.`, {
      code: "bad-expression",
    });
  }
  const resolved = resolveTogether(builder, args, scope);
  const kinds = resolved.map(typeOf);
  // What it cannot take is refused now, where all is known.
  if (kinds.every((kind) => kind !== undefined)) fn.compile(kinds);
  return { kind: "call", fn, args: resolved };
}

function resolveAggregate(
  builder: PlanBuilder,
  syntax: Syntax & { readonly kind: "aggregate" },
  scope: Scope,
): Expr {
  const { name, isDistinct, arg, filter, default: fallback } = syntax;
  const fn = findAggregate(name);
  if (fn === undefined) {
    throw new UsageError(`There is no aggregate "${name}".`, { code: "unknown-function" });
  }
  const resolved = arg && resolveSyntax(builder, arg, scope);
  const condition = filter && scope.condition(builder, filter, scope);
  const parts = [resolved, condition].filter((part) => part !== undefined);
  if (parts.some((part) => containsWindow(part) && !isSummary(part, scope))) {
    throw new UsageError(`${name}() on ${builder.model.name} cannot take a window function.`, {
      code: "bad-expression",
    });
  }
  if (parts.some((part) => isAggregated(part, scope))) {
    throw new LookupError(
      `${name}() on ${builder.model.name} cannot take an aggregate; it is one already.`,
      {
        code: "nested-aggregate",
        model: builder.model.name,
        path: arg === undefined ? name : pathOf(arg),
      },
    );
  }
  checkSummed(name, resolved);
  const type = fn.resultKind(resolved && typeOf(resolved));
  return {
    kind: "aggregate",
    fn,
    arg: resolved,
    isDistinct,
    filter: condition,
    default: fallback && inKind(resolveSyntax(builder, fallback, scope), type),
  };
}

/** Aggregates that compute with their values, and what these may be besides numbers. */
const SUMMED: ReadonlyMap<string, string> = new Map([
  ...["Sum", "Avg"].map((name) => [name, " and durations"] as const),
  ...["StdDev", "StdDevSample", "Variance", "VarianceSample"].map((name) => [name, ""] as const),
]);

/** @throws {UsageError} for a sum of what has none. */
function checkSummed(name: string, arg: Expr | undefined): void {
  const kind = arg && typeOf(arg);
  const others = SUMMED.get(name);
  if (kind === undefined || others === undefined) return;
  const { collation } = kind;
  if (collation === "number" || collation === "decimal") return;
  if (collation === "duration" && others !== "") return;
  throw new UsageError(`${name}() takes numbers${others}, not ${kind.name}.`, {
    code: "bad-expression",
  });
}

/** Whether an expression is an annotation by its name, which is a column in `aggregate()`. */
function isSummary(expr: Expr, { summarize }: Scope): boolean {
  return summarize && expr.kind === "reference";
}

/** Whether there is an aggregate in an expression; in `aggregate()`, those of annotations are columns. */
function isAggregated(expr: Expr, { summarize }: Scope): boolean {
  if (summarize && expr.kind === "reference") return false;
  return (
    expr.kind === "aggregate" ||
    childrenOf(expr).some((child) => isAggregated(child, { summarize } as Scope))
  );
}

function pathOf(syntax: Syntax): string {
  return syntax.kind === "path" ? syntax.path : syntax.kind;
}

function resolveWindow(
  builder: PlanBuilder,
  syntax: Syntax & { readonly kind: "window" },
  scope: Scope,
): WindowExpr {
  const resolve = (part: Syntax): Expr => resolveSyntax(builder, part, scope);
  const fn =
    syntax.aggregate === undefined
      ? findWindowFunction(syntax.name)
      : (resolve(syntax.aggregate) as AggregateExpr);
  if (fn === undefined || ("kind" in fn && fn.kind !== "aggregate")) {
    throw new UsageError(`There is no window function "${syntax.name}".`, {
      code: "unknown-function",
    });
  }
  const window: WindowExpr = {
    kind: "window",
    fn,
    args: syntax.args.map(resolve),
    partitionBy: syntax.partitionBy.map(resolve),
    orderBy: syntax.orderBy.map((term) => resolveOrderTerm(builder, term, scope)),
    frame: syntax.frame,
  };
  checkWindow(builder.model, window);
  return window;
}

/** @throws {UsageError} for a window within a window, and for distances between what has none. */
function checkWindow(model: Model, { args, partitionBy, orderBy, frame }: WindowExpr): void {
  const keys = orderBy.map(({ expression }) => expression);
  const refuse = (what: string): never => {
    throw new UsageError(`A window function on ${model.name} ${what}.`, { code: "bad-expression" });
  };
  if ([...args, ...partitionBy, ...keys].some(containsWindow)) {
    refuse("stands within another");
  }
  const isDistance = (bound: number | null): boolean => bound !== null && bound !== 0;
  if (frame?.unit !== "range" || !(isDistance(frame.start) || isDistance(frame.end))) return;
  const isNumber = keys.length === 1 && typeOf(keys[0]!)?.collation === "number";
  if (!isNumber) refuse("has a frame of distances, which needs an order by one number");
}

/** A term of an order that is an expression. */
export function resolveOrderTerm(
  builder: PlanBuilder,
  term: OrderTermSyntax,
  scope: Scope,
): OrderTerm {
  return {
    expression: resolveSyntax(builder, term.expression, scope),
    isDescending: term.isDescending,
    nulls: term.nulls,
  };
}
