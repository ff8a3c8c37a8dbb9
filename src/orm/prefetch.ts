import { DoesNotExist, LookupError, UsageError } from "../errors.ts";
import { suggest } from "../near-names.ts";
import { checkHome } from "../query/home.ts";
import type { Model } from "../schema/registry.ts";
import type { Row } from "../tables/key-order.ts";
import { showValue, type Value } from "../value.ts";
import { Chain, derive, modelOf, stateOf } from "./chain.ts";

/** A QuerySet or manager, as far as prefetching reads it. */
interface RelatedRows<Row> {
  toArray(): readonly Row[];
}

/** Options of {@link Prefetch}. */
export interface PrefetchOptions<T extends string = string, Row = unknown> {
  /** The related rows wanted, in its order; all of them when left out. */
  readonly queryset?: RelatedRows<Row>;
  /** The property of the instances that holds them, as an array. */
  readonly toAttr?: T;
}

/** Related rows that come with the instances of a QuerySet, under a name of their own. */
export class Prefetch<L extends string = string, T extends string = string, Row = unknown> {
  readonly lookup: L;
  readonly queryset: RelatedRows<Row> | undefined;
  readonly toAttr: T | undefined;

  constructor(lookup: L, options: PrefetchOptions<T, Row> = {}) {
    this.lookup = lookup;
    this.queryset = options.queryset;
    this.toAttr = options.toAttr;
  }
}

/** What `prefetchRelated()` takes. */
export type PrefetchInput = string | Prefetch;

/**
 * The prefetches that change what is seen: those with a QuerySet or a name of their own. Others are
 * checked only, since related rows are at hand in any case.
 * @throws {LookupError} for a relation that does not exist.
 */
export function checkPrefetches(chain: Chain, inputs: readonly unknown[]): readonly Prefetch[] {
  const model = modelOf(chain);
  return inputs.flatMap((input) => {
    const prefetch = input instanceof Prefetch ? input : undefined;
    const lookup = prefetch?.lookup ?? input;
    if (typeof lookup !== "string") {
      throw new UsageError(
        `prefetchRelated() on ${model.name} takes names of relations and Prefetch objects, not ${showValue(input)}.`,
        { code: "bad-name" },
      );
    }
    const depth = checkAccessors(model, lookup);
    if (prefetch === undefined || (prefetch.toAttr ?? prefetch.queryset) === undefined) return [];
    if (depth > 1) {
      throw new UsageError(`Prefetch("${lookup}") on ${model.name} spans several relations.`, {
        code: "deep-prefetch",
        hint: "Give a prefetching QuerySet to a Prefetch of the first.",
      });
    }
    checkAttribute(model, prefetch);
    checkQuerySet(chain, prefetch);
    if (prefetch.toAttr !== undefined) return [prefetch];
    throw new UsageError(
      `Prefetch("${lookup}") on ${model.name} has a QuerySet but no toAttr to hold its rows.`,
      { code: "no-to-attr", hint: `Add { toAttr: "…" }; ${lookup} itself stays whole.` },
    );
  });
}

function checkAccessors(model: Model, path: string): number {
  const segments = path.split("__");
  let at = model;
  for (const [position, segment] of segments.entries()) {
    const end = at.accessors.get(segment);
    if (end === undefined) {
      const known = [...at.accessors.keys()];
      throw new LookupError(`${at.name} has no relation "${segment}" (in prefetchRelated()).`, {
        code: "unknown-field",
        model: model.name,
        path,
        position,
        suggestions: known,
        hint: suggest(segment, known),
      });
    }
    at = end.target;
  }
  return segments.length;
}

function checkAttribute(model: Model, { lookup, toAttr }: Prefetch): void {
  if (toAttr === undefined || !(model.names.has(toAttr) || model.accessors.has(toAttr))) return;
  throw new UsageError(
    `The toAttr "${toAttr}" of Prefetch("${lookup}") conflicts with a field of ${model.name}.`,
    { code: "annotation-conflict" },
  );
}

