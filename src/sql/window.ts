import { NotSupportedError } from "../errors.ts";
import type { AggregateExpr, Expr, WindowExpr } from "../query/expression.ts";
import type { OrderTerm } from "../query/logical-plan.ts";
import type { WindowFrame } from "../query/syntax.ts";
import type { Typed } from "./dialect.ts";
import { writeOrderTerm } from "./order.ts";
import type { Scope } from "./scope.ts";

/** What writes the parts of a window. */
interface Parts {
  write(expr: Expr, scope: Scope): string;
  typed(expr: Expr, scope: Scope): Typed;
  writeKey(expr: Expr, scope: Scope): string;
  writeAggregate(expr: AggregateExpr, scope: Scope, over: string): string;
}

/** Window functions by the store's names of them. */
const FUNCTIONS: { readonly [name: string]: string } = {
  RowNumber: "row_number",
  Rank: "rank",
  DenseRank: "dense_rank",
  PercentRank: "percent_rank",
  CumeDist: "cume_dist",
  Lag: "lag",
  Lead: "lead",
  FirstValue: "first_value",
  LastValue: "last_value",
  NthValue: "nth_value",
  Ntile: "ntile",
};

/**
 * A window function, or an aggregate over a window.
 * @throws {NotSupportedError} for one that drops repeats, which windows cannot.
 */
export function writeWindow(expr: WindowExpr, scope: Scope, parts: Parts): string {
  const over = ` OVER (${windowOf(expr, scope, parts)})`;
  if ("kind" in expr.fn) {
    if (!expr.fn.isDistinct) return parts.writeAggregate(expr.fn, scope, over);
    throw new NotSupportedError("An aggregate without repeats has no SQL over a window.", {
      feature: "distinct aggregate over a window",
    });
  }
  const { name } = expr.fn;
  const own = FUNCTIONS[name];
  if (own === undefined) {
    throw new NotSupportedError(`There is no SQL for the window function ${name}().`, {
      feature: name,
    });
  }
  return `${own}(${expr.args.map((arg) => parts.write(arg, scope)).join(", ")})${over}`;
}

function windowOf({ partitionBy, orderBy, frame }: WindowExpr, scope: Scope, parts: Parts): string {
  const terms = partitionBy.map((term) => parts.write(term, scope));
  const order = orderBy.map((term: OrderTerm) =>
    writeOrderTerm(parts.writeKey(term.expression, scope), term),
  );
  return [
    terms.length === 0 ? "" : `PARTITION BY ${terms.join(", ")}`,
    order.length === 0 ? "" : `ORDER BY ${order.join(", ")}`,
    frame === undefined ? "" : frameOf(frame),
  ]
    .filter((part) => part !== "")
    .join(" ");
}

const EXCLUDED = { "current-row": "CURRENT ROW", group: "GROUP", ties: "TIES" } as const;

function frameOf({ unit, start, end, exclude }: WindowFrame): string {
  const bounds = `${bound(start, "PRECEDING")} AND ${bound(end, "FOLLOWING")}`;
  const without = exclude === undefined ? "" : ` EXCLUDE ${EXCLUDED[exclude]}`;
  return `${unit.toUpperCase()} BETWEEN ${bounds}${without}`;
}

function bound(distance: number | null, open: "PRECEDING" | "FOLLOWING"): string {
  if (distance === null) return `UNBOUNDED ${open}`;
  if (distance === 0) return "CURRENT ROW";
  return `${Math.abs(distance)} ${distance < 0 ? "PRECEDING" : "FOLLOWING"}`;
}
