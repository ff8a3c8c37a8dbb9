import { type CompiledQuestion, compilePlanAlone } from "../exec/compile.ts";
import { embed, openRun, type Question } from "../exec/executor.ts";
import { STOP, type Stage } from "../exec/run.ts";
import type { Expr } from "../query/expression.ts";
import { changePlan, copySource, type OrderedPlan, type Source } from "../query/logical-plan.ts";
import { findLookup } from "../query/lookups.ts";
import type { Column } from "../schema/registry.ts";
import type { Database } from "../state/database.ts";
import type { Row } from "../tables/key-order.ts";
import type { Value } from "../value.ts";
import { withoutOutput } from "./without-output.ts";

/** A place in the joined rows of a plan: those with a value in a column of an alias. */
export interface PinPlace {
  readonly alias: number;
  readonly column: Column;
  /** An alias that hangs on that one by a left join, and for which there must be no row. */
  readonly missing: number | undefined;
}

/** The joined rows of a plan; its order, groups and output are left out. */
export class JoinedRows {
  readonly #plan: OrderedPlan;
  #compiled: CompiledQuestion | undefined;

  constructor(plan: OrderedPlan) {
    this.#plan = withoutOutput(plan);
  }

  /** Hands joined rows on until it is told to stop; gives the number of rows that were read. */
  each(question: Question, emit: Stage): number {
    this.#compiled ??= this.#compile(question);
    const whole = { ...question, offset: 0, limit: Number.POSITIVE_INFINITY };
    const opened = openRun(whole, this.#compiled);
    if (opened === undefined) return 0;
    const { run, chosen } = opened;
    run.emit = emit;
    chosen.start(run);
    return run.visited;
  }

  /** Without rewrites: who visits the rows reads them by the aliases of the plan as it is. */
  #compile({ database, options }: Question): CompiledQuestion {
    const own = { ...options, rewrites: false };
    return compilePlanAlone(this.#plan, "count", { database, options: own, embed });
  }
}

/**
 * The joined rows of a plan that have a certain value in a column: what a change of one row can touch.
 * They are found from there, so that the rows of the plan's tables do not count.
 */
export class Pin {
  readonly alias: number;
  readonly missing: number | undefined;
  readonly #name: string;
  readonly #root: number;
  readonly #missing: Source | undefined;
  readonly #rows: JoinedRows;

  constructor(plan: OrderedPlan, { alias, column, missing }: PinPlace) {
    this.alias = alias;
    this.missing = missing;
    this.#name = column.name;
    this.#root = plan.root;
    this.#missing = missing === undefined ? undefined : plan.sources[missing]!;
    this.#rows = new JoinedRows(pinned(plan, { alias, column, missing }));
  }

  /** The base row of the first joined row with a value, and how many rows were read for it. */
  first(
    question: Question,
    value: Value,
  ): { readonly row: Row | undefined; readonly visited: number } {
    let row: Row | undefined;
    const visited = this.each(question, value, (run) => {
      row = run.rows[this.#root]!;
      return STOP;
    });
    return { row, visited };
  }

  /** Hands on joined rows with a value until it is told to stop; gives the number of rows read. */
  each(question: Question, value: Value, emit: Stage): number {
    if (this.#missing !== undefined && hasMatch(question.database, this.#missing, value)) return 1;
    return this.#rows.each({ ...question, parameters: [...question.parameters, value] }, emit);
  }

  /** Whether joined rows have one of the values. */
  holds(rows: readonly (Row | null)[], values: ReadonlySet<Value>): boolean {
    if (this.missing !== undefined && rows[this.missing] !== null) return false;
    const row = rows[this.alias];
    return row !== null && row !== undefined && values.has(row[this.#name]!);
  }
}

/** The plan with the conditions of a pin. */
function pinned(plan: OrderedPlan, { alias, column, missing }: PinPlace): OrderedPlan {
  const { parameterCount, sources, where } = plan;
  const left: Expr = { kind: "column", alias, column };
  const right: Expr = { kind: "parameter", parameter: parameterCount, type: column.kind };
  const lookup = findLookup("exact")!;
  const conditions: Expr[] = [{ kind: "test", lookup, left, right, text: column.name }];
  if (missing !== undefined) {
    const { model } = sources[missing]!;
    const arg: Expr = { kind: "column", alias: missing, column: model.pk };
    conditions.push({ kind: "is-null", arg, isNull: true });
  }
  // Where the alias has a row, so have all that it hangs on.
  const inner = new Set<number>();
  for (let at = alias; at !== plan.root && at >= 0; at = sources[at]!.parent) inner.add(at);
  return changePlan(plan, {
    sources: sources.map((source, at) =>
      inner.has(at) ? Object.assign(copySource(source), { kind: "inner" as const }) : source,
    ),
    where: [...conditions, ...where],
    parameterCount: parameterCount + 1,
  });
}

/** Whether a left join finds a row by a key; false also where only asking tells. */
function hasMatch(database: Database, { hop, model, restriction }: Source, key: Value): boolean {
  if (restriction !== undefined) return false;
  const table = database.table(model);
  const { toColumn } = hop!;
  if (toColumn.isPrimaryKey) return table.get(key) !== undefined;
  return table.indexOn(toColumn).find([key]) !== undefined;
}
