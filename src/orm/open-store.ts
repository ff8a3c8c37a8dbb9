import { UsageError } from "../errors.ts";
import { Codec } from "../events/codec.ts";
import type { EventLog } from "../events/event-log.ts";
import { type Keep, MemoryLog } from "../events/memory-log.ts";
import { DEFAULT_OPTIONS, type PlannerOptions } from "../planner/options.ts";
import { assertSchema } from "../schema/checks.ts";
import type { ModelDefinition } from "../schema/model.ts";
import { resolveSchema } from "../schema/resolve-schema.ts";
import type { Schema } from "../schema/types.ts";
import { Engine } from "../store/engine.ts";
import { showValue } from "../value.ts";
import { registerFormatter } from "./inspect.ts";
import { Kit } from "./kit.ts";
import { makeStore, type Store } from "./store.ts";

/** Options of a store. */
export interface StoreOptions {
  /** Where commits are kept; a log that has some is replayed. In memory when left out. */
  readonly log?: EventLog;
  /** The store's time: of commits, `autoNow` and `autoNowAdd`. The machine's when left out. */
  readonly clock?: () => Date;
  /**
   * How many commits can be gone back to, with `at()`, `undo()` and `history()`: all when left out. A
   * kept commit costs the rows that it replaced or deleted, and about 200 bytes a row in the log.
   */
  readonly history?: Keep;
  /** What the planner may use; everything when left out. Answers do not hang on it. */
  readonly planner?: Partial<PlannerOptions>;
}

/**
 * Opens a store of the given models.
 * @throws {SchemaError} with all findings of the system checks.
 */
export function openStore<const S extends Schema>(models: S, options: StoreOptions = {}): Store<S> {
  const definitions = new Map<string, ModelDefinition>(Object.entries(models));
  assertSchema(definitions);
  registerFormatter();
  const kit = new Kit(resolveSchema(definitions));
  const { registry, layouts, rules } = kit;
  const { clock = () => new Date(), history = "all" } = options;
  checkHistory(history);
  const log = options.log ?? new MemoryLog({ keep: history });
  const engine = new Engine({ registry, layouts, rules, log, clock, history });
  const parts = {
    kit,
    codec: new Codec(registry),
    options: { ...DEFAULT_OPTIONS, ...options.planner },
  };
  return makeStore(parts, engine, true) as unknown as Store<S>;
}

function checkHistory(history: Keep): void {
  const isNumber = typeof history === "number" && Number.isInteger(history) && history >= 0;
  if (isNumber || history === "all" || history === "none") return;
  throw new UsageError(
    `openStore() got history ${showValue(history)}; expected "all", "none" or a number of commits.`,
    { code: "bad-option" },
  );
}
