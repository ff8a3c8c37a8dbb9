import type { Model } from "../schema/registry.ts";
import type { Owner } from "../tables/owner.ts";
import type { Table } from "../tables/table.ts";
import { notUnique } from "./refusals.ts";

/** From so many rows on, indexes follow with the commit in any case. */
export const MANY_ROWS = 1024;

/**
 * Models whose rows are judged by their unique rules together, when all are there: neighbours in the
 * indexes that they are in anyway tell as much as hashes of each row, in a fifth of the time.
 */
export class LateUniques {
  /** By positions of models. */
  readonly #waiting: boolean[] = [];

  /** Lets rows that are created from now on wait, where the table had none before. */
  open(table: Table): void {
    if (table.mayJudgeLater) this.#waiting[table.layout.model.position] = true;
  }

  has(model: Model): boolean {
    return this.#waiting[model.position] === true;
  }

  /**
   * Judges the rows of a table that wait; from then on none do. Cost: O(n log n) in their number.
   * @throws {IntegrityError} that the first of them would have met which had another in its way.
   */
  judge(table: Table, owner: Owner): void {
    const { model } = table.layout;
    if (!this.has(model)) return;
    this.#waiting[model.position] = false;
    const conflict = table.firstConflict(owner);
    if (conflict !== undefined) throw notUnique(model, conflict.rule, conflict.row, conflict.other);
  }
}
