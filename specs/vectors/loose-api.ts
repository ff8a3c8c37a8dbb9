/** The public API without its types, which need a schema that the compiler knows. */
import * as api from "../../src/index.ts";

/** A row of any model. */
export interface LooseRow {
  readonly pk: unknown;
}

/** A QuerySet or a manager of any model. */
export interface LooseQuerySet extends Iterable<LooseRow> {
  all(): LooseQuerySet;
  orderBy(...terms: unknown[]): LooseQuerySet;
  get(...conditions: unknown[]): LooseRow;
}

/** A store of any schema. */
export interface LooseStore {
  readonly position: number;
  readonly models: {
    readonly [name: string]: {
      readonly objects: LooseQuerySet;
      build(values: object): LooseRow;
    };
  };
}

/**
 * Calls a method by name.
 * @throws {Error} when there is none.
 */
export function callMethod(target: unknown, name: string, args: readonly unknown[]): unknown {
  const method = (target as { readonly [name: string]: unknown })[name];
  if (typeof method !== "function") throw new Error(`There is no method ${name}().`);
  return method.apply(target, args);
}

/**
 * Calls a function of the public API by name.
 * @throws {Error} when there is none.
 */
export function callApi(name: string, args: readonly unknown[]): unknown {
  const found = (api as unknown as { readonly [name: string]: unknown })[name];
  if (typeof found !== "function") throw new Error(`src/index.ts does not export ${name}().`);
  return found(...args);
}
