import type { OrderTerm, Test } from "../query/logical-plan.ts";
import { modelOfAlias } from "../query/logical-plan.ts";
import type { Members } from "../query/lookups.ts";
import type { Parameter } from "../query/resolve.ts";
import { showValue } from "../value.ts";
import { type AccessPath, answeredTests } from "./access-path.ts";
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
  const { logical, driver, driverTests, steps } = plan;
  const text = (test: Test): string => testText(plan, test, parameters);
  const filtered = (tests: readonly Test[], rows: number, below: ExplainNode): ExplainNode =>
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
  node = filtered(driverTests, driven, node);
  for (const [i, step] of steps.entries()) {
    const rows = estimate.rows[i + 1]!;
    node = { kind: step.isLeft ? "left-join" : "join", detail: joinText(step), rows, input: node };
    node = filtered(step.tests, rows, node);
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

function driverText(driver: AccessPath, text: (test: Test) => string): string {
  const by = driver.index === undefined ? "" : ` by ${driver.index.spec.name}`;
  const tests = answeredTests(driver).map(text).join(", ");
  return `${driver.model.name}${by}${tests === "" ? "" : ` [${tests}]`}`;
}

function joinText(step: JoinStep): string {
  const by = step.index === undefined ? "primary key" : step.index.spec.name;
  return `${step.model.name} by ${by} [${step.toColumn.name} = ${step.fromColumn.model.name}.${step.fromColumn.name}]`;
}

function testText(plan: PhysicalPlan, test: Test, parameters: readonly Parameter[]): string {
  const model = modelOfAlias(plan.logical, test.alias);
  const given = parameters[test.parameter];
  const value = test.lookup.operand === "list" ? (given as Members).values : given;
  return `${model.name}.${test.column.name} ${test.lookup.name} ${showValue(value)}`;
}

function orderText({ logical }: PhysicalPlan): string {
  const term = ({ alias, column, isDescending }: OrderTerm): string =>
    `${alias === 0 ? "" : `${column.model.name}.`}${column.name}${isDescending ? " desc" : ""}`;
  const pk = logical.model.pk.name;
  const terms = logical.order.map(term);
  return [...terms, ...(terms.includes(pk) ? [] : [pk])].join(", ");
}

/** The access path of a plan on one line. */
export function driverLine(plan: PhysicalPlan, parameters: readonly Parameter[]): string {
  return `${plan.driver.kind} ${driverText(plan.driver, (test) => testText(plan, test, parameters))}`;
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
