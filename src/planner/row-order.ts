import type { OrderedPlan, OrderTerm } from "../query/logical-plan.ts";
import type { Column } from "../schema/registry.ts";
import { type AccessPath, readIn } from "./access-path.ts";
import { isBaseColumn } from "./output-kind.ts";
import type { JoinStep } from "./physical-plan.ts";

/** The columns of an order on base columns alone, all in one direction; undefined for any other. */
export function baseOrder(
  plan: OrderedPlan,
): { readonly columns: readonly Column[]; readonly isDescending: boolean } | undefined {
  const { order } = plan;
  const isDescending = order[0]?.isDescending ?? false;
  const fits = (term: OrderTerm): boolean =>
    isBaseColumn(term, plan) && term.isDescending === isDescending && term.nulls === undefined;
  if (!order.every(fits)) return undefined;
  const columns = order.map((term) => (term.expression as { readonly column: Column }).column);
  return { columns, isDescending };
}

/** Whether an order is that of the primary key alone, ascending. */
export function isByKey(plan: OrderedPlan): boolean {
  const [first] = plan.order;
  if (first === undefined) return true;
  const { expression, isDescending, nulls } = first;
  if (!isBaseColumn(first, plan) || isDescending || nulls !== undefined) return false;
  return (expression as { readonly column: Column }).column === plan.model.pk;
}

/**
 * The path read in the direction that meets base rows in the order asked for; undefined where no
 * direction does. Equal rows must come by primary key.
 */
export function inOrder(
  plan: OrderedPlan,
  path: AccessPath,
  steps: readonly JoinStep[],
): AccessPath | undefined {
  if (path.alias !== plan.root) return isThroughOrder(plan, path, steps) ? path : undefined;
  if (
    path.isSingle &&
    plan.sources.every(({ references }, alias) => alias === path.alias || references === 0)
  ) {
    return path;
  }
  const asked = baseOrder(plan);
  if (asked === undefined) return undefined;
  const { columns, isDescending } = asked;
  const { pk } = plan.model;
  const isByPk = columns.length === 0 || columns[0] === pk;
  if (isByPk && isDescending && columns.length > 0) {
    return path.kind === "full-scan" ? readIn(path, "rows") : undefined;
  }
  if (path.kind === "full-scan") return isByPk ? path : undefined;
  if (path.index === undefined) return isByPk && path.isSingle ? path : undefined;
  if (path.equal.some((test) => test.lookup.indexUse !== "equal")) return undefined;
  if (!isIndexOrder(path, columns, pk)) return undefined;
  const backward = columns.includes(pk) ? "rows" : "keys";
  return readIn(path, isDescending ? backward : "none");
}

/** Whether the columns of an index after the equal ones are those asked for, then the primary key. */
function isIndexOrder({ index, equal }: AccessPath, asked: readonly Column[], pk: Column): boolean {
  const columns = index!.spec.order.columns.slice(equal.length);
  const wanted = asked.filter((column) => !equal.some((test) => test.column === column));
  const isPrefix = wanted.every((column, at) => columns[at] === column);
  if (!isPrefix) return false;
  return wanted.at(-1) === pk || columns[wanted.length] === pk;
}

/** Postings of a through model are kept by its other key: its rows lead to base rows in their order. */
function isThroughOrder(
  plan: OrderedPlan,
  { kind, equal, index, reversal }: AccessPath,
  steps: readonly JoinStep[],
): boolean {
  const [first] = steps;
  if (kind !== "relation-probe" || first === undefined || reversal !== "none") return false;
  const asked = baseOrder(plan);
  if (asked === undefined || asked.isDescending) return false;
  const { columns } = asked;
  const isByPk = columns.length === 0 || columns[0] === plan.model.pk;
  return (
    isByPk &&
    equal.every((test) => test.lookup.indexUse === "equal") &&
    first.to === plan.root &&
    first.by === "key" &&
    first.fromColumn === index!.spec.order.columns[equal.length]
  );
}
