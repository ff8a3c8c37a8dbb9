/**
 * Turns the conditions of a call into expressions over joined tables, as Django does: which joins
 * are shared, which are left ones, and where a negation needs a query of its own.
 * Source: https://docs.djangoproject.com/en/5.2/topics/db/queries/#spanning-multi-valued-relationships
 */
import { UsageError } from "../errors.ts";
import type { ConditionTree } from "../schema/condition.ts";
import type { Column } from "../schema/registry.ts";
import { buildLookup, isList, type LookupValue, lookupValue } from "./build-lookup.ts";
import { type ConditionNode, callNode, conditionNode, type LookupPair } from "./condition-node.ts";
import { resolveOuter } from "./embed.ts";
import { type EmbeddedQuery, type Expr, FALSE, TRUE } from "./expression.ts";
import { typeOf } from "./expression-type.ts";
import { JoinPromoter } from "./join-promoter.ts";
import {
  changePlan,
  copySource,
  type LogicalPlan,
  makeSelect,
  type Source,
} from "./logical-plan.ts";
import { findLookup } from "./lookups.ts";
import type { Walk } from "./path.ts";
import { columnAt, PlanBuilder, type Scope } from "./plan-builder.ts";
import { resolveSyntax } from "./resolve-syntax.ts";
import { MultiValuedPath, type Reuse } from "./source-list.ts";
import { outward, trimStart } from "./split-negation.ts";
import type { Syntax } from "./syntax.ts";

/** Where a condition stands. */
interface Position extends Scope {
  /** Whether a negation lies anywhere around it. */
  readonly isBranchNegated: boolean;
  /** Whether the number of negations around it is odd. */
  readonly isNegated: boolean;
  /** Whether negations over multi-valued relations become queries of their own. */
  readonly splits: boolean;
}

/** Where no negation is around. */
function positionIn({ reuse, summarize, condition }: Scope, splits: boolean): Position {
  return { reuse, summarize, condition, isBranchNegated: false, isNegated: false, splits };
}

/** A condition, and the aliases whose rows it needs. */
interface Built {
  readonly condition: Expr | undefined;
  readonly needed: Iterable<number>;
}

const NOTHING: Built = { condition: undefined, needed: [] };

/** The scope of expressions that stand outside of filters. */
export function openScope(reuse: Reuse = undefined, summarize = false): Scope {
  return { reuse, summarize, condition: resolveCondition };
}

/** The plan with the conditions of one filter() or exclude() call added. */
export function addFilter(
  builder: PlanBuilder,
  trees: readonly ConditionTree[],
  isExcluded = false,
): LogicalPlan {
  const { list, base } = builder;
  const inner = list.innerAliases();
  const position = positionIn(openScope(new Set(base.shared)), true);
  const { condition } = buildNode(builder, callNode(trees, isExcluded), position);
  list.demote(inner);
  return builder.build({
    where: condition === undefined ? base.where : [...base.where, condition],
  });
}

/** A condition inside an expression: its joins never lose rows. */
function resolveCondition(builder: PlanBuilder, tree: ConditionTree, scope: Scope): Expr {
  const position = positionIn(scope, false);
  const before = builder.list.sources.map(({ kind }) => kind);
  const { condition } = buildNode(builder, conditionNode(tree), position);
  for (const [alias, source] of builder.list.sources.entries()) {
    const parent = source.parent > 0 ? builder.list.at(source.parent).kind : "inner";
    source.kind = before[alias] ?? (source.isNullable || parent === "left" ? "left" : "inner");
  }
  return condition ?? TRUE;
}

function buildNode(builder: PlanBuilder, node: ConditionNode, outer: Position): Built {
  const position: Position = {
    ...outer,
    isNegated: outer.isNegated !== node.isNegated,
    isBranchNegated: outer.isBranchNegated || node.isNegated,
  };
  const { connector, children } = node;
  const promoter = new JoinPromoter(connector, children.length, position.isNegated);
  const conditions: Expr[] = [];
  for (const child of children) {
    const built =
      child.kind === "node"
        ? buildNode(builder, child, position)
        : child.kind === "pair"
          ? buildPair(builder, child, position)
          : buildComputed(builder, child.syntax, position);
    promoter.vote(built.needed);
    if (built.condition !== undefined) conditions.push(built.condition);
  }
  const needed = promoter.apply(builder.list);
  if (conditions.length === 0) return NOTHING;
  const whole: Expr =
    conditions.length === 1 && connector !== "xor"
      ? conditions[0]!
      : { kind: connector, children: conditions };
  return { condition: node.isNegated ? { kind: "not", child: whole } : whole, needed };
}

function buildComputed(builder: PlanBuilder, syntax: Syntax, position: Position): Built {
  if (syntax.kind === "lookup") {
    const expression = resolveSyntax(builder, syntax.left, position);
    const subject = {
      expression,
      rest: syntax.lookup.split("__"),
      path: syntax.lookup,
      walk: undefined,
    };
    const value = lookupValue(builder, syntax.right, position);
    return { condition: buildLookup(builder, subject, value, position), needed: [] };
  }
  const expression = resolveSyntax(builder, syntax, position);
  if (typeOf(expression)?.name !== "boolean") {
    throw new UsageError(
      `A condition on ${builder.model.name} is an expression that is neither true nor false.`,
      { code: "bad-condition", hint: 'Compare it: expression.lookup("gt", 0).' },
    );
  }
  return { condition: expression, needed: [] };
}

