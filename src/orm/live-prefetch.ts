/** Prefetched rows that are kept true. */
import { Affected } from "../live/affected.ts";
import type { Additions, Completion } from "../live/completed-keeper.ts";
import { Family } from "../live/family.ts";
import type { LiveQuestion } from "../live/hub.ts";
import type { Keeper } from "../live/keeper.ts";
import type { Step } from "../live/step.ts";
import { Shape } from "../query/shape.ts";
import type { Hop, Model, RelationEnd } from "../schema/registry.ts";
import type { Database } from "../state/database.ts";
import { findReferrers } from "../state/on-delete.ts";
import type { Row } from "../tables/key-order.ts";
import type { Value } from "../value.ts";
import { Chain, modelOf, stateOf } from "./chain.ts";
import { type Prefetch, prefetchRows, type Ranks, ranksOf, wholeOf } from "./prefetch.ts";

/** The question that a QuerySet asks, as a live one. */
type Question = (queryset: Chain) => LiveQuestion;

/** What prefetches add to the rows of a model. */
export function completeWith(
  model: Model,
  prefetches: readonly Prefetch[],
  questionOf: Question,
): Completion {
  return {
    readsClock: prefetches.some(readsClock),
    models: new Set(prefetches.flatMap((each) => [...prefetchedModels(model, each)])),
    open: (database) => new PrefetchedRows(model, prefetches, { questionOf, database }),
    identityOf: (row) => (row as Row)[model.pk.name]!,
    same: (a, b) => prefetches.every(({ toAttr }) => sameRelated(a, b, toAttr!)),
  };
}

function readsClock({ queryset }: Prefetch): boolean {
  if (!(queryset instanceof Chain)) return false;
  const { shape, prefetches } = stateOf(queryset);
  return shape.plan.readsClock || prefetches.some(readsClock);
}

/** Positions of the models that prefetched rows come from, and those that lead to them. */
function* prefetchedModels(model: Model, { lookup, queryset }: Prefetch): Iterable<number> {
  const { hops, target } = model.accessors.get(lookup)!;
  for (const { from, to } of hops) {
    yield from.position;
    yield to.position;
  }
  yield* orderOf(target).models;
  if (!(queryset instanceof Chain)) return;
  const { shape, prefetches } = stateOf(queryset);
  yield* new Affected(shape.ordered).models;
  for (const each of prefetches) yield* prefetchedModels(modelOf(queryset), each);
}

const ORDERS = new WeakMap<Model, Affected>();

/** What the order of all rows of a model hangs on; kept with the model. */
function orderOf(model: Model): Affected {
  let order = ORDERS.get(model);
  if (order === undefined) {
    order = new Affected(Shape.of(model).ordered);
    ORDERS.set(model, order);
  }
  return order;
}

/** Whether two rows have the same related rows under a name. */
function sameRelated(a: unknown, b: unknown, name: string): boolean {
  const [x, y] = [a, b].map((row) => (row as { readonly [name: string]: unknown })[name]);
  if (!Array.isArray(x) || !Array.isArray(y)) return x === y;
  return x.length === y.length && x.every((row, place) => row === y[place]);
}

/** The related rows of several prefetches. */
class PrefetchedRows implements Additions {
  readonly #model: Model;
  readonly #parts: ReadonlyMap<Prefetch, RelatedRows>;

  constructor(
    model: Model,
    prefetches: readonly Prefetch[],
    given: { readonly questionOf: Question; readonly database: Database },
  ) {
    this.#model = model;
    this.#parts = new Map(prefetches.map((each) => [each, new RelatedRows(model, each, given)]));
  }

