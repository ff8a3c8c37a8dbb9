import type { Actual, StageKey } from "../planner/explain.ts";
import type { Stage } from "./run.ts";

/** Counts what passes a point between two stages; times and rows include all stages after it. */
interface Tap {
  readonly key: StageKey | "start";
  rows: number;
  visited: number;
  milliseconds: number;
}

/** Measures the stages of one plan. */
export class Taps {
  /** From the last stage to the first, in which order plans are put together. */
  readonly #taps: Tap[] = [];

  /** The stage after a point, measured. */
  wrap(key: Tap["key"], stage: Stage): Stage {
    const tap: Tap = { key, rows: 0, visited: 0, milliseconds: 0 };
    this.#taps.push(tap);
    return (run) => {
      const { visited } = run;
      const start = performance.now();
      const signal = stage(run);
      tap.milliseconds += performance.now() - start;
      tap.visited += run.visited - visited;
      tap.rows++;
      return signal;
    };
  }

  /** What a node did by itself: what passed its end, less what the stages after it took. */
  actual(key: StageKey): Actual | undefined {
    const at = this.#taps.findIndex((tap) => tap.key === key);
    const before = this.#taps[at + 1];
    const after = this.#taps[at];
    if (before === undefined || after === undefined) return undefined;
    return {
      rows: after.rows,
      visited: before.visited - after.visited,
      milliseconds: Math.max(0, before.milliseconds - after.milliseconds),
    };
  }

  /** Time in all stages. */
  get milliseconds(): number {
    return this.#taps.at(-1)?.milliseconds ?? 0;
  }
}
