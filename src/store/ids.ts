import type { Model } from "../schema/registry.ts";
import type { IdSource } from "../state/apply.ts";
import type { Database } from "../state/database.ts";

/**
 * The ids of a store. Open transactions take theirs for good, so that two of them can create rows of
 * one model and both commit; ids of a transaction that fails stay unused.
 */
export class Ids {
  readonly #reserved = new Map<Model, number>();

  /** For writes to the present, which go after all ids that were reserved. */
  readonly shared: IdSource = {
    next: (model, least) => Math.max(least, this.#reserved.get(model) ?? 0),
  };

  /** For a transaction that runs beside others. */
  reserving(present: () => Database): IdSource {
    return {
      next: (model, least) => {
        const id = this.shared.next(model, Math.max(least, present().table(model).nextId));
        this.#reserved.set(model, id + 1);
        return id;
      },
    };
  }
}
