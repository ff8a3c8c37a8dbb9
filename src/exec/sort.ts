import type { OrderedPlan, OrderTerm } from "../query/logical-plan.ts";
import type { Column } from "../schema/registry.ts";
import type { Row } from "../tables/key-order.ts";
import { compareValues, type Value } from "../value.ts";

/** A base row with the values of the order's terms that lie in other aliases. */
export interface Keyed {
  readonly row: Row;
  /** One for each term of the order; null where a left join found no row. */
  readonly keys: readonly Value[];
}

/** Whether the order needs values of joined rows. */
export function needsKeys(plan: OrderedPlan): boolean {
  return plan.order.some((term) => term.alias > 0);
}

/** Sorts base rows by columns of their own, then by primary key; rows in order already are left. */
export function sortRows(rows: Row[], plan: OrderedPlan): void {
  const { order, model } = plan;
  const compare = (a: Row, b: Row): number => {
    for (const { column, isDescending } of order) {
      const { name, kind } = column;
      const result = compareValues(a[name]!, b[name]!, kind.collation);
      if (result !== 0) return isDescending ? -result : result;
    }
    return comparePk(a, b, model.pk);
  };
  for (let i = 1; i < rows.length; i++) {
    if (compare(rows[i - 1]!, rows[i]!) > 0) {
      rows.sort(compare);
      return;
    }
  }
}

/** Sorts rows by values of joined rows, then by primary key. */
export function sortKeyed(rows: Keyed[], plan: OrderedPlan): void {
  rows.sort((a, b) => compareKeys(a, b, plan.order) || comparePk(a.row, b.row, plan.model.pk));
}

function compareKeys(a: Keyed, b: Keyed, order: readonly OrderTerm[]): number {
  for (const [i, { column, isDescending }] of order.entries()) {
    const result = compareValues(a.keys[i]!, b.keys[i]!, column.kind.collation);
    if (result !== 0) return isDescending ? -result : result;
  }
  return 0;
}

function comparePk(a: Row, b: Row, pk: Column): number {
  return compareValues(a[pk.name]!, b[pk.name]!, pk.kind.collation);
}

/** Drops the later of neighbours that agree in row and keys: `distinct` over a joined order. */
export function dropRepeats(rows: readonly Keyed[], plan: OrderedPlan): Keyed[] {
  return rows.filter((each, i) => {
    const before = rows[i - 1];
    return (
      before === undefined || before.row !== each.row || compareKeys(before, each, plan.order) !== 0
    );
  });
}
