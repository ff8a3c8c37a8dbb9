import type { Expr } from "../query/expression.ts";
import type { OrderedPlan } from "../query/logical-plan.ts";
import type { Column, Model } from "../schema/registry.ts";
import type { AccessPath, IndexAt } from "./access-path.ts";
import type { Condition, Conditions, Test } from "./conditions.ts";

/** Reads, for a row of one alias, its rows of another: by primary key, or by the postings of an index. */
export interface JoinStep {
  readonly from: number;
  readonly to: number;
  readonly model: Model;
  readonly fromColumn: Column;
  readonly toColumn: Column;
  readonly by: "key" | "index" | "hash";
  /** The index that is read, where one is. */
  readonly index: IndexAt | undefined;
  /** Tests that the index answers after the key: equalities, then a range. */
  readonly equal: readonly Test[];
  readonly range: readonly Test[];
  /** Keeps the row with a null in place of the match that it does not have. */
  readonly isLeft: boolean;
  /** What a row must meet to be joined at all. */
  readonly restriction: Expr | undefined;
  /** Conditions that can be decided once the row is joined. */
  readonly conditions: readonly Condition[];
  /** Only the number of the rows is wanted: none is read. */
  readonly isCounted: boolean;
}

/** What happens to base rows that are met again. */
export type Repeats = "keep" | "drop";

/**
 * A recipe: drive along one access path, test, then join alias by alias. Base rows come out as
 * they are met; sorting and slicing follow.
 */
export interface PhysicalPlan {
  readonly kind: "physical";
  readonly logical: OrderedPlan;
  readonly conditions: Conditions;
  readonly driver: AccessPath;
  /** Conditions on the driver's rows that its path does not answer. */
  readonly driverConditions: readonly Condition[];
  readonly steps: readonly JoinStep[];
  readonly repeats: Repeats;
  /** Whether the base rows come in the order asked for, so that no sorting is needed. */
  readonly isOrdered: boolean;
  /** Whether each joined row that comes out is a group of its own. */
  readonly hasLoneGroups: boolean;
}
