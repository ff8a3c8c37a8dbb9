import type { Observable } from "rxjs";
import type { Delta } from "../delta.ts";
import type { LiveExplanation } from "../live/explain.ts";
import type { CheckedColumns } from "../schema/expression-types.ts";
import type { CheckedConditions, ConditionHints } from "../schema/lookup-types.ts";
import type { LiveOptions } from "../store/observe.ts";
import type { ColumnsGiven, Summary } from "./result-types.ts";

/** The questions of managers and QuerySets as observables: S, M, A and R as there. */
export interface LiveQueries<S, M extends keyof S, A, R> {
  /**
   * The rows now, then after each commit that changes the answer: one array for each. Rows that did
   * not change are the same objects. Nothing is computed before somebody subscribes; subscribers to
   * equal questions share the work. It errs when a commit makes the question fail.
   */
  live(options?: LiveOptions): Observable<readonly R[]>;
  /**
   * What each commit changes in the answer, with places; at first all rows as added. Applied one after
   * the other, by `applyDelta()`, deltas give what `live()` gives.
   */
  changes(options?: LiveOptions): Observable<Delta<R>>;
  /** The number of rows. */
  liveCount(options?: LiveOptions): Observable<number>;
  /** Whether there is a row. */
  liveExists(options?: LiveOptions): Observable<boolean>;
  /** The first row in order, null when there is none. */
  liveFirst(options?: LiveOptions): Observable<R | null>;
  /**
   * The one row that meets the conditions. It errs with {@link DoesNotExist} or
   * {@link MultipleObjectsReturned}, and ends, once that is not so.
   */
  liveGet<const C extends readonly ConditionHints<S, M, A>[]>(
    ...conditions: CheckedConditions<S, M, A, C>
  ): Observable<R>;
  /** Aggregates over all rows, by name. */
  liveAggregate<const C extends ColumnsGiven>(
    columns: CheckedColumns<S, M, A, C>,
    options?: LiveOptions,
  ): Observable<Summary<S, M, A, C>>;
  /** What the live answer hangs on, how it is kept, and what its last step cost. */
  liveExplain(): LiveExplanation;
}
