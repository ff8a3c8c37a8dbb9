/** What users write expressions with. A text as an argument names a field, as in Django. */

import { UsageError } from "../errors.ts";
import { keepLayout } from "../keep-layout.ts";
import { type Condition, conditionTree, EXPRESSION } from "../schema/condition.ts";
import type {
  AtPath,
  Pending,
  Queried,
  TypeOfArgument,
  TypeOfGiven,
} from "../schema/expression-types.ts";
import type { KindName } from "../schema/kind.ts";
import { showValue } from "../value.ts";
import {
  argumentOf,
  Expression,
  isExpression,
  isQuery,
  type Operand,
  OrderBy,
  type QueryOperand,
  type Syntax,
  syntaxOf,
  type WindowFrame,
} from "./syntax.ts";

/** A field of the row, or an annotation: `F("age")`, `F("person__name")`. */
export function F<const P extends string>(path: P): FieldReference<P> {
  checkPath("F", path);
  return new FieldReference<P>({ kind: "path", path });
}

/** A field by its path, which is kept in the type; what is computed from it may be null. */
export class FieldReference<P extends string = string> extends Expression<
  Pending<"nullable", AtPath<P>>
> {
  declare readonly path: P;
}

keepLayout(new FieldReference({ kind: "path", path: "" }));

function checkPath(maker: string, path: unknown): void {
  if (typeof path === "string" && path !== "") return;
  throw new UsageError(`${maker}() takes the path of a field, not ${showValue(path)}.`, {
    code: "bad-expression",
  });
}

/** A constant, where a text would name a field. `kind` says what it is where that is not plain. */
export function Value<const T>(value: T, kind?: KindName): Expression<T> {
  return new Expression({ kind: "value", value, output: kind });
}

/** A field of the query around, inside `Exists()` and `Subquery()`. */
export function OuterRef(path: string | Expression): Expression {
  if (isExpression(path)) {
    const syntax = path[EXPRESSION];
    if (syntax.kind === "outer") return new Expression({ ...syntax, depth: syntax.depth + 1 });
  }
  checkPath("OuterRef", path);
  return new Expression({ kind: "outer", path: path as string, depth: 1 });
}

function queryOf(maker: string, query: unknown): QueryOperand {
  if (isQuery(query)) return query;
  throw new UsageError(`${maker}() takes a QuerySet, not ${showValue(query)}.`, {
    code: "bad-expression",
  });
}

/** The first column of a query's first row; null when it has none. */
export function Subquery<const X extends QueryOperand>(query: X): Expression<ColumnOf<X> | null> {
  return new Expression({ kind: "subquery", query: queryOf("Subquery", query) });
}

/** Whether a query has a row. */
export function Exists(query: QueryOperand): Expression<boolean> {
  return new Expression({ kind: "exists", query: queryOf("Exists", query) });
}

/** A branch of {@link Case}: the value where the condition holds. */
export class WhenBranch<T = unknown> {
  readonly condition: Condition;
  readonly value: Syntax;
  declare readonly type: T;

  constructor(condition: Condition, value: Syntax) {
    this.condition = condition;
    this.value = value;
  }
}

// QuerySet -> type of its one column
type ColumnOf<X> = X extends Queried<unknown, infer V> ? V : unknown;

/** A branch of {@link Case}: the value where the condition holds. */
export function When<const V>(condition: Condition, value: V): WhenBranch<TypeOfGiven<V>> {
  return new WhenBranch(condition, syntaxOf(value));
}

/** Options of {@link Case}. */
export interface CaseOptions<D = unknown> {
  /** The value where no branch holds; null when left out. */
  readonly default?: D;
  /** Kind of the value, where the branches do not tell. */
  readonly output?: KindName;
}

// Branches and options of a Case -> the type of its value, still to be resolved
type CaseType<X> =
  | (X extends readonly (infer B)[] ? (B extends WhenBranch<infer T> ? T : never) : never)
  | (X extends readonly [...unknown[], { readonly default: infer D }] ? TypeOfGiven<D> : null);

/** The value of the first branch whose condition holds. */
export function Case<const X extends readonly (WhenBranch | CaseOptions)[]>(
  ...args: [...X]
): Expression<CaseType<X>> {
  const last = args.at(-1);
  const hasOptions = typeof last === "object" && last !== null && !(last instanceof WhenBranch);
  const { default: fallback = null, output } = (hasOptions ? last : {}) as CaseOptions;
  const branches = (hasOptions ? args.slice(0, -1) : args) as readonly WhenBranch[];
  if (!branches.every((branch) => branch instanceof WhenBranch)) {
    throw new UsageError("Case() takes When() branches, then options.", { code: "bad-expression" });
  }
  const syntax: Syntax = {
    kind: "case",
    branches: branches.map(({ condition, value }) => ({
      when: conditionTree(condition),
      result: value,
    })),
    otherwise: syntaxOf(fallback),
  };
  return new Expression(output === undefined ? syntax : { kind: "output", arg: syntax, output });
}

