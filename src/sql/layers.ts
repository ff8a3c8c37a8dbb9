/**
 * Questions that need one SELECT inside another: the inner one computes columns (c1, c2, …), the keys of
 * the order (k1, …), what repeats are told by (d1, …) and conditions on windows (q1, …); those around
 * it turn rows away and put them in order.
 */
import type { Expr } from "../query/expression.ts";
import { keyOfExpr } from "../query/expression-key.ts";
import { outputOf } from "../query/expression-type.ts";
import type { OrderedPlan, OrderTerm } from "../query/logical-plan.ts";
import type { Typed } from "./dialect.ts";
import { typed } from "./expression.ts";
import type { OpenRows } from "./from.ts";
import { writeOrderTerm } from "./order.ts";
import { listOf, orderClause, outputExprs, sliceClause, tieTerms } from "./output.ts";
import type { Scope } from "./scope.ts";
import { groupedOrder } from "./totality.ts";
import { isSliced, type Wanted } from "./wanted.ts";

/** A value of an inner SELECT, and the name that it has there. */
interface Inner extends Typed {
  readonly name: string;
}

/** A SELECT that others stand around, and the condition on its rows. */
class Layer {
  readonly table: string;
  readonly select: string;
  readonly where: string;

  constructor(scope: Scope, select: string, where: (table: string) => string = () => "") {
    this.table = scope.writer.alias("rows");
    this.select = select;
    this.where = where(this.table);
  }

  get from(): string {
    return ` FROM (${this.select}) AS ${this.table}${this.where}`;
  }

  /** Values as they are read from outside. */
  read(values: readonly Inner[]): Inner[] {
    return values.map((value) => ({ ...value, sql: `${this.table}.${value.name}` }));
  }
}

function innerList(values: readonly Inner[]): string {
  return values.map(({ sql, name }) => `${sql} AS ${name}`).join(", ") || "1";
}

/** The rows that meet the conditions on windows. */
function meeting(tests: readonly Inner[]): (table: string) => string {
  if (tests.length === 0) return () => "";
  return (table) => ` WHERE ${tests.map(({ name }) => `${table}.${name}`).join(" AND ")}`;
}

/** A question with repeats to drop, or conditions on windows. */
export function writeLayers(plan: OrderedPlan, open: OpenRows, wanted: Wanted): string {
  const { text, scope, qualify } = open;
  const { dialect } = scope.writer;
  const isOnce = plan.isDistinct && plan.distinctOn.length === 0;
  const terms = orderTerms(plan, isOnce);
  const inner = (letter: string, exprs: readonly Expr[]): Inner[] =>
    exprs.map((expr, at) => ({ ...typed(expr, scope), name: dialect.quote(`${letter}${at + 1}`) }));
  // What rows without repeats are told apart by is all of their columns.
  const columns = inner("c", isOnce ? outputOf(plan) : outputExprs(plan, wanted));
  const keys = inner(
    "k",
    terms.map(({ expression }) => expression),
  );
  const parts = inner("d", isOnce ? [] : plan.distinctTerms);
  const tests = inner("q", qualify);
  const order = (layer: Layer): string =>
    orderClause(layer.read(keys).map((key, at) => writeOrderTerm(dialect.key(key), terms[at]!)));
  const all = [...columns, ...keys, ...parts, ...tests];
  const isDirect = isOnce && tests.length === 0;
  const first = `SELECT ${isDirect ? "DISTINCT " : ""}${innerList(all)}${text}`;
  let layer = new Layer(scope, first, meeting(tests));
  if (parts.length > 0) {
    layer = firstOfEach(scope, layer, { parts, order: order(layer) });
  } else if (isOnce && !isDirect) {
    const kept = innerList(layer.read([...columns, ...keys]));
    layer = new Layer(scope, `SELECT DISTINCT ${kept}${layer.from}`);
  }
  const count = { all: columns.length, first: 1, none: 0 }[wanted.columns];
  const list = listOf(layer.read(columns).slice(0, count), scope, wanted);
  const isInOrder = wanted.isOrdered || isSliced(wanted);
  return `SELECT ${list}${layer.from}${isInOrder ? order(layer) : ""}${sliceClause(scope, wanted)}`;
}

/** The terms of the order; rows without repeats have nothing but their columns to be ordered by. */
function orderTerms(plan: OrderedPlan, isOnce: boolean): readonly OrderTerm[] {
  if (isOnce && plan.groups !== undefined) return groupedOrder(plan);
  const shown = new Set(isOnce ? outputOf(plan).map(keyOfExpr) : []);
  const ties = tieTerms(plan);
  return [
    ...groupedOrder(plan),
    ...(isOnce ? ties.filter(({ expression }) => shown.has(keyOfExpr(expression))) : ties),
  ];
}

/** Of the rows that agree in some of their values, the first in order. */
function firstOfEach(
  scope: Scope,
  layer: Layer,
  { parts, order }: { readonly parts: readonly Inner[]; readonly order: string },
): Layer {
  const place = scope.writer.dialect.quote("place");
  const by = layer
    .read(parts)
    .map(({ sql }) => sql)
    .join(", ");
  const number = `row_number() OVER (PARTITION BY ${by}${order}) AS ${place}`;
  const select = `SELECT ${layer.table}.*, ${number}${layer.from}`;
  return new Layer(scope, select, (table) => ` WHERE ${table}.${place} = 1`);
}
