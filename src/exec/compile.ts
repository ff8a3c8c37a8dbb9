/** Puts the stages of a question together: for each way to drive it, once per shape. */

import type { Condition, Operand } from "../planner/conditions.ts";
import { CostModel } from "../planner/cost.ts";
import type { StageKey } from "../planner/explain.ts";
import type { PlanningOptions } from "../planner/options.ts";
import { isComputed, ordersByJoin } from "../planner/output-kind.ts";
import type { JoinStep, PhysicalPlan } from "../planner/physical-plan.ts";
import { candidatePlans } from "../planner/planner.ts";
import type { Purpose } from "../planner/rule.ts";
import type { Expr } from "../query/expression.ts";
import type { OrderedPlan } from "../query/logical-plan.ts";
import type { Parameter } from "../query/parameter.ts";
import type { Shape } from "../query/shape.ts";
import type { Database } from "../state/database.ts";
import { blankList } from "../tables/blank-list.ts";
import { compileBatches, type ReadAll } from "./batches.ts";
import { asOperand, columnMembers } from "./compare.ts";
import { compileCountedTest, countsAll } from "./counted-join.ts";
import {
  type Compiler,
  compileCondition,
  compileValue,
  type Decide,
  type ReadValue,
} from "./evaluate.ts";
import { compileJoin } from "./join.ts";
import { Output } from "./output.ts";
import { BASE_DONE, NEXT, type Run, STOP, type Stage } from "./run.ts";
import {
  compileDriver,
  compileFullScan,
  type FindRow,
  findRow,
  type IndexPart,
  indexPart,
} from "./scan.ts";
import type { Taps } from "./tap.ts";
import { compileConditions, compileScanTests } from "./test.ts";

/** A plan and the stages that run it. */
export interface CompiledPlan {
  readonly plan: PhysicalPlan;
  readonly start: Stage;
  /** The part of an index that has the rows of the answer, and no others. */
  readonly part: IndexPart | undefined;
  /** Reads all base rows at once, where the plan only follows relations. */
  readonly readAll: ReadAll | undefined;
}

/** A question for one purpose, put together. */
export interface CompiledQuestion {
  readonly logical: OrderedPlan;
  readonly candidates: readonly CompiledPlan[];
  /** What the candidates cost, by their positions. */
  readonly costs: CostModel;
  /** Conditions that hang on no row. */
  readonly gates: readonly Decide[];
  /** What computes the values that are added to the parameters at the start. */
  readonly operands: readonly ((run: Run) => Parameter)[];
  /** Finds the row of an answer that has one at the most, by its key alone. */
  readonly only: FindRow | undefined;
  /** Undefined where the answer is the base rows in an order of their own columns. */
  readonly output: Output | undefined;
}

type CompiledShape = { [P in Purpose]?: CompiledQuestion };

/** What stages are put together for: a store's layout and options, and what runs queries inside. */
export interface CompileParts {
  readonly database: Database;
  readonly options: PlanningOptions;
  readonly embed: Compiler["embed"];
}

/** The stages of a shape for a purpose; they are kept with the shape, or where the options say. */
export function compileShape(
  shape: Shape,
  purpose: Purpose,
  parts: CompileParts,
): CompiledQuestion {
  const compiled = keptPlans(shape, parts.options);
  const plan = purpose === "rows" ? shape.ordered : shape.unordered;
  compiled[purpose] ??= compilePlanAlone(plan, purpose, parts);
  return compiled[purpose];
}

/** What {@link compileShape} gave before, if it did. */
export function compiledBefore(
  shape: Shape,
  purpose: Purpose,
  { plans }: PlanningOptions,
): CompiledQuestion | undefined {
  const kept = (plans === undefined ? shape.compiled : plans.get(shape)) as
    | CompiledShape
    | undefined;
  return kept?.[purpose];
}

function keptPlans(shape: Shape, { plans }: PlanningOptions): CompiledShape {
  if (plans === undefined) {
    shape.compiled ??= {};
    return shape.compiled as CompiledShape;
  }
  let kept = plans.get(shape);
  if (kept === undefined) {
    kept = {};
    plans.set(shape, kept);
  }
  return kept;
}

/** The stages of a plan that belongs to no shape. */
export function compilePlanAlone(
  asked: OrderedPlan,
  purpose: Purpose,
  { database, options, embed }: CompileParts,
): CompiledQuestion {
  const layouts = database.tables.map((table) => table.layout);
  const plans = candidatePlans(asked, { layouts, purpose, options });
  const compiler = rowCompiler(embed);
  const { conditions, logical } = plans[0]!;
  const { gates, operands } = conditions;
  const output = needsOutput(logical, purpose) ? new Output(logical, embed) : undefined;
  const isBare = output === undefined && gates.length + operands.length === 0;
  return {
    logical,
    only: isBare && plans.length === 1 ? findOnly(plans[0]!) : undefined,
    costs: new CostModel(plans),
    candidates: plans.map((plan) => new Candidate(plan, compiler)),
    gates: gates.map((gate) => compileCondition(gate, compiler)),
    operands: operands.map((operand) => compileOperand(operand, compiler)),
    output,
  };
}

/** Undefined where a plan does more than to find a row by its key. */
function findOnly({ driver, driverConditions, steps, logical }: PhysicalPlan): FindRow | undefined {
  const isAll = driverConditions.length + steps.length === 0 && driver.alias === logical.root;
  return isAll ? findRow(driver) : undefined;
}

/** A plan whose stages are put together when it is first chosen: most never are. */
class Candidate implements CompiledPlan {
  readonly plan: PhysicalPlan;
  readonly part: IndexPart | undefined;
  readonly #compiler: Compiler;
  #start: Stage | undefined;
  #readAll: ReadAll | "none" | undefined;

