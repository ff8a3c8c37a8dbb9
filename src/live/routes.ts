import { partOf, shapeOfPart } from "../exec/combination.ts";
import type { EmbeddedQuery } from "../query/expression.ts";
import type { OrderedPlan } from "../query/logical-plan.ts";
import { Affected, type Asked } from "./affected.ts";
import type { Found, Routed } from "./route-table.ts";
import { Router } from "./router.ts";
import type { Step } from "./step.ts";

/** Leads from the rows that changed to the live queries of one shape that they can concern. */
export interface Routes<Q extends Routed> {
  readonly queries: ReadonlySet<Q>;
  /** The columns by whose values queries are found, as `Model.column`. */
  readonly columns: readonly string[];
  add(query: Q): void;
  remove(query: Q): void;
  /** Adds the queries that a step may concern. */
  route(step: Step, found: Found<Q>): void;
}

/** The routes to the live queries of a plan. */
export function routesOf<Q extends Routed>(plan: OrderedPlan, affected: Affected): Routes<Q> {
  return plan.combination === undefined
    ? new Router<Q>(plan, affected)
    : new CombinedRouter<Q>(plan.combination.queries);
}

/** A part of a live query. */
interface RoutedPart<Q> extends Routed {
  readonly whole: Q;
}

/** The live queries of one combined shape: what concerns one of its parts concerns a query. */
class CombinedRouter<Q extends Routed> implements Routes<Q> {
  readonly #parts: readonly {
    readonly query: EmbeddedQuery;
    readonly routes: Routes<RoutedPart<Q>>;
  }[];
  readonly queries: Set<Q> = new Set();
  readonly #routed = new Map<Q, readonly RoutedPart<Q>[]>();

  constructor(queries: readonly EmbeddedQuery[]) {
    this.#parts = queries.map((query) => {
      const { ordered } = shapeOfPart(query);
      return { query, routes: routesOf(ordered, new Affected(ordered)) };
    });
  }

  get columns(): readonly string[] {
    const columns = this.#parts.map(({ routes }) => routes.columns);
    // What hears of all changes is not found by those of the others.
    return columns.every(({ length }) => length > 0) ? columns.flat() : [];
  }

  add(whole: Q): void {
    const parts = this.#parts.map(({ query }): RoutedPart<Q> => {
      const asked: Asked = { ...whole.asked, ...partOf(whole.asked, query) };
      return { whole, asked, id: whole.id };
    });
    this.queries.add(whole);
    this.#routed.set(whole, parts);
    for (const [at, { routes }] of this.#parts.entries()) routes.add(parts[at]!);
  }

  remove(whole: Q): void {
    const parts = this.#routed.get(whole)!;
    this.queries.delete(whole);
    this.#routed.delete(whole);
    for (const [at, { routes }] of this.#parts.entries()) routes.remove(parts[at]!);
  }

  route(step: Step, found: Found<Q>): void {
    const parts = new Set<RoutedPart<Q>>();
    for (const { routes } of this.#parts) routes.route(step, parts);
    for (const { whole } of parts) found.add(whole);
  }
}
