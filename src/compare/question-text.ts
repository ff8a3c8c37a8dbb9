import { type Chain, describeChain, isSliced, modelOf, stateOf } from "../orm/chain.ts";

/** What a chain asks for, on one line: model, conditions, order, slice. */
export function questionText(chain: Chain): string {
  const { shape, offset, limit } = stateOf(chain);
  const { where, combination, isNone, ordering = [] } = shape.plan;
  const isWhole = where.length === 0 && combination === undefined && !isNone;
  const order = ordering.map(({ term }) => (typeof term === "string" ? term : "an expression"));
  const end = limit === Number.POSITIVE_INFINITY ? "" : offset + limit;
  return [
    `${modelOf(chain).name}: ${isWhole ? "all rows" : describeChain(chain)}`,
    ...(order.length === 0 ? [] : [`by ${order.join(", ")}`]),
    ...(isSliced(chain) ? [`${offset}..${end}`] : []),
  ].join(" ");
}
