import { invariant } from "../invariant.ts";
import type { Estimate } from "../planner/cost.ts";
import {
  type Actual,
  driverLine,
  type ExplainNode,
  type ExplainOptions,
  type Explanation,
  explainPlan,
  printPlan,
  type StageKey,
  sliceNode,
  termText,
} from "../planner/explain.ts";
import type { Expr } from "../query/expression.ts";
import { outputNames } from "../query/expression-type.ts";
import type { Parameter } from "../query/parameter.ts";
import { printExpr } from "../query/print-expression.ts";
import { partOf } from "./combination.ts";
import { type CompiledPlan, type CompiledQuestion, compilePlan, rowCompiler } from "./compile.ts";
import { compile, embed, openRun, type Question, runItems } from "./executor.ts";
import { NEXT, STOP, type Stage } from "./run.ts";
import { Taps } from "./tap.ts";

/**
 * How a question would be answered now. No row is read, unless it is to be analyzed.
 * Cost: that of planning; with `analyze` that of the answer besides.
 */
export function explainQuestion(question: Question, options: ExplainOptions = {}): Explanation {
  if (question.shape.plan.combination !== undefined) return explainCombined(question, options);
  const compiled = compile(question, "rows");
  const priced = priceCandidates(question, compiled);
  if (priced === undefined) return explainNothing(question, compiled, options);
  const [chosen] = priced as readonly [PricedPlan];
  const analysis = options.analyze === true ? analyze(question, compiled) : undefined;
  const node = explainPriced(question, chosen, analysis?.actual);
  return Object.freeze({
    model: question.shape.plan.model.name,
    plan: node,
    cost: rounded(chosen.estimate.cost),
    considered: priced.map((each) => ({
      driver: driverLine(each.candidate.plan, each.parameters),
      cost: rounded(each.estimate.cost),
      isChosen: each === chosen,
      ...(options.alternatives === true ? { plan: explainPriced(question, each) } : {}),
    })),
    ...(analysis === undefined ? {} : { rowsVisited: analysis.visited }),
    toString: () => printPlan(node),
  });
}

/** A plan that was considered, and what it was expected to cost for the values of a run. */
export interface PricedPlan {
  readonly candidate: CompiledPlan;
  readonly estimate: Estimate;
  readonly parameters: readonly Parameter[];
}

/**
 * The plans of a question: the one that a run chooses, then the others, cheapest first. Undefined
 * where no row has to be read.
 */
export function priceCandidates(
  question: Question,
  compiled: CompiledQuestion,
): readonly PricedPlan[] | undefined {
  const { database, offset, limit } = question;
  const opened = limit <= 0 ? undefined : openRun(question, compiled);
  if (opened === undefined) return undefined;
  const { chosen, run } = opened;
  const { parameters } = run;
  const { tables } = database;
  const estimates = compiled.costs.estimates({ tables, parameters, wanted: offset + limit });
  const priced = compiled.candidates.map((candidate, at) => ({
    candidate,
    estimate: estimates[at]!,
    parameters,
  }));
  // What a run chooses is told, not what it would have to choose.
  const rank = ({ candidate }: PricedPlan): number => (candidate === chosen ? 0 : 1);
  return priced.sort((a, b) => rank(a) - rank(b) || a.estimate.cost - b.estimate.cost);
}

/** A priced plan as a tree, with what its stages did where it was run. */
export function explainPriced(
  { offset, limit }: Question,
  { candidate, estimate, parameters }: PricedPlan,
  actual?: (key: StageKey) => Actual | undefined,
): ExplainNode {
  return explainPlan(candidate.plan, { parameters, estimate, offset, limit, actual });
}

/** A question that is answered before the first row: by a condition that hangs on none, or a slice. */
export function explainNothing(
  question: Question,
  { logical, candidates }: CompiledQuestion,
  { analyze: isAnalyzed = false, alternatives = false }: ExplainOptions,
): Explanation {
  const { name } = logical.model;
  const context = { plan: logical, parameters: question.parameters };
  const reasons = candidates[0]!.plan.conditions.gates.map((gate) => printExpr(gate, context));
  const detail = reasons.length === 0 ? name : `${name} [${reasons.join(", ")}]`;
  const nothing: ExplainNode = { kind: "nothing", detail, rows: 0, input: undefined };
  const output = sliceNode(nothing, question);
  const actual: Actual = { rows: 0, visited: 0, milliseconds: 0 };
  const node: ExplainNode = isAnalyzed ? { ...output, actual } : output;
  const plan = alternatives ? { plan: output } : {};
  return Object.freeze({
    model: name,
    plan: node,
    cost: 0,
    considered: [{ driver: `nothing ${detail}`, cost: 0, isChosen: true, ...plan }],
    ...(isAnalyzed ? { rowsVisited: 0 } : {}),
    toString: () => printPlan(node),
  });
}

