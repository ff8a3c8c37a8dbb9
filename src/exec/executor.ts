import { countPath } from "../planner/access-path.ts";
import { estimatePlan } from "../planner/cost.ts";
import { driverLine, type Explanation, explainPlan, printPlan } from "../planner/explain.ts";
import type { PhysicalPlan } from "../planner/physical-plan.ts";
import { candidatePlans, type Purpose } from "../planner/planner.ts";
import type { OrderedPlan } from "../query/logical-plan.ts";
import type { Parameter } from "../query/resolve.ts";
import type { Shape } from "../query/shape.ts";
import type { Database } from "../state/database.ts";
import type { Row } from "../tables/key-order.ts";
import type { TableLayout } from "../tables/layout.ts";
import type { Value } from "../value.ts";
import { compileJoin } from "./join.ts";
import { BASE_DONE, NEXT, type Run, STOP, type Stage } from "./run.ts";
import { compileDriver } from "./scan.ts";
import { dropRepeats, type Keyed, needsKeys, sortKeyed, sortRows } from "./sort.ts";
import { compileTests } from "./test.ts";

/** A plan and the stages that run it, put together once. */
interface Compiled {
  readonly plan: PhysicalPlan;
  readonly start: Stage;
}

/** The compiled candidates of a shape, for each purpose. */
type CompiledShape = { [P in Purpose]?: readonly Compiled[] };

/** A question with its values, and the database that answers it. */
export interface Question {
  readonly shape: Shape;
  readonly parameters: readonly Parameter[];
  readonly database: Database;
  /** Rows to leave out at the beginning of the answer. */
  readonly offset: number;
  /** Rows wanted, `Infinity` for all. */
  readonly limit: number;
}

/** Rows of an answer, and how many were read for it. */
export interface Answer {
  readonly rows: readonly Row[];
  readonly visited: number;
}

function layoutsOf(database: Database): readonly TableLayout[] {
  return database.tables.map((table) => table.layout);
}

function orderedPlan(shape: Shape, purpose: Purpose): OrderedPlan {
  return purpose === "rows" ? shape.ordered : shape.unordered;
}

function compiledPlans(question: Question, purpose: Purpose): readonly Compiled[] {
  const { shape, database } = question;
  shape.compiled ??= {};
  const compiled = shape.compiled as CompiledShape;
  compiled[purpose] ??= candidatePlans(
    orderedPlan(shape, purpose),
    layoutsOf(database),
    purpose,
  ).map((plan) => ({ plan, start: compilePlan(plan) }));
  return compiled[purpose];
}

function chooseCompiled(question: Question, purpose: Purpose): Compiled {
  const candidates = compiledPlans(question, purpose);
  if (candidates.length === 1) return candidates[0]!;
  const { database, parameters } = question;
  const costs = candidates.map(({ plan }) => estimatePlan(plan, database.tables, parameters).cost);
  return candidates[costs.indexOf(Math.min(...costs))]!;
}

/** How a question would be answered now. Cost: that of planning; no row is read. */
export function explainQuestion(question: Question): Explanation {
  const { parameters, database, offset, limit } = question;
  const priced = compiledPlans(question, "rows").map(({ plan }) => ({
    plan,
    estimate: estimatePlan(plan, database.tables, parameters),
  }));
  priced.sort((a, b) => a.estimate.cost - b.estimate.cost);
  const { plan, estimate } = priced[0]!;
  const node = explainPlan(plan, { parameters, estimate, offset, limit });
  return Object.freeze({
    model: plan.logical.model.name,
    plan: node,
    cost: estimate.cost,
    considered: priced.map((each, i) => ({
      driver: driverLine(each.plan, parameters),
      cost: each.estimate.cost,
      isChosen: i === 0,
    })),
    toString: () => printPlan(node),
  });
}

