import { keepLayout } from "../keep-layout.ts";
import type { PlanningOptions } from "../planner/options.ts";
import type { Parameter } from "../query/parameter.ts";
import type { Database } from "../state/database.ts";
import { blankList } from "../tables/blank-list.ts";
import type { Row } from "../tables/key-order.ts";
import type { RowRange } from "../tables/table-index.ts";
import type { Value } from "../value.ts";

/** Go on with the next row. */
export const NEXT = 0;
/** The base row at hand needs no further match: go on with the next one. */
export const BASE_DONE = 1;
/** No more rows are wanted. */
export const STOP = 2;

/** What is to happen after a stage. */
export type Signal = typeof NEXT | typeof BASE_DONE | typeof STOP;

/** One step of a plan: tests or joins the rows at hand, and hands them on. */
export type Stage = (run: Run) => Signal;

/** Items of which only the first are wanted. */
export interface Ranking {
  /** Whether an item with such a first sort key is not wanted. */
  isBehind(key: Value): boolean;
}

/** What a run begins with. */
type Beginning = Pick<Run, "database" | "options" | "parameters" | "now" | "outer">;

const NO_VALUES: readonly Value[] = [];
const GO_ON: Stage = () => NEXT;

/** Never written to. */
const NO_ROWS: (Row | null)[] = [];

/**
 * What one answering works on: made for each run, so that runs may nest. A class: literals that once
 * lived long V8 makes in its old space from then on, where each dead one keeps alive what it holds.
 */
export class Run {
  readonly database: Database;
  readonly options: PlanningOptions;
  /** The values of the question, then those computed at the start. */
  readonly parameters: Parameter[];
  /** The time of the question, as canonical text: the same whenever it is read. */
  readonly now: () => string;
  /**
   * The row that each alias stands for at the moment; null where a left join found none. Stages begin
   * with a list of their own: many plans need none.
   */
  rows: (Row | null)[];
  /** The alias of which only the number of rows is at hand, -1 where there is none. */
  counted = -1;
  /** The number of rows of that alias. */
  matches = 0;
  /** The alias by whose number of rows items are ranked first, -1 where they are not. */
  rankedBy = -1;
  /** The first items so far. */
  ranking: Ranking | undefined = undefined;
  /** The run around, of whose rows a query inside an expression speaks. */
  readonly outer: Run | undefined;
  /** What the driver reads, where it was opened to choose among plans. */
  driven: RowRange | undefined = undefined;
  /** Takes a base row for which all joins and conditions hold. */
  emit: Stage = GO_ON;
  /** Base rows met before, or their keys, where repeats are dropped. */
  seen: Set<Row | Value> | undefined = undefined;
  /** Aggregates of the group at hand. */
  aggregates: readonly Value[] = NO_VALUES;
  /** Values of the window functions for the row at hand. */
  windows: readonly Value[] = NO_VALUES;
  /** The row of an inner output, where aggregates go over one. */
  tuple: readonly Value[] = NO_VALUES;
  /** What queries inside expressions gave, where it is the same for all rows. */
  known: Map<object, unknown> | undefined = undefined;
  /** Rows that were read, from tables and postings, also by queries inside. */
  visited = 0;

  constructor(
    { database, options, parameters, now, outer }: Beginning,
    rows: (Row | null)[] = NO_ROWS,
  ) {
    this.database = database;
    this.options = options;
    this.parameters = parameters;
    this.now = now;
    this.rows = rows;
    this.outer = outer;
  }
}

keepLayout(new Run({} as Beginning));

/** What a run found out for all of its rows. */
export function knownOf(run: Run): Map<object, unknown> {
  run.known ??= new Map();
  return run.known;
}

/** A run for what reads no more than parameters and the rows at hand. */
export function rowRun(parameters: readonly Parameter[], sources: number): Run {
  const beginning = {
    database: undefined as never,
    options: undefined as never,
    parameters: parameters as Parameter[],
    now: (): never => {
      throw new Error("rows at hand have no time");
    },
    outer: undefined,
  };
  return new Run(beginning, blankList(sources));
}
