import { UsageError } from "../errors.ts";
import { invariant } from "../invariant.ts";
import type { AggregateExpr, EmbeddedQuery, Expr, WindowExpr } from "../query/expression.ts";
import { kindOfExpr } from "../query/expression-type.ts";
import { compileArithmetic } from "../query/functions/arithmetic.ts";
import { compileCast } from "../query/functions/cast.ts";
import type { Value } from "../value.ts";
import { compileComparison } from "./compare.ts";
import type { Run } from "./run.ts";

/** Computes a value for the rows at hand. */
export type ReadValue = (run: Run) => Value;

/** A query inside an expression, put together once. */
export interface EmbeddedRunner {
  /** The first column of its first row, null when there is none. */
  first(run: Run): Value;
  exists(run: Run): boolean;
  /** The first column of all its rows. */
  column(run: Run): readonly Value[];
}

/** What expressions may hang on besides rows. */
export interface Compiler {
  /** Place of an aggregate among those of a group. */
  aggregate(expr: AggregateExpr): number;
  /** Place of a window function among those of a row. */
  window(expr: WindowExpr): number;
  embed(query: EmbeddedQuery): EmbeddedRunner;
}

/** The function that computes an expression, put together once per plan. */
export function compileValue(expr: Expr, compiler: Compiler): ReadValue {
  const compile = (part: Expr): ReadValue => compileValue(part, compiler);
  switch (expr.kind) {
    case "column":
      return readColumn(expr.alias, expr.column.name);
    case "parameter": {
      const { parameter } = expr;
      return (run) => run.parameters[parameter] as Value;
    }
    case "constant": {
      const { value } = expr;
      return () => value;
    }
    case "now":
      return (run) => run.now();
    case "position": {
      const { position } = expr;
      return (run) => run.tuple[position]!;
    }
    case "arithmetic":
      return compileArithmeticExpr(expr, compiler);
    case "call":
      return compileCall(expr, compiler);
    case "output":
      return compile(expr.arg);
    case "cast": {
      const arg = compile(expr.arg);
      const cast = compileCast(kindOfExpr(expr.arg), expr.type);
      return (run) => {
        const value = arg(run);
        return value === null ? null : cast(value);
      };
    }
    case "case":
      return compileCase(expr, compiler);
    case "aggregate":
      return compileAggregate(expr, compiler);
    case "window": {
      const place = compiler.window(expr);
      return (run) => run.windows[place]!;
    }
    case "subquery": {
      const { first } = compiler.embed(expr.query);
      return first;
    }
    case "outer": {
      const inner = compile(expr.expression);
      return (run) => {
        const { outer } = run;
        invariant(outer !== undefined, "a query inside another is run within it");
        return inner(outer);
      };
    }
    case "outer-name":
      throw new UsageError(
        `OuterRef("${expr.path}") speaks of a query around this one; there is none.`,
        { code: "outer-reference", hint: "Use the QuerySet within Exists() or Subquery()." },
      );
    case "reference":
      return compile(expr.expression);
    default:
      return compileCondition(expr, compiler);
  }
}

function readColumn(alias: number, name: string): ReadValue {
  return (run) => {
    const row = run.rows[alias];
    return row === null || row === undefined ? null : row[name]!;
  };
}

function compileArithmeticExpr(
  { operator, left, right }: Expr & { readonly kind: "arithmetic" },
  compiler: Compiler,
): ReadValue {
  const compiled = compileArithmetic(operator, kindOfExpr(left), kindOfExpr(right));
  if (compiled === undefined) {
    throw new UsageError(
      `An expression cannot ${operator} ${kindOfExpr(left).name} and ${kindOfExpr(right).name}.`,
      { code: "bad-expression", hint: "Convert one of them with Cast()." },
    );
  }
  const { evaluate } = compiled;
  const [a, b] = [compileValue(left, compiler), compileValue(right, compiler)];
  return (run) => {
    const x = a(run);
    const y = b(run);
    return x === null || y === null ? null : evaluate(x, y);
  };
}

function compileCall(
  { fn, args }: Expr & { readonly kind: "call" },
  compiler: Compiler,
): ReadValue {
  const readers = args.map((arg) => compileValue(arg, compiler));
  const evaluate = fn.compile(args.map(kindOfExpr));
  const { seesNulls } = fn;
  return (run) => {
    const values: Value[] = [];
    for (const read of readers) {
      const value = read(run);
      if (value === null && !seesNulls) return null;
      values.push(value);
    }
    return evaluate(values);
  };
}

function compileCase(
  { branches, otherwise }: Expr & { readonly kind: "case" },
  compiler: Compiler,
): ReadValue {
  const compiled = branches.map(
    ({ when, result }) =>
      [compileCondition(when, compiler), compileValue(result, compiler)] as const,
  );
  const fallback = compileValue(otherwise, compiler);
  return (run) => {
    for (const [holds, read] of compiled) if (holds(run) === true) return read(run);
    return fallback(run);
  };
}

function compileAggregate(expr: AggregateExpr, compiler: Compiler): ReadValue {
  const place = compiler.aggregate(expr);
  if (expr.default === undefined) return (run) => run.aggregates[place]!;
  const fallback = compileValue(expr.default, compiler);
  return (run) => run.aggregates[place] ?? fallback(run);
}

/** Decides a condition for the rows at hand; null where nulls leave it open, as in SQL. */
export type Decide = (run: Run) => boolean | null;

/** The function that decides a condition, put together once per plan. */
export function compileCondition(expr: Expr, compiler: Compiler): Decide {
  switch (expr.kind) {
    case "and":
      return allHold(expr.children.map((child) => compileCondition(child, compiler)));
    case "or":
      return anyHolds(expr.children.map((child) => compileCondition(child, compiler)));
    case "xor":
      return oddHold(expr.children.map((child) => compileCondition(child, compiler)));
    case "not": {
      const child = compileCondition(expr.child, compiler);
      return (run) => {
        const value = child(run);
        return value === null ? null : !value;
      };
    }
    case "is-null": {
      const arg = compileValue(expr.arg, compiler);
      const { isNull } = expr;
      return (run) => (arg(run) === null) === isNull;
    }
    case "test":
      return compileComparison(expr, (part) => compileValue(part, compiler), compiler.embed);
    case "exists":
      return compiler.embed(expr.query).exists;
    default: {
      const value = compileValue(expr, compiler);
      return (run) => {
        const found = value(run);
        return found === null ? null : Boolean(found);
      };
    }
  }
}

function allHold(conditions: readonly Decide[]): Decide {
  return (run) => {
    let result: boolean | null = true;
    for (const condition of conditions) {
      const value = condition(run);
      if (value === false) return false;
      if (value === null) result = null;
    }
    return result;
  };
}

function anyHolds(conditions: readonly Decide[]): Decide {
  return (run) => {
    let result: boolean | null = false;
    for (const condition of conditions) {
      const value = condition(run);
      if (value === true) return true;
      if (value === null) result = null;
    }
    return result;
  };
}

/** Whether an odd number of conditions is true; open ones count as not true. */
function oddHold(conditions: readonly Decide[]): Decide {
  return (run) => {
    let isOdd = false;
    for (const condition of conditions) if (condition(run) === true) isOdd = !isOdd;
    return isOdd;
  };
}
