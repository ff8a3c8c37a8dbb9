/** Random terms of an order, and what they mean in SQL. */
import fc from "fast-check";
import { F, Length } from "../../src/index.ts";
import type { OrderInput } from "../../src/orm/chain-steps.ts";
import { Expression } from "../../src/query/syntax.ts";

/** One term, and its SQL; a reversed one has its nulls at the other end. */
export interface OrderCase {
  readonly term: OrderInput;
  /** What it orders by, as a column of the SELECT. */
  readonly column: string;
  sql(isReversed: boolean): string;
}

/** What can be ordered by: a path or an expression, and the same in SQL. */
export type OrderColumn = readonly [path: string | Expression, column: string];

/** Columns of a person `p`, its mentor `t` and its badge `b`. */
export const SINGLE: readonly OrderColumn[] = [
  ["name", "p.name"],
  ["age", "p.age"],
  ["email", "p.email"],
  ["mentor", "p.mentor_id"],
  ["mentor__name", "t.name"],
  ["mentor__age", "t.age"],
  ["badge__code", "b.code"],
  [F("age").mul(-1), "(p.age * -1)"],
  [Length("name"), "length(p.name)"],
];

/** What every question joins for them. */
export const SINGLE_JOINS = `LEFT JOIN "Person" t ON t.id = p.mentor_id
  LEFT JOIN "Badge" b ON b.person_id = p.id`;

/** A random term over one of the columns. */
export function orderOf(columns: readonly OrderColumn[]): fc.Arbitrary<OrderCase> {
  return fc
    .record({
      column: fc.constantFrom(...columns),
      isDescending: fc.boolean(),
      nulls: fc.constantFrom(undefined, undefined, "first" as const, "last" as const),
    })
    .map(({ column: [path, column], isDescending, nulls }) => ({
      term: termOf(path, isDescending, nulls),
      column,
      sql(isReversed) {
        const direction = isDescending === isReversed ? "ASC" : "DESC";
        if (nulls === undefined) return `${column} ${direction}`;
        const isFirst = (nulls === "first") !== isReversed;
        return `${column} ${direction} NULLS ${isFirst ? "FIRST" : "LAST"}`;
      },
    }));
}

function termOf(
  path: string | Expression,
  isDescending: boolean,
  nulls: "first" | "last" | undefined,
): OrderInput {
  if (typeof path === "string" && nulls === undefined) return isDescending ? `-${path}` : path;
  const expression = path instanceof Expression ? path : F(path);
  const options = nulls === undefined ? {} : { nulls };
  return isDescending ? expression.desc(options) : expression.asc(options);
}
