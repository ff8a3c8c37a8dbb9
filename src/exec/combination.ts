import type { EmbeddedQuery } from "../query/expression.ts";
import { outputOf } from "../query/expression-type.ts";
import type { LogicalPlan } from "../query/logical-plan.ts";
import { Shape } from "../query/shape.ts";
import type { Value } from "../value.ts";
import { rowCompiler } from "./compile.ts";
import { compileValue } from "./evaluate.ts";
import type { Answer, Question } from "./executor.ts";
import type { Item } from "./item.ts";
import { compileOrder } from "./order.ts";
import { keyOfValues } from "./row-key.ts";
import type { Run } from "./run.ts";

const SHAPES = new WeakMap<EmbeddedQuery, Shape>();

/** The shape of a part of a combined question. */
export function shapeOfPart(query: EmbeddedQuery): Shape {
  let shape = SHAPES.get(query);
  if (shape === undefined) {
    shape = new Shape(query.plan);
    SHAPES.set(query, shape);
  }
  return shape;
}

/** An item and all its columns, by which items of different questions are compared. */
interface Keyed {
  readonly item: Item;
  readonly tuple: readonly Value[];
  readonly key: string;
}

/** Answers a combined question, in its order; slices are left to the caller. */
export function runCombination(
  question: Question,
  runItems: (question: Question) => Answer<Item>,
): Answer<Item> {
  let visited = 0;
  const answers = question.shape.ordered.combination!.queries.map((query) => {
    const answer = runItems({ ...question, ...partOf(question, query) });
    visited += answer.visited;
    return answer.rows;
  });
  return { rows: combineItems(question, answers), visited };
}

/** What a part of a combined question asks. */
export function partOf(
  { parameters }: Pick<Question, "parameters">,
  query: EmbeddedQuery,
): Pick<Question, "shape" | "parameters" | "offset" | "limit"> {
  const { plan, firstParameter, offset, limit } = query;
  return {
    shape: shapeOfPart(query),
    parameters: parameters.slice(firstParameter, firstParameter + plan.parameterCount),
    offset,
    limit,
  };
}

/** The answer to a combined question, in its order, from those to its parts. */
export function combineItems(
  question: Pick<Question, "shape" | "now">,
  answers: readonly (readonly Item[])[],
): Item[] {
  const { operator, isAll, queries } = question.shape.ordered.combination!;
  const parts = answers.map((items, at) => items.map((item) => keyed(queries[at]!, item)));
  return sortItems(question, combine(operator, isAll, parts));
}

function keyed({ plan }: EmbeddedQuery, item: Item): Keyed {
  const own = givesColumns(plan)
    ? []
    : plan.model.columns.map(({ name }): Value => item.row![name]!);
  const tuple = [...own, ...item.output];
  return { item, tuple, key: keyOfValues(tuple) };
}

/** Whether the output is columns rather than rows; that of combined questions is the first one's. */
function givesColumns({ values, combination }: LogicalPlan): boolean {
  if (values !== undefined) return true;
  return combination !== undefined && givesColumns(combination.queries[0]!.plan);
}

function combine(
  operator: "union" | "intersection" | "difference",
  isAll: boolean,
  [first = [], ...others]: readonly (readonly Keyed[])[],
): readonly Keyed[] {
  if (operator === "union") {
    const all = [first, ...others].flat();
    return isAll ? all : once(all);
  }
  const keys = others.map((rows) => new Set(rows.map(({ key }) => key)));
  if (operator === "intersection") {
    return once(first).filter(({ key }) => keys.every((known) => known.has(key)));
  }
  return once(first).filter(({ key }) => !keys.some((known) => known.has(key)));
}

function once(rows: readonly Keyed[]): Keyed[] {
  const seen = new Set<string>();
  return rows.filter(({ key }) => !seen.has(key) && seen.add(key) !== undefined);
}

function sortItems(
  { shape, now }: Pick<Question, "shape" | "now">,
  rows: readonly Keyed[],
): Item[] {
  const { order } = shape.ordered;
  const compiler = rowCompiler(() => {
    throw new Error("a combined question is ordered by its columns");
  });
  const readers = order.map(({ expression }) => compileValue(expression, compiler));
  const compare = compileOrder(order);
  const run = { tuple: [], now } as unknown as Run;
  const sorted = rows.map(({ item, tuple }) => {
    run.tuple = tuple;
    return { item, keys: readers.map((read) => read(run)) };
  });
  if (order.length > 0) sorted.sort((a, b) => compare(a.keys, b.keys));
  const width = outputOf(shape.plan).length;
  // Columns that were there to order by come last, and are no part of the answer.
  const isWider = (rows[0]?.tuple.length ?? 0) > width;
  return sorted.map(({ item }) =>
    isWider ? { ...item, output: item.output.slice(0, width) } : item,
  );
}
