import { UsageError } from "../errors.ts";
import { depthAround } from "./depth.ts";
import { allOf, type EmbeddedQuery, type Expr, FALSE } from "./expression.ts";
import { outputOf, valuesOf } from "./expression-type.ts";
import { JoinPromoter } from "./join-promoter.ts";
import {
  type Combination,
  changePlan,
  type LogicalPlan,
  makeSelect,
  type Source,
} from "./logical-plan.ts";
import { mapExpr } from "./rewrite.ts";
import { SourceList } from "./source-list.ts";

/** The connective of two QuerySets of one model. */
export type Connector = "and" | "or" | "xor";

/**
 * One plan for the rows of two, whose parameters follow each other. Joins of the right one are
 * shared with those of the left under OR, but not under AND: there each keeps its own related rows.
 * @throws {UsageError} when the plans do not go together.
 */
export function connectPlans(
  left: LogicalPlan,
  right: LogicalPlan,
  connector: Connector,
): LogicalPlan {
  checkConnectable(left, right);
  const list = new SourceList(left.sources);
  const reuse = new Set(connector === "and" ? [] : left.sources.keys());
  const promoter = new JoinPromoter(connector, 2, false);
  promoter.vote(list.innerAliases());
  const aliases = new Map([[0, 0]]);
  const needed = new Set<number>();
  for (const [alias, source] of right.sources.entries()) {
    if (alias === 0) continue;
    const joined = joinAgain(list, source, aliases, reuse);
    if (source.kind === "inner") needed.add(joined);
    reuse.delete(joined);
    aliases.set(alias, joined);
    if (source.references === 0) list.release(joined);
  }
  promoter.vote(needed);
  promoter.apply(list);
  const moved = right.where.map((expr) => moveExpr(expr, left.parameterCount, aliases));
  return changePlan(left, {
    sources: list.sources,
    where: connected(connector, left, [allOf(left.where), allOf(moved)]),
    ordering: right.ordering?.length
      ? right.ordering.map((term) => ({
          ...term,
          firstParameter: term.firstParameter + left.parameterCount,
        }))
      : left.ordering,
    shared: [],
    parameterCount: left.parameterCount + right.parameterCount,
    depth: Math.max(left.depth, right.depth),
    readsClock: left.readsClock || right.readsClock,
  });
}

/** No conditions at all are true, so they leave nothing to an OR. */
function connected(
  connector: Connector,
  { where }: LogicalPlan,
  children: readonly [Expr, Expr],
): readonly Expr[] {
  if (connector === "and") return [...where, children[1]];
  return [{ kind: connector, children }];
}

function joinAgain(
  list: SourceList,
  source: Source,
  aliases: ReadonlyMap<number, number>,
  reuse: Set<number>,
): number {
  const parent = aliases.get(source.parent)!;
  const joined = list.join(parent, source.hop!, reuse, source.restriction?.name);
  if (source.restriction !== undefined && list.at(joined).restriction?.condition === undefined) {
    throw new UsageError("QuerySets with filtered relations cannot be combined.", {
      code: "cannot-combine",
    });
  }
  return joined;
}

function moveExpr(expr: Expr, shift: number, aliases: ReadonlyMap<number, number>): Expr {
  return mapExpr(expr, {
    node: (node) => {
      if (node.kind === "parameter") return { ...node, parameter: node.parameter + shift };
      if (node.kind === "column") return { ...node, alias: aliases.get(node.alias)! };
      return node;
    },
    query: (query) => ({ ...query, firstParameter: query.firstParameter + shift }),
  });
}

function checkConnectable(left: LogicalPlan, right: LogicalPlan): void {
  if (left.model !== right.model) {
    throw new UsageError(
      `QuerySets of ${left.model.name} and ${right.model.name} cannot be combined; both must be of one model.`,
      { code: "cannot-combine" },
    );
  }
  if (left.combination !== undefined || right.combination !== undefined) {
    throw new UsageError(
      `QuerySets of ${left.model.name} that are combined already cannot be connected.`,
      {
        code: "after-combining",
      },
    );
  }
  if (left.isDistinct !== right.isDistinct) {
    throw new UsageError(
      `A distinct QuerySet of ${left.model.name} cannot be combined with one that is not.`,
      { code: "cannot-combine" },
    );
  }
}

/** The plan of the rows of several questions put together; their parameters follow each other. */
export function combinePlans(
  operator: Combination["operator"],
  isAll: boolean,
  parts: readonly Omit<EmbeddedQuery, "firstParameter">[],
): LogicalPlan {
  const first = parts[0]!.plan;
  const width = outputOf(first).length;
  for (const { plan } of parts) {
    if (outputOf(plan).length === width && !valuesOf(plan) === !valuesOf(first)) continue;
    throw new UsageError(
      `${operator}() of ${first.model.name} and ${plan.model.name} combines ${width} columns with ${outputOf(plan).length}; all parts must give the same.`,
      { code: "cannot-combine", hint: "Name the columns of each with valuesList()." },
    );
  }
  const queries: EmbeddedQuery[] = [];
  let parameterCount = 0;
  for (const part of parts) {
    queries.push({ ...part, firstParameter: parameterCount });
    parameterCount += part.plan.parameterCount;
  }
  return changePlan(makeSelect(first.model), {
    combination: { operator, isAll, queries, selected: undefined },
    parameterCount,
    depth: depthAround(queries.map(({ plan }) => plan.depth)),
    readsClock: queries.some(({ plan }) => plan.readsClock),
  });
}

/** The plan that has no rows. */
export function emptyPlan(plan: LogicalPlan): LogicalPlan {
  const { combination } = plan;
  const queries = combination?.queries.map((query) => ({ ...query, plan: emptyPlan(query.plan) }));
  return changePlan(plan, {
    where: [...plan.where, FALSE],
    isNone: true,
    combination: combination && queries && { ...combination, queries },
  });
}
