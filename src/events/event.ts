import type { JsonValue, Value } from "../value.ts";

/** Column values by name. Instances are such records, so an event may share the row it made. */
export interface RowValues {
  readonly [column: string]: Value;
}

/** A row came to be; `row` has a value for every column, generated ids and defaults included. */
export interface Created {
  readonly type: "created";
  readonly model: string;
  readonly row: RowValues;
}

/** Columns of a row changed; `changes` has the new values of those alone. */
export interface Updated {
  readonly type: "updated";
  readonly model: string;
  readonly pk: Value;
  readonly changes: RowValues;
}

/** A row is gone. */
export interface Deleted {
  readonly type: "deleted";
  readonly model: string;
  readonly pk: Value;
}

/** The store went back to an earlier state, and hands out ids from there again. */
export interface Sequence {
  readonly type: "sequence";
  readonly model: string;
  /** The id of the next row that comes without one. */
  readonly next: number;
}

/** One fact about one row, or about the ids of a model. */
export type Event = Created | Updated | Deleted | Sequence;

/** A domain event: what happened in the user's own words, and the row events that it caused. */
export interface Dispatched {
  readonly name: string;
  readonly version: number;
  readonly payload: JsonValue;
  /** Where the row events lie among those of the commit: from the first up to and without the second. */
  readonly events: readonly [from: number, to: number];
}

/** Plain JSON data that rides along with a commit: who, why, from where. */
export interface CommitMeta {
  readonly [key: string]: Value;
}

/** Events that happened together. */
export interface Commit {
  /** Place in the log; the first commit has 1. */
  readonly position: number;
  /** Moment of the commit, `"1962-08-16T20:00:00.000Z"`. */
  readonly at: string;
  readonly meta: CommitMeta;
  readonly events: readonly Event[];
  /** Domain events, in order; missing where there are none. */
  readonly dispatched?: readonly Dispatched[];
}

/** A commit from outside; what it leaves out is filled in when it is applied. */
export interface CommitInput {
  readonly position?: number;
  readonly at?: string;
  readonly meta?: CommitMeta;
  readonly events: readonly Event[];
  readonly dispatched?: readonly Dispatched[];
}
