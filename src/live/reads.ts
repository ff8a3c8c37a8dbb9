import { visitOuter } from "../query/aliases.ts";
import { childrenOf, type Expr } from "../query/expression.ts";
import type { OrderedPlan } from "../query/logical-plan.ts";
import type { Column } from "../schema/registry.ts";
import type { RowChange } from "./step.ts";

/** The columns that the answer to a question hangs on, by alias. */
export type Reads = readonly ReadonlySet<Column>[];

/** The expressions of a plan, those of its conditions, its output, its groups and its order. */
export function expressionsOf(plan: OrderedPlan): readonly Expr[] {
  // The output of a combination is that of its parts.
  if (plan.combination !== undefined) return [];
  return [
    ...conditionsOf(plan),
    ...plan.annotations.values(),
    ...(plan.values?.columns ?? []),
    ...(plan.groups ?? []),
    ...plan.order.map(({ expression }) => expression),
    ...plan.distinctTerms,
    ...(plan.summary?.columns.values() ?? []),
  ];
}

/** The expressions that decide which joined rows there are. */
function conditionsOf({ where, sources }: OrderedPlan): readonly Expr[] {
  return [...where, ...sources.flatMap(({ restriction }) => restriction?.condition ?? [])];
}

type ColumnExpr = Expr & { readonly kind: "column" };

/**
 * What a plan reads of its aliases: of its output `output`, else all, which is whole rows of the base
 * where rows are the answer.
 */
export function readsOf(plan: OrderedPlan, output?: readonly ColumnExpr[]): Reads {
  const reads = plan.sources.map(() => new Set<Column>());
  const visit = (expr: Expr): void => {
    if (expr.kind === "column") reads[expr.alias]!.add(expr.column);
    else if (expr.kind === "subquery" || expr.kind === "exists") {
      visitOuter(expr.query.plan, visit);
    } else for (const child of childrenOf(expr)) visit(child);
  };
  for (const expr of output === undefined ? expressionsOf(plan) : conditionsOf(plan)) visit(expr);
  for (const expr of output ?? []) visit(expr);
  for (const [alias, { parent, hop, references }] of plan.sources.entries()) {
    if (hop === undefined || references === 0) continue;
    reads[parent]!.add(hop.fromColumn);
    reads[alias]!.add(hop.toColumn);
  }
  const showsRows = output === undefined && plan.values === undefined && plan.summary === undefined;
  const { model } = plan.sources[plan.root]!;
  if (showsRows) for (const column of model.columns) reads[plan.root]!.add(column);
  return reads;
}

/** Those of some changes that are of the columns read; the same list where all are. */
export function touching(
  changes: readonly RowChange[],
  columns: ReadonlySet<Column>,
): readonly RowChange[] {
  let first = 0;
  while (first < changes.length && touchesReads(changes[first]!, columns)) first++;
  if (first === changes.length) return changes;
  return changes.filter((change) => touchesReads(change, columns));
}

/** Whether a change is one of the columns read: rows that come or go always are. */
export function touchesReads({ before, after }: RowChange, columns: ReadonlySet<Column>): boolean {
  if (before === undefined || after === undefined) return true;
  for (const { name } of columns) if (before[name] !== after[name]) return true;
  return false;
}
