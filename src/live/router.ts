import { keyOfValues } from "../exec/row-key.ts";
import { analyzeConditions, type Test } from "../planner/conditions.ts";
import { type Expr, someNode } from "../query/expression.ts";
import { conjuncts } from "../query/having.ts";
import type { OrderedPlan } from "../query/logical-plan.ts";
import type { Parameter } from "../query/parameter.ts";
import { Shape } from "../query/shape.ts";
import type { Row } from "../tables/key-order.ts";
import type { Value } from "../value.ts";
import { Affected, type Asked, SIDES } from "./affected.ts";
import { type Embedded, embeddedIn } from "./embedded.ts";
import { touchesReads } from "./reads.ts";
import type { RowChange, Step } from "./step.ts";

/** A live query, as far as it is found by the values that it asks for. */
export interface Routed {
  readonly asked: Asked;
}

/** From this number on, joined rows are followed to the queries that they concern. */
const MANY = 8;

/** Kinds of which equal values are the same value. */
const EXACT: ReadonlySet<string> = new Set([
  ...[
    "auto",
    "bigAuto",
    "integer",
    "smallInteger",
    "bigInteger",
    "positiveInteger",
    "positiveSmallInteger",
  ],
  ...["positiveBigInteger", "boolean", "char", "text", "slug", "email", "url", "uuid", "date"],
]);

/** Finds queries by the values of a row's columns that they ask for. */
class Table<Q extends Routed> {
  readonly tests: readonly Test[];
  readonly #byKey = new Map<string | Value, Set<Q>>();

  constructor(tests: readonly Test[]) {
    this.tests = tests;
  }

  #keyOf(parameters: readonly Parameter[]): string | Value {
    return keyOf(this.tests.map(({ parameter }) => parameters[parameter] as Value));
  }

  add(query: Q): void {
    const key = this.#keyOf(query.asked.parameters);
    const same = this.#byKey.get(key);
    if (same === undefined) this.#byKey.set(key, new Set([query]));
    else same.add(query);
  }

  remove(query: Q): void {
    const key = this.#keyOf(query.asked.parameters);
    const same = this.#byKey.get(key);
    same?.delete(query);
    if (same?.size === 0) this.#byKey.delete(key);
  }

  /** The queries that ask for the values that joined rows have. */
  find(rows: readonly (Row | null | undefined)[]): ReadonlySet<Q> | undefined {
    return this.#byKey.get(
      keyOf(this.tests.map(({ alias, column }) => rows[alias]?.[column.name] ?? null)),
    );
  }

  /** The queries that ask for the values of one row, which is all that the tests read. */
  findRow(row: Row): ReadonlySet<Q> | undefined {
    const [only] = this.tests;
    if (this.tests.length === 1) return this.#byKey.get(row[only!.column.name]!);
    return this.#byKey.get(keyOf(this.tests.map(({ column }) => row[column.name]!)));
  }
}

function keyOf(values: readonly Value[]): string | Value {
  return values.length === 1 ? values[0]! : keyOfValues(values);
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
  /** By alias; undefined where nothing of the alias is compared with a value. */
  readonly #tables: readonly (Table<Q> | undefined)[];
  readonly #whole: Table<Q> | undefined;
  /** The queries inside of the plan without their conditions on values; undefined where these count. */
  readonly #inside: readonly Embedded[] | undefined;
  #free: Affected | undefined;

  constructor(plan: OrderedPlan, affected: Affected) {
    this.#plan = plan;
    this.#affected = affected;
    const tests = plan.combination === undefined ? valueTests(plan) : [];
    this.#tables = plan.sources.map((_, alias) => {
      const own = tests.filter((test) => test.alias === alias);
      return own.length === 0 ? undefined : new Table(own);
    });
    this.#whole = tests.length > 0 && isFollowable(plan) ? new Table(tests) : undefined;
    this.#inside = freeInside(plan);
  }

  /** The columns by whose values queries are found, as `Model.column`. */
  get columns(): readonly string[] {
    const { sources } = this.#plan;
    return this.#tables.flatMap((table, alias) =>
      (table?.tests ?? []).map(({ column }) => `${sources[alias]!.model.name}.${column.name}`),
    );
  }

  add(query: Q): void {
    this.queries.add(query);
    for (const table of this.#tables) table?.add(query);
    this.#whole?.add(query);
  }

  remove(query: Q): void {
    this.queries.delete(query);
    for (const table of this.#tables) table?.remove(query);
    this.#whole?.remove(query);
  }

  /** Adds the queries that a step may concern. */
  route(step: Step, found: Set<Q>): void {
    let isOpen = this.#affected.isTouchedInside(step);
    if (isOpen && this.#inside === undefined) {
      for (const query of this.queries) found.add(query);
      return;
    }
    for (const [alias, table] of this.#tables.entries()) {
      const { model, references } = this.#plan.sources[alias]!;
      if (references === 0 && alias !== this.#plan.root) continue;
      const columns = this.#affected.reads.get(alias)!;
      for (const change of step.changesOf(model)) {
        if (!touchesReads(change, columns)) continue;
        if (table === undefined) isOpen = true;
        else this.#byValues(table, change, found);
      }
    }
    if (isOpen) this.#follow(step, found);
  }

  #byValues(table: Table<Q>, { before, after }: RowChange, found: Set<Q>): void {
    for (const row of [before, after]) {
      if (row === undefined) continue;
      for (const query of table.findRow(row) ?? []) found.add(query);
    }
  }

  /** What follows the joined rows of all queries: it reads what they read, also for conditions. */
  #makeFree(): Affected {
    const { reads } = this.#affected;
    return new Affected(withoutValues(this.#plan), { reads, inside: this.#inside ?? [] });
  }

  /** Follows joined rows to the values that queries ask for. */
  #follow(step: Step, found: Set<Q>): void {
    const whole = this.#whole;
    const [first] = this.queries;
    if (whole === undefined || this.queries.size < MANY || first === undefined) {
      for (const query of this.queries) found.add(query);
      return;
    }
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
        for (const query of whole.find(rows) ?? []) found.add(query);
      });
    }
  }
}

/** The tests of a plan that a column equals a value given to the question. */
function valueTests(plan: OrderedPlan): readonly Test[] {
  return analyzeConditions(plan).tests.filter(
    ({ lookup, column, parameter }) =>
      lookup.name === "exact" && EXACT.has(column.kind.name) && parameter < plan.parameterCount,
  );
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
  return Object.freeze({
    ...plan,
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
  return where
    .flatMap((condition) => conjuncts(condition, false))
    .filter((part) => !readsValue(part));
}

function readsValue(expr: Expr): boolean {
  return someNode(
    expr,
    ({ kind }) => kind === "parameter" || kind === "subquery" || kind === "exists",
  );
}
