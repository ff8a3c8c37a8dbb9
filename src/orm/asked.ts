import { UsageError } from "../errors.ts";
import type { QueryOperand } from "../query/syntax.ts";
import { showValue } from "../value.ts";
import { Chain } from "./chain.ts";
import { Queryable } from "./queryable.ts";
import type { QuerySet } from "./queryset.ts";

/** A QuerySet, or the manager of a model, which stands for all of its rows. */
export type Asked = QueryOperand | { all(): QueryOperand };

/**
 * The QuerySet that a call was given, or that of the manager that it was given.
 * @throws {UsageError} for anything else.
 */
export function askedOf(call: string, given: unknown): QuerySet {
  if (given instanceof Chain) return given as QuerySet;
  if (given instanceof Queryable) return given.all();
  throw new UsageError(`${call} takes a QuerySet or a manager, not ${showValue(given)}.`, {
    code: "bad-query",
  });
}
