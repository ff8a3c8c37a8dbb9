import type { Hop, RelationEnd } from "../schema/registry.ts";
import type { Expr } from "./expression.ts";
import { changePlan, type LogicalPlan } from "./logical-plan.ts";
import { findLookup } from "./lookups.ts";
import { columnAt } from "./plan-builder.ts";
import { SourceList } from "./source-list.ts";

/**
 * The plan of a related manager: rows of the relation's target that lead back to one row, whose key
 * is the only parameter. Its joins are shared with the next filter().
 */
export function relatedPlan(plan: LogicalPlan, end: RelationEnd): LogicalPlan {
  const list = new SourceList(plan.sources);
  const hops = [...end.hops].reverse().map(inverseHop);
  const joined = list.follow(
    {
      model: end.target,
      text: `${end.model.name}.${end.accessor}`,
      steps: [{ name: String(end.accessor), hops, filtered: undefined }],
      named: end.hops[0]!.fromColumn,
      relatedTo: undefined,
      isRelation: false,
      rest: [],
      position: 0,
    },
    { reuse: undefined },
  );
  const trimmed = list.trim(joined);
  list.demote(trimmed.aliases);
  const { kind } = trimmed.column;
  const isOwn: Expr = {
    kind: "test",
    lookup: findLookup("exact")!,
    left: columnAt(trimmed),
    right: { kind: "parameter", parameter: 0, type: kind },
    text: `${end.model.name}.${end.accessor}`,
  };
  return changePlan(plan, {
    sources: list.sources,
    where: [isOwn],
    shared: trimmed.aliases,
    parameterCount: 1,
  });
}

function inverseHop(hop: Hop): Hop {
  const isForward = !hop.isForward;
  return {
    from: hop.to,
    fromColumn: hop.toColumn,
    to: hop.from,
    toColumn: hop.fromColumn,
    isForward,
    isToMany: !isForward && !hop.fromColumn.isUnique && !hop.fromColumn.isPrimaryKey,
    isNullable: !isForward || hop.toColumn.isNullable,
  };
}
