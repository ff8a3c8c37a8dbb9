import { DoesNotExist, MultipleObjectsReturned, UsageError } from "../errors.ts";
import {
  explainQuestion,
  type Question,
  runCount,
  runExists,
  runRows,
  runSummary,
} from "../exec/executor.ts";
import type { Explanation } from "../planner/explain.ts";
import { type AnnotationInput, addAnnotations, selectValues } from "../query/annotate.ts";
import { type Connector, emptyPlan } from "../query/combine.ts";
import type { QueryContent } from "../query/lift.ts";
import type { Combination, GivenOrder } from "../query/logical-plan.ts";
import { F, FilteredRelation, Random } from "../query/makers.ts";
import { setOrder } from "../query/ordering.ts";
import type { Parameter } from "../query/parameter.ts";
import { printConditions } from "../query/print-expression.ts";
import { Shape } from "../query/shape.ts";
import { summarize } from "../query/summary.ts";
import { type Expression, isExpression, OrderBy, QUERY, syntaxOf } from "../query/syntax.ts";
import { type ConditionTree, conditionTree, EXPRESSION } from "../schema/condition.ts";
import { MODEL } from "../schema/model.ts";
import type { Model } from "../schema/registry.ts";
import type { Database } from "../state/database.ts";
import type { DeletedCounts } from "../state/on-delete.ts";
import type { Row } from "../tables/key-order.ts";
import { showValue, type Value } from "../value.ts";
import { answerRows, type ResultForm } from "./answer.ts";
import { combinedShape, connectedShape } from "./combined-shapes.ts";
import { checkDateField, truncation } from "./dates.ts";
import { labelOf, printAsText } from "./inspect.ts";
import { checkPrefetches, type Prefetch, prefetchRows } from "./prefetch.ts";
import { checkDeferred, checkSelected } from "./related-names.ts";

/** Where a QuerySet reads and writes: the present of a store. */
export interface Source {
  readonly database: Database;
  deleteRows(model: Model, rows: readonly Row[]): DeletedCounts;
  updateRows(
    model: Model,
    changes: readonly { readonly old: Row; readonly values: object }[],
  ): number;
}

/** A question as it grows along a chain. */
interface QueryState {
  readonly source: Source;
  readonly shape: Shape;
  readonly parameters: readonly Parameter[];
  readonly offset: number;
  readonly limit: number;
  readonly form: ResultForm;
  readonly prefetches: readonly Prefetch[];
}

/** Rows printed before the rest is left out. */
const MOST_PRINTED = 20;

/** One term of an order, as users give it. */
export type OrderInput = string | Expression | OrderBy;

type Named = { readonly [name: string]: unknown };

/** A lazy, immutable chain. It keeps its answer for as long as the database stays the same. */
export class QuerySet implements Iterable<unknown> {
  readonly #state: QueryState;
  #answer: { readonly database: Database; readonly rows: readonly unknown[] } | undefined;
  #visited = 0;

  constructor(state: QueryState) {
    this.#state = state;
  }

  /** A QuerySet of all that a shape asks for. */
  static of(source: Source, shape: Shape, parameters: readonly Parameter[]): QuerySet {
    const limit = Number.POSITIVE_INFINITY;
    return new this({ source, shape, parameters, offset: 0, limit, form: "rows", prefetches: [] });
  }

  /** What it asks, for use inside other questions. @internal */
  get [QUERY](): QueryContent {
    const { shape, parameters, offset, limit } = this.#state;
    return { id: shape.id, plan: shape.plan, parameters, offset, limit };
  }

  /** Rows read for its last answer. */
  get rowsVisited(): number {
    return this.#visited;
  }

  /** Whether the answer has an order that was asked for, here or by the model. */
  get ordered(): boolean {
    const { ordering, model, groupBy } = this.#state.shape.plan;
    if (ordering !== undefined) return ordering.length > 0;
    return model.ordering.length > 0 && groupBy === undefined;
  }

  all(): QuerySet {
    return this.#derive({});
  }

