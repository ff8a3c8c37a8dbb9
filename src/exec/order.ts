import { typeOf } from "../query/expression-type.ts";
import type { OrderTerm } from "../query/logical-plan.ts";
import { kindOf } from "../schema/kind.ts";
import { type Collation, compareValues, type Value } from "../value.ts";

/** Compares two lists of sort keys. */
export type CompareKeys = (a: readonly Value[], b: readonly Value[]) => number;

/** One term of an order, as comparing needs it. */
interface Term {
  readonly collation: Collation;
  readonly sign: 1 | -1;
  /** Where nulls go, whatever the direction: -1 first, 1 last, undefined by value. */
  readonly nulls: 1 | -1 | undefined;
}

/** The comparison of an order's keys. Null is smaller than everything unless a term says otherwise. */
export function compileOrder(order: readonly OrderTerm[]): CompareKeys {
  const terms = order.map(({ expression, isDescending, nulls }): Term => {
    const { collation } = typeOf(expression) ?? kindOf("text");
    return {
      collation,
      sign: isDescending ? -1 : 1,
      nulls: nulls === undefined ? undefined : nulls === "first" ? -1 : 1,
    };
  });
  return (a, b) => {
    for (const [i, term] of terms.entries()) {
      const result = compareTerm(a[i]!, b[i]!, term);
      if (result !== 0) return result;
    }
    return 0;
  };
}

function compareTerm(a: Value, b: Value, { collation, sign, nulls }: Term): number {
  if (nulls !== undefined && (a === null) !== (b === null)) return a === null ? nulls : -nulls;
  return sign * compareValues(a, b, collation);
}
