/** Functions that choose among their arguments, which are of one kind. */
import type { Kind } from "../../schema/kind.ts";
import { compareValues, type Value } from "../../value.ts";
import { commonKind, toCommon } from "./common-kind.ts";
import type { Evaluate, ScalarFunction } from "./scalar-function.ts";

const MANY = Number.POSITIVE_INFINITY;

/** The first argument that is not null. */
const COALESCE: ScalarFunction = {
  name: "Coalesce",
  minArgs: 2,
  maxArgs: MANY,
  seesNulls: true,
  resultKind: (kinds) => commonKind("Coalesce", kinds),
  compile(kinds) {
    const convert = converters("Coalesce", kinds);
    return (values) => {
      const index = values.findIndex((value) => value !== null);
      return index < 0 ? null : convert[index]!(values[index]!);
    };
  },
};

function converters(name: string, kinds: readonly Kind[]): readonly ((value: Value) => Value)[] {
  const common = commonKind(name, kinds);
  return kinds.map((kind) => toCommon(kind, common));
}

/** The first argument, or null where both are equal. */
const NULL_IF: ScalarFunction = {
  name: "NullIf",
  minArgs: 2,
  maxArgs: 2,
  seesNulls: true,
  resultKind(kinds) {
    commonKind("NullIf", kinds);
    return kinds[0]!;
  },
  compile(kinds) {
    const { collation } = commonKind("NullIf", kinds);
    const [left, right] = converters("NullIf", kinds);
    return ([a, b]) => {
      if (a === null || b === null) return a!;
      return compareValues(left!(a!), right!(b!), collation) === 0 ? null : a!;
    };
  },
};

/** The extreme argument; null where one of them is null. */
function extreme(name: "Greatest" | "Least", sign: 1 | -1): ScalarFunction {
  return {
    name,
    minArgs: 2,
    maxArgs: MANY,
    seesNulls: false,
    resultKind: (kinds) => commonKind(name, kinds),
    compile(kinds): Evaluate {
      const { collation } = commonKind(name, kinds);
      const convert = converters(name, kinds);
      return (values) => {
        let best = convert[0]!(values[0]!);
        for (let i = 1; i < values.length; i++) {
          const value = convert[i]!(values[i]!);
          if (best === null || value === null) return null;
          if (compareValues(value, best, collation) * sign > 0) best = value;
        }
        return best;
      };
    },
  };
}

/** The functions of this file. */
export const COMPARISON_FUNCTIONS: readonly ScalarFunction[] = [
  COALESCE,
  NULL_IF,
  extreme("Greatest", 1),
  extreme("Least", -1),
];
