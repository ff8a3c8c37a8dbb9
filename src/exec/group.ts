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
export interface GroupAccumulator {
  add(run: Run): void;
  /** Takes back the rows at hand; false, and its result is wrong, where only those left can tell it. */
  remove(run: Run): boolean;
  result(): Value;
}

/** One aggregate, put together once. */
interface CompiledAggregate {
  /** Makes what accumulates it, for each group anew. */
  start(): GroupAccumulator;
  /** What it is for a group of the rows at hand and no others. */
  ofOne(run: Run): Value;
}

/** The aggregates that the expressions of one plan need, each once. */
export class AggregateList {
  readonly #exprs: AggregateExpr[] = [];
  /** Made when there is a second one: most plans have one aggregate, and sort by it. */
  readonly #keys: string[] = [];
  readonly #aggregates: CompiledAggregate[] = [];

  /** Place of an aggregate; `compiler` reads its arguments from single rows. */
  place(expr: AggregateExpr, compiler: Compiler): number {
    const known = this.#exprs[0] === expr ? 0 : this.#find(expr);
    if (known >= 0) return known;
    const aggregate = compileAggregate(expr, compiler);
    this.#exprs.push(expr);
    return this.#aggregates.push(aggregate) - 1;
  }

  #find(expr: AggregateExpr): number {
    const [exprs, keys] = [this.#exprs, this.#keys];
    if (exprs.length === 0) return -1;
    while (keys.length < exprs.length) keys.push(keyOfAggregate(exprs[keys.length]!));
    return keys.indexOf(keyOfAggregate(expr));
  }

  start(): readonly GroupAccumulator[] {
    return this.#aggregates.map((aggregate) => aggregate.start());
  }

  /** Computes the aggregates of a group of the rows at hand and no others into a list. */
  fillOfOne(run: Run, values: Value[]): void {
    const aggregates = this.#aggregates;
    for (let at = 0; at < aggregates.length; at++) values[at] = aggregates[at]!.ofOne(run);
  }
}

/** The same for aggregates that differ in their default alone. */
function keyOfAggregate(expr: AggregateExpr): string {
  return keyOfExpr({ ...expr, default: undefined });
}

/** The alias whose rows an aggregate counts. */
export function countedAlias({ fn, arg }: AggregateExpr): number | undefined {
  return fn.name === "Count" && arg?.kind === "column" ? arg.alias : undefined;
}

function compileAggregate(expr: AggregateExpr, compiler: Compiler): CompiledAggregate {
  const { fn, arg, filter, isDistinct } = expr;
  const read = arg === undefined ? () => 1 : compileValue(arg, compiler);
  const kind = arg === undefined ? kindOf("integer") : kindOfExpr(arg);
  const holds = filter === undefined ? undefined : compileCondition(filter, compiler);
  const start = (): Accumulator => {
    const accumulator = fn.start(kind);
    return isDistinct ? onceEach(accumulator) : accumulator;
  };
  const given = (run: Run): Value =>
    holds !== undefined && holds(run) !== true ? null : read(run);
  const alias = countedAlias(expr);
  const isRepeated = fn.name === "Count" && !isDistinct;
  // How often a joined row of which only the number of matches is at hand adds its value.
  const timesOf = (run: Run): number => {
    if (run.counted === alias) return holds === undefined || holds(run) === true ? run.matches : 0;
    if (given(run) === null) return 0;
    return Math.max(1, run.matches);
  };
  const isTold = (run: Run): boolean => run.counted >= 0 && (isRepeated || run.counted === alias);
  const ofOne = (run: Run): Value => {
    if (run.counted === alias && holds === undefined) return run.matches;
    if (isTold(run)) return timesOf(run);
    const value = given(run);
    if (value === null) return fn.empty;
    const accumulator = start();
    accumulator.add(value);
    return accumulator.result();
  };
  const startGroup = (): GroupAccumulator => {
    let accumulator = start();
    let size = 0;
    return {
      add(run) {
        if (isTold(run)) {
          const times = timesOf(run);
          size += times;
          accumulator.addMany!(times);
          return;
        }
        const value = given(run);
        if (value === null) return;
        size++;
        accumulator.add(value);
      },
      remove(run) {
        const value = given(run);
        if (value === null) return true;
        size--;
        if (size > 0) return accumulator.remove?.(value) ?? false;
        accumulator = start();
        return true;
      },
      result: () => (size === 0 ? fn.empty : accumulator.result()),
    };
  };
  return { start: startGroup, ofOne };
}

/** Passes each value on once. */
function onceEach(accumulator: Accumulator): Accumulator {
  const counts = new Map<Value, number>();
  const keyOf = (value: Value): Value => (typeof value === "object" ? keyOfValues([value]) : value);
  return {
    add(value) {
      const key = keyOf(value);
      const count = counts.get(key) ?? 0;
      counts.set(key, count + 1);
      if (count === 0) accumulator.add(value);
    },
    remove(value) {
      const key = keyOf(value);
      const count = counts.get(key)! - 1;
      counts.set(key, count);
      if (count > 0) return true;
      counts.delete(key);
      return accumulator.remove?.(value) ?? false;
    },
    // Rows of which only the number is known are counted by a key that no two of them share.
    addMany: (count) => accumulator.addMany!(count),
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

  /** The values that the group of the rows at hand shares. */
  valuesOf(run: Run): readonly Value[] {
    return this.#read.map((read) => read(run));
  }

  /** Computes the aggregates of a group of the rows at hand and no others into a list. */
  fillOfOne(run: Run, values: Value[]): void {
    this.#aggregates.fillOfOne(run, values);
  }

  /** A group that nothing was added to, for the rows at hand. */
  open(run: Run, keys: readonly Value[]): Group {
    return { rows: [...run.rows], keys, accumulators: this.#aggregates.start() };
  }

  /** Adds the rows at hand to their group. */
  add(run: Run, groups: Map<string | Value, Group>): void {
    const values = this.valuesOf(run);
    const key = keyOfGroup(values);
    let group = groups.get(key);
    if (group === undefined) {
      group = this.open(run, values);
      groups.set(key, group);
    }
    for (const accumulator of group.accumulators) accumulator.add(run);
  }
}

/** What groups are told apart by. */
export function keyOfGroup(values: readonly Value[]): string | Value {
  const [only] = values;
  return values.length === 1 && typeof only === "number" ? only : keyOfValues(values);
}