  get visited(): number {
    return sum(this.#parts.values(), (part) => part.visited);
  }

  get kept(): number {
    return sum(this.#parts.values(), (part) => part.kept);
  }

  complete(rows: readonly unknown[]): readonly unknown[] {
    const rank = (prefetch: Prefetch): Ranks | undefined => this.#parts.get(prefetch)!.ranks();
    return prefetchRows(this.#model, rows, [...this.#parts.keys()], rank);
  }

  update(step: Step): ReadonlySet<Value> | "all" {
    const stale = new Set<Value>();
    let isAll = false;
    for (const part of this.#parts.values()) if (!part.update(step, stale)) isAll = true;
    return isAll ? "all" : stale;
  }
}

function sum<T>(items: Iterable<T>, count: (item: T) => number): number {
  let total = 0;
  for (const item of items) total += count(item);
  return total;
}

/** The related rows of one prefetch. */
class RelatedRows {
  visited = 0;
  readonly #end: RelationEnd;
  readonly #queryset: Chain | undefined;
  /** Keeps the rows of the QuerySet. */
  readonly #keeper: Keeper | undefined;
  /** The order of related rows, where no QuerySet gives one and it hangs on other rows. */
  readonly #order: Affected | undefined;
  #ranks: Ranks | undefined;

  constructor(
    model: Model,
    { lookup, queryset }: Prefetch,
    { questionOf, database }: { readonly questionOf: Question; readonly database: Database },
  ) {
    this.#end = model.accessors.get(lookup)!;
    if (queryset instanceof Chain) {
      this.#queryset = queryset;
      const { asked, purpose, shows } = questionOf(wholeOf(queryset));
      this.#keeper = new Family(asked.shape, purpose, shows()).open(asked, database);
    } else {
      const order = orderOf(this.#end.target);
      this.#order = order.single === undefined ? order : undefined;
    }
  }

  get kept(): number {
    return this.#keeper?.kept ?? 0;
  }

  /** Places of the rows of the QuerySet, counted once for each of its answers. */
  ranks(): Ranks | undefined {
    if (this.#keeper === undefined) return undefined;
    const rows = this.#keeper.answer() as readonly Row[];
    this.#ranks ??= ranksOf(this.#end.target, this.#queryset!, rows);
    return this.#ranks;
  }

  /** Adds the keys of rows whose related rows a step may have changed; false where all are. */
  update(step: Step, stale: Set<Value>): boolean {
    this.visited = 0;
    if (this.#order?.isTouched(step) === true) return false;
    const { hops } = this.#end;
    const isKept = this.#keeper !== undefined;
    for (const [at, { to }] of hops.entries()) {
      // What becomes of the last rows is seen in the rows of the QuerySet.
      if (isKept && at === hops.length - 1) continue;
      for (const { before, after } of step.changesOf(to)) {
        for (const row of [before, after]) if (row) this.#walkBack(at, row, step.after, stale);
      }
    }
    for (const row of this.#moved(step)) this.#walkBack(hops.length - 1, row, step.after, stale);
    return true;
  }

  /** The rows that came into the QuerySet's answer, went out of it or changed there. */
  *#moved(step: Step): Iterable<Row> {
    const update = this.#keeper?.update(step);
    this.visited += this.#keeper?.visited ?? 0;
    if (update === undefined) return;
    this.#ranks = undefined;
    const { added, removed, updated, moved } = update.delta()!;
    for (const { row } of [...added, ...removed, ...moved]) yield row as Row;
    for (const { row, before } of updated) yield* [row, before] as Row[];
  }

  /** From a row at the end of a hop to the rows at the beginning of the first. */
  #walkBack(at: number, row: Row, database: Database, stale: Set<Value>): void {
    const { from, fromColumn, toColumn } = this.#end.hops[at] as Hop;
    const key = row[toColumn.name]!;
    if (key === null) return;
    if (at === 0 && fromColumn.isPrimaryKey) {
      stale.add(key);
      return;
    }
    const rows = findReferrers(database.table(from), fromColumn, key);
    this.visited += rows.length;
    for (const each of rows) {
      if (at === 0) stale.add(each[from.pk.name]!);
      else this.#walkBack(at - 1, each, database, stale);
    }
  }
}
