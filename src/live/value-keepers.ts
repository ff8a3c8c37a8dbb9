import { emptyRun, type Question, runCount, runSummary } from "../exec/executor.ts";
import type { GroupAccumulator } from "../exec/group.ts";
import { NEXT } from "../exec/run.ts";
import type { CompiledSummary } from "../exec/summary.ts";
import type { Database } from "../state/database.ts";
import { equalValues, type Value } from "../value.ts";
import { type Affected, type Asked, askOf, type Touch } from "./affected.ts";
import type { Keeper, KeeperParts, ListKeeper, Update } from "./keeper.ts";
import type { JoinedRows } from "./pin.ts";
import type { Step } from "./step.ts";

/** Keeps a single value. */
abstract class ValueKeeper<A> implements Keeper {
  visited = 0;
  way: Keeper["way"] = "asked again";
  protected readonly asked: Asked;
  protected readonly affected: Affected;
  #answer: A | undefined;

  constructor({ asked, affected }: KeeperParts) {
    this.asked = asked;
    this.affected = affected;
  }

  abstract readonly kept: number;

  protected abstract ask(database: Database): A;

  /** The answer after a step; undefined where only asking tells. */
  protected abstract edit(touches: readonly Touch[], step: Step): A | undefined;

  protected abstract same(a: A, b: A): boolean;

  open(database: Database): this {
    this.#answer = this.ask(database);
    return this;
  }

  answer(): A {
    return this.#answer!;
  }

  first(): Update {
    const answer = this.answer();
    return { answer: () => answer, delta: () => undefined };
  }

  update(step: Step): Update | undefined {
    this.visited = 0;
    const { readsClock } = this.asked.shape.plan;
    const touches = this.affected.touches(this.asked, step);
    if (touches.length === 0 && !readsClock) return undefined;
    const edited = touches === "all" || readsClock ? undefined : this.edit(touches, step);
    this.way = edited === undefined ? "asked again" : "from what changed";
    const answer = edited ?? this.ask(step.after);
    if (this.same(this.answer(), answer)) return undefined;
    this.#answer = answer;
    return this.first();
  }
}

/** Keeps the number of joined rows, and no row. */
export class CountKeeper extends ValueKeeper<number> {
  readonly kept = 0;
  #total = 0;

  protected ask(database: Database): number {
    const whole = { offset: 0, limit: Number.POSITIVE_INFINITY };
    const { count, visited } = runCount(askOf(this.asked, database, whole));
    this.#total = count;
    this.visited += visited;
    return this.#part();
  }

  protected edit(touches: readonly Touch[], step: Step): number {
    this.visited += this.affected.each(this.asked, step, "before", touches, () => {
      this.#total--;
    });
    this.visited += this.affected.each(this.asked, step, "after", touches, () => {
      this.#total++;
    });
    return this.#part();
  }

  /** How many of them lie in the slice. */
  #part(): number {
    const { offset, limit } = this.asked;
    return Math.max(0, Math.min(limit, this.#total - offset));
  }

  protected same(a: number, b: number): boolean {
    return a === b;
  }
}

/** Aggregates by name. */
export type Aggregates = { readonly [name: string]: Value };

/**
 * Keeps aggregates over all joined rows, from what was added and taken away. Those over a slice are asked
 * again: which rows are in it may hang on how rows were found.
 */
export class SummaryKeeper extends ValueKeeper<Aggregates> {
  readonly kept = 0;
  readonly #joined: JoinedRows;
  readonly #summary: CompiledSummary;
  #accumulators: readonly GroupAccumulator[] = [];

  constructor(parts: KeeperParts, joined: JoinedRows, summary: CompiledSummary) {
    super(parts);
    this.#joined = joined;
    this.#summary = summary;
  }

  protected ask(database: Database): Aggregates {
    const question = askOf(this.asked, database);
    if (this.#summary.inner !== undefined) {
      const { values, visited } = runSummary(question);
      this.visited += visited;
      return Object.freeze(Object.fromEntries(values));
    }
    this.#accumulators = this.#summary.start();
    this.visited += this.#joined.each(question, (run) => {
      for (const accumulator of this.#accumulators) accumulator.add(run);
      return NEXT;
    });
    return this.#values(question);
  }

  protected edit(touches: readonly Touch[], step: Step): Aggregates | undefined {
    if (this.#summary.inner !== undefined) return undefined;
    let isKnown = true;
    this.visited += this.affected.each(this.asked, step, "before", touches, (run) => {
      for (const each of this.#accumulators) if (!each.remove(run)) isKnown = false;
    });
    if (!isKnown) return undefined;
    this.visited += this.affected.each(this.asked, step, "after", touches, (run) => {
      for (const each of this.#accumulators) each.add(run);
    });
    return this.#values(askOf(this.asked, step.after));
  }

  #values(question: Question): Aggregates {
    const values = this.#summary.finish(emptyRun(question), this.#accumulators);
    return Object.freeze(Object.fromEntries(values));
  }

  protected same(a: Aggregates, b: Aggregates): boolean {
    return sameAggregates(a, b);
  }
}

function sameAggregates(a: Aggregates, b: Aggregates): boolean {
  return Object.keys(a).every((name) => equalValues(a[name]!, b[name]!));
}

/** Keeps what hangs on a list, and the list for it. */
abstract class OfListKeeper<A> implements Keeper {
  protected readonly list: ListKeeper<object>;
  #answer: A | undefined;

  constructor(list: ListKeeper<object>) {
    this.list = list;
  }

  /** What hangs on the list as it is. */
  protected abstract read(database: Database): A;

  protected abstract same(a: A, b: A): boolean;

  open(database: Database): this {
    this.list.open(database);
    this.#answer = this.read(database);
    return this;
  }

  get visited(): number {
    return this.list.visited;
  }

  get kept(): number {
    return this.list.kept;
  }

  get way(): Keeper["way"] {
    return this.list.way;
  }

  answer(): A {
    return this.#answer!;
  }

  first(): Update {
    const answer = this.answer();
    return { answer: () => answer, delta: () => undefined };
  }

  update(step: Step): Update | undefined {
    if (this.list.update(step) === undefined) return undefined;
    const answer = this.read(step.after);
    if (this.same(this.answer(), answer)) return undefined;
    this.#answer = answer;
    return this.first();
  }
}

/** Keeps the length of a list. */
export class LengthKeeper extends OfListKeeper<number> {
  protected read(): number {
    return this.list.length;
  }

  protected same(a: number, b: number): boolean {
    return a === b;
  }
}

/** Keeps aggregates over a list, from all of it when it changes, without reading a row. */
export class OutputSummaryKeeper extends OfListKeeper<Aggregates> {
  readonly #asked: Asked;
  readonly #summary: CompiledSummary;

  constructor(asked: Asked, list: ListKeeper<object>, summary: CompiledSummary) {
    super(list);
    this.#asked = asked;
    this.#summary = summary;
  }

  protected read(database: Database): Aggregates {
    const run = emptyRun(askOf(this.#asked, database));
    const values = this.#summary.overOutput(run, this.list.items());
    return Object.freeze(Object.fromEntries(values));
  }

  protected same(a: Aggregates, b: Aggregates): boolean {
    return sameAggregates(a, b);
  }
}
