/** Questions whose answers are kept true. */
import type { Observable } from "rxjs";
import { UsageError } from "../errors.ts";
import { Affected } from "../live/affected.ts";
import type { Completion } from "../live/completed-keeper.ts";
import type { LiveExplanation } from "../live/explain.ts";
import type { LivePurpose } from "../live/family.ts";
import type { LiveHub, LiveQuestion } from "../live/hub.ts";
import type { Update } from "../live/keeper.ts";
import type { Model } from "../schema/registry.ts";
import { type LiveOptions, observeLive } from "../store/observe.ts";
import type { Row } from "../tables/key-order.ts";
import { showValue } from "../value.ts";
import { showsOf } from "./answer.ts";
import { checkOptions } from "./call-options.ts";
import { Chain, modelOf, questionOf, stateOf } from "./chain.ts";
import { type Prefetch, prefetchRows } from "./prefetch.ts";

/** What is asked of a chain, and how its answer is read. */
interface LiveCall<T> {
  readonly call: string;
  readonly purpose: LivePurpose;
  read(answer: unknown): T;
}

/** The answer to a chain now, and after each commit that changes it. */
export function liveAnswer<T>(
  chain: Chain,
  { call, purpose, read }: LiveCall<T>,
  options: LiveOptions,
): Observable<T> {
  const hub = hubOf(chain, call);
  checkLiveOptions(call, options);
  const question = liveQuestion(chain, purpose);
  return observeLive(hub, question, (update: Update) => read(update.answer()), options);
}

/** What each commit changes in the answer to a chain. */
export function liveDeltas(chain: Chain, options: LiveOptions): Observable<unknown> {
  const hub = hubOf(chain, "changes()");
  checkLiveOptions("changes()", options);
  const question = liveQuestion(chain, "rows");
  return observeLive(hub, question, (update: Update) => update.delta(), options);
}

function liveQuestion(chain: Chain, purpose: LivePurpose): LiveQuestion {
  const { form, view, prefetches } = stateOf(chain);
  const { shape, parameters, options, offset, limit } = questionOf(chain);
  return {
    asked: { shape, parameters, options, now: () => view.now(), offset, limit },
    purpose,
    form: `${form} ${idOf(prefetches)}`,
    shows: () => ({ ...showsOf(chain), completion: completionOf(chain) }),
  };
}

const PREFETCHES = new WeakMap<readonly Prefetch[], number>();
let lastPrefetches = 0;

/** Tells lists of prefetches apart; all empty ones are 0. */
function idOf(prefetches: readonly Prefetch[]): number {
  if (prefetches.length === 0) return 0;
  let id = PREFETCHES.get(prefetches);
  if (id === undefined) {
    id = ++lastPrefetches;
    PREFETCHES.set(prefetches, id);
  }
  return id;
}

/** What prefetches add to the rows of a chain. */
function completionOf(chain: Chain): Completion | undefined {
  const { prefetches } = stateOf(chain);
  if (prefetches.length === 0) return undefined;
  const model = modelOf(chain);
  return {
    models: new Set(prefetches.flatMap((each) => [...prefetchedModels(model, each)])),
    complete: (rows) => prefetchRows(model, rows, prefetches),
    identityOf: (row) => (row as Row)[model.pk.name]!,
    same: (a, b) => prefetches.every(({ toAttr }) => sameRelated(a, b, toAttr!)),
  };
}

/** Positions of the models that prefetched rows come from, and those that lead to them. */
function* prefetchedModels(model: Model, { lookup, queryset }: Prefetch): Iterable<number> {
  for (const { from, to } of model.accessors.get(lookup)!.hops) {
    yield from.position;
    yield to.position;
  }
  if (!(queryset instanceof Chain)) return;
  const { shape, prefetches } = stateOf(queryset);
  yield* new Affected(shape.ordered).models;
  for (const each of prefetches) yield* prefetchedModels(modelOf(queryset), each);
}

/** Whether two rows have the same related rows under a name. */
function sameRelated(a: unknown, b: unknown, name: string): boolean {
  const [x, y] = [a, b].map((row) => (row as { readonly [name: string]: unknown })[name]);
  if (!Array.isArray(x) || !Array.isArray(y)) return x === y;
  return x.length === y.length && x.every((row, place) => row === y[place]);
}

/** @throws {UsageError} for a state of the data that no commits change. */
function hubOf(chain: Chain, call: string): LiveHub {
  const { live } = stateOf(chain).view;
  if (live !== undefined) return live;
  throw new UsageError(
    `${call} on ${modelOf(chain).name} needs a store; transactions and the past have no commits.`,
    { code: "not-live", hint: "Ask the models of the store itself, or of a fork()." },
  );
}

/** @throws {UsageError} for other options than a signal. */
function checkLiveOptions(call: string, options: LiveOptions): void {
  checkOptions(call, options, ["signal"]);
  const { signal } = options;
  if (signal === undefined || signal instanceof AbortSignal) return;
  throw new UsageError(`${call} got ${showValue(signal)} as its signal; expected an AbortSignal.`, {
    code: "bad-options",
  });
}

/** How the answer to a chain is kept true, and what its last step cost. */
export function explainLive(chain: Chain): LiveExplanation {
  const hub = hubOf(chain, "liveExplain()");
  return hub.explain(liveQuestion(chain, "rows"));
}
