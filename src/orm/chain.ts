/** A question as it grows along a chain of calls, and what all calls have in common. */
import { InvariantError, UsageError } from "../errors.ts";
import type { Question } from "../exec/executor.ts";
import { keepLayout } from "../keep-layout.ts";
import type { Lifter } from "../query/lift.ts";
import type { LogicalPlan } from "../query/logical-plan.ts";
import type { Parameter } from "../query/parameter.ts";
import type { PlanBuilder } from "../query/plan-builder.ts";
import { printConditions } from "../query/print-expression.ts";
import type { Asking, Shape } from "../query/shape.ts";
import type { Model } from "../schema/registry.ts";
import type { Reading } from "../store/transaction.ts";
import type { ResultForm } from "./answer.ts";
import type { Prefetch } from "./prefetch.ts";
import type { View } from "./view.ts";

/** What most calls leave as it is. */
type Setting = Pick<QueryState, "view" | "form" | "prefetches" | "now">;

const NO_PREFETCHES: readonly Prefetch[] = [];

/** What a chain has been asked so far. A class, as `Run`. */
export class QueryState {
  readonly view: View;
  readonly shape: Shape;
  readonly parameters: readonly Parameter[];
  readonly offset: number;
  readonly limit: number;
  readonly form: ResultForm;
  readonly prefetches: readonly Prefetch[];
  /** The time that several questions share; undefined asks each at a time of its own. */
  readonly now: (() => string) | undefined;

  constructor(setting: Setting, { shape, parameters }: Asking, offset: number, limit: number) {
    this.view = setting.view;
    this.shape = shape;
    this.parameters = parameters;
    this.offset = offset;
    this.limit = limit;
    this.form = setting.form;
    this.prefetches = setting.prefetches;
    this.now = setting.now;
  }

  /** All that is asked for, as rows. */
  static of(view: View, asking: Asking): QueryState {
    const setting = { view, form: "rows", prefetches: NO_PREFETCHES, now: undefined } as const;
    return new QueryState(setting, asking, 0, Number.POSITIVE_INFINITY);
  }
}

keepLayout(new QueryState({} as Setting, {} as Asking, 0, Number.POSITIVE_INFINITY));

let readState: (chain: Chain) => QueryState;

/** Holds the state of a chain, out of reach of the methods that users add. */
export class Chain {
  readonly #state: QueryState;

  constructor(state: QueryState) {
    this.#state = state;
  }

  static {
    readState = (chain) => chain.#state;
  }
}

/** The state of a chain. */
export function stateOf(chain: Chain): QueryState {
  return readState(chain);
}

/** A chain of the same class that differs in part of its state. */
export function derive<Q extends Chain>(chain: Q, changes: Partial<QueryState>): Q {
  const Class = chain.constructor as new (state: QueryState) => Q;
  const state = { ...readState(chain), ...changes };
  return new Class(new QueryState(state, state, state.offset, state.limit));
}

/** The chain after a call that led to another shape: what most calls are. */
export function reshape<Q extends Chain>(chain: Q, asking: Asking): Q {
  const Class = chain.constructor as new (state: QueryState) => Q;
  const state = readState(chain);
  return new Class(new QueryState(state, asking, state.offset, state.limit));
}

/** The chain for a part of its answer. As {@link derive}, which takes longer. */
export function cutTo<Q extends Chain>(chain: Q, offset: number, limit: number): Q {
  const Class = chain.constructor as new (state: QueryState) => Q;
  const state = readState(chain);
  return new Class(new QueryState(state, state, offset, limit));
}

/** The chain after a call. */
export function step<Q extends Chain>(
  chain: Q,
  name: string,
  lift: (lifter: Lifter) => (builder: PlanBuilder) => LogicalPlan,
): Q {
  const { shape, parameters, view } = readState(chain);
  return reshape(chain, shape.step(name, parameters, lift, view));
}

/** The question that a chain asks now. */
export function questionOf(chain: Chain): Question {
  const { view, shape, parameters, offset, limit, now: given } = readState(chain);
  const { database, options } = view;
  const now = given ?? (shape.plan.readsClock ? clockOf(view) : noClock);
  return { shape, parameters, database, options, now, offset, limit };
}