function checkQuerySet(chain: Chain, { lookup, queryset }: Prefetch): void {
  if (queryset === undefined) return;
  const model = modelOf(chain);
  const { target } = model.accessors.get(lookup)!;
  const given = queryset instanceof Chain ? queryset : undefined;
  const isFit = given !== undefined && modelOf(given) === target && stateOf(given).form === "rows";
  if (isFit) {
    checkHome(stateOf(chain).view, stateOf(given).view, target.name);
    return;
  }
  const what =
    given === undefined
      ? showValue(queryset)
      : modelOf(given) === target
        ? "one with values() or valuesList()"
        : `one of ${modelOf(given).name}`;
  throw new UsageError(
    `Prefetch("${lookup}") on ${model.name} takes a QuerySet of ${target.name}, not ${what}.`,
    { code: "bad-prefetch" },
  );
}

/**
 * Instances with the related rows that were asked for: copies, of the same class. `rank` gives the
 * rows of a prefetching QuerySet.
 */
export function prefetchRows(
  model: Model,
  rows: readonly unknown[],
  prefetches: readonly Prefetch[],
  rank: (prefetch: Prefetch) => Ranks | undefined = (prefetch) => rankRows(model, prefetch),
): readonly unknown[] {
  const readers = prefetches.map((prefetch) => ({ prefetch, ranks: rank(prefetch) }));
  return rows.map((row) => {
    const copy: object = Object.create(
      Object.getPrototypeOf(row),
      Object.getOwnPropertyDescriptors(row as object),
    );
    for (const { prefetch, ranks } of readers) {
      const related = relatedRows(row as Row, prefetch.lookup, ranks);
      const { toAttr, lookup } = prefetch;
      if (Object.hasOwn(copy, toAttr!)) throw repeated(model, prefetch);
      const { isToMany: isMany } = model.accessors.get(lookup)!;
      Object.defineProperty(copy, toAttr!, {
        value: isMany ? related : (related[0] ?? null),
        enumerable: true,
      });
    }
    return Object.freeze(copy);
  });
}

function repeated(model: Model, { lookup, toAttr }: Prefetch): UsageError {
  return new UsageError(
    `The toAttr "${toAttr}" of Prefetch("${lookup}") on ${model.name} is the name of another computed column.`,
    { code: "annotation-conflict", hint: "Give it another name." },
  );
}

/** The rows of a QuerySet by primary key, with their places, and the part of them that is wanted. */
export interface Ranks {
  readonly byKey: ReadonlyMap<Value, { readonly place: number; readonly row: Row }>;
  readonly offset: number;
  readonly limit: number;
}

/** A QuerySet that prefetches, without its slice: that is one of each row's own related rows. */
export function wholeOf(queryset: Chain): Chain & RelatedRows<Row> {
  return derive(queryset, {
    offset: 0,
    limit: Number.POSITIVE_INFINITY,
  }) as Chain & RelatedRows<Row>;
}

function rankRows(model: Model, { lookup, queryset }: Prefetch): Ranks | undefined {
  if (queryset === undefined) return undefined;
  const chain = queryset as Chain & RelatedRows<Row>;
  return ranksOf(model.accessors.get(lookup)!.target, chain, wholeOf(chain).toArray());
}

/** The places of all rows of a QuerySet that prefetches rows of a model. */
export function ranksOf(target: Model, queryset: Chain, rows: readonly Row[]): Ranks {
  const { offset, limit } = stateOf(queryset);
  const byKey = new Map(rows.map((row, place) => [row[target.pk.name]!, { place, row }]));
  return { byKey, offset, limit };
}

function relatedRows(row: Row, accessor: string, ranks: Ranks | undefined): readonly Row[] {
  const all = readAccessor(row, accessor);
  if (ranks === undefined) return Object.freeze(all);
  const { byKey, offset, limit } = ranks;
  const found = all.flatMap((each) => byKey.get((each as { readonly pk: Value }).pk) ?? []);
  found.sort((a, b) => a.place - b.place);
  return Object.freeze(found.slice(offset, offset + limit).map((each) => each.row));
}

function readAccessor(row: Row, accessor: string): Row[] {
  try {
    const related = (row as { readonly [name: string]: unknown })[accessor];
    if (related === null || related === undefined) return [];
    const isManager = "all" in (related as object);
    if (!isManager) return [related as Row];
    return [...((related as { all(): Iterable<Row> }).all() as Iterable<Row>)];
  } catch (error) {
    if (error instanceof DoesNotExist) return [];
    throw error;
  }
}
