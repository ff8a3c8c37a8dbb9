/** What the planner may use: for comparing, and for specs that check that answers do not hang on it. */
export interface PlannerOptions {
  /** Whether indexes are read; without, tables are scanned and joined by hashing. */
  readonly indexes: boolean;
  /** Whether questions are rewritten before they are planned. */
  readonly rewrites: boolean;
}

export const DEFAULT_OPTIONS: PlannerOptions = Object.freeze({ indexes: true, rewrites: true });

/** What questions are planned with, and for. */
export interface PlanningOptions extends PlannerOptions {
  /**
   * Where plans are kept, by shape, that are not those of other stores of the same models; with the
   * shapes where left out.
   */
  readonly plans?: WeakMap<object, object>;
}

/** Options whose plans are kept apart: for a database with indexes of its own, or other options. */
export function ownPlans({ indexes, rewrites }: PlannerOptions): PlanningOptions {
  return { indexes, rewrites, plans: new WeakMap() };
}
