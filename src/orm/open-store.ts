import { UsageError } from "../errors.ts";
import type { Dispatched } from "../events/event.ts";
import type { EventLog } from "../events/event-log.ts";
import type { Keep } from "../events/memory-log.ts";
import {
  DEFAULT_OPTIONS,
  ownPlans,
  type PlannerOptions,
  type PlanningOptions,
} from "../planner/options.ts";
import type { ModelDefinition } from "../schema/model.ts";
import type { Schema } from "../schema/types.ts";
import { Engine } from "../store/engine.ts";
import { showValue } from "../value.ts";
import { checkOptions } from "./call-options.ts";
import { DomainEvents, type EventDefinitions, type NoEvents } from "./domain-events.ts";
import { checkFunction } from "./given.ts";
import { registerFormatter } from "./inspect.ts";
import { Kit } from "./kit.ts";
import { SchemaKit } from "./schema-kit.ts";
import { makeStore, type Store } from "./store.ts";

/** Options of a store; E are the events that it declares. */
export interface StoreOptions<E = NoEvents> {
  /** Where commits are kept; a log that has some is replayed. In memory when left out. */
  readonly log?: EventLog;
  /** The store's time: of commits, `autoNow` and `autoNowAdd`. The machine's when left out. */
  readonly clock?: () => Date;
  /**
   * How many commits can be gone back to, with `at()`, `undo()` and `history()`: all when left out. A
   * kept commit of one row of five columns costs 80 bytes where it was created, 150 where it was
   * deleted, 300 where it was replaced, old rows counted; for a number, up to twice as many are held.
   * "none" keeps nothing.
   */
  readonly history?: Keep;
  /**
   * Events of the store's own, by name: each with a projection, which writes the rows that follow from
   * it. `dispatch()` logs one with its row events.
   */
  readonly events?: E;
  /**
   * What of a log is replayed: its row events, when left out, or "domain": the projections of its
   * domain events, with the defaults of now that they ask for, except that the clock stands at the
   * moment of each commit, and that their rows get the ids of those that are logged, in their order.
   * Row events that no domain event caused are replayed as they are.
   */
  readonly replay?: "rows" | "domain";
  /** What the planner may use; everything when left out. Answers do not hang on it. */
  readonly planner?: Partial<PlannerOptions>;
}

/**
 * Opens a store of the given models.
 * @throws {SchemaError} with all findings of the system checks.
 */
export function openStore<const S extends Schema, const E extends EventDefinitions<S> = NoEvents>(
  models: S,
  options: StoreOptions<E> & { readonly events?: EventDefinitions<S> } = {},
): Store<S, E> {
  checkStoreOptions(options);
  if (typeof models !== "object" || models === null) {
    throw new UsageError(`openStore() takes an object of models, not ${showValue(models)}.`, {
      code: "bad-option",
    });
  }
  const definitions = new Map<string, ModelDefinition>(Object.entries(models));
  const schema = SchemaKit.of(definitions);
  registerFormatter();
  const kit = new Kit(schema);
  const { registry, layouts, rules } = kit;
  const { clock = machineClock(), history = "all", replay = "rows" } = options;
  const engine = new Engine({ registry, layouts, rules, log: options.log, clock, history });
  const events = new DomainEvents((options.events ?? {}) as EventDefinitions<Schema>);
  const parts = { kit, events, options: planningOptions(options.planner) };
  const store = makeStore(parts, engine, true);
  const project = (event: Dispatched): unknown => events.project(event, store.models);
  engine.replay(replay === "domain" ? project : undefined);
  return store as unknown as Store<S, E>;
}

/** Plans that are made otherwise than those of other stores are kept apart from theirs. */
function planningOptions(given: Partial<PlannerOptions> = {}): PlanningOptions {
  const options = { ...DEFAULT_OPTIONS, ...given };
  const isDefault =
    options.indexes === DEFAULT_OPTIONS.indexes && options.rewrites === DEFAULT_OPTIONS.rewrites;
  return isDefault ? DEFAULT_OPTIONS : ownPlans(options);
}

/** Gives one Date for each millisecond, since to make one takes longer than to ask for the time. */
function machineClock(): () => Date {
  let date = new Date();
  return () => {
    const now = Date.now();
    if (date.getTime() !== now) date = new Date(now);
    return date;
  };
}

/** @throws {UsageError} for an option that a store does not have, or a value that it does not take. */
function checkStoreOptions(options: StoreOptions<unknown>): void {
  const call = "openStore()";
  checkOptions(call, options, ["log", "clock", "history", "events", "replay", "planner"]);
  const { clock, history = "all", replay = "rows", planner = {} } = options;
  if (clock !== undefined) checkFunction(`${call} with a clock`, clock);
  checkHistory(history);
  if (replay !== "rows" && replay !== "domain") {
    throw new UsageError(`${call} got replay ${showValue(replay)}; expected "rows" or "domain".`, {
      code: "bad-option",
    });
  }
  checkOptions(`${call} with planner`, planner, Object.keys(DEFAULT_OPTIONS));
}

function checkHistory(history: Keep): void {
  const isNumber = typeof history === "number" && Number.isInteger(history) && history >= 0;
  if (isNumber || history === "all" || history === "none") return;
  throw new UsageError(
    `openStore() got history ${showValue(history)}; expected "all", "none" or a number of commits.`,
    { code: "bad-option" },
  );
}
