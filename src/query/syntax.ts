/**
 * What users write to compute something: `F("age").add(1)`, `Count("members")`. These trees name
 * things by text; resolving them against a model is done when they are handed to a QuerySet.
 */

import { UsageError } from "../errors.ts";
import { keepLayout } from "../keep-layout.ts";
import {
  type Condition,
  type ConditionTree,
  conditionTree,
  EXPRESSION,
} from "../schema/condition.ts";
import type { KindName } from "../schema/kind.ts";
import { showValue } from "../value.ts";

/** Arithmetic that expressions offer. */
export type ArithmeticOperator =
  | "add"
  | "sub"
  | "mul"
  | "div"
  | "mod"
  | "pow"
  | "bitand"
  | "bitor"
  | "bitxor"
  | "bitleftshift"
  | "bitrightshift";

/** The rows that a window function sees beside its own, by position or by value. */
export interface WindowFrame {
  readonly unit: "rows" | "range";
  /** Rows (or distance) before the current one as a negative number; null is the partition's start. */
  readonly start: number | null;
  /** Rows (or distance) after the current one; null is the partition's end. */
  readonly end: number | null;
  readonly exclude?: "current-row" | "group" | "ties" | undefined;
}

/** What a QuerySet hands over when it stands inside an expression. */
export interface QueryOperand {
  readonly [QUERY]: unknown;
}

/** Key under which a QuerySet keeps what it asks, for use inside other questions. */
export const QUERY: unique symbol = Symbol("throughline.query") as never;

/** One node of what users write. */
export type Syntax =
  | { readonly kind: "path"; readonly path: string }
  | { readonly kind: "outer"; readonly path: string; readonly depth: number }
  | { readonly kind: "value"; readonly value: unknown; readonly output: KindName | undefined }
  /** A value that was lifted out, so that expressions with other values share one plan. */
  | { readonly kind: "slot"; readonly slot: number; readonly output: KindName | undefined }
  | {
      readonly kind: "arithmetic";
      readonly operator: ArithmeticOperator;
      readonly left: Syntax;
      readonly right: Syntax;
    }
  /** The time of the question. */
  | { readonly kind: "now" }
  | { readonly kind: "call"; readonly name: string; readonly args: readonly Syntax[] }
  | { readonly kind: "output"; readonly arg: Syntax; readonly output: KindName }
  | { readonly kind: "cast"; readonly arg: Syntax; readonly output: KindName }
  | {
      readonly kind: "case";
      readonly branches: readonly { readonly when: ConditionTree; readonly result: Syntax }[];
      readonly otherwise: Syntax;
    }
  | {
      readonly kind: "aggregate";
      readonly name: string;
      /** Undefined counts rows. */
      readonly arg: Syntax | undefined;
      readonly isDistinct: boolean;
      readonly filter: ConditionTree | undefined;
      readonly default: Syntax | undefined;
    }
  | {
      readonly kind: "window";
      readonly name: string;
      readonly args: readonly Syntax[];
      /** An aggregate over the window, in place of a function by name. */
      readonly aggregate: Syntax | undefined;
      readonly partitionBy: readonly Syntax[];
      readonly orderBy: readonly OrderTermSyntax[];
      readonly frame: WindowFrame | undefined;
    }
  | { readonly kind: "subquery" | "exists"; readonly query: QueryOperand }
  | { readonly kind: "condition"; readonly condition: ConditionTree }
  | {
      readonly kind: "lookup";
      readonly lookup: string;
      readonly left: Syntax;
      readonly right: unknown;
    };

/** One term of an order. */
export interface OrderTermSyntax {
  readonly expression: Syntax;
  readonly isDescending: boolean;
  readonly nulls: "first" | "last" | undefined;
}

/** Where nulls go in an order; left out, null is smaller than everything. */
export interface OrderOptions {
  readonly nulls?: "first" | "last";
}

/** A term of an order that is more than a path. Made by {@link Expression.asc} and `desc`. */
export class OrderBy {
  readonly term: OrderTermSyntax;

  constructor(term: OrderTermSyntax) {
    this.term = Object.freeze(term);
  }
}

/** What may stand beside an expression: another one, a QuerySet, or a value. */
export type Operand = Expression | QueryOperand | unknown;

/**
 * Something to compute for each row (or, with an aggregate in it, for each group). T is the type of
 * its value. Immutable.
 */
