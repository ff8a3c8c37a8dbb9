import { UsageError } from "../errors.ts";
import { runCount, runExists, runSummary } from "../exec/executor.ts";
import { explainQuestion } from "../exec/explain.ts";
import type { ExplainOptions, Explanation } from "../planner/explain.ts";
import { emptyPlan } from "../query/combine.ts";
import type { QueryContent } from "../query/lift.ts";
import { changePlan } from "../query/logical-plan.ts";
import type { Parameter } from "../query/parameter.ts";
import type { Shape } from "../query/shape.ts";
import { QUERY } from "../query/syntax.ts";
import { MODEL } from "../schema/model.ts";
import type { Database } from "../state/database.ts";
import type { Row } from "../tables/key-order.ts";
import { showValue, type Value } from "../value.ts";
import { answerRows } from "./answer.ts";
import { checkBound, checkHiding, uniqueColumn } from "./arguments.ts";
import { isOptions } from "./call-options.ts";
import {
  answer,
  askedAt,
  Chain,
  cutTo,
  derive,
  isSliced,
  modelOf,
  QueryState,
  questionOf,
  readsClock,
  refuseCombined,
  refuseSliced,
  refuseValues,
  stateOf,
  step,
} from "./chain.ts";
import {
  annotateChain,
  distinctChain,
  type FilterCall,
  filterChain,
  type Named,
  type OrderInput,
  orderChain,
  selectColumns,
  summaryChain,
} from "./chain-steps.ts";
import { connectChains, intersectChains, subtractChains, uniteChains } from "./combine-chains.ts";
import { momentsChain } from "./dates.ts";
import { labelOf, printAsText } from "./inspect.ts";
import { LiveChain } from "./live-chain.ts";
import { limitOfGet, onlyRow } from "./only-row.ts";
import { checkPrefetches, prefetchRows } from "./prefetch.ts";
import { checkDeferred, checkSelected } from "./related-names.ts";
import type { View } from "./view.ts";

/** Rows printed before the rest is left out. */
const MOST_PRINTED = 20;

/** A lazy, immutable chain. It keeps its answer while the database, and the time it asks for, stay. */
export class QuerySet extends LiveChain implements Iterable<unknown> {
  #answer: readonly unknown[] | undefined;
  /** What the answer holds for. */
  #answered: Database | undefined;
  /** The time that it was given at; undefined where it does not hang on the time. */
  #answeredAt: string | undefined;
  #visited = 0;

  /** A QuerySet of all that a shape asks for. */
  static of(view: View, shape: Shape, parameters: readonly Parameter[]): QuerySet {
    return new this(QueryState.of(view, { shape, parameters }));
  }

  /** What it asks, for use inside other questions. @internal */
  get [QUERY](): QueryContent {
    const { shape, parameters, offset, limit, view } = stateOf(this);
    return { id: shape.id, plan: shape.plan, parameters, offset, limit, home: view };
  }

  get rowsVisited(): number {
    return this.#visited;
  }

  get ordered(): boolean {
    const { ordering, model, groupBy } = stateOf(this).shape.plan;
    if (ordering !== undefined) return ordering.length > 0;
    return model.ordering.length > 0 && groupBy === undefined;
  }

  all(): this {
    return derive(this, {});
  }

  none(): this {
    return step(this, "none", () => (builder) => emptyPlan(builder.base));
  }

  filter(...conditions: readonly unknown[]): this {
    return filterChain(this, "filter()", conditions);
  }

  exclude(...conditions: readonly unknown[]): this {
    return filterChain(this, "exclude()", conditions);
  }

  distinct(...fields: readonly string[]): this {
    return distinctChain(this, fields);
  }

  orderBy(...ordering: readonly OrderInput[]): this {
    return orderChain(this, ordering);
  }

  reverse(): this {
    refuseSliced(this, "reverse()");
    return step(this, "reverse", () => ({ base }) => {
      return changePlan(base, { isReversed: !base.isReversed });
    });
  }

  slice(start?: number | null, end?: number | null): this;
  slice(
    start: number | null | undefined,
    end: number | null | undefined,
    step: number,
  ): readonly unknown[];
  slice(start?: number | null, end?: number | null, step?: number): this | readonly unknown[] {
    const from = start ?? 0;
    const to = end ?? Number.POSITIVE_INFINITY;
    checkBound("start", from);
    if (to !== Number.POSITIVE_INFINITY) checkBound("end", to);
    const { offset, limit } = stateOf(this);
    const length = Math.max(0, Math.min(limit, to) - from);
    const sliced = cutTo(this, offset + Math.min(from, limit), length);
    if (step === undefined || step === null) return sliced;
    checkBound("step", step);
    if (step === 0) throw new UsageError("The step of a slice is 0.", { code: "bad-slice" });
    return sliced.toArray().filter((_, place) => place % step === 0);
  }