  constructor(plan: PhysicalPlan, compiler: Compiler) {
    const { steps, driverConditions, driver } = plan;
    const isDriver = steps.length === 0 && driverConditions.length === 0;
    this.plan = plan;
    this.part = isDriver ? indexPart(driver) : undefined;
    this.#compiler = compiler;
  }

  get start(): Stage {
    this.#start ??= compilePlan(this.plan, this.#compiler);
    return this.#start;
  }

  get readAll(): ReadAll | undefined {
    this.#readAll ??= compileBatches(this.plan) ?? "none";
    return this.#readAll === "none" ? undefined : this.#readAll;
  }
}

/** Expressions on single rows, where aggregates and windows have no meaning. */
export function rowCompiler(embed: Compiler["embed"]): Compiler {
  const refuse = (): never => {
    throw new Error("an aggregate is computed for a group, a window for a partition");
  };
  return { aggregate: refuse, window: refuse, embed };
}

function needsOutput(plan: OrderedPlan, purpose: Purpose): boolean {
  return isComputed(plan) || (purpose === "rows" && ordersByJoin(plan));
}

function compileOperand(
  { expression, lookup }: Operand,
  compiler: Compiler,
): (run: Run) => Parameter {
  const { operand } = lookup;
  if (operand === "list") return compileMembers(expression, compiler);
  const exprs = Array.isArray(expression) ? (expression as readonly Expr[]) : [expression as Expr];
  const readers = exprs.map((each) => compileValue(each, compiler));
  if (operand !== "range") return asOperand(exprs[0]!, readers[0]!, lookup) ?? readers[0]!;
  return (run) => {
    const [low, high] = readers.map((read: ReadValue) => read(run));
    return low === null || high === null ? null : [low!, high!];
  };
}

function compileMembers(
  expression: Operand["expression"],
  compiler: Compiler,
): (run: Run) => Parameter {
  if (!Array.isArray(expression) && (expression as Expr).kind === "subquery") {
    const { column } = compiler.embed((expression as Expr & { readonly kind: "subquery" }).query);
    return (run) => columnMembers(column(run));
  }
  const readers = (expression as readonly Expr[]).map((each) => compileValue(each, compiler));
  return (run) => columnMembers(readers.map((read) => read(run)));
}

/** Puts the stages of a plan together; `taps` measures them. The first gives a run its rows at hand. */
export function compilePlan(plan: PhysicalPlan, compiler: Compiler, taps?: Taps): Stage {
  const { driver, repeats, logical } = plan;
  const first = compileStages(plan, compiler, taps);
  // A driver on the base model meets each of its rows once.
  const mayRepeat = repeats === "drop" && driver.alias !== logical.root;
  return (run) => {
    run.rows = blankList(logical.sources.length);
    if (mayRepeat) run.seen = new Set();
    return first(run);
  };
}

/** Puts the stages together from the last to the first, which it returns. */
function compileStages(plan: PhysicalPlan, compiler: Compiler, taps: Taps | undefined): Stage {
  const { driver, driverConditions, steps, repeats, logical } = plan;
  const { root } = logical;
  const drops = repeats === "drop";
  const tap = (key: StageKey | "start", next: Stage): Stage => taps?.wrap(key, next) ?? next;
  // Stages that are measured stand apart.
  const isScan = driver.kind === "full-scan" && driver.reversal === "none" && taps === undefined;
  let stage: Stage = drops
    ? (run) => (run.emit(run) === STOP ? STOP : BASE_DONE)
    : (run) => run.emit(run);
  const isBare = isScan && driverConditions.length === 0 && steps.length === 1;
  if (isBare && countsAll(steps[0]!)) {
    return compileFullScan(driver, compileCountedTest(steps[0]!), stage);
  }
  for (let i = steps.length - 1; i >= 0; i--) {
    const step = steps[i]!;
    const isToBase = drops && step.to === root;
    const isByKey = step.by === "key" && !step.isLeft;
    if (isToBase && !isByKey) stage = onceForBase(stage, root);
    const tested = guard(step.conditions, tap(`filter-${i}`, stage), compiler);
    stage = compileJoin(step, tap(`join-${i}`, tested), compiler);
    if (isToBase && isByKey) stage = onceForKey(stage, step);
  }
  if (drops && driver.alias === root) stage = onceForBase(stage, root);
  const tests = isScan ? compileScanTests(driverConditions, driver.alias) : undefined;
  if (tests !== undefined) return compileFullScan(driver, () => tests, stage);
  const tested = guard(driverConditions, tap("driver-filter", stage), compiler);
  return tap("start", compileDriver(driver, tap("driver", tested)));
}

/** The stage for rows that meet conditions. */
function guard(conditions: readonly Condition[], next: Stage, compiler: Compiler): Stage {
  const test = compileConditions(conditions, compiler);
  return test === undefined ? next : (run) => (test(run) ? next(run) : NEXT);
}

/** The same for base rows that are found by their keys: one that has matched is not read again. */
function onceForKey(join: Stage, { from, fromColumn: { name } }: JoinStep): Stage {
  return (run) => {
    const { seen } = run;
    const key = run.rows[from]?.[name] ?? null;
    if (seen?.has(key)) return NEXT;
    const signal = join(run);
    if (signal !== NEXT) seen?.add(key);
    return signal === STOP ? STOP : NEXT;
  };
}

/** Ends the search at the first match of a base row, and passes over one that has matched before. */
function onceForBase(next: Stage, root: number): Stage {
  return (run) => {
    const { seen } = run;
    const row = run.rows[root]!;
    if (seen?.has(row)) return NEXT;
    const signal = next(run);
    if (signal !== NEXT) seen?.add(row);
    return signal === STOP ? STOP : NEXT;
  };
}
