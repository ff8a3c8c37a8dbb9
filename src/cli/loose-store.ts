/** A store as those see it who know its models only when the program runs. */
import type { ExplainOptions, Explanation, Schema, Store } from "../index.ts";
import type { Literal } from "./parse-query.ts";

/** A row. */
export interface LooseRow {
  readonly [column: string]: unknown;
}

/** A manager or QuerySet. */
export interface LooseQuerySet {
  all(): LooseQuerySet;
  filter(conditions: Literal): LooseQuerySet;
  exclude(conditions: Literal): LooseQuerySet;
  distinct(...fields: readonly Literal[]): LooseQuerySet;
  orderBy(...terms: readonly Literal[]): LooseQuerySet;
  reverse(): LooseQuerySet;
  slice(start: number, end?: number): LooseQuerySet;
  values(...columns: readonly Literal[]): LooseQuerySet;
  valuesList(...columns: readonly Literal[]): LooseQuerySet;
  get(conditions?: Literal): unknown;
  first(): unknown;
  last(): unknown;
  earliest(...fields: readonly Literal[]): unknown;
  latest(...fields: readonly Literal[]): unknown;
  count(): number;
  exists(): boolean;
  explain(options?: ExplainOptions): Explanation;
  /** Instances, or what `values()` and `valuesList()` give. */
  toArray(): readonly unknown[];
}

/** The managers of a store by the names of their models. */
export function managersOf(store: Store<Schema>): ReadonlyMap<string, LooseQuerySet> {
  const models: { readonly [name: string]: unknown } = store.models;
  return new Map(
    Object.entries(models).map(([name, model]) => [
      name,
      (model as { readonly objects: LooseQuerySet }).objects,
    ]),
  );
}