  values(...columns: readonly unknown[]): this {
    return selectColumns(this, columns, "dicts");
  }

  valuesList(...columns: readonly unknown[]): this {
    const last = columns.at(-1);
    const hasOptions = isOptions(last);
    const { flat = false, named = false } = (hasOptions ? last : {}) as Named;
    if (flat && named) {
      throw new UsageError("valuesList() is either flat or named.", { code: "bad-values" });
    }
    const fields = hasOptions ? columns.slice(0, -1) : columns;
    return selectColumns(this, fields, flat ? "flat" : named ? "named" : "lists");
  }

  annotate(columns: Named): this {
    if (stateOf(this).form === "rows") checkHiding(modelOf(this), columns);
    return annotateChain(this, "annotate()", { columns, isSelected: true });
  }

  alias(columns: Named): this {
    return annotateChain(this, "alias()", { columns, isSelected: false });
  }

  aggregate(columns: Named): { readonly [name: string]: Value } {
    const found = answer(
      summaryChain(this, "aggregate()", columns),
      runSummary,
      ({ values }) => values,
    );
    this.#visited = found.visited;
    return Object.fromEntries(found.values);
  }

  dates(field: string, unit: string, order = "ASC"): this {
    return momentsChain(this, "dates()", { field, unit, order });
  }

  datetimes(field: string, unit: string, order = "ASC"): this {
    return momentsChain(this, "datetimes()", { field, unit, order });
  }

  union(...args: readonly unknown[]): this {
    const last = args.at(-1);
    const hasOptions = !(last instanceof Chain) && isOptions(last);
    const others = (hasOptions ? args.slice(0, -1) : args) as readonly this[];
    const { all = false } = (hasOptions ? last : {}) as { readonly all?: boolean };
    return uniteChains([this, ...others], all);
  }

  intersection(...others: readonly this[]): this {
    return intersectChains([this, ...others]);
  }

  difference(...others: readonly this[]): this {
    return subtractChains(this, others);
  }

  or(other: this): this {
    return connectChains("or", this, other);
  }

  and(other: this): this {
    return connectChains("and", this, other);
  }

  xor(other: this): this {
    return connectChains("xor", this, other);
  }

  selectRelated(...names: readonly (string | null)[]): this {
    refuseValues(this, "selectRelated()");
    refuseCombined(this, "selectRelated()");
    checkSelected(modelOf(this), names);
    return this.all();
  }

  prefetchRelated(...names: readonly unknown[]): this {
    refuseCombined(this, "prefetchRelated()");
    const added = checkPrefetches(this, names);
    if (added.length > 0) refuseValues(this, "prefetchRelated() with a Prefetch");
    return derive(this, { prefetches: [...stateOf(this).prefetches, ...added] });
  }

  only(...names: readonly string[]): this {
    return this.#deferred("only()", names);
  }

  defer(...names: readonly string[]): this {
    return this.#deferred("defer()", names);
  }

