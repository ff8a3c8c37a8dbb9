/** Answers in the forms that QuerySets give them. */
import { type Answer, type Question, runItems, runRows } from "../exec/executor.ts";
import type { Item } from "../exec/output.ts";
import { selectedAnnotations, valuesOf } from "../query/expression-type.ts";
import type { LogicalPlan } from "../query/logical-plan.ts";
import { outputNames } from "../query/ordering.ts";
import type { Row } from "../tables/key-order.ts";
import type { Value } from "../value.ts";

/** What a row of the answer is: an instance, an object, an array, or one value. */
export type ResultForm = "rows" | "dicts" | "lists" | "flat" | "named";

/** The rows of an answer in a form. */
export function answerRows(question: Question, form: ResultForm): Answer<unknown> {
  const { plan } = question.shape;
  if (form === "rows") {
    if (selectedAnnotations(annotatedPlan(plan)).length === 0) return runRows(question);
    const { rows, visited } = runItems(question);
    return { rows: rows.map(annotateRow(annotatedPlan(plan))), visited };
  }
  const { rows, visited } = runItems(question);
  return { rows: rows.map(itemReader(plan, form)), visited };
}

/** The plan whose annotations combined rows have: that of the first part. */
function annotatedPlan(plan: LogicalPlan): LogicalPlan {
  const [first] = plan.combination?.queries ?? [];
  return first === undefined ? plan : annotatedPlan(first.plan);
}

/** A row with its annotations: a copy, of the same class. */
function annotateRow(plan: LogicalPlan): (item: Item) => Row {
  const names = selectedAnnotations(plan).map(([name]) => name);
  return ({ row, output }) => {
    const copy: Row = Object.assign(Object.create(Object.getPrototypeOf(row)), row);
    for (const [i, name] of names.entries()) {
      Object.defineProperty(copy, name, { value: output[i], enumerable: true });
    }
    return Object.freeze(copy);
  };
}

function itemReader(plan: LogicalPlan, form: ResultForm): (item: Item) => unknown {
  const names = valuesOf(plan)?.names ?? [];
  const columns = outputNames(plan);
  const places = names.map((name) => columns.indexOf(name));
  const read = ({ output }: Item): Value[] => places.map((place) => output[place]!);
  switch (form) {
    case "flat":
      return (item) => read(item)[0];
    case "lists":
      return (item) => Object.freeze(read(item));
    default:
      return (item) => {
        const values = read(item);
        return Object.freeze(Object.fromEntries(names.map((name, i) => [name, values[i]])));
      };
  }
}
