/** Answers questions from one database. */
import { countPath } from "../planner/access-path.ts";
import type { PlanningOptions } from "../planner/options.ts";
import type { Purpose } from "../planner/rule.ts";
import { readsOuter } from "../query/aliases.ts";
import type { EmbeddedQuery } from "../query/expression.ts";
import { changePlan, type LogicalPlan } from "../query/logical-plan.ts";
import type { Parameter } from "../query/parameter.ts";
import { Shape } from "../query/shape.ts";
import type { Database } from "../state/database.ts";
import type { Row } from "../tables/key-order.ts";
import type { Value } from "../value.ts";
import { Answer } from "./answer.ts";
import { runCombination } from "./combination.ts";
import {
  type CompiledPlan,
  type CompiledQuestion,
  compiledBefore,
  compileShape,
} from "./compile.ts";
import type { EmbeddedRunner } from "./evaluate.ts";
import { FirstOf } from "./first-items.ts";
import { Item } from "./item.ts";
import { knownOf, NEXT, Run, STOP, type Stage } from "./run.ts";
import { copyPart, type FindRow } from "./scan.ts";
import { orderOfRows, sortRows } from "./sort.ts";
import { compileSummary } from "./summary.ts";

/** A question with its values, and the database that answers it. */
export interface Question {
  readonly shape: Shape;
  readonly parameters: readonly Parameter[];
  readonly database: Database;
  readonly options: PlanningOptions;
  /** The time of the question, as canonical text: the same whenever it is read. */
  now(): string;
  /** Rows to leave out at the beginning of the answer. */
  readonly offset: number;
  /** Rows wanted, `Infinity` for all. */
  readonly limit: number;
  /** The run around, of a question inside an expression. */
  readonly outer?: Run | undefined;
}

/** The stages of a question, put together for a purpose. */
export function compile(question: Question, purpose: Purpose): CompiledQuestion {
  const { shape, database, options } = question;
  return (
    compiledBefore(shape, purpose, options) ??
    compileShape(shape, purpose, { database, options, embed })
  );
}

/** A run of a question, its parameters complete, and the plan that it goes by. */
export interface OpenedRun {
  readonly run: Run;
  readonly chosen: CompiledPlan;
}

/**
 * Opens a run by the cheapest plan, or by one that is given; undefined when a condition that hangs
 * on no row fails.
 */
export function openRun(
  question: Question,
  compiled: CompiledQuestion,
  given?: CompiledPlan,
): OpenedRun | undefined {
  const { database, outer } = question;
  const { operands, gates } = compiled;
  const parameters =
    operands.length === 0 ? (question.parameters as Parameter[]) : [...question.parameters];
  const { options, now } = question;
  const run = new Run({ database, options, parameters, now, outer });
  for (const operand of operands) {
    const value = operand(run);
    // Each operand belongs to a condition that must hold, and null meets no lookup.
    if (value === null) return undefined;
    parameters.push(value);
  }
  for (const holds of gates) if (holds(run) !== true) return undefined;
  return { run, chosen: given ?? choose(question, compiled, run) };
}

/** The cheapest plan for the values at hand, by exact counts of what each would drive along. */
function choose(
  { database: { tables }, offset, limit }: Question,
  { candidates, costs }: CompiledQuestion,
  run: Run,
): CompiledPlan {
  if (candidates.length === 1) return candidates[0]!;
  const at = costs.cheapest({ tables, parameters: run.parameters, wanted: offset + limit });
  run.driven = costs.takeOpened(at);
  return candidates[at]!;
}

/** Answers with base rows, in order. Rows are shared, the array is new. */
export function runRows(question: Question): Answer<Row> {
  if (question.limit <= 0) return new Answer([], 0);
  if (question.shape.plan.combination !== undefined) return rowsOf(runItems(question));
  const compiled = compile(question, "rows");
  if (compiled.only !== undefined && question.offset === 0)
    return findOnly(question, compiled.only);
  if (compiled.output !== undefined) return rowsOf(runItems(question));
  const opened = openRun(question, compiled);
  return opened === undefined ? new Answer([], 0) : readRows(question, opened);
}

/** The answer that is one row at the most, which a key finds. */
function findOnly({ database, parameters }: Question, find: FindRow): Answer<Row> {
  const row = find(database, parameters);
  return row === undefined ? new Answer([], 0) : new Answer([row], 1);
}

