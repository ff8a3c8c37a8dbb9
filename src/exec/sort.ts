import type { OrderedPlan } from "../query/logical-plan.ts";
import type { Column } from "../schema/registry.ts";
import { type CodeOf, codeOfColumn } from "../tables/key-code.ts";
import { comparatorOf, type Row } from "../tables/key-order.ts";
import type { RowOrder } from "../tables/sorted-rows.ts";
import type { Value } from "../value.ts";

/** Sorts base rows by columns of their own, then by primary key; rows in order already are left. */
export function sortRows(rows: Row[], plan: OrderedPlan): void {
  const { compareRows } = orderOfRows(plan);
  for (let i = 1; i < rows.length; i++) {
    if (compareRows(rows[i - 1]!, rows[i]!) > 0) {
      rows.sort(compareRows);
      return;
    }
  }
}

const ORDERS = new WeakMap<OrderedPlan, BaseOrder>();

/** The order of the base rows of a plan that is ordered by columns of their own. */
export function orderOfRows(plan: OrderedPlan): BaseOrder {
  let order = ORDERS.get(plan);
  if (order === undefined) {
    order = new BaseOrder(plan);
    ORDERS.set(plan, order);
  }
  return order;
}

/** One column of an order. */
interface Term {
  readonly column: Column;
  readonly isDescending: boolean;
  readonly nulls: "first" | "last" | undefined;
}

/** The order of base rows by columns of their own, then by primary key: no two of them are equal. */
export class BaseOrder implements RowOrder<Row> {
  readonly compareRows: (a: Row, b: Row) => number;
  readonly codeOf: (row: Row) => number;

  constructor({ order, model }: OrderedPlan) {
    const terms = order.map(({ expression, isDescending, nulls }): Term => {
      return { column: (expression as { readonly column: Column }).column, isDescending, nulls };
    });
    terms.push({ column: model.pk, isDescending: false, nulls: undefined });
    this.compareRows = compareAll(terms.map(compareTerm));
    this.codeOf = codeOfTerm(terms[0]!);
  }
}

type CompareRows = (a: Row, b: Row) => number;

function compareAll(compares: readonly CompareRows[]): CompareRows {
  const [first, second] = compares as readonly [CompareRows, CompareRows];
  switch (compares.length) {
    case 1:
      return first;
    case 2:
      return (a, b) => first(a, b) || second(a, b);
    default: {
      const others = compareAll(compares.slice(1));
      return (a, b) => first(a, b) || others(a, b);
    }
  }
}

function compareTerm({ column: { name, kind }, isDescending, nulls }: Term): CompareRows {
  const compare = comparatorOf(kind);
  const own: CompareRows = isDescending
    ? (a, b) => compare(b[name]!, a[name]!)
    : (a, b) => compare(a[name]!, b[name]!);
  if (nulls === undefined) return own;
  const [low, high] = nulls === "first" ? [-1, 1] : [1, -1];
  return (a, b) => {
    const isNull = a[name] === null;
    if (isNull === (b[name] === null)) return own(a, b);
    return isNull ? low : high;
  };
}

function codeOfTerm({ column, isDescending, nulls }: Term): (row: Row) => number {
  const { name } = column;
  const code: CodeOf = codeOfColumn(column);
  if (!isDescending && nulls === undefined) return (row) => code(row[name]!);
  const sign = isDescending ? -1 : 1;
  const codeOfNull = { first: -Infinity, last: Infinity, none: sign * -Infinity }[nulls ?? "none"];
  const codeOf = (value: Value): number => (value === null ? codeOfNull : sign * code(value));
  return (row) => codeOf(row[name]!);
}
