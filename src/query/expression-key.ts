import { childrenOf, type Expr } from "./expression.ts";

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
