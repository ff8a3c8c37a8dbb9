import type { EmbeddedQuery } from "../query/expression.ts";
import { outputOf } from "../query/expression-type.ts";
import type { LogicalPlan } from "../query/logical-plan.ts";
import { Shape } from "../query/shape.ts";
import type { Value } from "../value.ts";
import { Answer } from "./answer.ts";
import { rowCompiler } from "./compile.ts";
import { compileValue, type ReadValue } from "./evaluate.ts";
import type { Question } from "./executor.ts";
import type { Item } from "./item.ts";
import { type CompareKeys, compileOrder } from "./order.ts";
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

/** An item of a part as the combined question has it. */
export interface PartItem {
  readonly item: Item;
  /** The same for items that have the same in all columns. */
  readonly key: string;
  /** What it is ordered by. */
  readonly keys: readonly Value[];
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
  return new Answer(combineItems(question, answers), visited);
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
function combineItems(
  { shape }: Pick<Question, "shape">,
  answers: readonly (readonly Item[])[],
): Item[] {
  const { combination, order } = shape.ordered;
  const { operator, isAll } = combination!;
  const reader = new PartReader(shape);
  const parts = answers.map((items, at) => items.map((item) => reader.read(at, item)));
  const rows = [...combine(operator, isAll, parts)];
  if (order.length > 0) rows.sort((a, b) => reader.compare(a, b));
  return rows.map(({ item }) => item);
}

/** Reads the items of the parts of a combined question. */
export class PartReader {
  readonly #queries: readonly EmbeddedQuery[];
  readonly #readKeys: readonly ReadValue[];
  readonly #compareKeys: CompareKeys;
  /** Number of columns of the answer. */
  readonly #width: number;

  constructor({ plan, ordered }: Shape) {
    const compiler = rowCompiler(() => {
      throw new Error("a combined question is ordered by its columns");
    });
    this.#queries = ordered.combination!.queries;
    this.#readKeys = ordered.order.map(({ expression }) => compileValue(expression, compiler));
    this.#compareKeys = compileOrder(ordered.order);
    this.#width = outputOf(plan).length;
  }

  /** An item of the part at a place. */
  read(part: number, given: Item): PartItem {
    const { plan } = this.#queries[part]!;
    const own = givesColumns(plan)
      ? []
      : plan.model.columns.map(({ name }): Value => given.row![name]!);
    const tuple = [...own, ...given.output];
    const run = { tuple } as unknown as Run;
    const keys = this.#readKeys.map((read) => read(run));
    // Columns that were there to order by come last, and are no part of the answer.
    const isWider = tuple.length > this.#width;
    const item = isWider ? { ...given, output: given.output.slice(0, this.#width) } : given;
    return { item, key: keyOfValues(tuple), keys };
  }

  /** The order that was asked for: 0 where none was. */
  compare(a: PartItem, b: PartItem): number {
    return this.#compareKeys(a.keys, b.keys);
  }
}

/** Whether the output is columns rather than rows; that of combined questions is the first one's. */
function givesColumns({ values, combination }: LogicalPlan): boolean {
  if (values !== undefined) return true;
  return combination !== undefined && givesColumns(combination.queries[0]!.plan);
}

function combine(
  operator: "union" | "intersection" | "difference",
  isAll: boolean,
  [first = [], ...others]: readonly (readonly PartItem[])[],
): readonly PartItem[] {
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

function once(rows: readonly PartItem[]): PartItem[] {
  const seen = new Set<string>();
  return rows.filter(({ key }) => !seen.has(key) && seen.add(key) !== undefined);
}
