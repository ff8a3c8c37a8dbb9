import { invariant } from "../invariant.ts";
import { outputOf } from "../query/expression-type.ts";
import { Shape } from "../query/shape.ts";
import type { Value } from "../value.ts";
import { type Compiler, compileValue } from "./evaluate.ts";
import { AggregateList, type GroupAccumulator } from "./group.ts";
import type { Item } from "./item.ts";
import { NEXT, type Run, type Stage } from "./run.ts";

/** Aggregates over a whole question, put together once. */
export interface CompiledSummary {
  /** The question over whose output they go; undefined where they go over joined rows. */
  readonly inner: Shape | undefined;
  /** What accumulates over joined rows. */
  start(): readonly GroupAccumulator[];
  /** The aggregates of what was accumulated. */
  finish(run: Run, accumulators: readonly GroupAccumulator[]): ReadonlyMap<string, Value>;
  overRows(run: Run, start: (emit: Stage) => void): ReadonlyMap<string, Value>;
  overOutput(run: Run, items: readonly Item[]): ReadonlyMap<string, Value>;
}

const SUMMARIES = new WeakMap<Shape, CompiledSummary>();

/** The aggregates of a shape; they are kept with it. */
export function compileSummary(shape: Shape, embed: Compiler["embed"]): CompiledSummary {
  let summary = SUMMARIES.get(shape);
  if (summary === undefined) {
    summary = makeSummary(shape, embed);
    SUMMARIES.set(shape, summary);
  }
  return summary;
}

function makeSummary({ plan }: Shape, embed: Compiler["embed"]): CompiledSummary {
  const { summary } = plan;
  invariant(summary !== undefined, "a summary is asked for");
  const aggregates = new AggregateList();
  const compiler: Compiler = {
    aggregate: (expr) => aggregates.place(expr, compiler),
    window: () => {
      throw new Error("a window has no meaning in an aggregate");
    },
    embed,
  };
  const columns = [...summary.columns].map(
    ([name, expr]) => [name, compileValue(expr, compiler)] as const,
  );
  const finish = (run: Run, accumulators: readonly GroupAccumulator[]) => {
    run.aggregates = accumulators.map((accumulator) => accumulator.result());
    return new Map(columns.map(([name, read]) => [name, read(run)]));
  };
  const { inner } = summary;
  return {
    inner: inner && new Shape(inner),
    start: () => aggregates.start(),
    finish,
    overRows(run, start) {
      const accumulators = aggregates.start();
      start((at) => {
        for (const accumulator of accumulators) accumulator.add(at);
        return NEXT;
      });
      return finish(run, accumulators);
    },
    overOutput(run, items) {
      const accumulators = aggregates.start();
      const isRows = inner!.values === undefined;
      const width = outputOf(inner!).length;
      for (const { row, output } of items) {
        run.tuple = isRows ? rowTuple(inner!.model.columns, row!, output, width) : output;
        for (const accumulator of accumulators) accumulator.add(run);
      }
      return finish(run, accumulators);
    },
  };
}

function rowTuple(
  columns: readonly { readonly name: string }[],
  row: { readonly [name: string]: Value },
  output: readonly Value[],
  width: number,
): readonly Value[] {
  const tuple: Value[] = columns.map(({ name }) => row[name]!);
  tuple.push(...output);
  invariant(tuple.length === width, "the output has the columns of the plan");
  return tuple;
}