/** The base rows that an opened run of a question finds, in order. */
export function readRows(question: Question, { run, chosen }: OpenedRun): Answer<Row> {
  const { logical, isOrdered } = chosen.plan;
  const { part } = chosen;
  if (part !== undefined && isOrdered) {
    return new Answer(copyPart(part, run, question.offset, question.limit), run.visited);
  }
  if (part !== undefined && question.limit === Number.POSITIVE_INFINITY) {
    const all = copyPart(part, run, 0, question.limit);
    sortRows(all, logical);
    return new Answer(cut(all, question), run.visited);
  }
  const { readAll } = chosen;
  // Of rows in order, a slice may need the first ones alone.
  if (readAll !== undefined && (!isOrdered || question.limit === Number.POSITIVE_INFINITY)) {
    return new Answer(cut(readAll(run), question), run.visited);
  }
  const end = question.offset + question.limit;
  const find = isOrdered || end === Number.POSITIVE_INFINITY ? allRows : firstRows;
  return new Answer(cut(find(run, chosen, end), question), run.visited);
}

/** The rows that a run finds, in order, up to some number where they come in it. */
function allRows(
  run: Run,
  { plan: { logical, isOrdered }, start }: CompiledPlan,
  end: number,
): Row[] {
  const rows: Row[] = [];
  run.emit = (at) => {
    rows.push(at.rows[logical.root]!);
    return isOrdered && rows.length >= end ? STOP : NEXT;
  };
  start(run);
  if (!isOrdered) sortRows(rows, logical);
  return rows;
}

/** The first rows, in order, of those that a run finds in none. */
function firstRows(run: Run, { plan: { logical }, start }: CompiledPlan, wanted: number): Row[] {
  const first = new FirstOf(wanted, orderOfRows(logical).compareRows);
  run.emit = (at) => {
    first.add(at.rows[logical.root]!);
    return NEXT;
  };
  start(run);
  return first.sorted();
}

function rowsOf({ rows, visited }: Answer<Item>): Answer<Row> {
  return new Answer(
    rows.map(({ row }) => row!),
    visited,
  );
}

/** Answers with base rows and computed columns, in order. */
export function runItems(question: Question): Answer<Item> {
  if (question.limit <= 0) return new Answer([], 0);
  const { plan } = question.shape;
  if (plan.combination !== undefined) {
    const all = runCombination(question, runItems);
    return new Answer(cut(all.rows, question), all.visited);
  }
  const compiled = compile(question, "rows");
  const opened = openRun(question, compiled);
  return opened === undefined ? new Answer([], 0) : readItems(question, compiled, opened);
}

/** What an opened run of a question gives, in order. */
export function readItems(
  question: Question,
  { output }: CompiledQuestion,
  opened: OpenedRun,
): Answer<Item> {
  const { run, chosen } = opened;
  if (output === undefined) {
    const { rows, visited } = readRows(question, opened);
    const items = rows.map((row) => new Item(row));
    return new Answer(items, visited);
  }
  const items = output.collect(run, (emit) => drive(run, chosen, emit), {
    plan: chosen.plan,
    wanted: question.offset + question.limit,
  });
  return new Answer(cut(items, question), run.visited);
}

function drive(run: Run, chosen: CompiledPlan, emit: Stage): void {
  run.emit = emit;
  chosen.start(run);
}

function cut<T>(rows: readonly T[], { offset, limit }: Question): readonly T[] {
  return offset === 0 && limit >= rows.length ? rows : rows.slice(offset, offset + limit);
}

/** Number of rows of the answer. Cost: O(log n) where an index or the table knows it. */
export function runCount(question: Question): { readonly count: number; readonly visited: number } {
  const { offset, limit, database, shape } = question;
  const isWhole = offset === 0 && limit === Number.POSITIVE_INFINITY;
  const compiled =
    shape.plan.combination === undefined && isWhole ? compile(question, "count") : undefined;
  if (compiled === undefined || compiled.output !== undefined) {
    const { rows, visited } = runItems(withoutOrder(question, isWhole));
    return { count: rows.length, visited };
  }
  const opened = openRun(question, compiled);
  if (opened === undefined) return { count: 0, visited: 0 };
  const { run, chosen } = opened;
  const { driver, steps, driverConditions, logical } = chosen.plan;
  const isKnown =
    steps.length === 0 && driverConditions.length === 0 && driver.kind !== "key-probe";
  if (isKnown) {
    return { count: countPath(driver, database.table(logical.model), run.parameters), visited: 0 };
  }
  if (chosen.readAll !== undefined) {
    return { count: chosen.readAll(run).length, visited: run.visited };
  }
  let count = 0;
  drive(run, chosen, () => {
    count++;
    return NEXT;
  });
  return { count, visited: run.visited };
}

/** Whether there are rows does not hang on their order, which may add joined columns to `distinct()`. */
export function withoutOrder<Q extends Pick<Question, "shape">>(question: Q, isWhole: boolean): Q {
  const { plan } = question.shape;
  if (!isWhole || plan.distinctOn.length > 0 || plan.ordering?.length === 0) return question;
  return { ...question, shape: UNORDERED.of(question.shape) };
}

/**
 * Whether the order cannot decide if there is a row: that of a combination may add columns by which the
 * rows of its parts are told apart, and stays where it is sliced, as in SQL.
 */