export class Expression<T = unknown> {
  readonly #syntax: Syntax;
  /** Only for types. */
  declare readonly type: T;

  constructor(syntax: Syntax) {
    this.#syntax = Object.freeze(syntax);
  }

  /** @internal */
  get [EXPRESSION](): Syntax {
    return this.#syntax;
  }

  /** The sum of both. A duration may be added to a date or a moment. */
  add(other: Operand): Expression<T> {
    return arithmetic("add", this, other);
  }

  /** The difference of both. */
  sub(other: Operand): Expression<T> {
    return arithmetic("sub", this, other);
  }

  mul(other: Operand): Expression<T> {
    return arithmetic("mul", this, other);
  }

  /** The quotient of both; of two integers it is cut to an integer, as in C. Null for a division by 0. */
  div(other: Operand): Expression<T> {
    return arithmetic("div", this, other);
  }

  /** The remainder, with the sign of the dividend. Null for a division by 0. */
  mod(other: Operand): Expression<T> {
    return arithmetic("mod", this, other);
  }

  pow(other: Operand): Expression<T> {
    return arithmetic("pow", this, other);
  }

  neg(): Expression<T> {
    return arithmetic("mul", this, -1);
  }

  bitand(other: Operand): Expression<T> {
    return arithmetic("bitand", this, other);
  }

  bitor(other: Operand): Expression<T> {
    return arithmetic("bitor", this, other);
  }

  bitxor(other: Operand): Expression<T> {
    return arithmetic("bitxor", this, other);
  }

  bitleftshift(other: Operand): Expression<T> {
    return arithmetic("bitleftshift", this, other);
  }

  bitrightshift(other: Operand): Expression<T> {
    return arithmetic("bitrightshift", this, other);
  }

  /** A condition on the expression by any lookup: `F("end").lookup("gt", F("start"))`. */
  lookup(name: string, value: unknown): Expression<boolean> {
    return new Expression({ kind: "lookup", lookup: name, left: this[EXPRESSION], right: value });
  }

  /** The value as one of the given kind, converted. */
  asc(options: OrderOptions = {}): OrderBy {
    return orderTerm(this, false, options);
  }

  desc(options: OrderOptions = {}): OrderBy {
    return orderTerm(this, true, options);
  }
}

keepLayout(new Expression({ kind: "path", path: "" }));

function orderTerm(
  expression: Expression,
  isDescending: boolean,
  { nulls }: OrderOptions,
): OrderBy {
  if (nulls !== undefined && nulls !== "first" && nulls !== "last") {
    throw new UsageError(`nulls is "first" or "last", not ${showValue(nulls)}.`, {
      code: "bad-order",
    });
  }
  return new OrderBy({ expression: expression[EXPRESSION], isDescending, nulls });
}

function arithmetic<T>(
  operator: ArithmeticOperator,
  left: Expression<T>,
  right: Operand,
): Expression<T> {
  return new Expression({
    kind: "arithmetic",
    operator,
    left: left[EXPRESSION],
    right: syntaxOf(right),
  });
}

/** Whether a value is a node of a lifted tree. */
export function isSyntax(value: unknown): value is Syntax {
  return typeof value === "object" && value !== null && "kind" in value;
}

/** Whether a value is an expression. */
export function isExpression(value: unknown): value is Expression {
  return value instanceof Expression;
}

/** Whether a value is a QuerySet (or a manager), to be used inside another question. */
export function isQuery(value: unknown): value is QueryOperand {
  return typeof value === "object" && value !== null && QUERY in value;
}

/** The syntax of an operand; what is no expression, QuerySet or Q stands for itself, as a value. */
export function syntaxOf(operand: unknown): Syntax {
  if (isExpression(operand)) return operand[EXPRESSION];
  if (isQuery(operand)) return { kind: "subquery", query: operand };
  if (isCondition(operand)) return { kind: "condition", condition: conditionTree(operand) };
  return { kind: "value", value: operand, output: undefined };
}

function isCondition(operand: unknown): operand is Condition {
  return typeof operand === "object" && operand !== null && "tree" in operand;
}

/** The syntax of an argument in which a text names a field: `Lower("name")`. */
export function argumentOf(operand: unknown): Syntax {
  return typeof operand === "string" ? { kind: "path", path: operand } : syntaxOf(operand);
}
