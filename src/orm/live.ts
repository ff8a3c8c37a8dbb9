/** Questions whose answers are kept true. */
import type { Observable } from "rxjs";
import { UsageError } from "../errors.ts";
import type { Completion } from "../live/completed-keeper.ts";
import type { LiveExplanation } from "../live/explain.ts";
import type { LivePurpose } from "../live/family.ts";
import type { LiveHub, LiveQuestion } from "../live/hub.ts";
import type { Update } from "../live/keeper.ts";
import { type LiveOptions, observeLive } from "../store/observe.ts";
import { showValue } from "../value.ts";
import { showsOf } from "./answer.ts";
import { checkOptions } from "./call-options.ts";
import { type Chain, modelOf, questionOf, stateOf } from "./chain.ts";
import { completeWith } from "./live-prefetch.ts";
import type { Prefetch } from "./prefetch.ts";

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
  return completeWith(modelOf(chain), prefetches, (queryset) => liveQuestion(queryset, "rows"));
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
