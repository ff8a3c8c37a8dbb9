/** What the planner may use: for comparing, and for specs that check that answers do not hang on it. */
export interface PlannerOptions {
  /** Whether indexes are read; without, tables are scanned and joined by hashing. */
  readonly indexes: boolean;
  /** Whether questions are rewritten before they are planned. */
  readonly rewrites: boolean;
}

export const DEFAULT_OPTIONS: PlannerOptions = Object.freeze({ indexes: true, rewrites: true });