  none(): QuerySet {
    return this.#step(
      "none",
      () =>
        ({ base }) =>
          emptyPlan(base),
    );
  }

  filter(...conditions: readonly unknown[]): QuerySet {
    return this.#filter("filter()", conditions);
  }

  exclude(...conditions: readonly unknown[]): QuerySet {
    return this.#filter("exclude()", conditions);
  }

  #filter(call: "filter()" | "exclude()" | "get()", conditions: readonly unknown[]): QuerySet {
    this.#refuseCombined(call);
    if (conditions.length > 0) this.#refuseSliced(call);
    for (const condition of conditions) {
      if (typeof condition === "object" && condition !== null && !Array.isArray(condition))
        continue;
      throw new UsageError(
        `${call} on ${this.#modelName} takes objects of lookups, Qs and conditional expressions, not ${showValue(condition)}.`,
        { code: "bad-condition" },
      );
    }
    const { shape, parameters } = this.#state;
    const values = [...parameters];
    return this.#derive({
      shape: shape.filter(
        conditions.length === 0 ? [{}] : conditions,
        call === "exclude()",
        values,
      ),
      parameters: values,
    });
  }

  distinct(...fields: readonly string[]): QuerySet {
    this.#refuseCombined("distinct()");
    this.#refuseSliced("distinct()");
    return this.#step("distinct", (lifter) => {
      lifter.word(JSON.stringify(fields));
      return (builder) => {
        for (const field of fields) builder.walkWhole(field);
        return Object.freeze({ ...builder.base, isDistinct: true, distinctOn: fields });
      };
    });
  }

  orderBy(...ordering: readonly OrderInput[]): QuerySet {
    this.#refuseSliced("orderBy()");
    return this.#step("orderBy", (lifter) => {
      const { parameterCount } = this.#state.shape.plan;
      const terms = ordering.map((term): GivenOrder => {
        const given = term === "?" ? Random(Math.random()).asc() : term;
        if (typeof given === "string") {
          lifter.word(given);
          return { term: given, firstParameter: 0 };
        }
        const { term: order } = given instanceof OrderBy ? given : this.#orderTerm(given);
        return { term: lifter.order(order), firstParameter: parameterCount };
      });
      return (builder) => setOrder(builder, terms);
    });
  }

  #orderTerm(given: unknown): OrderBy {
    if (isExpression(given)) return given.asc();
    throw new UsageError(
      `orderBy() on ${this.#modelName} takes paths and expressions, not ${showValue(given)}.`,
      { code: "bad-order" },
    );
  }

  reverse(): QuerySet {
    this.#refuseSliced("reverse()");
    return this.#step(
      "reverse",
      () =>
        ({ base }) =>
          Object.freeze({ ...base, isReversed: !base.isReversed }),
    );
  }

  slice(start?: number | null, end?: number | null): QuerySet;
  slice(
    start: number | null | undefined,
    end: number | null | undefined,
    step: number,
  ): readonly unknown[];
  slice(start?: number | null, end?: number | null, step?: number): QuerySet | readonly unknown[] {
    const from = start ?? 0;
    const to = end ?? Number.POSITIVE_INFINITY;
    checkBound("start", from);
    if (to !== Number.POSITIVE_INFINITY) checkBound("end", to);
    const { offset, limit } = this.#state;
    const length = Math.max(0, Math.min(limit, to) - from);
    const sliced = this.#derive({ offset: offset + Math.min(from, limit), limit: length });
    if (step === undefined || step === null) return sliced;
    checkBound("step", step);
    if (step === 0) throw new UsageError("The step of a slice is 0.", { code: "bad-slice" });
    return sliced.toArray().filter((_, place) => place % step === 0);
  }

  values(...columns: readonly unknown[]): QuerySet {
    return this.#selectColumns(columns, "dicts");
  }

  valuesList(...columns: readonly unknown[]): QuerySet {
    const last = columns.at(-1);
    const hasOptions = isOptions(last);
    const { flat = false, named = false } = (hasOptions ? last : {}) as Named;
    const fields = hasOptions ? columns.slice(0, -1) : columns;
    if (flat && named) {
      throw new UsageError("valuesList() is either flat or named.", { code: "bad-values" });
    }
    if (flat && countColumns(fields) > 1) {
      throw new UsageError(
        `A flat valuesList() on ${this.#modelName} gives one column, not ${countColumns(fields)}.`,
        { code: "bad-values" },
      );
    }
    return this.#selectColumns(fields, flat ? "flat" : named ? "named" : "lists");
  }

  #selectColumns(columns: readonly unknown[], form: ResultForm): QuerySet {
    const names: string[] = [];
    const computed: { [name: string]: unknown } = {};
    for (const column of columns) {
      if (typeof column === "string") names.push(column);
      else if (isExpression(column)) {
        const name = `expression${names.length + 1}`;
        names.push(name);
        computed[name] = column;
      } else {
        Object.assign(computed, column);
        names.push(...Object.keys(column as object));
      }
    }
    const isComputed = Object.keys(computed).length > 0;
    const base = isComputed ? this.#annotate("values()", computed, true) : this;
    const selected = base.#step("values", (lifter) => {
      lifter.word(JSON.stringify(names));
      return (builder) => selectValues(builder, names);
    });
    const isFlatAll = form === "flat" && names.length === 0;
    if (isFlatAll && selected.#state.shape.plan.values!.names.length > 1) {
      throw new UsageError(`A flat valuesList() on ${this.#modelName} names its column.`, {
        code: "bad-values",
      });
    }
    return selected.#derive({ form });
  }

  annotate(columns: Named): QuerySet {
    return this.#annotate("annotate()", columns, true);
  }

  alias(columns: Named): QuerySet {
    return this.#annotate("alias()", columns, false);
  }

  #annotate(call: string, columns: Named, isSelected: boolean): QuerySet {
    this.#refuseCombined(call);
    return this.#step(isSelected ? "annotate" : "alias", (lifter) => {
      const inputs = Object.entries(columns).map(([name, given]): AnnotationInput => {
        lifter.word(name);
        if (given instanceof FilteredRelation) {
          lifter.word(given.relation);
          const condition: ConditionTree = lifter.condition(conditionTree(given.condition));
          return { name, path: given.relation, condition };
        }
        const syntax = syntaxOf(given);
        if (syntax.kind === "value") {
          throw new UsageError(
            `${call} on ${this.#modelName} got ${showValue(given)} for "${name}"; expected an expression.`,
            { code: "bad-annotation", hint: "Wrap a constant in Value()." },
          );
        }
        return { name, syntax: lifter.syntax(syntax) };
      });
      return (builder) => addAnnotations(builder, inputs, isSelected);
    });
  }

  aggregate(columns: Named): { readonly [name: string]: Value } {
    const { offset, limit } = this.#state;
    const isSliced = offset > 0 || limit !== Number.POSITIVE_INFINITY;
    const asked = this.#step(`aggregate ${isSliced}`, (lifter) => {
      const inputs = Object.entries(columns).map(([name, given]) => {
        lifter.word(name);
        return { name, syntax: lifter.syntax(syntaxOf(given)) };
      });
      return (builder) => summarize(builder, inputs, isSliced);
    });
    const { values, visited } = runSummary(asked.#question());
    this.#visited = visited;
    return Object.fromEntries(values);
  }

  dates(field: string, unit: string, order: "ASC" | "DESC" = "ASC"): QuerySet {
    return this.#moments("dates()", [field, unit, order]);
  }

  datetimes(field: string, unit: string, order: "ASC" | "DESC" = "ASC"): QuerySet {
    return this.#moments("datetimes()", [field, unit, order]);
  }

  #moments(
    call: "dates()" | "datetimes()",
    [field, unit, order]: readonly [string, string, string],
  ) {
    checkDateField(this.#state.shape.plan.model, call, { field, unit, order });
    const computed = { datefield: truncation(field, unit) };
    const direction = order === "DESC" ? F("datefield").desc() : F("datefield").asc();
    return this.#annotate(call, computed, true)
      .valuesList("datefield", { flat: true })
      .distinct()
      .filter({ [`${field}__isnull`]: false })
      .orderBy(direction);
  }

  union(...args: readonly unknown[]): QuerySet {
    const last = args.at(-1);
    const hasOptions = !(last instanceof QuerySet) && isOptions(last);
    const others = (hasOptions ? args.slice(0, -1) : args) as readonly QuerySet[];
    const { all = false } = (hasOptions ? last : {}) as { readonly all?: boolean };
    const [first, ...rest] = [this, ...others].filter((each) => !each.#isNone);
    if (first === undefined) return this;
    return rest.length === 0 ? first.all() : first.#combine("union", all, rest);
  }

  intersection(...others: readonly QuerySet[]): QuerySet {
    const none = [this, ...others].find((each) => each.#isNone);
    return none ?? (others.length === 0 ? this : this.#combine("intersection", false, others));
  }

  difference(...others: readonly QuerySet[]): QuerySet {
    const rest = others.filter((each) => !each.#isNone);
    return this.#isNone || rest.length === 0 ? this : this.#combine("difference", false, rest);
  }

  #combine(
    operator: Combination["operator"],
    isAll: boolean,
    others: readonly QuerySet[],
  ): QuerySet {
    const parts = [this, ...others].map((each) => each.#state);
    const shape = combinedShape(operator, isAll, parts);
    const parameters = parts.flatMap((part) => part.parameters);
    const limit = Number.POSITIVE_INFINITY;
    return this.#derive({ shape, parameters, offset: 0, limit });
  }

  or(other: QuerySet): QuerySet {
    if (this.#isNone) return other;
    return other.#isNone ? this : this.#connect("or", other);
  }

  and(other: QuerySet): QuerySet {
    if (other.#isNone) return other;
    return this.#isNone ? this : this.#connect("and", other);
  }

  xor(other: QuerySet): QuerySet {
    if (this.#isNone) return other;
    return other.#isNone ? this : this.#connect("xor", other);
  }

  #connect(connector: Connector, given: QuerySet): QuerySet {
    if (!(given instanceof QuerySet)) {
      throw new UsageError(`${connector}() takes a QuerySet, not ${showValue(given)}.`, {
        code: "cannot-combine",
      });
    }
    const [left, right] =
      connector === "and" ? [this, given] : [this.#unsliced(), given.#unsliced()];
    left.#refuseSliced(`${connector}()`);
    right.#refuseSliced(`${connector}()`);
    return this.#derive({
      shape: connectedShape(connector, left.#state, right.#state),
      parameters: [...left.#state.parameters, ...right.#state.parameters],
      offset: 0,
      limit: Number.POSITIVE_INFINITY,
    });
  }

  /** A slice as a condition on the primary key, so that it can be combined. */
  #unsliced(): QuerySet {
    if (!this.#isSliced) return this;
    const { source, shape } = this.#state;
    const Class = this.constructor as typeof QuerySet;
    return Class.of(source, Shape.of(shape.plan.model), []).filter({ pk__in: this.values("pk") });
  }

  selectRelated(...names: readonly (string | null)[]): QuerySet {
    this.#refuseValues("selectRelated()");
    this.#refuseCombined("selectRelated()");
    checkSelected(this.#state.shape.plan.model, names);
    return this.all();
  }

  prefetchRelated(...names: readonly unknown[]): QuerySet {
    this.#refuseCombined("prefetchRelated()");
    const { prefetches, shape } = this.#state;
    const added = checkPrefetches(shape.plan.model, names);
    return this.#derive({ prefetches: [...prefetches, ...added] });
  }

  only(...names: readonly string[]): QuerySet {
    this.#refuseValues("only()");
    this.#refuseCombined("only()");
    checkDeferred(this.#state.shape.plan.model, "only()", names);
    return this.all();
  }

  defer(...names: readonly string[]): QuerySet {
    this.#refuseValues("defer()");
    this.#refuseCombined("defer()");
    checkDeferred(this.#state.shape.plan.model, "defer()", names);
    return this.all();
  }

  get(...conditions: readonly unknown[]): unknown {
    const given = conditions.filter((condition) => condition !== undefined);
    const found = given.length === 0 ? this : this.#filter("get()", given);
    const { limit } = found.#state;
    const rows = found.#derive({ limit: Math.min(limit, 2) }).toArray();
    if (rows.length === 1) return rows[0];
    const facts = { model: this.#modelName };
    if (rows.length === 0)
      throw new DoesNotExist(`No ${this.#modelName} matches ${found.#describe()}.`, facts);
    const count = found.count();
    throw new MultipleObjectsReturned(
      `${count} rows of ${this.#modelName} match ${found.#describe()}; get() wants one.`,
      facts,
    );
  }

  first(): unknown {
    const ordered = this.ordered ? this : this.orderBy("pk");
    return ordered.slice(0, 1).toArray()[0] ?? null;
  }

  last(): unknown {
    this.#refuseSliced("last()");
    const reversed = this.ordered ? this.reverse() : this.orderBy("-pk");
    return reversed.slice(0, 1).toArray()[0] ?? null;
  }

  earliest(...fields: readonly string[]): unknown {
    return this.#extreme("earliest()", fields, false);
  }

  latest(...fields: readonly string[]): unknown {
    return this.#extreme("latest()", fields, true);
  }

  #extreme(call: string, fields: readonly string[], isLast: boolean): unknown {
    this.#refuseCombined(call);
    this.#refuseSliced(call);
    const { model } = this.#state.shape.plan;
    const by = fields.length > 0 ? fields : model.latestBy;
    if (by.length === 0) {
      throw new UsageError(`${call} on ${model.name} needs to know by which fields.`, {
        code: "no-latest-by",
        hint: "Name them, or set the model's option getLatestBy.",
      });
    }
    const ordered = this.orderBy(...by);
    return (isLast ? ordered.reverse() : ordered).slice(0, 1).get();
  }

  inBulk(
    keys?: Iterable<unknown>,
    { fieldName = "pk" }: { readonly fieldName?: string } = {},
  ): Map<unknown, Row> {
    this.#refuseSliced("inBulk()");
    this.#refuseCombined("inBulk()");
    this.#refuseValues("inBulk()");
    const { model } = this.#state.shape.plan;
    const field = model.names.get(fieldName);
    const isKey = field?.type === "column" && (field.isUnique || field.isPrimaryKey);
    if (!isKey && !isUniqueAlone(model, field)) {
      throw new UsageError(
        `inBulk() on ${model.name} goes by a unique field; "${fieldName}" is none.`,
        { code: "not-unique" },
      );
    }
    const { name } = field as { readonly name: string };
    const list = keys === undefined ? undefined : [...keys];
    const found = list === undefined ? this : this.filter({ [`${name}__in`]: list });
    const rows = found.orderBy().toArray() as readonly Row[];
    return new Map(rows.map((row) => [row[name], row]));
  }

  contains(row: unknown): boolean {
    this.#refuseCombined("contains()");
    this.#refuseValues("contains()");
    const { model } = this.#state.shape.plan;
    if (typeof row !== "object" || row === null || !(MODEL in row)) {
      throw new UsageError(
        `contains() on ${model.name} takes an instance, not ${showValue(row)}.`,
        {
          code: "bad-instance",
        },
      );
    }
    if (row[MODEL] !== model.name) return false;
    const key = (row as unknown as Row)[model.pk.name];
    if (key === null || key === undefined) {
      throw new UsageError(`contains() on ${model.name} got an instance that is not saved.`, {
        code: "unsaved",
      });
    }
    if (this.#isSliced) {
      return (this.toArray() as readonly Row[]).some((each) => each[model.pk.name] === key);
    }
    return this.filter({ pk: key }).exists();
  }

  count(): number {
    const held = this.#held();
    if (held !== undefined) return held.length;
    const { count, visited } = runCount(this.#question());
    this.#visited = visited;
    return count;
  }

  exists(): boolean {
    const held = this.#held();
    if (held !== undefined) return held.length > 0;
    const { exists, visited } = runExists(this.#question());
    this.#visited = visited;
    return exists;
  }

  at(index: number): unknown {
    checkBound("index", index);
    const held = this.#held();
    if (held !== undefined) return held[index];
    return this.slice(index, index + 1).toArray()[0];
  }

  toArray(): readonly unknown[] {
    const held = this.#held();
    if (held !== undefined) return held;
    const { form, source, prefetches, shape } = this.#state;
    const answer = answerRows(this.#question(), form);
    const { model } = shape.plan;
    const rows =
      prefetches.length === 0 ? answer.rows : prefetchRows(model, answer.rows, prefetches);
    this.#visited = answer.visited;
    this.#answer = { database: source.database, rows: Object.freeze(rows) };
    return rows;
  }

  [Symbol.iterator](): Iterator<unknown> {
    return this.toArray()[Symbol.iterator]();
  }

  iterator(): Iterable<unknown> {
    return this.toArray();
  }

  explain(): Explanation {
    return explainQuestion(this.#question());
  }

  /** Stores values, or expressions of the row's own columns, over the rows; returns their number. */
  update(values: Named): number {
    this.#refuseCombined("update()");
    this.#refuseSliced("update()");
    this.#refuseValues("update()");
    const { model } = this.#state.shape.plan;
    checkDeferred(model, "update()", Object.keys(values));
    const computed = Object.entries(values).filter(([, value]) => isExpression(value));
    const rows = this.#baseRows();
    const results = computed.map(([name, value]) =>
      this.#computed(rows, name, value as Expression),
    );
    const changes = rows.map((old) => {
      const own = results.map(([name, byPk]) => [name, byPk.get(old[model.pk.name]!)]);
      return { old, values: { ...values, ...Object.fromEntries(own) } };
    });
    return this.#state.source.updateRows(model, changes);
  }

  #computed(
    rows: readonly Row[],
    name: string,
    value: Expression,
  ): readonly [string, ReadonlyMap<Value, Value>] {
    const { source, shape } = this.#state;
    const { model } = shape.plan;
    if (value[EXPRESSION].kind === "path" && value[EXPRESSION].path.includes("__")) {
      throw new UsageError(
        `update() on ${model.name} got an expression over a relation for "${name}"; its own columns are offered.`,
        { code: "joined-update", hint: "Use a Subquery." },
      );
    }
    const all = QuerySet.of(source, Shape.of(model), []);
    const pairs = all
      .filter({ pk__in: rows.map((row) => row[model.pk.name]) })
      .orderBy()
      .valuesList("pk", { throughline_value: value })
      .toArray() as readonly (readonly [Value, Value])[];
    return [name, new Map(pairs)];
  }

  /** Deletes the rows and what their relations say; returns how many rows went, by model. */
  delete(): DeletedCounts {
    this.#refuseCombined("delete()");
    this.#refuseSliced("delete()");
    this.#refuseValues("delete()");
    const { source, shape } = this.#state;
    return source.deleteRows(shape.plan.model, this.#baseRows());
  }

  /** The rows as they are stored, each once. */
  #baseRows(): readonly Row[] {
    const { model } = this.#state.shape.plan;
    const table = this.#state.source.database.table(model);
    const { rows } = runRows(this.orderBy().#question());
    const keys = new Set(rows.map((row) => row[model.pk.name]!));
    return [...keys].map((key) => table.get(key)!);
  }

  toJSON(): readonly unknown[] {
    return this.toArray();
  }

  /** `<QuerySet [<Person: Ringo Starr>, …]>`, at most 20 rows. */
  toString(): string {
    const { shape, form } = this.#state;
    const rows = this.slice(0, MOST_PRINTED + 1).toArray();
    const labels = rows
      .slice(0, MOST_PRINTED)
      .map((row) => (form === "rows" ? labelOf(shape.plan.model, row as Row) : showValue(row)));
    if (rows.length > MOST_PRINTED) labels.push("…(remaining elements truncated)…");
    return `<QuerySet [${labels.join(", ")}]>`;
  }

  get #modelName(): string {
    return this.#state.shape.plan.model.name;
  }

  get #isNone(): boolean {
    return this.#state.shape.plan.isNone;
  }

  get #isSliced(): boolean {
    const { offset, limit } = this.#state;
    return offset > 0 || limit !== Number.POSITIVE_INFINITY;
  }

  #derive(changes: Partial<QueryState>): QuerySet {
    const Class = this.constructor as typeof QuerySet;
    return new Class({ ...this.#state, ...changes });
  }

  #step(name: string, lift: Parameters<Shape["step"]>[2]): QuerySet {
    const { shape, parameters } = this.#state;
    const values = [...parameters];
    return this.#derive({ shape: shape.step(name, values, lift), parameters: values });
  }

  #question(): Question {
    const { source, shape, parameters, offset, limit } = this.#state;
    return { shape, parameters, database: source.database, offset, limit };
  }

  #held(): readonly unknown[] | undefined {
    const answer = this.#answer;
    return answer?.database === this.#state.source.database ? answer.rows : undefined;
  }

  #refuseSliced(call: string): void {
    if (!this.#isSliced) return;
    throw new UsageError(`${call} cannot follow slice() on ${this.#modelName}.`, {
      code: "sliced",
      hint: "Slice last.",
    });
  }

  #refuseCombined(call: string): void {
    const { combination } = this.#state.shape.plan;
    if (combination === undefined) return;
    throw new UsageError(`${call} cannot follow ${combination.operator}() on ${this.#modelName}.`, {
      code: "after-combining",
    });
  }

  #refuseValues(call: string): void {
    const { form } = this.#state;
    if (form === "rows") return;
    throw new UsageError(`${call} cannot follow values() or valuesList() on ${this.#modelName}.`, {
      code: "after-values",
    });
  }

  /** The conditions as text, for messages. */
  #describe(): string {
    const { shape, parameters } = this.#state;
    const conditions = printConditions({ plan: shape.plan, parameters });
    return conditions.length === 0 ? "an empty query" : `{ ${conditions.join(", ")} }`;
  }
}

printAsText(QuerySet);

function checkBound(name: string, value: unknown): void {
  if (typeof value === "number" && Number.isInteger(value) && value >= 0) return;
  throw new UsageError(
    `The ${name} of a slice is ${showValue(value)}; expected an integer from 0.`,
    {
      code: "bad-slice",
      hint: "Reverse the order to count from the end.",
    },
  );
}

/** Options after the columns: an object of no expressions. */
function isOptions(value: unknown): boolean {
  if (typeof value !== "object" || value === null || isExpression(value)) return false;
  return Object.values(value).every((each) => !isExpression(each));
}

function countColumns(columns: readonly unknown[]): number {
  return columns.reduce<number>((count, column) => {
    const isOne = typeof column === "string" || isExpression(column);
    return count + (isOne ? 1 : Object.keys(column as object).length);
  }, 0);
}

/** Whether a unique constraint on the field alone makes its values unique. */
function isUniqueAlone(model: Model, field: unknown): boolean {
  return model.uniques.some(
    ({ columns, condition }) =>
      columns.length === 1 && columns[0] === field && condition === undefined,
  );
}

/** Methods that managers take over from their QuerySet. */
export const QUERY_METHODS = [
  "none",
  "filter",
  "exclude",
  "distinct",
  "orderBy",
  "reverse",
  "slice",
  "values",
  "valuesList",
  "annotate",
  "alias",
  "aggregate",
  "dates",
  "datetimes",
  "union",
  "intersection",
  "difference",
  "or",
  "and",
  "xor",
  "selectRelated",
  "prefetchRelated",
  "only",
  "defer",
  "get",
  "first",
  "last",
  "earliest",
  "latest",
  "inBulk",
  "contains",
  "count",
  "exists",
  "at",
  "iterator",
  "explain",
  "update",
  "delete",
] as const;
