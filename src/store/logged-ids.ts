import type { Event } from "../events/event.ts";
import type { Model } from "../schema/registry.ts";
import type { Draft, IdSource } from "../state/apply.ts";
import type { Change } from "../state/change.ts";

/** The id that an event took: for its row, or for none. */
function idTaken(model: Model, event: Event): unknown {
  if (event.model !== model.name) return undefined;
  if (event.type === "sequence") return event.next - 1;
  return event.type === "created" ? event.row[model.pk.name] : undefined;
}

/** Whether a change took an id. */
function takesId({ before, after, event }: Change): boolean {
  return before === undefined && (after !== undefined || event?.type === "sequence");
}

/**
 * The ids of projections that run anew: the n-th row of a model that a projection makes gets the id that
 * the n-th had that is logged for it, since events that follow know it by that. Where the log has none, or
 * its row is there, it is the next one.
 */
export class LoggedIds implements IdSource {
  #draft: Draft | undefined;
  #events: readonly Event[] = [];
  /** Where the projection's own changes begin. */
  #from = 0;
  /** The changes that are counted, up to the last of them, and the ids that they took, by model. */
  #counted = 0;
  #last: Change | undefined;
  readonly #counts = new Map<Model, number>();
  /** The ids in the log, by model. */
  readonly #logged = new Map<Model, readonly unknown[]>();

  /** Runs a projection on a draft; `events` are those that are logged for it. */
  during(draft: Draft, events: readonly Event[], project: () => unknown): void {
    this.#draft = draft;
    this.#events = events;
    this.#from = draft.changes.length;
    this.#restart();
    this.#logged.clear();
    try {
      project();
    } finally {
      this.#draft = undefined;
    }
  }

  next(model: Model, least: number): number {
    if (this.#draft === undefined) return least;
    const id = this.#loggedOf(model)[this.#countOf(model)];
    const isFree = Number.isSafeInteger(id) && !this.#draft.table(model).has(id as number);
    return isFree ? (id as number) : least;
  }

  #loggedOf(model: Model): readonly unknown[] {
    let ids = this.#logged.get(model);
    if (ids === undefined) {
      ids = this.#events.map((event) => idTaken(model, event)).filter((id) => id !== undefined);
      this.#logged.set(model, ids);
    }
    return ids;
  }

  /** How many ids of a model the projection has taken. */
  #countOf(model: Model): number {
    const { changes } = this.#draft!;
    // What was rolled back was not done.
    if (this.#counted > this.#from && changes[this.#counted - 1] !== this.#last) this.#restart();
    for (; this.#counted < changes.length; this.#counted++) {
      const change = changes[this.#counted]!;
      this.#last = change;
      if (!takesId(change)) continue;
      this.#counts.set(change.model, (this.#counts.get(change.model) ?? 0) + 1);
    }
    return this.#counts.get(model) ?? 0;
  }

  #restart(): void {
    this.#counted = this.#from;
    this.#last = undefined;
    this.#counts.clear();
  }
}
