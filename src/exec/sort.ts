import type { OrderedPlan } from "../query/logical-plan.ts";
import type { Column } from "../schema/registry.ts";
import type { Row } from "../tables/key-order.ts";
import { compareValues } from "../value.ts";

/** Sorts base rows by columns of their own, then by primary key; rows in order already are left. */
export function sortRows(rows: Row[], plan: OrderedPlan): void {
  const compare = compareBaseRows(plan);
  for (let i = 1; i < rows.length; i++) {
    if (compare(rows[i - 1]!, rows[i]!) > 0) {
      rows.sort(compare);
      return;
    }
  }
}

/** The order of base rows: no two of them are equal. */
export function compareBaseRows({ order, model }: OrderedPlan): (a: Row, b: Row) => number {
  const terms = order.map(({ expression, isDescending, nulls }) => {
    const { name, kind } = (expression as { readonly column: Column }).column;
    return { name, collation: kind.collation, sign: isDescending ? -1 : 1, nulls };
  });
  const { name: pk, kind: pkKind } = model.pk;
  return (a, b) => {
    for (const { name, collation, sign, nulls } of terms) {
      const [x, y] = [a[name]!, b[name]!];
      if (nulls !== undefined && (x === null) !== (y === null)) {
        return (x === null) === (nulls === "first") ? -1 : 1;
      }
      const result = compareValues(x, y, collation);
      if (result !== 0) return sign * result;
    }
    return compareValues(a[pk]!, b[pk]!, pkKind.collation);
  };
}
