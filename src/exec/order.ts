import { typeOf } from "../query/expression-type.ts";
import type { OrderTerm } from "../query/logical-plan.ts";
import { kindOf } from "../schema/kind.ts";
import { type Collation, compareValues, type Value } from "../value.ts";

/** Compares two lists of sort keys. */
export type CompareKeys = (a: readonly Value[], b: readonly Value[]) => number;

/** Compares two values of one sort key. */
export type CompareValues = (a: Value, b: Value) => number;

/** The comparison of an order's keys. Null is smaller than everything unless a term says otherwise. */
export function compileOrder(order: readonly OrderTerm[]): CompareKeys {
  const terms = order.map(compileTerm);
  const [only] = terms;
  if (terms.length === 1) return (a, b) => only!(a[0]!, b[0]!);
  return (a, b) => {
    for (let at = 0; at < terms.length; at++) {
      const result = terms[at]!(a[at]!, b[at]!);
      if (result !== 0) return result;
    }
    return 0;
  };
}

/** The comparison of the values of one term. */
export function compileTerm({ expression, isDescending, nulls }: OrderTerm): CompareValues {
  const { collation } = typeOf(expression) ?? kindOf("text");
  const compare = collation === "number" ? compareNumbers : compareBy(collation);
  const own: CompareValues = isDescending ? (a, b) => compare(b, a) : compare;
  if (nulls === undefined) return own;
  const low = nulls === "first" ? -1 : 1;
  return (a, b) => {
    if ((a === null) === (b === null)) return own(a, b);
    return a === null ? low : -low;
  };
}

function compareBy(collation: Collation): CompareValues {
  return (a, b) => compareValues(a, b, collation);
}

function compareNumbers(a: Value, b: Value): number {
  if (a === b) return 0;
  if (a === null) return -1;
  if (b === null) return 1;
  return (a as number) < (b as number) ? -1 : (a as number) > (b as number) ? 1 : 0;
}
