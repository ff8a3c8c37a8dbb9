import { analyzeConditions } from "../planner/conditions.ts";
import { type Expr, someNode } from "../query/expression.ts";
import { conjuncts } from "../query/having.ts";
import { changePlan, type OrderedPlan } from "../query/logical-plan.ts";
import type { Parameter } from "../query/parameter.ts";
import { Shape } from "../query/shape.ts";
import type { Column, Model } from "../schema/registry.ts";
import { Affected, type Asked, SIDES } from "./affected.ts";
import { type Embedded, embeddedIn } from "./embedded.ts";
import { touchesReads } from "./reads.ts";
import { type Found, type Routed, RouteTable, type RouteTests, routeTests } from "./route-table.ts";
import type { Step } from "./step.ts";

/** From this number on, joined rows are followed to the queries that they concern. */
const MANY = 8;

/** An alias whose rows lead to queries. */
interface Lead<Q extends Routed> {
  readonly model: Model;
  /** The columns that queries read. */
  readonly reads: ReadonlySet<Column>;
  /** Undefined where joined rows are followed from it. */
  readonly table: RouteTable<Q> | undefined;
}

/**
 * The live queries of one shape, found by the rows that changed. An alias whose columns are compared
 * with values leads to the queries with the values that a row has, or had. From others the joined rows
 * are followed to such columns, once there are many queries. Cost: that of what changed.
 */
export class Router<Q extends Routed> {
  readonly queries: Set<Q> = new Set();
  readonly #plan: OrderedPlan;
  readonly #affected: Affected;
  readonly #leads: readonly Lead<Q>[];
  readonly #wholeTests: RouteTests | undefined;
  /** By the values of all aliases: made when joined rows are followed first. */
  #whole: RouteTable<Q> | undefined;
  /** The queries inside of the plan without their conditions on values; undefined where these count. */
  readonly #inside: readonly Embedded[] | undefined;
  #free: Affected | undefined;

  constructor(plan: OrderedPlan, affected: Affected) {
    this.#plan = plan;
    this.#affected = affected;
    const { tests } = analyzeConditions(plan);
    this.#wholeTests = isFollowable(plan) ? routeTests(tests, plan) : undefined;
    const asksForValues = (this.#wholeTests?.equal.length ?? 0) > 0;
    this.#leads = plan.sources.flatMap(({ model, references }, alias): Lead<Q>[] => {
      if (references === 0 && alias !== plan.root) return [];
      const own = routeTests(
        tests.filter((test) => test.alias === alias),
        plan,
      );
      // A bound alone leads to many queries: the values that joined rows have, to fewer.
      const isWeak = own?.equal.length === 0 && asksForValues;
      const table = own === undefined || isWeak ? undefined : new RouteTable<Q>(own);
      return [{ model, reads: affected.reads[alias]!, table }];
    });
    this.#inside = freeInside(plan);
  }

  /** The columns by whose values queries are found, as `Model.column`. */
  get columns(): readonly string[] {
    return this.#leads.flatMap(({ model, table }) => {
      const { equal = [], range } = table?.tests ?? {};
      const columns = [...equal, ...(range === undefined ? [] : [range])].map(
        ({ column }) => column,
      );
      return columns.map(({ name }) => `${model.name}.${name}`);
    });
  }

  add(query: Q): void {
    this.queries.add(query);
    for (const { table } of this.#leads) table?.add(query);
    this.#whole?.add(query);
  }

  remove(query: Q): void {
    this.queries.delete(query);
    for (const { table } of this.#leads) table?.remove(query);
    this.#whole?.remove(query);
    if (this.queries.size === 0) this.#whole = undefined;
  }

  /** Adds the queries that a step may concern. */
  route(step: Step, found: Found<Q>): void {
    let isOpen = this.#affected.isTouchedInside(step);
    if (isOpen && this.#inside === undefined) {
      for (const query of this.queries) found.add(query);
      return;
    }
    for (const lead of this.#leads) if (!routeBy(lead, step, found)) isOpen = true;
    if (isOpen) this.#follow(step, found);
  }

  /** What follows the joined rows of all queries: it reads what they read, also for conditions. */
  #makeFree(): Affected {
    const { reads } = this.#affected;
    return new Affected(withoutValues(this.#plan), { reads, inside: this.#inside ?? [] });
  }

  #openWhole(tests: RouteTests): RouteTable<Q> {
    if (this.#whole === undefined) {
      this.#whole = new RouteTable(tests);
      for (const query of this.queries) this.#whole.add(query);
    }
    return this.#whole;
  }

  /** Follows joined rows to the values that queries ask for. */
  #follow(step: Step, found: Found<Q>): void {
    const [first] = this.queries;
    if (this.#wholeTests === undefined || this.queries.size < MANY || first === undefined) {
      for (const query of this.queries) found.add(query);
      return;
    }
    const whole = this.#openWhole(this.#wholeTests);
    this.#free ??= this.#makeFree();
    const parameters = new Array<Parameter>(this.#plan.parameterCount).fill(null);
    const asked: Asked = { ...first.asked, parameters };
    const touches = this.#free.touches(asked, step);
    if (touches === "all") {
      for (const query of this.queries) found.add(query);
      return;
    }
    for (const side of SIDES) {
      this.#free.each(asked, step, side, touches, ({ rows }) => {
        whole.find(rows, found);
      });
    }
  }
}

/** Adds those that changes of one alias lead to; false where nothing tells which they are. */
function routeBy<Q extends Routed>(
  { model, reads, table }: Lead<Q>,
  step: Step,
  found: Found<Q>,
): boolean {
  const changes = step.changesOf(model);
  for (let i = 0; i < changes.length; i++) {
    const change = changes[i]!;
    if (!touchesReads(change, reads)) continue;
    if (table === undefined) return false;
    const { before, after } = change;
    if (before !== undefined) table.findRow(before, found);
    if (after !== undefined) table.findRow(after, found);
  }
  return true;
}

/** The queries inside of a plan without conditions on values; undefined where that cannot be. */
function freeInside(plan: OrderedPlan): readonly Embedded[] | undefined {
  const free: Embedded[] = [];
  for (const embedded of embeddedIn(plan)) {
    const { ordered } = new Shape(embedded.query.plan);
    const isAlone = ordered.combination === undefined && embeddedIn(ordered).length === 0;
    if (!isAlone || !isFollowable(ordered)) return undefined;
    free.push({ ...embedded, where: freeOf(ordered) });
  }
  return free;
}

/** Whether the joins of a plan hang on no value. */
function isFollowable(plan: OrderedPlan): boolean {
  return !plan.sources.some(
    ({ restriction }) => restriction !== undefined && readsValue(restriction.condition),
  );
}

/** The plan without conditions on given values: it has the joined rows of all queries. */
function withoutValues(plan: OrderedPlan): OrderedPlan {
  return changePlan(plan, {
    where: freeOf(plan),
    annotations: new Map(),
    values: undefined,
    groups: undefined,
    order: [],
    distinctTerms: [],
    summary: undefined,
  });
}

/** The conditions of a plan that read no given value. */
function freeOf({ where }: Pick<OrderedPlan, "where">): readonly Expr[] {
  return where.flatMap(conjuncts).filter((part) => !readsValue(part));
}

function readsValue(expr: Expr): boolean {
  return someNode(
    expr,
    ({ kind }) => kind === "parameter" || kind === "subquery" || kind === "exists",
  );
}
