import { DoesNotExist, MultipleObjectsReturned } from "../errors.ts";
import { type Chain, describeChain, modelOf, stateOf } from "./chain.ts";

/** Rows that are enough to tell whether there is one. */
export function limitOfGet(chain: Chain): number {
  return Math.min(stateOf(chain).limit, 2);
}

/**
 * The only one of the rows that were found, at most {@link limitOfGet}.
 * @throws {DoesNotExist} {@link MultipleObjectsReturned} with the query in the message.
 */
export function onlyRow(chain: Chain & { count(): number }, rows: readonly unknown[]): unknown {
  if (rows.length === 1) return rows[0];
  const { name: model } = modelOf(chain);
  if (rows.length === 0) {
    throw new DoesNotExist(`No ${model} matches ${describeChain(chain)}.`, { model });
  }
  throw new MultipleObjectsReturned(
    `${chain.count()} rows of ${model} match ${describeChain(chain)}; get() wants one.`,
    { model },
  );
}