export function existsInAnyOrder({
  offset,
  limit,
  shape,
}: Pick<Question, "offset" | "limit" | "shape">): boolean {
  const isWhole = limit === Number.POSITIVE_INFINITY || shape.plan.combination === undefined;
  return offset === 0 && isWhole;
}

/** Shapes that ask for the same rows in no order, kept as long as those they come from. */
class UnorderedShapes {
  readonly #shapes = new WeakMap<Shape, Shape>();

  of(shape: Shape): Shape {
    let found = this.#shapes.get(shape);
    if (found === undefined) {
      found = new Shape(changePlan(shape.plan, { ordering: [] }));
      this.#shapes.set(shape, found);
    }
    return found;
  }
}

const UNORDERED = new UnorderedShapes();

/** Whether there is a row. It stops at the first. */
export function runExists(question: Question): {
  readonly exists: boolean;
  readonly visited: number;
} {
  if (question.limit <= 0) return { exists: false, visited: 0 };
  const isCombined = question.shape.plan.combination !== undefined;
  const compiled = isCombined || question.offset > 0 ? undefined : compile(question, "exists");
  if (compiled === undefined || compiled.output !== undefined) {
    const { rows, visited } = runItems({
      ...withoutOrder(question, existsInAnyOrder(question)),
      limit: 1,
    });
    return { exists: rows.length > 0, visited };
  }
  const opened = openRun(question, compiled);
  if (opened === undefined) return { exists: false, visited: 0 };
  const { run, chosen } = opened;
  let exists = false;
  drive(run, chosen, () => {
    exists = true;
    return STOP;
  });
  return { exists, visited: run.visited };
}

/** The aggregates that a plan with a summary asks for, by name. */
export function runSummary(question: Question): {
  readonly values: ReadonlyMap<string, Value>;
  readonly visited: number;
} {
  const { shape } = question;
  const summary = compileSummary(shape, embed);
  const { inner } = summary;
  if (inner !== undefined) {
    const { rows, visited } = runItems({ ...question, shape: inner });
    const run = emptyRun(question);
    return { values: summary.overOutput(run, rows), visited };
  }
  const opened = openRun(question, compile(question, "count"));
  if (opened === undefined) {
    return { values: summary.overRows(emptyRun(question), () => {}), visited: 0 };
  }
  const { run, chosen } = opened;
  const values = summary.overRows(run, (emit) => drive(run, chosen, emit));
  return { values, visited: run.visited };
}

/** A run without rows, for what hangs on none or gets them otherwise. */
export function emptyRun({ database, options, parameters, now, outer }: Question): Run {
  return new Run({ database, options, parameters: [...parameters], now, outer }, []);
}

const EMBEDDED = new WeakMap<EmbeddedQuery, EmbeddedRunner>();

/** What runs a query inside an expression; its answer is kept where it hangs on no row around it. */
export function embed(query: EmbeddedQuery): EmbeddedRunner {
  let runner = EMBEDDED.get(query);
  if (runner === undefined) {
    runner = makeEmbedded(query);
    EMBEDDED.set(query, runner);
  }
  return runner;
}

function makeEmbedded(query: EmbeddedQuery): EmbeddedRunner {
  const shape = new Shape(query.plan);
  const isFixed = !readsOuter(query.plan);
  const ask = (run: Run): Question => ({
    shape,
    parameters: parametersOf(query, run),
    database: run.database,
    options: run.options,
    now: run.now,
    offset: query.offset,
    limit: query.limit,
    outer: run,
  });
  const once = <T>(answer: (run: Run) => T): ((run: Run) => T) => {
    if (!isFixed) return answer;
    const key = {};
    return (run) => {
      const known = knownOf(outermost(run));
      if (!known.has(key)) known.set(key, answer(run));
      return known.get(key) as T;
    };
  };
  const column = once((run) => {
    const { rows, visited } = runItems(ask(run));
    run.visited += visited;
    return rows.map(firstColumn(query.plan));
  });
  return {
    column,
    first: once((run) => {
      const { rows, visited } = runItems({ ...ask(run), limit: Math.min(1, query.limit) });
      run.visited += visited;
      const [item] = rows;
      return item === undefined ? null : firstColumn(query.plan)(item);
    }),
    exists: once((run) => {
      const { exists, visited } = runExists(ask(run));
      run.visited += visited;
      return exists;
    }),
  };
}

function firstColumn({ model }: LogicalPlan): (item: Item) => Value {
  return ({ row, output }) => (output.length > 0 ? output[0]! : row![model.pk.name]!);
}

function parametersOf({ plan, firstParameter }: EmbeddedQuery, run: Run): readonly Parameter[] {
  return run.parameters.slice(firstParameter, firstParameter + plan.parameterCount);
}

function outermost(run: Run): Run {
  let at = run;
  while (at.outer !== undefined) at = at.outer;
  return at;
}
