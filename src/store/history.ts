import { UsageError } from "../errors.ts";
import type { Commit } from "../events/event.ts";
import { type CommitSource, type Keep, mostKept } from "../events/memory-log.ts";
import type { Model } from "../schema/registry.ts";
import { backward, type Change, type Changes, withChanges } from "../state/change.ts";
import type { Database } from "../state/database.ts";
import type { Row } from "../tables/key-order.ts";
import { showValue, type Value } from "../value.ts";
import type { CommitHead } from "./commit.ts";
import { type Recorded, Records } from "./records.ts";

/** What one commit made of a row. */
export interface RowVersion {
  readonly position: number;
  /** Moment of the commit. */
  readonly at: string;
  /** The row from then on; null where the commit deleted it. */
  readonly row: Row | null;
}

/** Databases of the past that are kept at hand, since who asks for one often asks for its neighbors. */
const MOST_KNOWN = 8;

/**
 * What the commits of a store changed, as rows before and after, so that any kept position can be
 * gone back to. Kept rows share nothing but themselves: a change costs four words and, where a row
 * was replaced or deleted, the old row, with the columns that were set; a counter of ids that a commit
 * moved costs three words.
 */
export class History implements CommitSource {
  readonly #limit: number;
  readonly #records = new Records();
  readonly #rows = new RowPositions();
  /** Position before the first record that there ever was. */
  #start: number;
  /** How many records were forgotten. */
  #dropped = 0;
  #known: Database[] = [];

  constructor(keep: Keep, start: number) {
    this.#limit = mostKept(keep);
    this.#start = start;
  }

  /** The earliest position that can be gone back to. */
  get oldest(): number {
    return this.#start + Math.max(0, this.#records.end - this.#limit);
  }

  /** `head`: that of the next commit, or all of it. */
  record(head: CommitHead | Commit, did: Changes): void {
    if (this.#limit === 0) {
      this.#start = head.position;
      return;
    }
    this.#records.push(head, did);
    // In blocks, so that a full history costs no more than a growing one.
    const oldest = this.#records.end - this.#limit;
    if (oldest - this.#dropped > this.#limit) {
      this.#records.dropTo(oldest);
      this.#dropped = oldest;
    }
  }

  /** What the commit at a position did; undefined where it is not kept. */
  get(position: number): Recorded | undefined {
    return position > this.oldest ? this.#records.at(position - this.#start - 1) : undefined;
  }

  /** The commit at a position; undefined where it is not kept. */
  commit(position: number): Commit | undefined {
    const isKept = position > this.oldest;
    return isKept ? this.#records.commit(position - this.#start - 1, position) : undefined;
  }

  /**
   * The database at a position. Cost: O(changes) between there and the present or another position
   * that was asked for lately.
   * @throws {UsageError} when the position is ahead of the present, or no longer kept.
   */
  at(position: number, present: Database): Database {
    this.#check(position, present.position);
    // No way leads on from those that are older than all that is kept.
    const known = this.#known.filter((each) => each.position >= this.oldest);
    let at = [present, ...known].reduce((best, each) =>
      Math.abs(each.position - position) < Math.abs(best.position - position) ? each : best,
    );
    while (at.position !== position) at = this.#step(at, position);
    this.#known = [at, ...known.filter((each) => each.position !== position)];
    this.#known.length = Math.min(this.#known.length, MOST_KNOWN);
    return at;
  }

  /**
   * The versions of a row, oldest first. Cost: O(versions), after each commit has been looked through
   * once.
   */
  versions(model: Model, pk: Value, upTo: number): readonly RowVersion[] {
    for (let at = Math.max(this.#rows.upTo, this.oldest) + 1; at <= upTo; at++) {
      this.#rows.add(at, this.get(at)!.did.changes);
    }
    return this.#rows.find(model, pk).flatMap((position) => {
      const record = this.get(position);
      if (record === undefined || position > upTo) return [];
      const change = record.did.changes.findLast((each) => isOf(each, model, pk))!;
      return [{ position, at: record.at, row: change.after ?? null }];
    });
  }

  #step(from: Database, to: number): Database {
    if (from.position < to) {
      const { did } = this.get(from.position + 1)!;
      return withChanges(from, did, from.position + 1);
    }
    const { did } = this.get(from.position)!;
    return withChanges(from, backward(did), from.position - 1);
  }

  /** How older positions can be had. */
  #wayBack(): string {
    return Number.isFinite(this.#limit)
      ? 'Open the store with { history: "all" }.'
      : "A fork begins where it was made: ask the store that it was made of.";
  }

  #check(position: number, present: number): void {
    if (Number.isInteger(position) && position >= this.oldest && position <= present) return;
    throw new UsageError(
      `There is no position ${showValue(position)} to go back to: ${this.oldest} to ${present} are kept.`,
      {
        code: "no-such-position",
        hint: position >= 0 && position < this.oldest ? this.#wayBack() : undefined,
      },
    );
  }
}

/** At which positions each row changed. Filled only when somebody asks. */
class RowPositions {
  readonly #positions = new Map<Model, Map<Value, number[]>>();
  upTo = 0;

  add(position: number, changes: readonly Change[]): void {
    for (const change of changes) {
      const { model } = change;
      if (isOfNoRow(change)) continue;
      const byPk = this.#positions.get(model) ?? new Map<Value, number[]>();
      this.#positions.set(model, byPk);
      const pk = pkOf(change);
      const known = byPk.get(pk) ?? [];
      byPk.set(pk, known);
      if (known.at(-1) !== position) known.push(position);
    }
    this.upTo = position;
  }

  find(model: Model, pk: Value): readonly number[] {
    return this.#positions.get(model)?.get(pk) ?? [];
  }
}

function isOf(change: Change, model: Model, pk: Value): boolean {
  return change.model === model && !isOfNoRow(change) && pkOf(change) === pk;
}

/** Whether only an id was spent. */
function isOfNoRow({ before, after }: Change): boolean {
  return before === undefined && after === undefined;
}

function pkOf({ model, before, after }: Change): Value {
  return (after ?? before)![model.pk.name]!;
}