function noClock(): never {
  throw new InvariantError("a question that does not read the clock asked for the time");
}

/** A clock that stands still from the first time on that somebody looks at it. */
function clockOf(view: View): () => string {
  let now: string | undefined;
  return () => {
    now ??= view.now();
    return now;
  };
}

/** The chain, with one time for all questions that come of it. */
export function atOneTime<Q extends Chain>(chain: Q): Q {
  return derive(chain, { now: clockOf(readState(chain).view) });
}

/** The chain as it is asked at a time. */
export function askedAt<Q extends Chain>(chain: Q, time: string): Q {
  return derive(chain, { now: () => time });
}

/** Whether the answer of a chain, or what is fetched with it, hangs on the time. */
export function readsClock(chain: Chain): boolean {
  const { shape, prefetches } = readState(chain);
  return shape.plan.readsClock || (prefetches.length > 0 && prefetches.some(fetchReadsClock));
}

function fetchReadsClock({ queryset }: Prefetch): boolean {
  return queryset instanceof Chain && readsClock(queryset);
}

/** Answers the question of a chain; `contentOf` is what of an answer does not hang on the plan. */
export function answer<T>(
  chain: Chain,
  run: (question: Question) => T,
  contentOf: (answer: T) => unknown,
): T {
  const question = questionOf(chain);
  const given = run(question);
  const { note } = readState(chain).view;
  if (note !== undefined) note(readingOf(question, run, contentOf), contentOf(given));
  return given;
}

/** How a question is asked again. */
function readingOf<T>(
  question: Question,
  run: (question: Question) => T,
  contentOf: (answer: T) => unknown,
): Reading {
  const models = question.shape.plan.sources.map(({ model }) => model);
  return { models, ask: (database) => contentOf(run({ ...question, database })) };
}

/** The model that a chain asks about. */
export function modelOf(chain: Chain): Model {
  return readState(chain).shape.plan.model;
}

/** Whether a chain asks for nothing. */
export function isNone(chain: Chain): boolean {
  return readState(chain).shape.plan.isNone;
}

/** Whether a chain asks for a part of the answer. */
export function isSliced(chain: Chain): boolean {
  const { offset, limit } = readState(chain);
  return offset > 0 || limit !== Number.POSITIVE_INFINITY;
}

/** @throws {UsageError} when the chain has been sliced. */
export function refuseSliced(chain: Chain, call: string): void {
  if (!isSliced(chain)) return;
  throw new UsageError(`${call} cannot follow slice() on ${modelOf(chain).name}.`, {
    code: "sliced",
    hint: "Slice last.",
  });
}

/** @throws {UsageError} when the chain has been combined with others. */
export function refuseCombined(chain: Chain, call: string): void {
  const { combination } = readState(chain).shape.plan;
  if (combination === undefined) return;
  throw new UsageError(
    `${call} cannot follow ${combination.operator}() on ${modelOf(chain).name}.`,
    {
      code: "after-combining",
    },
  );
}

/** @throws {UsageError} when the chain gives columns in place of rows. */
export function refuseValues(chain: Chain, call: string): void {
  if (readState(chain).form === "rows") return;
  throw new UsageError(
    `${call} cannot follow values() or valuesList() on ${modelOf(chain).name}.`,
    { code: "after-values" },
  );
}

/** What a chain asks for as text, for messages: its conditions, or the parts of a combination. */
export function describeChain(chain: Chain): string {
  if (isNone(chain)) return "none()";
  const { shape, parameters } = readState(chain);
  return describePlan(shape.plan, parameters) ?? "an empty query";
}

/** Undefined where the plan has no conditions. */
function describePlan(plan: LogicalPlan, parameters: readonly Parameter[]): string | undefined {
  if (plan.combination === undefined) {
    const conditions = printConditions({ plan, parameters });
    return conditions.length === 0 ? undefined : `{ ${conditions.join(", ")} }`;
  }
  const { operator, queries } = plan.combination;
  const parts = queries.map(({ plan: part, firstParameter }) => {
    const own = parameters.slice(firstParameter, firstParameter + part.parameterCount);
    return describePlan(part, own) ?? `all rows of ${part.model.name}`;
  });
  return `the ${operator} of ${parts.join(" and ")}`;
}