/** Options of aggregates. */
export interface AggregateOptions<D = unknown> {
  /** Takes each value once. */
  readonly distinct?: boolean;
  /** Takes the rows that meet a condition. */
  readonly filter?: Condition;
  /** The value in place of null, where there are no rows. */
  readonly default?: D;
}

function aggregate<T>(
  name: string,
  arg: Operand,
  { distinct = false, filter, default: fallback }: AggregateOptions,
): Expression<T> {
  return new Expression({
    kind: "aggregate",
    name,
    arg: arg === "*" ? undefined : argumentOf(arg),
    isDistinct: distinct,
    filter: filter && conditionTree(filter),
    default: fallback === undefined ? undefined : syntaxOf(fallback),
  });
}

/**
 * The number of values that are not null; `Count("*")` counts rows.
 * @throws {UsageError} for distinct rows, which would need a column to tell them apart.
 */
export function Count(arg: Operand, options: AggregateOptions = {}): Expression<number> {
  if (arg === "*" && options.distinct === true) {
    throw new UsageError('Count("*") cannot be distinct.', {
      code: "bad-expression",
      hint: 'Count a column: Count("pk", { distinct: true }).',
    });
  }
  return aggregate("Count", arg, options);
}

/** The sum of the values; null where there are none. */
export function Sum<const X, const D = null>(
  arg: X,
  options: AggregateOptions<D> = {},
): Expression<Pending<"sum", TypeOfArgument<X>, TypeOfGiven<D>>> {
  return aggregate("Sum", arg, options);
}

/** The mean of the values; null where there are none. */
export function Avg<const X, const D = null>(
  arg: X,
  options: AggregateOptions<D> = {},
): Expression<Pending<"mean", TypeOfArgument<X>, TypeOfGiven<D>>> {
  return aggregate("Avg", arg, options);
}

/** The least value; null where there are none. */
export function Min<const X, const D = null>(
  arg: X,
  options: AggregateOptions<D> = {},
): Expression<Pending<"extreme", TypeOfArgument<X>, TypeOfGiven<D>>> {
  return aggregate("Min", arg, options);
}

/** The greatest value; null where there are none. */
export function Max<const X, const D = null>(
  arg: X,
  options: AggregateOptions<D> = {},
): Expression<Pending<"extreme", TypeOfArgument<X>, TypeOfGiven<D>>> {
  return aggregate("Max", arg, options);
}

/** Options of {@link StdDev} and {@link Variance}. */
export interface SpreadOptions<D = unknown> extends AggregateOptions<D> {
  /** Takes the rows as a sample of more. */
  readonly sample?: boolean;
}

/** The standard deviation of the values; null where there are none. */
export function StdDev<const D = null>(
  arg: Operand,
  options: SpreadOptions<D> = {},
): Expression<number | TypeOfGiven<D>> {
  return aggregate(options.sample ? "StdDevSample" : "StdDev", arg, options);
}

/** The variance of the values; null where there are none. */
export function Variance<const D = null>(
  arg: Operand,
  options: SpreadOptions<D> = {},
): Expression<number | TypeOfGiven<D>> {
  return aggregate(options.sample ? "VarianceSample" : "Variance", arg, options);
}

/** A relation under another name, whose rows meet a condition: for `annotate()` and `alias()`. */
export class FilteredRelation<P extends string = string> {
  readonly relation: P;
  readonly condition: Condition;

  constructor(relation: P, options: { readonly condition: Condition }) {
    this.relation = relation;
    this.condition = options.condition;
  }
}

/** A number from 0 to 1 for each row, the same for the same seed and row: orders at random. */
export function Random(seed: number): Expression<number> {
  return new Expression({
    kind: "call",
    name: "Random",
    args: [syntaxOf(seed), { kind: "path", path: "pk" }],
  });
}

/** A function for use in {@link Window}. */
export class WindowCall<T = unknown> {
  readonly name: string;
  readonly args: readonly Syntax[];
  declare readonly type: T;

  constructor(name: string, args: readonly Syntax[]) {
    this.name = name;
    this.args = args;
  }
}

/** Options of {@link Window}. */
export interface WindowOptions {
  readonly partitionBy?: Operand | readonly Operand[];
  readonly orderBy?: string | Expression | OrderBy | readonly (string | Expression | OrderBy)[];
  readonly frame?: WindowFrame;
}

function asList<T>(given: T | readonly T[] | undefined): readonly T[] {
  if (given === undefined) return [];
  return Array.isArray(given) ? (given as readonly T[]) : [given as T];
}

/** A term of an order from any of its forms. */
function orderTermOf(term: string | Expression | OrderBy): OrderBy {
  if (term instanceof OrderBy) return term;
  if (typeof term !== "string") return term.asc();
  return term.startsWith("-") ? F(term.slice(1)).desc() : F(term).asc();
}

