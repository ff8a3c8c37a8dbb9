/** Expressions of a question as SQL. Every value is held as its kind is in the database. */
import { NotSupportedError, UsageError } from "../errors.ts";
import { type AggregateExpr, type Expr, someNode } from "../query/expression.ts";
import { findFunction } from "../query/functions/functions.ts";
import { jsonKeyOf } from "../query/json-key.ts";
import type { Parameter } from "../query/parameter.ts";
import { type Kind, kindOf } from "../schema/kind.ts";
import type { Value } from "../value.ts";
import type { Typed } from "./dialect.ts";
import { kindIn } from "./kind-in.ts";
import { columnName } from "./names.ts";
import type { Scope } from "./scope.ts";
import { writeTest } from "./test.ts";
import { writeWindow } from "./window.ts";

/** SQL that computes an expression, with the kind of its value. */
export function typed(expr: Expr, scope: Scope): Typed {
  return { sql: write(expr, scope), kind: kindIn(expr) };
}

/** The form of an expression by which it is compared, grouped and put in order. */
export function writeKey(expr: Expr, scope: Scope): string {
  return scope.writer.dialect.key(typed(expr, scope));
}

/** The parameter of an expression, where it is one. */
export function parameterOf(expr: Expr, scope: Scope): Parameter | undefined {
  if (expr.kind === "constant") return expr.value;
  return expr.kind === "parameter" ? scope.parameters[expr.parameter] : undefined;
}

/** SQL that computes an expression. */
export function write(expr: Expr, scope: Scope): string {
  const { writer } = scope;
  switch (expr.kind) {
    case "column":
      return `${scope.tables[expr.alias] ?? ""}${writer.dialect.quote(columnName(expr.column))}`;
    case "parameter":
      return writer.value(scope.parameters[expr.parameter] as Value, expr.type);
    case "constant":
      return writeConstant(expr.value, expr.type, scope);
    case "now":
      return writer.value(scope.now(), kindOf("dateTime"));
    case "position":
      return scope.positions[expr.position]!;
    case "reference":
      return write(expr.expression, scope);
    case "outer":
      return write(expr.expression, outerOf(scope));
    case "outer-name":
      throw new UsageError(`OuterRef("${expr.path}") speaks of a query around this one.`, {
        code: "outer-reference",
        hint: "Use the QuerySet within Exists() or Subquery().",
      });
    case "subquery":
      return `(${scope.embed(expr.query, "first", scope)})`;
    case "exists":
      return `EXISTS (${scope.embed(expr.query, "exists", scope)})`;
    case "window":
      return writeWindow(expr, scope, { write, typed, writeKey, writeAggregate });
    case "aggregate":
      return writeAggregate(expr, scope);
    case "arithmetic":
    case "call":
    case "cast":
    case "output":
    case "case":
      return writeComputed(expr, scope);
    default:
      return writeCondition(expr, scope);
  }
}

function outerOf({ outer }: Scope): Scope {
  if (outer !== undefined) return outer;
  throw new UsageError("A query speaks of one around it; there is none.", {
    code: "outer-reference",
  });
}

function writeConstant(value: Value, kind: Kind, { writer }: Scope): string {
  if (value === null) return "NULL";
  return typeof value === "boolean" && kind.name === "boolean"
    ? writer.dialect.literal(value ? 1n : 0n)
    : writer.value(value, kind);
}

type Computed = Expr & { readonly kind: "arithmetic" | "call" | "cast" | "output" | "case" };

function writeComputed(expr: Computed, scope: Scope): string {
  const { dialect } = scope.writer;
  switch (expr.kind) {
    case "arithmetic":
      return dialect.arithmetic(expr.operator, typed(expr.left, scope), typed(expr.right, scope));
    case "call":
      return writeCall(expr, scope);
    case "cast":
      return dialect.cast(typed(expr.arg, scope), expr.type);
    case "output":
      return dialect.convert(typed(expr.arg, scope), expr.type);
    case "case": {
      const kind = kindIn(expr);
      const result = (part: Expr): string => dialect.convert(typed(part, scope), kind);
      const branches = expr.branches.map(
        (branch) => `WHEN ${write(branch.when, scope)} THEN ${result(branch.result)}`,
      );
      if (branches.length === 0) return result(expr.otherwise);
      return `CASE ${branches.join(" ")} ELSE ${result(expr.otherwise)} END`;
    }
  }
}

function writeCall(expr: Expr & { readonly kind: "call" }, scope: Scope): string {
  const { fn, args } = expr;
  const { writer } = scope;
  const key = jsonKeyOf(fn);
  if (key !== undefined) {
    const data = write(args[0]!, scope);
    return writer.dialect.jsonKey(data, key, writer.value(key, kindOf("text")));
  }
  if (findFunction(fn.name) !== fn) {
    throw new NotSupportedError(`There is no SQL for the transform "${fn.name}".`, {
      feature: fn.name,
      hint: "It is one of your own, which only the store knows.",
    });
  }
  return writer.dialect.call(
    fn.name,
    args.map((arg) => typed(arg, scope)),
    kindIn(expr),
  );
}

/** An aggregate; `over` is the window that it goes over. */
export function writeAggregate(expr: AggregateExpr, scope: Scope, over = ""): string {
  refuseForeign(expr);
  const { fn, arg, filter, isDistinct } = expr;
  const { dialect } = scope.writer;
  const call = dialect.aggregate({
    name: fn.name,
    arg: arg && typed(arg, scope),
    isDistinct,
  });
  const where = filter === undefined ? "" : ` FILTER (WHERE ${write(filter, scope)})`;
  const value = `${call}${where}${over}`;
  if (expr.default === undefined) return value;
  const kind = kindIn(expr);
  return `coalesce(${value}, ${dialect.convert(typed(expr.default, scope), kind)})`;
}

/** SQL takes an aggregate for one of the query whose columns it reads, wherever it stands. */
function refuseForeign({ arg, filter }: AggregateExpr): void {
  const read = [arg, filter].filter((each) => each !== undefined);
  const reads = (kinds: readonly string[]): boolean =>
    read.some((each) => someNode(each, ({ kind }) => kinds.includes(kind)));
  if (!reads(["outer"]) || reads(["column", "position"])) return;
  throw new NotSupportedError("An aggregate of values of the query around only has no SQL.", {
    feature: "aggregate of outer values",
    hint: "Count() without an argument counts the rows of the query inside.",
  });
}

type Condition = Exclude<
  Expr,
  { readonly kind: Computed["kind"] | "column" | "parameter" | "constant" }
>;

function writeCondition(expr: Condition, scope: Scope): string {
  switch (expr.kind) {
    case "and":
    case "or": {
      if (expr.children.length === 0) return expr.kind === "and" ? "1" : "0";
      const parts = expr.children.map((child) => write(child, scope));
      return parts.length === 1 ? parts[0]! : `(${parts.join(` ${expr.kind.toUpperCase()} `)})`;
    }
    case "xor": {
      // An odd number of them is true; what nulls leave open is not.
      const parts = expr.children.map((child) => `((${write(child, scope)}) IS TRUE)`);
      return `((${parts.join(" + ")}) % 2 = 1)`;
    }
    case "not":
      return `(NOT ${write(expr.child, scope)})`;
    case "is-null":
      return `(${write(expr.arg, scope)} IS ${expr.isNull ? "" : "NOT "}NULL)`;
    case "test":
      return `(${writeTest(expr, scope, { typed, parameterOf })})`;
    default:
      throw new NotSupportedError(`There is no SQL for a part of kind ${expr.kind}.`, {
        feature: expr.kind,
      });
  }
}
