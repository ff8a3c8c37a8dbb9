/** A store as those see it who know its models only when the program runs. */
import type { Explanation, Schema, Store } from "../index.ts";
import type { Literal } from "./parse-query.ts";

/** A row. */
export interface LooseRow {
  readonly [column: string]: unknown;
}

/** A manager or QuerySet. */
export interface LooseQuerySet {
  all(): LooseQuerySet;
  filter(conditions: Literal): LooseQuerySet;
  distinct(): LooseQuerySet;
  orderBy(...terms: readonly Literal[]): LooseQuerySet;
  slice(start: number, end?: number): LooseQuerySet;
  get(conditions?: Literal): LooseRow;
  first(): LooseRow | null;
  count(): number;
  exists(): boolean;
  explain(): Explanation;
  toArray(): readonly LooseRow[];
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
