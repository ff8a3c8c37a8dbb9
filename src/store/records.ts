import type { Commit, Event } from "../events/event.ts";
import type { Model } from "../schema/registry.ts";
import type { Change, Changes, IdChange } from "../state/change.ts";
import type { Row } from "../tables/key-order.ts";
import { type CommitHead, isWhole, NO_META, wholeCommit } from "./commit.ts";
import { Restoration } from "./restore.ts";

/** The moment of a commit, and what it did to rows. */
export interface Recorded {
  readonly at: string;
  readonly did: Changes;
}

/** What led to another state is found when it is asked for. */
interface Restored {
  head: CommitHead | Commit;
  readonly restoration: Restoration;
}

/**
 * Commits in their order, and what they changed, packed into lists; the commits themselves are made
 * when they are asked for. Measured, commits of one row: kept as objects, those that create take thrice
 * the room, and a fifth longer, since V8 moves twice what is kept.
 */
export class Records {
  /** A moment where a commit has no more than that beside its events; the commit once it was made. */
  readonly #heads: (string | CommitHead | Commit | Restored)[] = [];
  /** Model, row before, row after and event of each change. */
  readonly #rows = new Packed<Model | Row | Event | undefined>(4);
  /** Model, counter before and counter after of each counter that moved. */
  readonly #ids = new Packed<Model | number>(3);

  get length(): number {
    return this.#heads.length;
  }

  /** `head`: the whole commit where there is one already. */
  push(head: CommitHead | Commit, did: Changes): void {
    if (did instanceof Restoration) this.#heads.push({ head, restoration: did });
    else {
      this.#heads.push(isPlain(head) ? head.at : head);
      const { items } = this.#rows;
      const hasEvents = isWhole(head);
      for (const { model, before, after, event } of did.changes) {
        items.push(model, before, after, hasEvents ? undefined : event);
      }
      for (const { model, before, after } of did.ids) this.#ids.items.push(model, before, after);
    }
    this.#rows.close();
    this.#ids.close();
  }

  /** The record at a place; undefined where there is none. Cost: O(changes). */
  at(place: number): Recorded | undefined {
    const kept = this.#heads[place];
    if (kept === undefined) return undefined;
    if (typeof kept === "string") return { at: kept, did: this.#unpack(place) };
    if ("restoration" in kept) return { at: kept.head.at, did: kept.restoration };
    return { at: kept.at, did: this.#unpack(place) };
  }

  /** The commit at a place, whose position is told: always the same one. Cost: O(changes), once. */
  commit(place: number, position: number): Commit | undefined {
    const kept = this.#heads[place];
    if (kept === undefined) return undefined;
    const head = typeof kept === "string" ? { position, at: kept, meta: NO_META } : kept;
    if ("restoration" in head) {
      const commit = wholeCommit(head.head, head.restoration);
      head.head = commit;
      return commit;
    }
    if (isWhole(head)) return head;
    const commit = wholeCommit(head, this.#unpack(place));
    this.#heads[place] = commit;
    return commit;
  }

  /** Forgets the first ones. */
  drop(count: number): void {
    this.#heads.splice(0, count);
    this.#rows.drop(count);
    this.#ids.drop(count);
  }

  #unpack(place: number): Changes {
    const changes = this.#rows.at(place).map(([model, before, after, event]) => {
      return { model, before, after, event } as Change;
    });
    const ids = this.#ids.at(place).map(([model, before, after]) => {
      return { model, before, after } as IdChange;
    });
    return { changes, ids };
  }
}

/** Whether a commit has no more than a moment beside its events. */
function isPlain(head: CommitHead | Commit): boolean {
  return head.meta === NO_META && head.dispatched === undefined && !isWhole(head);
}

/** Lists of tuples of one width, one after the other in one list. */
class Packed<T> {
  readonly items: T[] = [];
  readonly #width: number;
  /** Where each list ends, counted from the first that there ever was. */
  readonly #ends: number[] = [];
  #dropped = 0;

  constructor(width: number) {
    this.#width = width;
  }

  /** Ends a list, whose items were appended. */
  close(): void {
    this.#ends.push(this.#dropped + this.items.length);
  }

  /** The tuples of the list at a place. */
  at(place: number): readonly (readonly T[])[] {
    const made: T[][] = [];
    const end = this.#ends[place]! - this.#dropped;
    for (let i = this.#start(place); i < end; i += this.#width) {
      made.push(this.items.slice(i, i + this.#width));
    }
    return made;
  }

  drop(count: number): void {
    const size = this.#start(count);
    this.items.splice(0, size);
    this.#ends.splice(0, count);
    this.#dropped += size;
  }

  #start(place: number): number {
    return place === 0 ? 0 : this.#ends[place - 1]! - this.#dropped;
  }
}
