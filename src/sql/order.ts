import type { OrderTerm } from "../query/logical-plan.ts";

/** A constant number in ORDER BY or GROUP BY would be the place of a column. */
const NUMBER = /^-?\d+$/;

/** A term that is not taken for the place of a column. */
export function asTerm(sql: string): string {
  return NUMBER.test(sql) ? `CAST(${sql} AS INTEGER)` : sql;
}

/** A term of an order; null is smaller than everything unless the term says otherwise. */
export function writeOrderTerm(
  sql: string,
  { isDescending, nulls }: Pick<OrderTerm, "isDescending" | "nulls">,
): string {
  const direction = isDescending ? " DESC" : "";
  const place = nulls === undefined ? "" : ` NULLS ${nulls.toUpperCase()}`;
  return `${asTerm(sql)}${direction}${place}`;
}
