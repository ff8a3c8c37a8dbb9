import { readFileSync } from "node:fs";
import {
  type CommitInput,
  type Event,
  openStore,
  type Schema,
  type Store,
} from "../../src/index.ts";
import type { PlannerOptions } from "../../src/planner/options.ts";
import { schemaFromVector, type VectorSchema } from "./schema-from-vector.ts";

/** Rows of a data set by model, and pairs of plain many-to-many fields by their table. */
export interface VectorData {
  readonly [table: string]: readonly { readonly [column: string]: unknown }[];
}

/** Reads a file of vectors that lies beside the specs. */
export function readVectors<T>(name: string): T {
  return JSON.parse(
    readFileSync(new URL(`../fixtures/vectors/${name}`, import.meta.url), "utf8"),
  ) as T;
}

/** The events that make a data set; pairs get ids in their order. */
export function dataEvents(data: VectorData, schema: VectorSchema): Event[] {
  return Object.entries(data).flatMap(([model, rows]) =>
    rows.map((row, index): Event => {
      const isPair = schema.m2m_tables?.[model] !== undefined;
      const values = isPair ? { id: index + 1, ...row } : row;
      return { type: "created", model, row: values as Event extends { row: infer R } ? R : never };
    }),
  );
}

/** A store of a vector's schema that holds its data. */
export function storeOf(
  schema: VectorSchema,
  data: VectorData,
  planner: Partial<PlannerOptions> = {},
): Store<Schema> {
  const store = openStore(schemaFromVector(schema), { planner });
  const commit: CommitInput = { events: dataEvents(data, schema) };
  store.apply([commit]);
  return store;
}
