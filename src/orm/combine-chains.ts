/** Chains put together: as sets of rows, or as conditions on the same model. */
import { UsageError } from "../errors.ts";
import type { Connector } from "../query/combine.ts";
import { checkHome } from "../query/home.ts";
import type { Combination } from "../query/logical-plan.ts";
import { Shape } from "../query/shape.ts";
import { showValue } from "../value.ts";
import { Chain, derive, isNone, isSliced, modelOf, refuseSliced, stateOf } from "./chain.ts";
import { filterChain, selectColumns } from "./chain-steps.ts";
import { combinedShape, connectedShape } from "./combined-shapes.ts";
import { Queryable } from "./queryable.ts";

const WHOLE = { offset: 0, limit: Number.POSITIVE_INFINITY };

/** The rows of several chains; those that ask for nothing add nothing. */
export function uniteChains<Q extends Chain>(chains: readonly Q[], isAll: boolean): Q {
  for (const each of chains) checkChain(each, "union()", chains[0]!);
  const [first, ...rest] = chains.filter((each) => !isNone(each));
  if (first === undefined) return chains[0]!;
  return rest.length === 0 ? derive(first, {}) : combine("union", isAll, [first, ...rest]);
}

/** The rows that all chains have. */
export function intersectChains<Q extends Chain>(chains: readonly Q[]): Q {
  for (const each of chains) checkChain(each, "intersection()", chains[0]!);
  const none = chains.find(isNone);
  if (none !== undefined) return none;
  return chains.length === 1 ? chains[0]! : combine("intersection", false, chains);
}

/** The rows of the first chain that no other has. */
export function subtractChains<Q extends Chain>(chain: Q, others: readonly Q[]): Q {
  for (const each of others) checkChain(each, "difference()", chain);
  const rest = others.filter((each) => !isNone(each));
  if (isNone(chain) || rest.length === 0) return chain;
  return combine("difference", false, [chain, ...rest]);
}

function combine<Q extends Chain>(
  operator: Combination["operator"],
  isAll: boolean,
  chains: readonly Q[],
): Q {
  const parts = chains.map(stateOf);
  const parameters = parts.flatMap((part) => part.parameters);
  return derive(chains[0]!, {
    shape: combinedShape(operator, isAll, parts),
    parameters,
    ...WHOLE,
  });
}

function checkChain(given: unknown, call: string, of: Chain): void {
  if (given instanceof Chain) {
    checkHome(stateOf(of).view, stateOf(given).view, modelOf(given).name);
    return;
  }
  const isManager = given instanceof Queryable;
  throw new UsageError(`${call} takes QuerySets, not ${isManager ? given : showValue(given)}.`, {
    code: "cannot-combine",
    hint: isManager ? "Ask the manager for all()." : undefined,
  });
}

/** The rows that meet the conditions of both chains, of one of them, or of exactly one. */
export function connectChains<Q extends Chain>(connector: Connector, left: Q, right: Q): Q {
  checkChain(right, `${connector}()`, left);
  if (isNone(left)) return connector === "and" ? left : right;
  if (isNone(right)) return connector === "and" ? right : left;
  const [a, b] = connector === "and" ? [left, right] : [unsliced(left), unsliced(right)];
  refuseSliced(a, `${connector}()`);
  refuseSliced(b, `${connector}()`);
  return derive(a, {
    shape: connectedShape(connector, stateOf(a), stateOf(b)),
    parameters: [...stateOf(a).parameters, ...stateOf(b).parameters],
    ...WHOLE,
  });
}

/** A slice as a condition on the primary key of instances, so that it can be connected. */
function unsliced<Q extends Chain>(chain: Q): Q {
  if (!isSliced(chain)) return chain;
  const rows = { shape: Shape.of(modelOf(chain)), parameters: [], form: "rows" } as const;
  const all = derive(chain, { ...rows, ...WHOLE });
  return filterChain(all, "filter()", [{ pk__in: selectColumns(chain, ["pk"], "lists") }]);
}
