import { rowCompiler } from "../exec/compile.ts";
import { embed } from "../exec/executor.ts";
import { type Run, rowRun } from "../exec/run.ts";
import { compileConditions, type RowTest } from "../exec/test.ts";
import { analyzeConditions, type Condition } from "../planner/conditions.ts";
import type { OrderedPlan } from "../query/logical-plan.ts";
import type { Parameter } from "../query/parameter.ts";
import type { Row } from "../tables/key-order.ts";
import { withoutOutput } from "./without-output.ts";

/** The rows of a plan without joins: each is an answer's or not by itself, without a plan for it. */
export class SingleRows {
  readonly #root: number;
  readonly #meets: RowTest;

  private constructor(root: number, conditions: readonly Condition[]) {
    this.#root = root;
    this.#meets = compileConditions(conditions, rowCompiler(embed)) ?? (() => true);
  }

  /** Undefined where a plan has joins, or conditions that hang on more than its rows. */
  static of(plan: OrderedPlan): SingleRows | undefined {
    const { sources, root, combination, readsClock } = plan;
    const isAlone = sources.every(({ references }, alias) => references === 0 || alias === root);
    if (!isAlone || combination !== undefined || readsClock) return undefined;
    const { tests, filters, gates, operands } = analyzeConditions(withoutOutput(plan));
    const isOfRow = gates.length === 0 && operands.length === 0;
    return isOfRow ? new SingleRows(root, [...tests, ...filters]) : undefined;
  }

  /** A run for {@link meets}, for one row after the other. */
  run(parameters: readonly Parameter[]): Run {
    return rowRun(parameters, this.#root + 1);
  }

  /** Lets go of the row at hand. */
  leave(run: Run): void {
    run.rows[this.#root] = null;
  }

  /** Whether a row meets the conditions; it is then the row at hand. */
  meets(run: Run, row: Row): boolean {
    run.rows[this.#root] = row;
    run.visited++;
    return this.#meets(run);
  }
}
