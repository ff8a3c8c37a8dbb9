import type { EmbeddedQuery } from "../query/expression.ts";
import type { LogicalPlan } from "../query/logical-plan.ts";
import type { Parameter } from "../query/parameter.ts";
import type { Typed } from "./dialect.ts";
import type { Writer } from "./writer.ts";

/** What a query inside an expression is asked for. */
export type EmbeddedUse = "first" | "column" | "exists";

/** What the expressions of one question are written with. */
export interface Scope {
  readonly writer: Writer;
  /** The names of the question's tables, by alias, each with its dot; empty for the only table. */
  readonly tables: readonly string[];
  readonly parameters: readonly Parameter[];
  /** The time of the question, as canonical text. */
  readonly now: () => string;
  /** The question around, of one inside an expression. */
  readonly outer: Scope | undefined;
  /** The columns that positions speak of. */
  readonly positions: readonly string[];
  /** Writes a query inside an expression; `side` is the form of its column, where it has one. */
  readonly embed: (
    query: EmbeddedQuery,
    use: EmbeddedUse,
    scope: Scope,
    side?: (column: Typed) => string,
  ) => string;
}

/** A scope for a question inside of another, its parameters cut out of those around it. */
export function innerScope(
  scope: Scope,
  { plan, firstParameter }: { readonly plan: LogicalPlan; readonly firstParameter: number },
): Scope {
  const parameters = scope.parameters.slice(firstParameter, firstParameter + plan.parameterCount);
  return { ...scope, parameters, outer: scope, tables: [], positions: [] };
}
