import type { Accumulator } from "../query/aggregates.ts";
import type { AggregateExpr, Expr } from "../query/expression.ts";
import { keyOfExpr } from "../query/expression-key.ts";
import { kindOfExpr } from "../query/expression-type.ts";
import { kindOf } from "../schema/kind.ts";
import type { Row } from "../tables/key-order.ts";
import type { Value } from "../value.ts";
import { type Compiler, compileCondition, compileValue } from "./evaluate.ts";
import { keyOfValues } from "./row-key.ts";
import type { Run } from "./run.ts";

/** Rows with the same values, and what is accumulated over them. */
export interface Group {
  /** The first of its rows, by alias. */
  readonly rows: readonly (Row | null)[];
  /** The values that its rows share. */
  readonly keys: readonly Value[];
  readonly accumulators: readonly GroupAccumulator[];
}

/** Accumulates over the rows of a group. */
interface GroupAccumulator {
  add(run: Run): void;
  result(): Value;
}

/** Makes what accumulates one aggregate, for each group anew. */
type StartAccumulator = () => GroupAccumulator;

/** The aggregates that the expressions of one plan need, each once. */
export class AggregateList {
  readonly #places = new Map<string, number>();
  readonly #starts: StartAccumulator[] = [];

  /** Place of an aggregate; `compiler` reads its arguments from single rows. */
  place(expr: AggregateExpr, compiler: Compiler): number {
    const key = keyOfExpr({ ...expr, default: undefined });
    const known = this.#places.get(key);
    if (known !== undefined) return known;
    const place = this.#starts.push(compileAccumulator(expr, compiler)) - 1;
    this.#places.set(key, place);
    return place;
  }

  start(): readonly GroupAccumulator[] {
    return this.#starts.map((start) => start());
  }
}

function compileAccumulator(expr: AggregateExpr, compiler: Compiler): StartAccumulator {
  const { fn, arg, filter, isDistinct } = expr;
  const read = arg === undefined ? () => 1 : compileValue(arg, compiler);
  const kind = arg === undefined ? kindOf("integer") : kindOfExpr(arg);
  const holds = filter === undefined ? undefined : compileCondition(filter, compiler);
  return () => {
    const inner = fn.start(kind);
    const accumulator: Accumulator = isDistinct ? onceEach(inner) : inner;
    let isEmpty = true;
    return {
      add(run) {
        if (holds !== undefined && holds(run) !== true) return;
        const value = read(run);
        if (value === null) return;
        isEmpty = false;
        accumulator.add(value);
      },
      result: () => (isEmpty ? fn.empty : accumulator.result()),
    };
  };
}

/** Passes each value on once. */
function onceEach(accumulator: Accumulator): Accumulator {
  const seen = new Set<Value>();
  return {
    add(value) {
      const key = typeof value === "object" ? keyOfValues([value]) : value;
      if (seen.has(key)) return;
      seen.add(key);
      accumulator.add(value);
    },
    result: () => accumulator.result(),
  };
}

/** Collects rows into groups, in the order in which the groups are met. */
export class Grouping {
  readonly #read: readonly ((run: Run) => Value)[];
  readonly #aggregates: AggregateList;

  constructor(terms: readonly Expr[], aggregates: AggregateList, compiler: Compiler) {
    this.#read = terms.map((term) => compileValue(term, compiler));
    this.#aggregates = aggregates;
  }

  /** Adds the rows at hand to their group. */
  add(run: Run, groups: Map<string | Value, Group>): void {
    const values = this.#read.map((read) => read(run));
    const [only] = values;
    const isPlain = values.length === 1 && typeof only === "number";
    const key = isPlain ? only! : keyOfValues(values);
    let group = groups.get(key);
    if (group === undefined) {
      group = { rows: [...run.rows], keys: values, accumulators: this.#aggregates.start() };
      groups.set(key, group);
    }
    for (const accumulator of group.accumulators) accumulator.add(run);
  }
}
