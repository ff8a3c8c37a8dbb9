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
   * Where the plans for a database are kept, by shape, whose indexes are not those of its store; with
   * the shapes where left out.
   */
  readonly plans?: WeakMap<object, object>;
}
