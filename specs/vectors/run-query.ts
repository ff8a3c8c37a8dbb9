/** Runs recorded queries through the public API. */
import { StoreError } from "../../src/index.ts";
import { Absent, type LooseRow, type LooseStore } from "./loose-api.ts";
import { makeReader, type Reader } from "./reader.ts";
import type { RecordedOp, RecordedOutcome, RecordedQuery } from "./recorded-query.ts";

export type { LooseStore } from "./loose-api.ts";

/** One recorded query with Django's answer. */
export interface VectorCase extends RecordedQuery, RecordedOutcome {
  readonly id: string;
  readonly ops: readonly RecordedOp[];
  readonly group?: string;
  /** Tags for tables of pass rates. */
  readonly features?: readonly string[];
  /** False where the order of the rows is not defined. */
  readonly ordered?: boolean;
  /** The answer where plain text lookups respect case, if it is another. */
  readonly strict?: RecordedOutcome;
}

/** Our answer in the form of the recorded ones. */
export interface Answer {
  readonly kind?: string;
  readonly result?: unknown;
  /** Name of our error class; any text for an error that is none of ours. */
  readonly error?: string;
  readonly message?: string;
  /** The error itself. */
  readonly thrown?: unknown;
}

/** Kinds of rows, and the kind of one of them. */
const ONE_OF: { readonly [kind: string]: string } = {
  pks: "pk",
  dicts: "dict",
  lists: "list",
  flat: "scalar",
};

/** Ops that end a chain with something other than rows. */
const ENDS: { readonly [op: string]: string } = {
  get: "one",
  first: "one",
  last: "one",
  earliest: "one",
  latest: "one",
  index: "one",
  in_bulk: "map",
  aggregate: "dict",
  count: "scalar",
  exists: "scalar",
  contains: "scalar",
  update: "scalar",
  delete: "scalar",
};

/** What the rows of a chain are: instances, of which the keys are compared, or columns. */
function rowsKind(ops: readonly RecordedOp[]): string {
  const [name, ...args] =
    ops.findLast(([op]) => op === "values" || op === "values_list" || op === "dates") ?? [];
  if (name === undefined) return "pks";
  if (name === "values") return "dicts";
  const isFlat = name === "dates" || args.some((arg) => (arg as { flat?: unknown }).flat === true);
  return isFlat ? "flat" : "lists";
}

function pkOf(row: unknown): unknown {
  return (row as LooseRow).pk;
}

/** Our answer to a chain, from what its last call gave. */
function answerOf(ops: readonly RecordedOp[], given: unknown): Answer {
  const rows = rowsKind(ops);
  const last = ops.at(-1)?.[0] ?? "all";
  const toResult = rows === "pks" ? pkOf : (row: unknown) => row;
  switch (ENDS[last]) {
    case undefined:
      return { kind: rows, result: Array.from(given as Iterable<unknown>, toResult) };
    case "one":
      // Beyond the end, at() gives undefined where Django raises.
      if (last === "index" && given === undefined) throw new Absent("There is no such row.");
      return { kind: ONE_OF[rows]!, result: given === null ? null : toResult(given) };
    case "map": {
      const entries = Array.from(given as ReadonlyMap<unknown, unknown>);
      return {
        kind: "map",
        result: Object.fromEntries(entries.map(([key, row]) => [String(key), pkOf(row)])),
      };
    }
    default:
      return { kind: ENDS[last]!, result: given };
  }
}

/** An error as an answer. */
export function errorAnswer(error: unknown): Answer {
  if (!(error instanceof StoreError || error instanceof Absent)) return { error: String(error) };
  return { error: error.name, message: error.message, thrown: error };
}

/** An answer, or the error that was thrown on the way to it. */
export function answerOrError(work: () => Answer): Answer {
  try {
    return work();
  } catch (error) {
    return errorAnswer(error);
  }
}

/** Our answer to a recorded query, read by a reader that knows what its names stand for. */
export function answerQuery(reader: Reader, query: RecordedQuery): Answer {
  return answerOf(query.ops ?? [], reader.query(query));
}

/** Our answer to a recorded query, or the error. */
export function answerCase(store: LooseStore, each: VectorCase): Answer {
  return answerOrError(() => answerQuery(makeReader(store), each));
}