/** Puts the stages of a plan together, from the last to the first. */
function compilePlan(plan: PhysicalPlan): Stage {
  const { driver, driverTests, steps, repeats } = plan;
  const drops = repeats === "drop";
  let stage: Stage = drops
    ? (run) => (run.emit(run) === STOP ? STOP : BASE_DONE)
    : (run) => run.emit(run);
  for (const step of [...steps].reverse()) {
    if (drops && step.to === 0) stage = onceForBase(stage);
    stage = compileJoin(step, stage);
  }
  if (drops && driver.alias === 0) stage = onceForBase(stage);
  const test = compileTests(driverTests);
  const tested = stage;
  if (test !== undefined) stage = (run) => (test(run) ? tested(run) : NEXT);
  return compileDriver(driver, stage);
}

/** Ends the search at the first match of a base row, and passes over one that has matched before. */
function onceForBase(next: Stage): Stage {
  return (run) => {
    const { seen } = run;
    const row = run.rows[0]!;
    if (seen?.has(row)) return NEXT;
    const signal = next(run);
    if (signal !== NEXT) seen?.add(row);
    return signal === STOP ? STOP : NEXT;
  };
}

function startRun(compiled: Compiled, question: Question, emit: Stage): Run {
  const { plan } = compiled;
  const run: Run = {
    database: question.database,
    parameters: question.parameters,
    rows: new Array(plan.logical.joins.length + 1).fill(null),
    emit,
    // A driver on the base model meets each of its rows once.
    seen: plan.repeats === "drop" && plan.driver.alias !== 0 ? new Set() : undefined,
    visited: 0,
  };
  compiled.start(run);
  return run;
}

/** Answers with rows, in order. Rows are shared, the array is new. */
export function runRows(question: Question): Answer {
  if (question.limit <= 0) return { rows: [], visited: 0 };
  const compiled = chooseCompiled(question, "rows");
  return needsKeys(compiled.plan.logical)
    ? runKeyed(compiled, question)
    : runPlain(compiled, question);
}

function runPlain(compiled: Compiled, question: Question): Answer {
  const { logical, isOrdered } = compiled.plan;
  const { offset, limit } = question;
  const end = offset + limit;
  const rows: Row[] = [];
  const { visited } = startRun(compiled, question, (run) => {
    rows.push(run.rows[0]!);
    return isOrdered && rows.length >= end ? STOP : NEXT;
  });
  if (!isOrdered) sortRows(rows, logical);
  return { rows: cut(rows, question), visited };
}

function runKeyed(compiled: Compiled, question: Question): Answer {
  const { logical } = compiled.plan;
  const rows: Keyed[] = [];
  const { visited } = startRun(compiled, question, (run) => {
    const keys = logical.order.map(
      ({ alias, column }): Value => run.rows[alias]?.[column.name] ?? null,
    );
    rows.push({ row: run.rows[0]!, keys });
    return NEXT;
  });
  sortKeyed(rows, logical);
  const kept = logical.isDistinct ? dropRepeats(rows, logical) : rows;
  return { rows: cut(kept, question).map(({ row }) => row), visited };
}

function cut<T>(rows: T[], { offset, limit }: Question): T[] {
  return offset === 0 && limit >= rows.length ? rows : rows.slice(offset, offset + limit);
}

/** Number of rows of the answer. Cost: O(log n) where an index or the table knows it. */
export function runCount(question: Question): number {
  const { offset, limit, database, parameters } = question;
  if (offset > 0 || limit < Number.POSITIVE_INFINITY) return runRows(question).rows.length;
  const compiled = chooseCompiled(question, "count");
  const { driver, steps, driverTests, logical } = compiled.plan;
  const isKnown = steps.length === 0 && driverTests.length === 0 && driver.kind !== "key-probe";
  if (isKnown) return countPath(driver, database.table(logical.model), parameters);
  let count = 0;
  startRun(compiled, question, () => {
    count++;
    return NEXT;
  });
  return count;
}

/** Whether there is a row. It stops at the first. */
export function runExists(question: Question): boolean {
  if (question.limit <= 0) return false;
  if (question.offset > 0) return runRows({ ...question, limit: 1 }).rows.length > 0;
  let exists = false;
  startRun(chooseCompiled(question, "exists"), question, () => {
    exists = true;
    return STOP;
  });
  return exists;
}
