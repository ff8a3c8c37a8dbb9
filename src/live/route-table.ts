import { keyOfValues } from "../exec/row-key.ts";
import type { Test } from "../planner/conditions.ts";
import type { OrderedPlan } from "../query/logical-plan.ts";
import type { IndexUse } from "../query/lookups.ts";
import type { Column } from "../schema/registry.ts";
import { type CodeOf, codeOfColumn } from "../tables/key-code.ts";
import { comparatorOf, type Row } from "../tables/key-order.ts";
import { Owner } from "../tables/owner.ts";
import { type RowOrder, SortedRows } from "../tables/sorted-rows.ts";
import type { Value } from "../value.ts";
import type { Asked } from "./affected.ts";

/** A live query, as far as it is found by the values that it asks for. */
export interface Routed {
  readonly asked: Asked;
  /** No two queries have the same. */
  readonly id: number;
}

/** Where queries are put that a step may concern. */
export interface Found<Q> {
  /** Puts one there, unless it is there. */
  add(query: Q): unknown;
}

/** Kinds of which equal values are the same value. */
const EXACT: ReadonlySet<string> = new Set([
  ...[
    "auto",
    "bigAuto",
    "integer",
    "smallInteger",
    "bigInteger",
    "positiveInteger",
    "positiveSmallInteger",
  ],
  ...["positiveBigInteger", "boolean", "char", "text", "slug", "email", "url", "uuid", "date"],
]);

/** The tests of an alias, or of all aliases, that lead from a row to the queries that ask for it. */
export interface RouteTests {
  /** Columns that are to equal a value of the question. */
  readonly equal: readonly Test[];
  /** A column that is to lie on one side of a value of the question. */
  readonly range: Test | undefined;
}

/** Those among tests; undefined where there are none. */
export function routeTests(
  tests: readonly Test[],
  { parameterCount }: OrderedPlan,
): RouteTests | undefined {
  const given = tests.filter(({ parameter }) => parameter < parameterCount);
  const equal = given.filter(
    ({ lookup, column }) => lookup.name === "exact" && EXACT.has(column.kind.name),
  );
  const range = given.find(
    ({ lookup, column }) =>
      SIDES_OF.has(lookup.indexUse) &&
      column.kind.collation !== "none" &&
      !equal.some((test) => test.column === column),
  );
  return equal.length === 0 && range === undefined ? undefined : { equal, range };
}

/** Queries by the values of columns that they ask for. */
export class RouteTable<Q extends Routed> {
  readonly tests: RouteTests;
  /** The name of the column that is to equal a value, where there is one such. */
  readonly #only: string | undefined;
  readonly #byKey = new Map<string | Value, Bucket<Q>>();
  readonly #order: BoundOrder<Q> | undefined;

  constructor(tests: RouteTests) {
    this.tests = tests;
    this.#only = tests.equal.length === 1 ? tests.equal[0]!.column.name : undefined;
    this.#order = tests.range && new BoundOrder(tests.range);
  }

  add(query: Q): void {
    const key = this.#keyOf(query);
    let same = this.#byKey.get(key);
    if (same === undefined) {
      same = this.#order === undefined ? new Unranged() : new Ranged(this.#order);
      this.#byKey.set(key, same);
    }
    same.add(query);
  }

  remove(query: Q): void {
    const key = this.#keyOf(query);
    const same = this.#byKey.get(key);
    same?.delete(query);
    if (same?.size === 0) this.#byKey.delete(key);
  }

  /** Adds the queries that ask for the values that joined rows have. */
  find(rows: readonly (Row | null | undefined)[], found: Found<Q>): void {
    const { equal, range } = this.tests;
    const same = this.#byKey.get(
      keyOf(equal.map(({ alias, column }) => rows[alias]?.[column.name] ?? null)),
    );
    same?.find(rows[range?.alias ?? 0], found);
  }

  /** Adds the queries that ask for the values of one row, which is all that the tests read. */
  findRow(row: Row, found: Found<Q>): void {
    const key =
      this.#only === undefined
        ? keyOfValues(this.tests.equal.map(({ column }) => row[column.name]!))
        : row[this.#only]!;
    this.#byKey.get(key)?.find(row, found);
  }

  #keyOf({ asked: { parameters } }: Q): string | Value {
    return keyOf(this.tests.equal.map(({ parameter }) => parameters[parameter] as Value));
  }
}

