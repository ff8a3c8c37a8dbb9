import type { Column, Model, Registry, UniqueRule } from "../schema/registry.ts";
import { KeyHints } from "./key-hints.ts";
import { KeyOrder, type Row } from "./key-order.ts";
import type { IndexSpec } from "./table-index.ts";

/** What the table of a model keeps, fixed when the store is opened. */
export interface TableLayout {
  readonly model: Model;
  readonly pkOrder: KeyOrder;
  readonly indexes: readonly IndexSpec[];
  /** Positions of the indexes that enforce a unique rule. */
  readonly uniques: readonly number[];
}

/** Compiles the condition of a partial unique rule to a test of rows. */
export type ConditionTest = (rule: UniqueRule) => ((row: Row) => boolean) | undefined;

/**
 * The indexes that a schema asks for: one for each foreign key, unique rule and declared index;
 * an index on the same columns as another is kept once.
 */
export function layoutTables(
  registry: Registry,
  conditionTest: ConditionTest,
): readonly TableLayout[] {
  return registry.models.map((model) => {
    const pkOrder = new KeyOrder([model.pk], model.pk);
    return { model, pkOrder, ...withPlaces(layoutIndexes(model, conditionTest)) };
  });
}

/** A layout with more indexes, after those that it has. */
export function extendLayout(layout: TableLayout, added: readonly IndexSpec[]): TableLayout {
  return { ...layout, ...withPlaces([...layout.indexes, ...added]) };
}

/** The layout of a like model of another schema, from that of one: the same indexes of its columns. */
export function translateLayout({ indexes }: TableLayout, model: Model): TableLayout {
  const own = ({ position }: Column): Column => model.columns[position]!;
  const specs = indexes.map((spec) => {
    const order = new KeyOrder(spec.order.columns.map(own), model.pk);
    const columns = spec.columns.map(own);
    return { ...spec, columns, order, hints: spec.hints && hintsOf({ ...spec, columns }, model) };
  });
  return { model, pkOrder: new KeyOrder([model.pk], model.pk), ...withPlaces(specs) };
}

function withPlaces(indexes: readonly IndexSpec[]): Pick<TableLayout, "indexes" | "uniques"> {
  const positions = [...indexes.keys()];
  const uniques = positions.filter((i) => indexes[i]!.unique !== undefined);
  return { indexes, uniques };
}

function layoutIndexes(model: Model, conditionTest: ConditionTest): readonly IndexSpec[] {
  const specs: IndexSpec[] = [];
  const find = (columns: readonly Column[]): number =>
    specs.findIndex((spec) => answers(spec, columns));
  const { name } = model;
  for (const column of model.references) specs.push(relationSpec(model, column));
  for (const rule of model.uniques) {
    const holds = conditionTest(rule);
    const same = holds === undefined ? find(rule.columns) : -1;
    const found = specs[same] ?? indexSpec(model, rule.name, rule.columns);
    const hints = holds === undefined ? hintsOf(found, model) : undefined;
    Object.assign(found, { unique: found.unique ?? rule, hints, holds });
    if (same < 0) specs.push(found);
  }
  for (const rule of model.indexes) {
    if (find(rule.columns) < 0) specs.push(indexSpec(model, rule.name, rule.columns));
  }
  for (const column of model.columns) {
    const isCovered = column.isPrimaryKey || find([column]) >= 0;
    const indexName = `${name.toLowerCase()}_${column.field}_idx`;
    if (column.isIndexed && !isCovered) specs.push(indexSpec(model, indexName, [column]));
  }
  return specs;
}

/** Whether an index is as good as one of all rows on columns: postings of a key alone have any order. */
export function answers(spec: IndexSpec, columns: readonly Column[]): boolean {
  if (spec.holds !== undefined) return false;
  const isKey = spec.kind === "relation" && columns.length === 1;
  const hasAll = isKey || columns.length === spec.columns.length;
  return hasAll && columns.every((column, i) => spec.columns[i] === column);
}

/**
 * An index of all rows on columns. One that begins with a foreign key is kept as a posting for each
 * key, in the order of the other columns: found at once, and as small as its answer.
 */
export function indexSpec(model: Model, name: string, columns: readonly Column[]): IndexSpec {
  const isKeyed = columns.length > 1 && model.references.includes(columns[0]!);
  return specOf(model, isKeyed ? "relation" : "ordered", name, columns);
}

function specOf(
  model: Model,
  kind: IndexSpec["kind"],
  name: string,
  columns: readonly Column[],
): IndexSpec {
  const order = new KeyOrder(columns, model.pk);
  return { name, kind, columns, order, unique: undefined, hints: undefined, holds: undefined };
}

/** Hints spare a search through texts; a key finds its posting as quickly. */
function hintsOf(
  { kind, columns: [only, other] }: Pick<IndexSpec, "kind" | "columns">,
  { pk }: Model,
): KeyHints | undefined {
  const isSearched = kind === "ordered" && other === undefined;
  return isSearched ? new KeyHints(only!.name, pk.name) : undefined;
}

/**
 * Postings of a model with two foreign keys are kept in the order of the other one: read through
 * the model, the rows at its far end then come in the order of their primary keys.
 */
function relationSpec(model: Model, column: Column): IndexSpec {
  const others = model.references.filter((each) => each !== column);
  const columns = others.length === 1 ? [column, others[0]!] : [column];
  return specOf(model, "relation", `${model.name.toLowerCase()}_${column.name}`, columns);
}
