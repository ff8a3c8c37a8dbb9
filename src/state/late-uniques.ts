import type { IntegrityError } from "../errors.ts";
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
  #isAny = false;
  /** Who caught it does not make the rows agree: it is thrown again until the work is given up. */
  #refusal: IntegrityError | undefined;

  /** Lets rows that are created from now on wait, where the table had none before. */
  open(table: Table): void {
    if (!table.mayJudgeLater) return;
    this.#waiting[table.layout.model.position] = true;
    this.#isAny = true;
  }

  /** Lets no rows wait, and forgets what was thrown: those it was about are gone. */
  close(): void {
    this.#waiting.length = 0;
    this.#isAny = false;
    this.#refusal = undefined;
  }

  has(model: Model): boolean {
    return this.#waiting[model.position] === true;
  }

  /** Judges all rows that wait: see `judge`. */
  judgeAll(tables: readonly Table[], owner: Owner): void {
    if (this.#refusal !== undefined) throw this.#refusal;
    if (!this.#isAny) return;
    for (const table of tables) this.judge(table, owner);
    this.#isAny = false;
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
    if (conflict === undefined) return;
    this.#refusal = notUnique(model, conflict.rule, conflict.row, conflict.other);
    throw this.#refusal;
  }
}
