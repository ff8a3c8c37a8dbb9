import { containsWindow, type Expr } from "../query/expression.ts";
import type { OrderTerm } from "../query/logical-plan.ts";
import type { Parameter } from "../query/parameter.ts";
import { printExpr } from "../query/print-expression.ts";
import { type AccessPath, answeredTests } from "./access-path.ts";
import type { Condition } from "./conditions.ts";
import type { Estimate } from "./cost.ts";
import type { JoinStep, PhysicalPlan } from "./physical-plan.ts";

/** What a node did when the plan was run. */
export interface Actual {
  /** Rows out of it. */
  readonly rows: number;
  /** Rows read by it, from tables and postings. */
  readonly visited: number;
  /** Time spent in it, without the nodes that it feeds and is fed by. */
  readonly milliseconds: number;
}

/** One node of a plan, with the nodes that feed it. */
export interface ExplainNode {
  readonly kind:
    | "slice"
    | "sort"
    | "distinct"
    | "window"
    | "group"
    | "filter"
    | "join"
    | "left-join"
    | "count-join"
    | "left-count-join"
    | "union"
    | "intersection"
    | "difference"
    | "nothing"
    | AccessPath["kind"];
  /** What it works on, for people. */
  readonly detail: string;
  /** Name of the index that it reads, where it reads one. */
  readonly index?: string;
  /** Rows expected out of it; exact for the first access path. */
  readonly rows: number;
  readonly input: ExplainNode | undefined;
  /** What else feeds it: the other parts of a combined question. */
  readonly others?: readonly ExplainNode[];
  /** Set where the plan was run. */
  readonly actual?: Actual;
}

/** A plan that was considered. */
export interface ConsideredPlan {
  /** Its first access path. */
  readonly driver: string;
  /** Rows expected to be touched; sorting counts as a part of a row for each comparison. */
  readonly cost: number;
  readonly isChosen: boolean;
  /** The whole plan, where alternatives are asked for. */
  readonly plan?: ExplainNode;
}

/** How a query would be answered now: data, and printed as a tree. */
export interface Explanation {
  readonly model: string;
  readonly plan: ExplainNode;
  /** Rows expected to be touched; sorting counts as a part of a row for each comparison. */
  readonly cost: number;
  /** The plans considered, cheapest first. */
  readonly considered: readonly ConsideredPlan[];
  /** Rows read, where the plan was run. */
  readonly rowsVisited?: number;
  toString(): string;
}

/** What to explain beside the chosen plan. */
export interface ExplainOptions {
  /** Runs the plan, and tells rows and time of each node. */
  readonly analyze?: boolean;
  /** Lists the other plans whole. */
  readonly alternatives?: boolean;
}

/** A node of a plan by the stage that it stands for. */
export type StageKey =
  | "driver"
  | "driver-filter"
  | `join-${number}`
  | `filter-${number}`
  | "output";

/** What is explained besides the plan itself. */
export interface ExplainInput {
  readonly parameters: readonly Parameter[];
  readonly estimate: Estimate;
  readonly offset: number;
  readonly limit: number;
  /** What the stages did, where the plan was run. */
  readonly actual?: ((key: StageKey) => Actual | undefined) | undefined;
}

/** The tree of a plan: the node that yields the answer first, the access path last. */
export function explainPlan(plan: PhysicalPlan, input: ExplainInput): ExplainNode {
  const { parameters, estimate } = input;
  const { driver, driverConditions, steps } = plan;
  const text = conditionText(plan, parameters);
  const measured = (key: StageKey): Pick<ExplainNode, "actual"> => {
    const actual = input.actual?.(key);
    return actual === undefined ? {} : { actual };
  };
  const filtered = (
    key: StageKey,
    conditions: readonly Condition[],
    below: ExplainNode,
    rows: number,
  ): ExplainNode => {
    const detail = conditions.map(text).join(", ");
    return conditions.length === 0
      ? below
      : { kind: "filter", detail, rows, input: below, ...measured(key) };
  };
  let node: ExplainNode = {
    kind: driver.kind,
    detail: driverText(driver, text),
    ...indexOf(driver),
    rows: estimate.driven,
    input: undefined,
    ...measured("driver"),
  };
  node = filtered("driver-filter", driverConditions, node, estimate.rows[0] ?? 0);
  for (const [i, step] of steps.entries()) {
    const rows = estimate.rows[i + 1]!;
    const join = step.isCounted ? "count-join" : "join";
    const kind = step.isLeft ? (`left-${join}` as const) : join;
    const detail = joinText(step, text);
    node = { kind, detail, ...indexOf(step), rows, input: node, ...measured(`join-${i}`) };
    node = filtered(`filter-${i}`, step.conditions, node, rows);
  }
  return explainOutput(plan, input, node);
}

