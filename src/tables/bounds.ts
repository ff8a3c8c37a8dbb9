import { keepLayout } from "../keep-layout.ts";
import type { Value } from "../value.ts";
import type { KeyOrder, Row } from "./key-order.ts";
import type { Probe } from "./sorted-rows.ts";

/** One end of a range of values. */
export interface Bound {
  readonly value: Value;
  readonly isIncluded: boolean;
}

/** How the column after a key is bound: by its ends, or by what a text begins with. */
export interface Within {
  readonly low?: Bound | undefined;
  readonly high?: Bound | undefined;
  readonly prefix?: string | undefined;
}

/** A place between rows of a tree, told by a target: before it, or after it. */
export interface Edge {
  readonly probe: Probe<Row>;
  readonly isAfter: boolean;
}

/** Where rows begin and end in trees of one order; undefined where these do themselves. */
export interface Edges {
  readonly order: KeyOrder;
  readonly begin: Edge | undefined;
  readonly end: Edge | undefined;
}

/**
 * Part of an index to read: rows whose first columns equal a key, and whose next lies in a range. Its
 * edges are made once, for those who read one version after the other.
 */
export class Bounds {
  readonly key: readonly Value[];
  readonly #within: Within;
  #edges: Edges | undefined;

  constructor(key: readonly Value[], within: Within = {}) {
    this.key = key;
    this.#within = within;
  }

  /**
   * The edges in trees of an order, to which the key counts from its value `start` on: always the same
   * for one order. Cost: O(key), once.
   */
  edgesIn(order: KeyOrder, start: number): Edges {
    if (this.#edges?.order !== order) {
      const key = start === 0 ? this.key : this.key.slice(start);
      this.#edges = edgesOf(order, key, this.#within);
    }
    return this.#edges;
  }
}

keepLayout(new Bounds([]));

/** Nulls, the smallest values, lie in no range. */
function edgesOf(order: KeyOrder, key: readonly Value[], { low, high, prefix }: Within): Edges {
  if (prefix !== undefined) return around(order, order.probePrefix(key, prefix));
  const isWhole = key.length === 0;
  if (low === undefined && high === undefined) {
    return isWhole ? { order, begin: undefined, end: undefined } : around(order, order.probe(key));
  }
  const rest = isWhole ? undefined : { probe: order.probe(key), isAfter: true };
  return {
    order,
    begin:
      low === undefined
        ? edgeAt(order, key, null, true)
        : edgeAt(order, key, low.value, !low.isIncluded),
    end: high === undefined ? rest : edgeAt(order, key, high.value, high.isIncluded),
  };
}

function edgeAt(order: KeyOrder, key: readonly Value[], value: Value, isAfter: boolean): Edge {
  // A list that is spread takes room for more, and longer.
  const whole = key.length === 0 ? [value] : key.length === 1 ? [key[0]!, value] : [...key, value];
  return { probe: order.probe(whole), isAfter };
}

function around(order: KeyOrder, probe: Probe<Row>): Edges {
  return { order, begin: { probe, isAfter: false }, end: { probe, isAfter: true } };
}