/**
 * A function or an aggregate over the rows that a row shares a partition with.
 * @throws {UsageError} for anything else.
 */
export function Window<T>(
  call: WindowCall<T> | Expression<T>,
  options: WindowOptions = {},
): Expression<T> {
  const isCall = call instanceof WindowCall;
  if (!isCall && syntaxOf(call).kind !== "aggregate") {
    throw new UsageError(
      `Window() takes a window function or an aggregate, not ${isExpression(call) ? "another expression" : showValue(call)}.`,
      { code: "bad-expression" },
    );
  }
  return new Expression({
    kind: "window",
    name: isCall ? call.name : "",
    args: isCall ? call.args : [],
    aggregate: isCall ? undefined : syntaxOf(call),
    partitionBy: asList(options.partitionBy).map(argumentOf),
    orderBy: asList(options.orderBy).map((term) => orderTermOf(term).term),
    frame: options.frame,
  });
}

/** @throws {UsageError} for what is no number of rows. */
function checkCount(maker: string, count: unknown, least: number): unknown {
  if (Number.isInteger(count) && (count as number) >= least) return count;
  throw new UsageError(`${maker}() takes an integer from ${least}, not ${showValue(count)}.`, {
    code: "bad-expression",
  });
}

/** @throws {UsageError} for a bound that is none. */
function checkBound(maker: string, bound: unknown, isWhole: boolean): void {
  if (bound === null || (isWhole ? Number.isInteger(bound) : Number.isFinite(bound))) return;
  throw new UsageError(
    `${maker}() takes ${isWhole ? "integers" : "numbers"} or null, not ${showValue(bound)}.`,
    { code: "bad-expression" },
  );
}

/** The frame of rows from `start` before to `end` after the current one; null is without end. */
export function RowRange(start: number | null = null, end: number | null = null): WindowFrame {
  for (const bound of [start, end]) checkBound("RowRange", bound, true);
  return { unit: "rows", start, end };
}

/** The frame of rows whose sort key lies within a distance of the current one's. */
export function ValueRange(start: number | null = null, end: number | null = null): WindowFrame {
  for (const bound of [start, end]) checkBound("ValueRange", bound, false);
  return { unit: "range", start, end };
}

/** Place of the row in its partition, from 1. */
export const RowNumber = (): WindowCall<number> => new WindowCall("RowNumber", []);
/** Place of the row from 1, the same for rows that the order holds equal; places are left out after them. */
export const Rank = (): WindowCall<number> => new WindowCall("Rank", []);
/** Place of the row from 1, the same for rows that the order holds equal. */
export const DenseRank = (): WindowCall<number> => new WindowCall("DenseRank", []);
/** Rank from 0 to 1. */
export const PercentRank = (): WindowCall<number> => new WindowCall("PercentRank", []);
/** Fraction of the partition up to the row. */
export const CumeDist = (): WindowCall<number> => new WindowCall("CumeDist", []);
/** Number of the bucket from 1, of as many alike ones as asked for. */
export const Ntile = (buckets: number): WindowCall<number> =>
  new WindowCall("Ntile", [syntaxOf(checkCount("Ntile", buckets, 1))]);

function neighbour<T>(name: string, [arg, offset, fallback]: readonly unknown[]): WindowCall<T> {
  const args = [argumentOf(arg), syntaxOf(checkCount(name, offset ?? 1, 0))];
  return new WindowCall(name, fallback === undefined ? args : [...args, syntaxOf(fallback)]);
}

/** The value some rows before; the default, or null, where there is no such row. */
export const Lag = <const X, const D = null>(
  arg: X,
  offset = 1,
  fallback?: D,
): WindowCall<TypeOfArgument<X> | TypeOfGiven<D>> => neighbour("Lag", [arg, offset, fallback]);
/** The value some rows after; the default, or null, where there is no such row. */
export const Lead = <const X, const D = null>(
  arg: X,
  offset = 1,
  fallback?: D,
): WindowCall<TypeOfArgument<X> | TypeOfGiven<D>> => neighbour("Lead", [arg, offset, fallback]);
/** The value in the first row of the frame. */
export const FirstValue = <const X>(arg: X): WindowCall<TypeOfArgument<X> | null> =>
  new WindowCall("FirstValue", [argumentOf(arg)]);
/** The value in the last row of the frame. */
export const LastValue = <const X>(arg: X): WindowCall<TypeOfArgument<X> | null> =>
  new WindowCall("LastValue", [argumentOf(arg)]);
/** The value in the nth row of the frame, counted from 1. */
export const NthValue = <const X>(arg: X, nth: number): WindowCall<TypeOfArgument<X> | null> =>
  new WindowCall("NthValue", [argumentOf(arg), syntaxOf(checkCount("NthValue", nth, 1))]);
