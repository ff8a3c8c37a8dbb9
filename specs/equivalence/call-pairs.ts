/** Pairs of calls in their simplest form: which can follow which. */
import { CASCADE, F, field, model, openStore, UsageError } from "../../src/index.ts";
import { CHAIN_CALLS, type ChainCall } from "../../src/testing/fast-check.ts";

/** A call somewhere before another in a chain. */
export type CallPair = readonly [call: ChainCall, later: ChainCall];

/** All pairs, whether they have a meaning or not. */
export const CALL_PAIRS: readonly CallPair[] = CHAIN_CALLS.flatMap((call) =>
  CHAIN_CALLS.map((later): CallPair => [call, later]),
);

/** A pair as text. */
export function printPair([call, later]: CallPair): string {
  return `${call} … ${later}`;
}

/** What the pairs are asked of. */
export const PAIR_SCHEMA = {
  Visit: model({
    guest: field.char({ maxLength: 8 }),
    moment: field.dateTime(),
    before: field.foreignKey("self", { null: true, onDelete: CASCADE }),
  }),
};

/** A chain whose calls are known by their names alone. */
type AnyRows = { readonly [C in ChainCall]: (...args: readonly unknown[]) => AnyRows };

/** The simplest arguments of each call; what a chain is combined with is the chain itself. */
const ARGUMENTS: { readonly [C in ChainCall]: (rows: AnyRows) => readonly unknown[] } = {
  filter: () => [{ pk__gt: 1 }],
  exclude: () => [{ pk: 2 }],
  annotate: () => [{ a: F("guest") }],
  alias: () => [{ b: F("guest") }],
  orderBy: () => ["pk"],
  distinct: () => [],
  values: () => ["guest"],
  valuesList: () => ["guest"],
  slice: () => [1, 3],
  reverse: () => [],
  union: (rows) => [rows],
  intersection: (rows) => [rows],
  difference: (rows) => [rows],
  or: (rows) => [rows],
  and: (rows) => [rows],
  xor: (rows) => [rows],
  dates: () => ["moment", "year"],
  datetimes: () => ["moment", "hour"],
  selectRelated: () => ["before"],
  prefetchRelated: () => ["before"],
  only: () => ["guest"],
  defer: () => ["guest"],
  all: () => [],
  none: () => [],
};

const addCall = (rows: AnyRows, call: ChainCall): AnyRows => rows[call](...ARGUMENTS[call](rows));

/** A store of {@link PAIR_SCHEMA}, whose type may not say so. */
interface AnyStore {
  readonly models: object;
}

function rowsOf({ models }: AnyStore): AnyRows {
  return (models as typeof EMPTY.models).Visit.objects.all() as unknown as AnyRows;
}

/** The two calls on a store of {@link PAIR_SCHEMA}, with nothing before, between and behind. */
export function askPair(store: AnyStore, pair: CallPair): unknown {
  return pair.reduce(addCall, rowsOf(store));
}

const EMPTY = openStore(PAIR_SCHEMA);

/**
 * The code of the error where one call right after the other has no meaning. With others between
 * them it may have one: `values().slice().or()` asks for whole rows again.
 */
export function refusalOf([call, later]: CallPair): string | undefined {
  const rows = addCall(rowsOf(EMPTY), call);
  try {
    addCall(rows, later);
    return undefined;
  } catch (error) {
    if (error instanceof UsageError) return error.code;
    throw error;
  }
}
