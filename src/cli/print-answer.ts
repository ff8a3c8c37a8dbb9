import type { Explanation, Schema, Store } from "../index.ts";
import type { LooseRow } from "./loose-store.ts";
import type { Answer } from "./run-query.ts";
import type { Screen } from "./style.ts";
import { formatTable } from "./table.ts";
import { printable } from "./text-width.ts";

/** The answer for people: rows as a table, a plan as a tree. No line end. */
export function printAnswer(store: Store<Schema>, answer: Answer, screen: Screen): string {
  switch (answer.kind) {
    case "rows":
      return printRows(store, answer.model, answer.rows, screen);
    case "row":
      return printRows(store, answer.model, answer.row === null ? [] : [answer.row], screen);
    case "scalar":
      return String(answer.value);
    case "plan":
      return printPlan(answer.plan).join("\n");
  }
}

function printRows(
  store: Store<Schema>,
  model: string,
  rows: readonly LooseRow[],
  { style, width }: Screen,
): string {
  const columns = store.database.registry.byName.get(model)!.columns.map(({ name }) => name);
  const table = { columns, rows: rows.map((row) => columns.map((name) => row[name])) };
  return formatTable(table, { style, width });
}

/** A plan as lines, with what else was considered where there was a choice. */
export function printPlan(plan: Explanation): string[] {
  const lines = plan.toString().split("\n").map(printable);
  if (plan.considered.length < 2) return lines;
  const costs = plan.considered.map(({ cost }) => formatCost(cost));
  const width = Math.max(...costs.map((text) => text.length));
  return [
    ...lines,
    "considered, by rows to touch:",
    ...plan.considered.map(
      ({ driver, isChosen }, index) =>
        `${isChosen ? "*" : " "} ${costs[index]!.padStart(width)}  ${printable(driver)}`,
    ),
  ];
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
      return answer.rows.map(plainRow);
    case "row":
      return answer.row === null ? null : plainRow(answer.row);
    case "scalar":
      return answer.value;
    case "plan": {
      const { model, plan, cost, considered } = answer.plan;
      return { model, plan, cost, considered };
    }
  }
}

/** The columns alone: the model may have given its instances a toJSON of their own. */
function plainRow(row: LooseRow): LooseRow {
  return { ...row };
}
