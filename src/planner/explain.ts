import type { OrderTerm } from "../query/logical-plan.ts";
import type { Parameter } from "../query/parameter.ts";
import { printExpr } from "../query/print-expression.ts";
import { type AccessPath, answeredTests } from "./access-path.ts";
import type { Condition } from "./conditions.ts";
import type { Estimate } from "./cost.ts";
import type { JoinStep, PhysicalPlan } from "./physical-plan.ts";

/** One node of a plan, with the node that feeds it. */
export interface ExplainNode {
  readonly kind:
    | "slice"
    | "sort"
    | "distinct"
    | "filter"
    | "join"
    | "left-join"
    | AccessPath["kind"];
  /** What it works on, for people. */
  readonly detail: string;
  /** Rows expected out of it; exact for the first access path. */
  readonly rows: number;
  readonly input: ExplainNode | undefined;
}

/** How a query would be answered now: data, and printed as a tree. */
export interface Explanation {
  readonly model: string;
  readonly plan: ExplainNode;
  /** Rows expected to be touched. */
  readonly cost: number;
  /** What else was considered: the first access path and the cost of each plan, cheapest first. */
  readonly considered: readonly {
    readonly driver: string;
    readonly cost: number;
    readonly isChosen: boolean;
  }[];
  toString(): string;
}

/** What is explained besides the plan itself. */
export interface ExplainInput {
  readonly parameters: readonly Parameter[];
  readonly estimate: Estimate;
  readonly offset: number;
  readonly limit: number;
}

/** The tree of a plan: the node that yields the answer first, the access path last. */
export function explainPlan(plan: PhysicalPlan, input: ExplainInput): ExplainNode {
  const { parameters, estimate, offset, limit } = input;
  const { logical, driver, driverConditions, steps } = plan;
  const text = conditionText(plan, parameters);
  const filtered = (tests: readonly Condition[], rows: number, below: ExplainNode): ExplainNode =>
    tests.length === 0
      ? below
      : { kind: "filter", detail: tests.map(text).join(", "), rows, input: below };
  const [driven = 0] = estimate.rows;
  let node: ExplainNode = {
    kind: driver.kind,
    detail: driverText(driver, text),
    rows: estimate.driven,
    input: undefined,
  };
  node = filtered(driverConditions, driven, node);
  for (const [i, step] of steps.entries()) {
    const rows = estimate.rows[i + 1]!;
    node = { kind: step.isLeft ? "left-join" : "join", detail: joinText(step), rows, input: node };
    node = filtered(step.conditions, rows, node);
  }
  const { rows } = node;
  if (plan.repeats === "drop" || logical.isDistinct) {
    node = { kind: "distinct", detail: logical.model.name, rows, input: node };
  }
  if (!plan.isOrdered) node = { kind: "sort", detail: orderText(plan), rows, input: node };
  if (offset === 0 && limit === Number.POSITIVE_INFINITY) return node;
  const kept = Math.min(limit, Math.max(0, rows - offset));
  const end = limit === Number.POSITIVE_INFINITY ? "" : offset + limit;
  return { kind: "slice", detail: `${offset}..${end}`, rows: kept, input: node };
}

function driverText(driver: AccessPath, text: (condition: Condition) => string): string {
  const by = driver.index === undefined ? "" : ` by ${driver.index.spec.name}`;
  const tests = answeredTests(driver).map(text).join(", ");
  return `${driver.model.name}${by}${tests === "" ? "" : ` [${tests}]`}`;
}

function joinText(step: JoinStep): string {
  const by = step.by === "key" ? "primary key" : (step.index?.spec.name ?? "hashing");
  return `${step.model.name} by ${by} [${step.toColumn.name} = ${step.fromColumn.model.name}.${step.fromColumn.name}]`;
}

function conditionText(
  { logical }: PhysicalPlan,
  parameters: readonly Parameter[],
): (condition: Condition) => string {
  return ({ expression }) => printExpr(expression, { plan: logical, parameters });
}

function orderText({ logical }: PhysicalPlan): string {
  const { root, model } = logical;
  const term = ({ expression, isDescending, nulls }: OrderTerm): string => {
    const isOwn = expression.kind === "column" && expression.alias === root;
    const text = isOwn
      ? expression.column.name
      : printExpr(expression, { plan: logical, parameters: [] });
    return `${text}${isDescending ? " desc" : ""}${nulls === undefined ? "" : ` nulls ${nulls}`}`;
  };
  const terms = logical.order.map(term);
  const pk = model.pk.name;
  return [...terms, ...(terms.includes(pk) ? [] : [pk])].join(", ");
}

/** The access path of a plan on one line. */
export function driverLine(plan: PhysicalPlan, parameters: readonly Parameter[]): string {
  return `${plan.driver.kind} ${driverText(plan.driver, conditionText(plan, parameters))}`;
}

/** The tree as text, a node a line, each indented below the node that it feeds. */
export function printPlan(node: ExplainNode): string {
  const lines: string[] = [];
  for (let at: ExplainNode | undefined = node; at !== undefined; at = at.input) {
    const rows = Number.isInteger(at.rows) ? String(at.rows) : at.rows.toFixed(1);
    lines.push(`${"  ".repeat(lines.length)}${at.kind} ${at.detail}  (~${rows} rows)`);
  }
  return lines.join("\n");
}