/** The nodes after the joins; what they did is told by the last of them. */
function explainOutput(plan: PhysicalPlan, input: ExplainInput, joined: ExplainNode): ExplainNode {
  const { logical, conditions } = plan;
  const { parameters } = input;
  const context = { plan: logical, parameters };
  const print = (exprs: readonly Expr[]): string =>
    exprs.map((expr) => printExpr(expr, context)).join(", ");
  const { rows } = joined;
  let node = joined;
  const add = (kind: ExplainNode["kind"], detail: string): void => {
    node = { kind, detail, rows, input: node };
  };
  if (logical.groups !== undefined) add("group", print(logical.groups));
  if (conditions.having.length > 0) add("filter", print(conditions.having));
  const windows = [...logical.annotations.values()].filter(containsWindow);
  if (windows.length > 0) add("window", print(windows));
  if (conditions.qualify.length > 0) add("filter", print(conditions.qualify));
  if (plan.repeats === "drop" || logical.isDistinct) add("distinct", logical.model.name);
  if (!plan.isOrdered) add("sort", orderText(plan));
  node = sliceNode(node, input);
  const actual = node === joined ? undefined : input.actual?.("output");
  return actual === undefined ? node : { ...node, actual };
}

/** The node with a slice above it, where one is asked for. */
export function sliceNode(
  input: ExplainNode,
  { offset, limit }: Pick<ExplainInput, "offset" | "limit">,
): ExplainNode {
  const isOpen = limit === Number.POSITIVE_INFINITY;
  if (offset === 0 && isOpen) return input;
  const rows = Math.min(limit, Math.max(0, input.rows - offset));
  return { kind: "slice", detail: `${offset}..${isOpen ? "" : offset + limit}`, rows, input };
}

function indexOf({ index }: AccessPath | JoinStep): Pick<ExplainNode, "index"> {
  return index === undefined ? {} : { index: index.spec.name };
}

function driverText(driver: AccessPath, text: (condition: Condition) => string): string {
  const by = driver.index === undefined ? "" : ` by ${driver.index.spec.name}`;
  const tests = answeredTests(driver).map(text).join(", ");
  return `${driver.model.name}${by}${tests === "" ? "" : ` [${tests}]`}`;
}

function joinText(step: JoinStep, text: (condition: Condition) => string): string {
  const by = step.by === "key" ? "primary key" : (step.index?.spec.name ?? "hashing");
  const key = `${step.toColumn.name} = ${step.fromColumn.model.name}.${step.fromColumn.name}`;
  return `${step.model.name} by ${by} [${[key, ...[...step.equal, ...step.range].map(text)].join(", ")}]`;
}

function conditionText(
  { logical }: PhysicalPlan,
  parameters: readonly Parameter[],
): (condition: Condition) => string {
  return ({ expression }) => printExpr(expression, { plan: logical, parameters });
}

/** A term of an order; `text` names its expression. */
export function termText(
  { expression, isDescending, nulls }: OrderTerm,
  text: (expression: Expr) => string,
): string {
  const direction = isDescending ? " desc" : "";
  return `${text(expression)}${direction}${nulls === undefined ? "" : ` nulls ${nulls}`}`;
}

function orderText({ logical }: PhysicalPlan): string {
  const { root, model } = logical;
  const terms = logical.order.map((term) =>
    termText(term, (expression) => {
      const isOwn = expression.kind === "column" && expression.alias === root;
      return isOwn
        ? expression.column.name
        : printExpr(expression, { plan: logical, parameters: [] });
    }),
  );
  const pk = model.pk.name;
  return [...terms, ...(terms.includes(pk) ? [] : [pk])].join(", ");
}

/** The access path of a plan on one line. */
export function driverLine(plan: PhysicalPlan, parameters: readonly Parameter[]): string {
  return `${plan.driver.kind} ${driverText(plan.driver, conditionText(plan, parameters))}`;
}

/** The tree as text, a node a line, each indented below the node that it feeds. */
export function printPlan(node: ExplainNode): string {
  return linesOf(node, 0).join("\n");
}

function linesOf(node: ExplainNode, depth: number): string[] {
  const { kind, detail, rows, input, others = [] } = node;
  const expected = Number.isInteger(rows) ? String(rows) : rows.toFixed(1);
  const line = `${"  ".repeat(depth)}${kind} ${detail}  (~${expected} rows${actualText(node)})`;
  const below = input === undefined ? others : [input, ...others];
  return [line, ...below.flatMap((each) => linesOf(each, depth + 1))];
}

function actualText({ actual }: ExplainNode): string {
  if (actual === undefined) return "";
  const { rows, visited, milliseconds } = actual;
  return `; got ${rows}, visited ${visited}, ${milliseconds.toFixed(2)} ms`;
}