/** Costs are estimates: a tenth of a row is as much as they can mean. */
export function rounded(cost: number): number {
  return Math.round(cost * 10) / 10;
}

/** What the stages of a question did. */
export interface Analysis {
  readonly visited: number;
  actual(key: StageKey): Actual | undefined;
}

/** Runs a question with its stages measured, by the cheapest plan or one that is given. */
export function analyze(
  question: Question,
  compiled: CompiledQuestion,
  given?: CompiledPlan,
): Analysis {
  const opened = openRun(question, compiled, given);
  invariant(opened !== undefined, "a question that reads nothing has no stages to measure");
  const { run, chosen } = opened;
  const { visited: before } = run;
  const taps = new Taps();
  const start = compilePlan(chosen.plan, rowCompiler(embed), taps);
  const end = question.offset + question.limit;
  const began = performance.now();
  let rows = 0;
  if (compiled.output === undefined) {
    run.emit = () => {
      rows++;
      return chosen.plan.isOrdered && rows >= end ? STOP : NEXT;
    };
    start(run);
  } else {
    const drive = (emit: Stage): void => {
      run.emit = emit;
      start(run);
    };
    rows = compiled.output.collect(run, drive, { plan: chosen.plan, wanted: end }).length;
  }
  const output: Actual = {
    rows: Math.max(0, Math.min(rows, end) - question.offset),
    visited: 0,
    milliseconds: Math.max(0, performance.now() - began - taps.milliseconds),
  };
  const actual = (key: StageKey): Actual | undefined => {
    const found = key === "output" ? output : taps.actual(key);
    // Queries that are answered once, before the first row, count with the first step.
    return key === "driver" && found !== undefined
      ? { ...found, visited: found.visited + before }
      : found;
  };
  return { visited: run.visited, actual };
}

/** What putting the parts together gives; the parts tell themselves what they read. */
function timeCombined(question: Question): Actual {
  const began = performance.now();
  const { rows } = runItems(question);
  return { rows: rows.length, visited: 0, milliseconds: performance.now() - began };
}

/** The node with a sort above it, where the answer is to be in an order. */
function sortNode(input: ExplainNode, { shape, parameters }: Question): ExplainNode {
  const { order } = shape.ordered;
  if (order.length === 0) return input;
  const names = outputNames(shape.plan);
  const text = (expr: Expr): string =>
    expr.kind === "position"
      ? names[expr.position]!
      : printExpr(expr, { plan: shape.plan, parameters });
  const detail = order.map((term) => termText(term, text)).join(", ");
  return { kind: "sort", detail, rows: input.rows, input };
}

/** A combined question: its parts, each explained by itself. */
function explainCombined(question: Question, options: ExplainOptions): Explanation {
  const { shape } = question;
  const { operator, isAll, queries } = shape.ordered.combination!;
  const parts = queries.map((query) =>
    explainQuestion({ ...question, ...partOf(question, query) }, options),
  );
  const [first, ...others] = parts.map((part) => part.plan);
  const combined: ExplainNode = {
    kind: operator,
    detail: isAll ? "with repeats" : "without repeats",
    rows: operator === "union" ? parts.reduce((sum, part) => sum + part.plan.rows, 0) : first!.rows,
    input: first,
    others,
  };
  const output = sliceNode(sortNode(combined, question), question);
  const node: ExplainNode =
    options.analyze === true ? { ...output, actual: timeCombined(question) } : output;
  return Object.freeze({
    model: shape.plan.model.name,
    plan: node,
    cost: parts.reduce((sum, part) => sum + part.cost, 0),
    considered: parts.flatMap((part) => part.considered),
    ...(options.analyze === true
      ? { rowsVisited: parts.reduce((sum, part) => sum + (part.rowsVisited ?? 0), 0) }
      : {}),
    toString: () => printPlan(node),
  });
}
