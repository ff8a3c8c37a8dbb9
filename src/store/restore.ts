import type { Event, RowValues } from "../events/event.ts";
import type { Model } from "../schema/registry.ts";
import { type Change, type Changes, eventOf, type IdChange, saysNothing } from "../state/change.ts";
import type { Database } from "../state/database.ts";
import { diffDatabases } from "../state/diff.ts";
import { equalValues } from "../value.ts";

/** What leads from one database to another, found when it is first read. */
export class Restoration implements Changes {
  #ends: { readonly before: Database; readonly after: Database } | undefined;
  #found: (Changes & { readonly events: readonly Event[] }) | undefined;

  constructor(before: Database, after: Database) {
    this.#ends = { before, after };
  }

  get events(): readonly Event[] {
    return this.#find().events;
  }

  get changes(): readonly Change[] {
    return this.#find().changes;
  }

  get ids(): readonly IdChange[] {
    return this.#find().ids;
  }

  #find(): Changes & { readonly events: readonly Event[] } {
    if (this.#found === undefined) {
      const { before, after } = this.#ends!;
      const changes = stepByStep(diffDatabases(before, after));
      const ids = idChanges(before, after);
      const told = changes.filter((change) => !saysNothing(change));
      const events = [...told.map(eventOf), ...ids.map(sequenceOf)];
      this.#found = {
        changes,
        ids,
        events: Object.freeze(events.map((event) => Object.freeze(event))),
      };
      this.#ends = undefined;
    }
    return this.#found;
  }
}

/**
 * Changes in an order in which they can be applied one by one: what goes before what comes. A row
 * whose unique values change goes and comes, since another row may have them until then.
 */
function stepByStep(changes: readonly Change[]): readonly Change[] {
  const parts = changes.flatMap(({ model, before, after }): Change[] => {
    if (before === undefined || after === undefined || keepsUnique(model, before, after)) {
      return [{ model, before, after }];
    }
    return [
      { model, before, after: undefined },
      { model, before: undefined, after },
    ];
  });
  const rank = ({ before, after }: Change): number =>
    after === undefined ? 0 : before === undefined ? 2 : 1;
  return parts.sort((a, b) => rank(a) - rank(b));
}

function keepsUnique(model: Model, before: RowValues, after: RowValues): boolean {
  return model.uniques.every(
    ({ columns, condition }) =>
      condition === undefined &&
      columns.every(({ name }) => equalValues(before[name]!, after[name]!)),
  );
}

/** The id counters that differ: ids may be handed out anew. */
function idChanges(before: Database, after: Database): readonly IdChange[] {
  return before.registry.models
    .map((model): IdChange => {
      return { model, before: before.table(model).nextId, after: after.table(model).nextId };
    })
    .filter((each) => each.before !== each.after);
}

function sequenceOf({ model, after }: IdChange): Event {
  return { type: "sequence", model: model.name, next: after };
}
