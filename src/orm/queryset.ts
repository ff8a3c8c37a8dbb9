import { DoesNotExist, MultipleObjectsReturned, UsageError } from "../errors.ts";
import { explainQuestion, type Question, runCount, runExists, runRows } from "../exec/executor.ts";
import type { Explanation } from "../planner/explain.ts";
import type { Members } from "../query/lookups.ts";
import type { Parameter } from "../query/resolve.ts";
import type { Shape } from "../query/shape.ts";
import type { Database } from "../state/database.ts";
import type { Row } from "../tables/key-order.ts";
import { showValue } from "../value.ts";
import { labelOf, printAsText } from "./inspect.ts";

/** Where a QuerySet reads: the present of a store. */
export interface Source {
  readonly database: Database;
}

/** A question as it grows along a chain. */
interface QueryState {
  readonly source: Source;
  readonly shape: Shape;
  readonly parameters: readonly Parameter[];
  readonly offset: number;
  readonly limit: number;
}

/** Rows printed before the rest is left out. */
const MOST_PRINTED = 20;

/** A lazy, immutable chain. It keeps its answer for as long as the database stays the same. */
export class QuerySet implements Iterable<Row> {
  readonly #state: QueryState;
  #answer: { readonly database: Database; readonly rows: readonly Row[] } | undefined;

  constructor(state: QueryState) {
    this.#state = state;
  }

  /** A QuerySet of all that a shape asks for. */
  static of(source: Source, shape: Shape, parameters: readonly Parameter[]): QuerySet {
    return new this({ source, shape, parameters, offset: 0, limit: Number.POSITIVE_INFINITY });
  }

  all(): QuerySet {
    return this.#derive({});
  }

  filter(conditions: { readonly [path: string]: unknown } = {}): QuerySet {
    this.#refuseSliced("filter()");
    if (typeof conditions !== "object" || conditions === null || Array.isArray(conditions)) {
      throw new UsageError(
        `filter() on ${this.#modelName} takes an object of lookups, not ${showValue(conditions)}.`,
        {
          code: "bad-condition",
        },
      );
    }
    const { shape, parameters } = this.#state;
    const values = [...parameters];
    return this.#derive({ shape: shape.filter(conditions, values), parameters: values });
  }

  distinct(): QuerySet {
    this.#refuseSliced("distinct()");
    return this.#derive({ shape: this.#state.shape.distinct() });
  }

  orderBy(...ordering: readonly string[]): QuerySet {
    this.#refuseSliced("orderBy()");
    return this.#derive({ shape: this.#state.shape.orderBy(ordering) });
  }

  slice(start: number = 0, end: number = Number.POSITIVE_INFINITY): QuerySet {
    checkBound("start", start);
    if (end !== Number.POSITIVE_INFINITY) checkBound("end", end);
    const { offset, limit } = this.#state;
    const length = Math.max(0, Math.min(limit, end) - start);
    return this.#derive({ offset: offset + Math.min(start, limit), limit: length });
  }

  get(conditions?: { readonly [path: string]: unknown }): Row {
    const found = conditions === undefined ? this : this.filter(conditions);
    const { offset, limit } = found.#state;
    const rows = runRows({ ...found.#question(), offset, limit: Math.min(limit, 2) }).rows;
    const [row] = rows;
    if (row !== undefined && rows.length === 1) return row;
    const facts = { model: this.#modelName };
    if (row === undefined)
      throw new DoesNotExist(`No ${this.#modelName} matches ${found.#describe()}.`, facts);
    const count = found.count();
    throw new MultipleObjectsReturned(
      `${count} rows of ${this.#modelName} match ${found.#describe()}; get() wants one.`,
      facts,
    );
  }

  first(): Row | null {
    const { limit } = this.#state;
    return runRows({ ...this.#question(), limit: Math.min(limit, 1) }).rows[0] ?? null;
  }

  count(): number {
    return this.#held()?.length ?? runCount(this.#question());
  }

  exists(): boolean {
    const held = this.#held();
    return held === undefined ? runExists(this.#question()) : held.length > 0;
  }

  at(index: number): Row | undefined {
    checkBound("index", index);
    const held = this.#held();
    if (held !== undefined) return held[index];
    return this.slice(index, index + 1).toArray()[0];
  }

  toArray(): readonly Row[] {
    const held = this.#held();
    if (held !== undefined) return held;
    const rows = Object.freeze(runRows(this.#question()).rows);
    this.#answer = { database: this.#state.source.database, rows };
    return rows;
  }

  [Symbol.iterator](): Iterator<Row> {
    return this.toArray()[Symbol.iterator]();
  }

  explain(): Explanation {
    return explainQuestion(this.#question());
  }

  toJSON(): readonly Row[] {
    return this.toArray();
  }

  /** `<QuerySet [<Person: Ringo Starr>, …]>`, at most 20 rows. */
  toString(): string {
    const { model } = this.#state.shape.plan;
    const rows = this.slice(0, MOST_PRINTED + 1).toArray();
    const labels = rows.slice(0, MOST_PRINTED).map((row) => labelOf(model, row));
    if (rows.length > MOST_PRINTED) labels.push("…(remaining elements truncated)…");
    return `<QuerySet [${labels.join(", ")}]>`;
  }

  get #modelName(): string {
    return this.#state.shape.plan.model.name;
  }

  #derive(changes: Partial<QueryState>): QuerySet {
    const Class = this.constructor as typeof QuerySet;
    return new Class({ ...this.#state, ...changes });
  }

  #question(): Question {
    const { source, shape, parameters, offset, limit } = this.#state;
    return { shape, parameters, database: source.database, offset, limit };
  }

  #held(): readonly Row[] | undefined {
    const answer = this.#answer;
    return answer?.database === this.#state.source.database ? answer.rows : undefined;
  }

  #refuseSliced(call: string): void {
    const { offset, limit } = this.#state;
    if (offset === 0 && limit === Number.POSITIVE_INFINITY) return;
    throw new UsageError(`${call} cannot follow slice() on ${this.#modelName}.`, {
      code: "sliced",
      hint: "Slice last.",
    });
  }

  /** The conditions as text, for messages. */
  #describe(): string {
    const { shape, parameters } = this.#state;
    const tests = shape.plan.tests.map(({ text, parameter, lookup }) => {
      const given = parameters[parameter]!;
      return `${text}: ${showValue(lookup.operand === "list" ? (given as Members).values : given)}`;
    });
    return tests.length === 0 ? "an empty query" : `{ ${tests.join(", ")} }`;
  }
}

printAsText(QuerySet);

function checkBound(name: string, value: number): void {
  if (Number.isInteger(value) && value >= 0) return;
  throw new UsageError(
    `The ${name} of a slice is ${showValue(value)}; expected an integer from 0.`,
    {
      code: "bad-slice",
      hint: "Reverse the order to count from the end.",
    },
  );
}

/** Methods that managers take over from their QuerySet. */
export const QUERY_METHODS = [
  "filter",
  "distinct",
  "orderBy",
  "slice",
  "get",
  "first",
  "count",
  "exists",
  "explain",
] as const;
