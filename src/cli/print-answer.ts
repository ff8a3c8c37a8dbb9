import {
  type ExplainNode,
  type Explanation,
  printPlan,
  type Schema,
  type Store,
} from "../index.ts";
import { formatTable } from "../text/table.ts";
import { printable } from "../text/text-width.ts";
import type { LooseRow } from "./loose-store.ts";
import type { Answer, RowForm } from "./run-query.ts";
import type { Screen } from "./style.ts";

/** The answer for people: rows as a table, a plan as a tree. No line end. */
export function printAnswer(store: Store<Schema>, answer: Answer, screen: Screen): string {
  switch (answer.kind) {
    case "rows":
      return printRows(store, answer.of, answer.rows, screen);
    case "row":
      return printRows(store, answer.of, answer.row === null ? [] : [answer.row], screen);
    case "scalar":
      return String(answer.value);
    case "plan":
      return planLines(answer.plan).join("\n");
  }
}

function printRows(
  store: Store<Schema>,
  of: RowForm,
  rows: readonly unknown[],
  { style, width }: Screen,
): string {
  const all = store.database.registry.byName.get(of.model)!.columns.map(({ name }) => name);
  const columns = of.columns.length > 0 ? of.columns : all;
  const table = { columns, rows: rows.map((row) => cellsOf(row, of, columns)) };
  return formatTable(table, { style, width });
}

function cellsOf(row: unknown, { form }: RowForm, columns: readonly string[]): readonly unknown[] {
  if (form === "flat") return [row];
  if (form === "lists") return row as readonly unknown[];
  return columns.map((name) => (row as LooseRow)[name]);
}

/** A plan as lines, with what else was considered where there was a choice. */
export function planLines(plan: Explanation): string[] {
  const lines = linesOf(plan.plan, 0);
  if (plan.rowsVisited !== undefined) lines.push(`rows visited: ${plan.rowsVisited}`);
  if (plan.considered.length < 2) return lines;
  const costs = plan.considered.map(({ cost }) => formatCost(cost));
  const width = Math.max(...costs.map((text) => text.length));
  return [
    ...lines,
    "considered, by rows to touch:",
    ...plan.considered.flatMap(({ driver, isChosen, plan: other }, index) => [
      `${isChosen ? "*" : " "} ${costs[index]!.padStart(width)}  ${printable(driver)}`,
      ...(other === undefined || isChosen ? [] : linesOf(other, width + 4)),
    ]),
  ];
}

/** A plan, a node a line, from a column on. */
function linesOf(node: ExplainNode, indent: number): string[] {
  const lines = printPlan(node).split("\n");
  return lines.map((line) => `${" ".repeat(indent)}${printable(line)}`);
}

function formatCost(cost: number): string {
  return Number.isInteger(cost) ? String(cost) : cost.toFixed(1);
}

/** The answer as one line of JSON; bigints are written as text, as in event logs. */
export function answerJson(answer: Answer): string {
  return JSON.stringify(plainAnswer(answer), (_, value) =>
    typeof value === "bigint" ? String(value) : value,
  );
}

function plainAnswer(answer: Answer): unknown {
  switch (answer.kind) {
    case "rows":
      return answer.rows.map((row) => plainRow(row, answer.of));
    case "row":
      return plainRow(answer.row, answer.of);
    case "scalar":
      return answer.value;
    case "plan": {
      const { model, plan, cost, considered, rowsVisited } = answer.plan;
      return { model, plan, cost, considered, rowsVisited };
    }
  }
}

/** The columns alone: the model may have given its instances a toJSON of their own. */
function plainRow(row: unknown, { form }: RowForm): unknown {
  return form === "instances" && row !== null ? { ...(row as LooseRow) } : row;
}
