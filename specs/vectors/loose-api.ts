/** The public API without its types, which need a schema that the compiler knows. */
import * as api from "../../src/index.ts";
import { MODEL } from "../../src/schema/model.ts";
import type { Database } from "../../src/state/database.ts";

/** A row of any model. */
export interface LooseRow {
  readonly pk: unknown;
  /** The name of its model. */
  readonly [MODEL]: string;
  readonly [name: string]: unknown;
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
  readonly database: Database;
  apply(commits: Iterable<api.CommitInput>): void;
  atomic<T>(work: () => T): T;
  readonly models: {
    readonly [name: string]: {
      readonly objects: LooseQuerySet;
      build(values: object): LooseRow;
    };
  };
}

/** There is no such method, attribute or row, which our API says without an error of its own. */
export class Absent extends Error {
  override readonly name = "Absent";
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
