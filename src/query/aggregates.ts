import { type Kind, kindOf } from "../schema/kind.ts";
import { compareValues, type Value } from "../value.ts";
import { compileArithmetic } from "./functions/arithmetic.ts";

/** Takes the values of a group one by one; none of them is null. */
export interface Accumulator {
  add(value: Value): void;
  /** Takes a number of values that nothing else is known of; only what counts them can. */
  addMany?(count: number): void;
  /**
   * Takes back a value that was added; false, and nothing is known any more, where only the values
   * that are left can tell the result. Missing where that is so for all values.
   */
  remove?(value: Value): boolean;
  result(): Value;
}

/** A function over the rows of a group. */
export interface AggregateFunction {
  readonly name: string;
  /** What it gives for a group without values. */
  readonly empty: Value;
  resultKind(arg: Kind | undefined): Kind | undefined;
  /** A fresh accumulator for values of this kind. */
  start(arg: Kind): Accumulator;
}

const INTEGER = kindOf("integer");
const FLOAT = kindOf("float");

function isDecimal(kind: Kind | undefined): boolean {
  return kind?.name === "decimal";
}

const COUNT: AggregateFunction = {
  name: "Count",
  empty: 0,
  resultKind: () => INTEGER,
  start: () => new Counter(),
};

/** A class, since a group for each of many rows has one: it is no more than its number. */
class Counter implements Accumulator {
  #count = 0;

  add(): void {
    this.#count++;
  }

  addMany(count: number): void {
    this.#count += count;
  }

  remove(): boolean {
    this.#count--;
    return true;
  }

  result(): number {
    return this.#count;
  }
}

const SUM: AggregateFunction = {
  name: "Sum",
  empty: null,
  resultKind: (arg) => (arg?.name === "boolean" ? INTEGER : arg),
  start(arg) {
    const plus = compileArithmetic("add", arg, arg)?.evaluate;
    const minus = compileArithmetic("sub", arg, arg)?.evaluate;
    let sum: Value = null;
    return {
      remove(value) {
        // A sum of floats hangs on the order of its terms.
        if (arg.name === "float") return false;
        if (minus === undefined || typeof value === "number") sum = (sum as number) - Number(value);
        else sum = minus(sum!, value);
        return true;
      },
      add(value) {
        if (plus === undefined || typeof value === "number") {
          sum = ((sum as number | null) ?? 0) + Number(value);
        } else sum = sum === null ? value : plus(sum, value);
      },
      result: () => sum,
    };
  },
};

/** Decimals and durations are averaged exactly by their own arithmetic; numbers as floats. */
const AVG: AggregateFunction = {
  name: "Avg",
  empty: null,
  resultKind: (arg) => (isDecimal(arg) || arg?.name === "duration" ? arg : FLOAT),
  start(arg) {
    const exact = isDecimal(arg) || arg.name === "duration";
    const sum = SUM.start(arg);
    const by = exact ? compileArithmetic("div", arg, INTEGER)?.evaluate : undefined;
    let count = 0;
    return {
      add(value) {
        count++;
        sum.add(typeof value === "bigint" ? Number(value) : value);
      },
      remove(value) {
        count--;
        return sum.remove!(typeof value === "bigint" ? Number(value) : value);
      },
      result() {
        const total = sum.result();
        if (total === null) return null;
        return by === undefined ? Number(total) / count : by(total, count);
      },
    };
  },
};

function extreme(name: "Min" | "Max", sign: 1 | -1): AggregateFunction {
  return {
    name,
    empty: null,
    resultKind: (arg) => arg,
    start({ collation }) {
      let best: Value = null;
      return {
        add(value) {
          if (best === null || compareValues(value, best, collation) * sign > 0) best = value;
        },
        remove: (value) => compareValues(value, best, collation) !== 0,
        result: () => best,
      };
    },
  };
}

/**
 * Variance by one pass.
 * Source: B. P. Welford, Note on a method for calculating corrected sums of squares (1962).
 */
function spread(name: "StdDev" | "Variance", isSample: boolean): AggregateFunction {
  return {
    name: isSample ? `${name}Sample` : name,
    empty: null,
    resultKind: () => FLOAT,
    start() {
      let count = 0;
      let mean = 0;
      let squares = 0;
      return {
        add(value) {
          const number = Number(value);
          const distance = number - mean;
          count++;
          mean += distance / count;
          squares += distance * (number - mean);
        },
        result() {
          const degrees = isSample ? count - 1 : count;
          if (degrees < 1) return null;
          return name === "Variance" ? squares / degrees : Math.sqrt(squares / degrees);
        },
      };
    },
  };
}

const AGGREGATES: readonly AggregateFunction[] = [
  COUNT,
  SUM,
  AVG,
  extreme("Min", -1),
  extreme("Max", 1),
  spread("StdDev", false),
  spread("StdDev", true),
  spread("Variance", false),
  spread("Variance", true),
];

const BY_NAME: ReadonlyMap<string, AggregateFunction> = new Map(
  AGGREGATES.map((each) => [each.name, each]),
);

/** The aggregate of that name, undefined when there is none. */
export function findAggregate(name: string): AggregateFunction | undefined {
  return BY_NAME.get(name);
}
