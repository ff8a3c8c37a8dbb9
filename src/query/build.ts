/**
 * The steps of a chain, each from one logical plan to the next. Joins are shared as Django
 * shares them: single-valued ones always, multi-valued ones within one filter() only.
 * Source: https://docs.djangoproject.com/en/5.2/topics/db/queries/#spanning-multi-valued-relationships
 */
import { LookupError } from "../errors.ts";
import type { Hop, Model } from "../schema/registry.ts";
import type { Join, LogicalPlan, OrderedPlan, OrderTerm, Test } from "./logical-plan.ts";
import { findLookup } from "./lookups.ts";
import { type ResolvedLookup, resolveLookup, resolvePath } from "./resolve.ts";

/** One condition of a filter() call. */
export interface FilterTerm {
  readonly resolved: ResolvedLookup;
  /** Set where the condition is a fixed test for null, whose value is part of the question. */
  readonly isNull: boolean | undefined;
}

/** Resolves one key of a filter; a null value or `isnull` makes it a test for null. */
export function filterTerm(model: Model, path: string, given: unknown): FilterTerm {
  const resolved = resolveLookup(model, path);
  if (resolved.lookup.name === "exact" && (given === null || given === undefined)) {
    return { resolved: { ...resolved, lookup: findLookup("isnull")! }, isNull: true };
  }
  const isFlag = resolved.lookup.operand === "flag" && typeof given === "boolean";
  return { resolved, isNull: isFlag ? given : undefined };
}

/** Joins while they are added to; the plan that they came from stays as it is. */
class JoinList {
  readonly joins: Join[];

  constructor(plan: LogicalPlan) {
    this.joins = [...plan.joins];
  }

  /** Alias at the end of the hops. Multi-valued joins are shared only with those in `sharable`. */
  follow(
    hops: readonly Hop[],
    sharable: ReadonlySet<number> | "all",
    visited?: Set<number>,
  ): number {
    let alias = 0;
    for (const hop of hops) {
      alias = this.#find(alias, hop, sharable) ?? this.#add(alias, hop);
      visited?.add(alias);
    }
    return alias;
  }

  #find(parent: number, hop: Hop, sharable: ReadonlySet<number> | "all"): number | undefined {
    for (let alias = this.joins.length; alias > 0; alias--) {
      const join = this.joins[alias - 1]!;
      const isSame =
        join.parent === parent &&
        join.hop.fromColumn === hop.fromColumn &&
        join.hop.toColumn === hop.toColumn;
      if (isSame && (!hop.isToMany || sharable === "all" || sharable.has(alias))) return alias;
    }
    return undefined;
  }

  #add(parent: number, hop: Hop): number {
    const isBelowLeft = parent > 0 && this.joins[parent - 1]!.kind === "left";
    this.joins.push({ parent, hop, kind: hop.isNullable || isBelowLeft ? "left" : "inner" });
    return this.joins.length;
  }

  /** A condition that a missing row cannot meet makes its joins, up to the base, inner ones. */
  requireMatch(alias: number): void {
    for (let at = alias; at > 0; at = this.joins[at - 1]!.parent) {
      this.joins[at - 1] = { ...this.joins[at - 1]!, kind: "inner" };
    }
  }
}

/** The plan with the conditions of one filter() call added, whose parameters follow its own. */
export function addFilter(plan: LogicalPlan, terms: readonly FilterTerm[]): LogicalPlan {
  const list = new JoinList(plan);
  const sharable = new Set(plan.shared);
  const tests: Test[] = [...plan.tests];
  let parameter = plan.parameterCount;
  const required: number[] = [];
  for (const { resolved, isNull } of terms) {
    const alias = list.follow(resolved.hops, sharable, sharable);
    const { column, lookup, text } = resolved;
    tests.push(Object.freeze({ alias, column, lookup, text, parameter: parameter++ }));
    if (isNull !== true) required.push(alias);
  }
  for (const alias of required) list.requireMatch(alias);
  return Object.freeze({
    ...plan,
    joins: list.joins,
    tests,
    shared: [],
    parameterCount: parameter,
  });
}

/** The plan of a related manager: its filter's joins are shared with the next filter(). */
export function shareJoins(plan: LogicalPlan): LogicalPlan {
  return Object.freeze({ ...plan, shared: plan.joins.map((_, index) => index + 1) });
}

/** The plan with repeats removed. */
export function addDistinct(plan: LogicalPlan): LogicalPlan {
  return Object.freeze({ ...plan, isDistinct: true });
}

/**
 * The plan in the given order; it replaces the order before it.
 * @throws {LookupError} for a path that names no column or relation.
 */
export function setOrder(plan: LogicalPlan, ordering: readonly string[]): LogicalPlan {
  for (const term of ordering) {
    if (typeof term !== "string" || term === "" || term === "-") {
      throw new LookupError(
        `orderBy() on ${plan.model.name} takes names of fields, "-" before one for descending.`,
        {
          code: "bad-order",
          model: plan.model.name,
          path: String(term),
        },
      );
    }
    resolvePath(plan.model, term.replace(/^-/, ""));
  }
  return Object.freeze({ ...plan, ordering: Object.freeze([...ordering]) });
}

/**
 * The plan with its order resolved to columns: joins for paths that span relations are added, and
 * a relation is replaced by the ordering of its target.
 */
export function resolveOrder(plan: LogicalPlan): OrderedPlan {
  const list = new JoinList(plan);
  const order: OrderTerm[] = [];
  for (const term of plan.ordering ?? plan.model.ordering) {
    const isDescending = term.startsWith("-");
    addOrder(list, order, {
      plan,
      path: isDescending ? term.slice(1) : term,
      isDescending,
      seen: [],
    });
  }
  return Object.freeze({ ...plan, joins: list.joins, order });
}

interface OrderRequest {
  readonly plan: LogicalPlan;
  readonly path: string;
  readonly isDescending: boolean;
  /** Models whose ordering is being followed, so that orderings in a circle end. */
  readonly seen: readonly Model[];
}

function addOrder(list: JoinList, order: OrderTerm[], request: OrderRequest): void {
  const { plan, path, isDescending, seen } = request;
  const resolved = resolvePath(plan.model, path);
  const target = resolved.relatedTo;
  const followsTarget =
    target !== undefined && target.ordering.length > 0 && !seen.includes(target);
  if (!followsTarget) {
    order.push({ alias: list.follow(resolved.hops, "all"), column: resolved.column, isDescending });
    return;
  }
  for (const term of target.ordering) {
    const flips = term.startsWith("-");
    addOrder(list, order, {
      plan,
      path: `${path}__${flips ? term.slice(1) : term}`,
      isDescending: isDescending !== flips,
      seen: [...seen, target],
    });
  }
}