function buildPair(builder: PlanBuilder, pair: LookupPair, position: Position): Built {
  const { path } = pair;
  const annotation = builder.annotation(path, position);
  const usesBefore = builder.list.sources.map(({ references }) => references);
  if (annotation !== undefined) {
    const { expression, rest } = annotation;
    const value = lookupValue(builder, pair.value, position);
    const subject = { expression, rest, path, walk: undefined };
    const condition = buildLookup(builder, subject, value, position);
    return { condition, needed: [] };
  }
  const walk = builder.walk(path);
  const value = lookupValue(builder, pair.value, position);
  const used = new Set<number>();
  for (const [alias, { references }] of builder.list.sources.entries()) {
    if (references > (usesBefore[alias] ?? 0)) used.add(alias);
  }
  try {
    return buildColumn(builder, { walk, pair, value, used }, position);
  } catch (crossing) {
    if (!(crossing instanceof MultiValuedPath)) throw crossing;
    return splitNegation(builder, pair, crossing.steps, position);
  }
}

interface ColumnPair {
  readonly walk: Walk;
  readonly pair: LookupPair;
  readonly value: LookupValue;
  readonly used: Set<number>;
}

function buildColumn(
  builder: PlanBuilder,
  { walk, pair, value, used }: ColumnPair,
  position: Position,
): Built {
  const allowMany = !position.isBranchNegated || !position.splits;
  const { full, trimmed } = builder.follow(walk, position, allowMany);
  for (const alias of full.aliases) used.add(alias);
  const expression = columnAt(trimmed);
  const subject = { expression, rest: walk.rest, path: pair.path, walk };
  const condition = buildLookup(builder, subject, value, position);
  const isNullTest = condition.kind === "is-null" ? condition.isNull : undefined;
  const needsNull = isNullTest === true && !position.isNegated;
  if (!position.isNegated || isNullTest === true) {
    return { condition, needed: needsNull ? [] : used };
  }
  if (isNullTest === false) return { condition, needed: [] };
  const alias = trimmed.aliases.at(-1)!;
  const conditions = [condition];
  // NOT (a = b AND a IS NOT NULL) keeps the rows where a is null.
  if (trimmed.column.isNullable || builder.list.at(alias).kind === "left") {
    conditions.push({ kind: "is-null", arg: expression, isNull: false });
  }
  const right = condition.kind === "test" ? condition.right : undefined;
  if (right !== undefined && !isList(right) && right.kind === "column" && right.column.isNullable) {
    conditions.push({ kind: "is-null", arg: right, isNull: false });
  }
  return {
    condition: conditions.length === 1 ? condition : { kind: "and", children: conditions },
    needed: [],
  };
}

/**
 * A negated condition across a multi-valued relation: no related row meets it. It becomes a query
 * from the relation's far side back to the row at hand.
 */
function splitNegation(
  builder: PlanBuilder,
  pair: LookupPair,
  steps: Walk["steps"],
  position: Position,
): Built {
  const { prepares, firstParameter, slotCount, filtered } = builder;
  const fresh = makeSelect(builder.model);
  const sources = fresh.sources.map((source) =>
    Object.assign(copySource(source), { references: 0 }),
  );
  const inner = new PlanBuilder(
    changePlan(fresh, { sources, filtered, parameterCount: firstParameter }),
    { prepares, firstParameter, slotCount },
  );
  const lookups = { [pair.path]: outward(pair.value) };
  const plan = addFilter(inner, [{ kind: "lookups", lookups }]);
  const trimmed = trimStart(plan, steps);
  const { column, alias, name, crossesLeft } = trimmed;
  const where = [...plan.where];
  const shared = sharedAlias(builder, position.reuse, trimmed.sources[alias]!);
  if (shared !== undefined) {
    // The conditions on the alias around it hold for the rows inside as well.
    const { pk } = trimmed.sources[alias]!.model;
    where.push(equals(alias, pk, { kind: "column", alias: shared, column: pk }));
  }
  const { expression } = builder.reference(name, openScope());
  if (shared === undefined) where.push(equals(alias, column, expression));
  const query: EmbeddedQuery = {
    plan: resolveOuter(
      builder,
      changePlan(plan, { sources: trimmed.sources, root: trimmed.root, where, ordering: [] }),
      openScope(),
    ),
    firstParameter: 0,
    offset: 0,
    limit: Number.POSITIVE_INFINITY,
  };
  const exists: Expr = { kind: "exists", query };
  if (!crossesLeft) return { condition: exists, needed: [] };
  const orNull = buildPair(
    builder,
    { kind: "pair", path: `${name}__isnull`, value: true },
    { ...position, isBranchNegated: true, isNegated: true },
  );
  return { condition: { kind: "or", children: [exists, orNull.condition ?? FALSE] }, needed: [] };
}

/**
 * The alias of the name of a source, among those that the call has joined so far. It may be of
 * another model, if that has a column of the name that the source's primary key has.
 */
function sharedAlias(
  builder: PlanBuilder,
  reuse: Reuse,
  { name, model }: Source,
): number | undefined {
  if (reuse === undefined) return undefined;
  return [...reuse].find((alias) => {
    const joined = builder.list.at(alias);
    const hasKey = joined.model.columns.some((column) => column.name === model.pk.name);
    return joined.name === name && hasKey;
  });
}

function equals(alias: number, column: Column, outer: Expr): Expr {
  return {
    kind: "test",
    lookup: findLookup("exact")!,
    left: { kind: "column", alias, column },
    right: { kind: "outer", expression: outer },
    text: column.name,
  };
}
