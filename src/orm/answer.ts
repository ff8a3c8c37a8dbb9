/** Answers in the forms that QuerySets give them. */
import { Answer } from "../exec/answer.ts";
import { runItems, runRows } from "../exec/executor.ts";
import type { Item } from "../exec/item.ts";
import { asIs } from "../live/listing.ts";
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
  if (!givesPlainRows(chain)) {
    const { rows, visited } = answer(chain, runItems, contentOf);
    return new Answer(rows.map(showsOf(chain).item), visited);
  }
  const found = answer(chain, runRows, contentOf);
  const isOwn = stateOf(chain).view.own === undefined;
  return isOwn ? found : new Answer(found.rows.map(showsOf(chain).row), found.visited);
}

/** Whether the answer of a chain is rows as they are in the tables. */
function givesPlainRows(chain: Chain): boolean {
  const { shape, form } = stateOf(chain);
  if (form !== "rows") return false;
  const plan = annotatedPlan(shape.plan);
  return plan.annotations.size === 0 || selectedAnnotations(plan).length === 0;
}

/** How the rows and items of an answer are shown. */
export interface Shows {
  readonly row: (row: Row) => unknown;
  readonly item: (item: Item) => unknown;
  /** The columns of an item that are shown, beside those of its row. */
  readonly columns: (item: Item) => readonly Value[];
}

/** How the rows and items of a chain's answer are shown, in its form. */
export function showsOf(chain: Chain): Shows {
  const { view, shape, form } = stateOf(chain);
  const { plan } = shape;
  const row =
    view.own === undefined ? asIs<Row> : (given: Row): Row => ownRow(view, plan.model, given);
  if (form !== "rows") {
    const columns = columnReader(plan, form);
    return { row, item: itemReader(plan, form, columns), columns };
  }
  const columns = ({ output }: Item): readonly Value[] => output;
  if (givesPlainRows(chain)) return { row, item: (item) => row(item.row!), columns };
  const annotate = annotateRow(annotatedPlan(plan));
  return { row, item: (item) => annotate({ row: row(item.row!), output: item.output }), columns };
}

function contentOf<T>({ rows }: Answer<T>): readonly T[] {
  return rows;
}

/** The plan whose annotations combined rows have: that of the first part. */
function annotatedPlan(plan: LogicalPlan): LogicalPlan {
  return plan.combination === undefined ? plan : annotatedPlan(plan.combination.queries[0]!.plan);
}

/** A row with its annotations: a copy, of the same class. */
function annotateRow(plan: LogicalPlan): (item: Pick<Item, "row" | "output">) => Row {
  const names = selectedAnnotations(plan).map(([name]) => name);
  return ({ row, output }) => {
    const copy: { [name: string]: Value } = Object.assign(emptyLike(row!), row);
    for (let i = 0; i < names.length; i++) {
      const name = names[i]!;
      // What the class has by that name is covered, never set.
      if (name in copy) Object.defineProperty(copy, name, { value: output[i], enumerable: true });
      else copy[name] = output[i]!;
    }
    return Object.freeze(copy);
  };
}

type ReadColumns = (item: Item) => readonly Value[];

/** Reads the columns that a form shows. */
function columnReader(plan: LogicalPlan, form: ResultForm): ReadColumns {
  const columns = outputNames(plan);
  const all = (valuesOf(plan)?.names ?? []).map((name) => columns.indexOf(name));
  const places = form === "flat" ? all.slice(0, 1) : all;
  return ({ output }) => places.map((place) => output[place]!);
}

function itemReader(
  plan: LogicalPlan,
  form: ResultForm,
  columns: ReadColumns,
): (item: Item) => unknown {
  const names = valuesOf(plan)?.names ?? [];
  switch (form) {
    case "flat":
      return (item) => columns(item)[0];
    case "lists":
      return (item) => Object.freeze(columns(item));
    default:
      return (item) => {
        const values = columns(item);
        return Object.freeze(Object.fromEntries(names.map((name, i) => [name, values[i]])));
      };
  }
}