function keyOf(values: readonly Value[]): string | Value {
  return values.length === 1 ? values[0]! : keyOfValues(values);
}

/** The queries that ask for the same values of the columns that are to equal one. */
interface Bucket<Q extends Routed> {
  readonly size: number;
  add(query: Q): void;
  delete(query: Q): void;
  /** Adds the queries that may ask for a row. */
  find(row: Row | null | undefined, found: Found<Q>): void;
}

/** Queries that ask for nothing else. */
class Unranged<Q extends Routed> implements Bucket<Q> {
  readonly #queries = new Set<Q>();

  get size(): number {
    return this.#queries.size;
  }

  add(query: Q): void {
    this.#queries.add(query);
  }

  delete(query: Q): void {
    this.#queries.delete(query);
  }

  find(_: Row | null | undefined, found: Found<Q>): void {
    for (const query of this.#queries) found.add(query);
  }
}

/** Where the queries that ask for a value lie among bounds, by what the lookup is used for. */
const SIDES_OF: ReadonlyMap<IndexUse | undefined, { isBelow: boolean; isIncluded: boolean }> =
  new Map([
    ["from", { isBelow: true, isIncluded: true }],
    ["after", { isBelow: true, isIncluded: false }],
    ["up-to", { isBelow: false, isIncluded: true }],
    ["before", { isBelow: false, isIncluded: false }],
  ]);

/** The order of queries by the bound that they ask with. */
class BoundOrder<Q extends Routed> implements RowOrder<Q> {
  readonly column: Column;
  readonly isBelow: boolean;
  readonly isIncluded: boolean;
  readonly code: CodeOf;
  readonly compare: (a: Value, b: Value) => number;
  readonly #parameter: number;

  constructor({ column, lookup, parameter }: Test) {
    const { isBelow, isIncluded } = SIDES_OF.get(lookup.indexUse)!;
    this.isBelow = isBelow;
    this.isIncluded = isIncluded;
    this.column = column;
    this.code = codeOfColumn(column);
    this.compare = comparatorOf(column.kind);
    this.#parameter = parameter;
  }

  boundOf({ asked: { parameters } }: Q): Value {
    return parameters[this.#parameter] as Value;
  }

  compareRows(a: Q, b: Q): number {
    return this.compare(this.boundOf(a), this.boundOf(b)) || a.id - b.id;
  }

  codeOf(query: Q): number {
    return this.code(this.boundOf(query));
  }
}

/** Queries in the order of the bounds that they ask with: those that a value meets are an end of it. */
class Ranged<Q extends Routed> implements Bucket<Q> {
  readonly #order: BoundOrder<Q>;
  #queries = SortedRows.empty<Q>();

  constructor(order: BoundOrder<Q>) {
    this.#order = order;
  }

  get size(): number {
    return this.#queries.size;
  }

  add(query: Q): void {
    this.#queries = this.#queries.insert(query, this.#order, new Owner());
  }

  delete(query: Q): void {
    this.#queries = this.#queries.remove(query, this.#order, new Owner());
  }

  /** Adds the queries whose bound a row meets. Cost: O(log queries + found). */
  find(row: Row | null | undefined, found: Found<Q>): void {
    if (row === null || row === undefined) return;
    const { column, isBelow, isIncluded, code, compare } = this.#order;
    const value = row[column.name]!;
    // Null lies in no range.
    if (value === null) return;
    const queries = this.#queries;
    const place = (query: Q): number => compare(this.#order.boundOf(query), value);
    if (queries.size === 1) {
      const only = queries.first();
      const side = place(only);
      if (side === 0 ? isIncluded : side < 0 === isBelow) found.add(only);
      return;
    }
    const at = code(value);
    const probe = { low: at, high: at, place };
    const edge = isBelow === isIncluded ? queries.upperBound(probe) : queries.lowerBound(probe);
    const visit = (query: Q): undefined => {
      found.add(query);
    };
    if (isBelow) queries.forEach(0, edge, visit);
    else queries.forEach(edge, queries.size, visit);
  }
}
