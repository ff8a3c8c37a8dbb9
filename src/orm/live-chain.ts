import type { Observable } from "rxjs";
import type { LiveExplanation } from "../live/explain.ts";
import type { LiveOptions } from "../store/observe.ts";
import { derive, stateOf } from "./chain.ts";
import { type FilterCall, type Named, summaryChain } from "./chain-steps.ts";
import { explainLive, liveAnswer, liveDeltas } from "./live.ts";
import { limitOfGet, onlyRow } from "./only-row.ts";
import { WritableChain } from "./writable-chain.ts";

/** The methods of QuerySets that keep their answers true. */
export abstract class LiveChain extends WritableChain {
  protected abstract beginning(call: string): this;

  protected abstract matching(call: FilterCall, conditions: readonly unknown[]): this;

  abstract count(): number;

  abstract slice(start: number, end: number): this;

  live(options: LiveOptions = {}): Observable<readonly unknown[]> {
    const read = (answer: unknown): readonly unknown[] => answer as readonly unknown[];
    return liveAnswer(this, { call: "live()", purpose: "rows", read }, options);
  }

  changes(options: LiveOptions = {}): Observable<unknown> {
    return liveDeltas(this, options);
  }

  liveCount(options: LiveOptions = {}): Observable<number> {
    const read = (answer: unknown): number => answer as number;
    return liveAnswer(this, { call: "liveCount()", purpose: "count", read }, options);
  }

  liveExists(options: LiveOptions = {}): Observable<boolean> {
    const read = (answer: unknown): boolean => (answer as number) > 0;
    const asked = { call: "liveExists()", purpose: "exists", read } as const;
    // Whether the order of a combination counts hangs on whether it is sliced.
    const { shape, limit } = stateOf(this);
    const isWhole = shape.plan.combination !== undefined && limit === Number.POSITIVE_INFINITY;
    return liveAnswer(isWhole ? this : this.slice(0, 1), asked, options);
  }

  liveFirst(options: LiveOptions = {}): Observable<unknown> {
    const read = (answer: unknown): unknown => (answer as readonly unknown[])[0] ?? null;
    const asked = { call: "liveFirst()", purpose: "rows", read } as const;
    return liveAnswer(this.beginning("liveFirst()"), asked, options);
  }

  liveGet(...conditions: readonly unknown[]): Observable<unknown> {
    const found = this.matching("liveGet()", conditions);
    const read = (answer: unknown): unknown => onlyRow(found, answer as readonly unknown[]);
    const limited = derive(found, { limit: limitOfGet(found) });
    return liveAnswer(limited, { call: "liveGet()", purpose: "rows", read }, {});
  }

  liveAggregate(columns: Named, options: LiveOptions = {}): Observable<unknown> {
    const asked = { call: "liveAggregate()", purpose: "summary", read: (x: unknown) => x } as const;
    return liveAnswer(summaryChain(this, "liveAggregate()", columns), asked, options);
  }

  liveExplain(): LiveExplanation {
    return explainLive(this);
  }
}
