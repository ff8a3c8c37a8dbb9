/** Answers in the forms that QuerySets give them. */
import { type Answer, runItems, runRows } from "../exec/executor.ts";
import type { Item } from "../exec/output.ts";
import { outputNames, selectedAnnotations, valuesOf } from "../query/expression-type.ts";
import type { LogicalPlan } from "../query/logical-plan.ts";
import type { Row } from "../tables/key-order.ts";
import type { Value } from "../value.ts";
import { answer, type Chain, stateOf } from "./chain.ts";
import { emptyLike, ownRow } from "./view.ts";

/** What a row of the answer is: an instance, an object, an array, or one value. */
export type ResultForm = "rows" | "dicts" | "lists" | "flat" | "named";

/** The rows of a chain's answer, in its form. */
export function answerRows(chain: Chain): Answer<unknown> {
  const { view, shape, form } = stateOf(chain);
  const { plan } = shape;
  const own = (row: Row): Row => ownRow(view, plan.model, row);
  if (form === "rows") {
    if (selectedAnnotations(annotatedPlan(plan)).length === 0) {
      const found = answer(chain, runRows, contentOf);
      return view.own === undefined ? found : { ...found, rows: found.rows.map(own) };
    }
    const { rows, visited } = answer(chain, runItems, contentOf);
    const annotate = annotateRow(annotatedPlan(plan));
    return {
      rows: rows.map(({ row, output }) => annotate({ row: own(row!), output })),
      visited,
    };
  }
  const { rows, visited } = answer(chain, runItems, contentOf);
  return { rows: rows.map(itemReader(plan, form)), visited };
}

function contentOf<T>({ rows }: Answer<T>): readonly T[] {
  return rows;
}

/** The plan whose annotations combined rows have: that of the first part. */
function annotatedPlan(plan: LogicalPlan): LogicalPlan {
  const [first] = plan.combination?.queries ?? [];
  return first === undefined ? plan : annotatedPlan(first.plan);
}

/** A row with its annotations: a copy, of the same class. */
function annotateRow(plan: LogicalPlan): (item: Pick<Item, "row" | "output">) => Row {
  const names = selectedAnnotations(plan).map(([name]) => name);
  return ({ row, output }) => {
    const copy: Row = Object.assign(emptyLike(row!), row);
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
