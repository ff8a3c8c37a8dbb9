import type { Condition } from "../../src/schema/condition.ts";
import type { LooseStore } from "./loose-api.ts";
import { readCondition } from "./read-condition.ts";
import { readQuery } from "./read-query.ts";
import { readValue } from "./read-value.ts";
import type { RecordedQuery } from "./recorded-query.ts";

/** Objects that earlier steps of a scenario kept, by name. */
export interface Variables {
  get(name: string): unknown;
}

/** Turns what vectors write into what the public API takes. */
export interface Reader {
  readonly store: LooseStore;
  readonly variables: Variables;
  value(recorded: unknown): unknown;
  condition(recorded: unknown): unknown;
  /** What the last call of the recorded chain gives. */
  query(recorded: RecordedQuery): unknown;
}

/** A reader of vectors on one store. */
export function makeReader(store: LooseStore, variables: Variables = new Map()): Reader {
  const reader: Reader = {
    store,
    variables,
    value: (recorded) => readValue(reader, recorded),
    condition: (recorded) => readCondition(recorded, readLeaf),
    query: (recorded) => readQuery(reader, recorded),
  };
  const readLeaf = (leaf: { readonly [path: string]: unknown }): Condition => {
    const paths = Object.keys(leaf);
    if (paths.length === 1 && paths[0] === "exists") {
      return reader.value({ $exists: leaf.exists }) as Condition;
    }
    return Object.fromEntries(paths.map((path) => [path, reader.value(leaf[path])]));
  };
  return reader;
}