  /** All columns of a row are at hand: nothing is left for later. */
  #deferred(call: string, names: readonly string[]): this {
    refuseValues(this, call);
    refuseCombined(this, call);
    checkDeferred(modelOf(this), call, names);
    return this.all();
  }

  override get(...conditions: readonly unknown[]): unknown {
    const found = this.matching("get()", conditions);
    return onlyRow(found, cutTo(found, stateOf(found).offset, limitOfGet(found)).toArray());
  }

  /** The rows that meet all conditions that are given. */
  protected override matching(call: FilterCall, conditions: readonly unknown[]): this {
    const given = conditions.filter((condition) => condition !== undefined);
    return given.length === 0 ? this : filterChain(this, call, given);
  }

  first(): unknown {
    return this.beginning("first()").toArray()[0] ?? null;
  }

  /** The first row, as a QuerySet. */
  protected override beginning(call: string): this {
    if (!this.ordered) refuseSliced(this, `${call} without an order`);
    const ordered = this.ordered ? this : this.orderBy("pk");
    return ordered.slice(0, 1);
  }

  last(): unknown {
    refuseSliced(this, "last()");
    const reversed = this.ordered ? this.reverse() : this.orderBy("-pk");
    return reversed.slice(0, 1).toArray()[0] ?? null;
  }

  earliest(...fields: readonly string[]): unknown {
    return this.#extreme("earliest()", fields);
  }

  latest(...fields: readonly string[]): unknown {
    return this.#extreme("latest()", fields);
  }

  #extreme(call: "earliest()" | "latest()", fields: readonly string[]): unknown {
    refuseCombined(this, call);
    refuseSliced(this, call);
    const model = modelOf(this);
    const by = fields.length > 0 ? fields : model.latestBy;
    if (by.length === 0) {
      throw new UsageError(`${call} on ${model.name} needs to know by which fields.`, {
        code: "no-latest-by",
        hint: "Name them, or set the model's option getLatestBy.",
      });
    }
    const ordered = this.orderBy(...by);
    return (call === "latest()" ? ordered.reverse() : ordered).slice(0, 1).get();
  }

  inBulk(
    keys?: Iterable<unknown>,
    options: { readonly fieldName?: string } = {},
  ): Map<unknown, Row> {
    refuseSliced(this, "inBulk()");
    refuseCombined(this, "inBulk()");
    refuseValues(this, "inBulk()");
    const name = uniqueColumn(modelOf(this), options.fieldName ?? "pk");
    const found = keys === undefined ? this : this.filter({ [`${name}__in`]: keys });
    const rows = found.orderBy().toArray() as readonly Row[];
    return new Map(rows.map((row) => [row[name], row]));
  }

  contains(row: unknown): boolean {
    refuseCombined(this, "contains()");
    refuseValues(this, "contains()");
    const model = modelOf(this);
    const pk = model.pk.name;
    if (typeof row !== "object" || row === null || !(MODEL in row)) {
      throw new UsageError(
        `contains() on ${model.name} takes an instance, not ${showValue(row)}.`,
        {
          code: "bad-instance",
        },
      );
    }
    if (row[MODEL] !== model.name) return false;
    const key = (row as unknown as Row)[pk];
    if (key === null || key === undefined) {
      throw new UsageError(`contains() on ${model.name} got an instance that is not saved.`, {
        code: "unsaved",
      });
    }
    if (!isSliced(this)) return this.filter({ pk: key }).exists();
    return (this.toArray() as readonly Row[]).some((each) => each[pk] === key);
  }

  count(): number {
    const held = this.#held();
    if (held !== undefined) return held.length;
    const { count, visited } = answer(this, runCount, (given) => given.count);
    this.#visited = visited;
    return count;
  }

  exists(): boolean {
    const held = this.#held();
    if (held !== undefined) return held.length > 0;
    const { exists, visited } = answer(this, runExists, (given) => given.exists);
    this.#visited = visited;
    return exists;
  }

  at(index: number): unknown {
    checkBound("index", index);
    const held = this.#held();
    return held === undefined ? this.slice(index, index + 1).toArray()[0] : held[index];
  }

  toArray(): readonly unknown[] {
    const held = this.#held();
    if (held !== undefined) return held;
    const { view, prefetches } = stateOf(this);
    const now = readsClock(this) ? view.now() : undefined;
    const { rows: found, visited } = answerRows(now === undefined ? this : askedAt(this, now));
    const rows = prefetches.length === 0 ? found : prefetchRows(modelOf(this), found, prefetches);
    this.#visited = visited;
    this.#answer = Object.freeze(rows);
    this.#answered = view.database;
    this.#answeredAt = now;
    return rows;
  }

  #held(): readonly unknown[] | undefined {
    const held = this.#answer;
    if (held === undefined) return undefined;
    const { view } = stateOf(this);
    if (this.#answered !== view.database) return undefined;
    const at = this.#answeredAt;
    return at === undefined || at === view.now() ? held : undefined;
  }

  [Symbol.iterator](): Iterator<unknown> {
    return this.toArray()[Symbol.iterator]();
  }

  iterator(): Iterable<unknown> {
    return this.toArray();
  }

  explain(options: ExplainOptions = {}): Explanation {
    return explainQuestion(questionOf(this), options);
  }

  toJSON(): readonly unknown[] {
    return this.toArray();
  }

  /** `<QuerySet [<Person: Ringo Starr>, …]>`, at most 20 rows. */
  override toString(): string {
    const { form } = stateOf(this);
    const rows = this.slice(0, MOST_PRINTED + 1).toArray();
    const labels = rows
      .slice(0, MOST_PRINTED)
      .map((row) => (form === "rows" ? labelOf(modelOf(this), row as Row) : showValue(row)));
    if (rows.length > MOST_PRINTED) labels.push("…(remaining elements truncated)…");
    return `<QuerySet [${labels.join(", ")}]>`;
  }
}

printAsText(QuerySet);
