import type { RecordedError } from "./agrees.ts";

/** Where a recorded query starts: a model's manager, or a related one of a row. */
export interface RecordedSource {
  readonly model?: string;
  readonly pk?: unknown;
  /** Name of an object that an earlier step kept, in place of `model` and `pk`. */
  readonly var?: string;
  readonly accessor?: string;
}

/** One call of a chain under Django's name. */
export type RecordedOp = readonly [name: string, ...args: unknown[]];

/** A query as vectors write it. */
export interface RecordedQuery {
  readonly from: RecordedSource;
  readonly ops?: readonly RecordedOp[];
}

/** What Django gave: an answer, or an error. */
export interface RecordedOutcome {
  readonly kind?: string | null;
  readonly result?: unknown;
  readonly error?: RecordedError;
}
