import type { Column, Hop, Model } from "../schema/registry.ts";
import type { Lookup } from "./lookups.ts";

/**
 * One joined model of a query. Alias 0 is the base model; the join at index i makes alias i + 1.
 * A left join keeps the rows of its parent that have no match, with nulls in their place.
 */
export interface Join {
  readonly parent: number;
  readonly hop: Hop;
  readonly kind: "inner" | "left";
}

/** A condition on one column of one alias; its value is a parameter of the query. */
export interface Test {
  readonly alias: number;
  readonly column: Column;
  readonly lookup: Lookup;
  /** Index of its value among the query's parameters. */
  readonly parameter: number;
  /** The path as the user wrote it. */
  readonly text: string;
}

/** One term of an order. */
export interface OrderTerm {
  readonly alias: number;
  readonly column: Column;
  readonly isDescending: boolean;
}

/**
 * What is asked, never how: joins and conditions as SQL would have them, frozen. Its rows are the
 * base rows of every combination of joined rows that meets all tests, so a base row repeats.
 */
export interface LogicalPlan {
  readonly kind: "select";
  readonly model: Model;
  readonly joins: readonly Join[];
  readonly tests: readonly Test[];
  /** The order asked for; undefined is the model's own, an empty list is none. */
  readonly ordering: readonly string[] | undefined;
  readonly isDistinct: boolean;
  /** Aliases that the next filter shares although they are multi-valued: a related manager's own. */
  readonly shared: readonly number[];
  readonly parameterCount: number;
}

/** A logical plan whose order has been resolved to columns, ready to be planned. */
export interface OrderedPlan extends LogicalPlan {
  readonly order: readonly OrderTerm[];
}

/** All rows of a model. */
export function makeSelect(model: Model): LogicalPlan {
  return Object.freeze({
    kind: "select",
    model,
    joins: [],
    tests: [],
    ordering: undefined,
    isDistinct: false,
    shared: [],
    parameterCount: 0,
  });
}

/** The model that an alias stands for. */
export function modelOfAlias(plan: LogicalPlan, alias: number): Model {
  return alias === 0 ? plan.model : plan.joins[alias - 1]!.hop.to;
}
