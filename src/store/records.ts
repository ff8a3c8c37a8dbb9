import type { Commit, Event } from "../events/event.ts";
import type { Model } from "../schema/registry.ts";
import type { Change, Changes, IdChange } from "../state/change.ts";
import type { Row } from "../tables/key-order.ts";
import { type CommitHead, makeCommit, NO_META } from "./commit.ts";
import { Restoration } from "./restore.ts";

/** The moment of a commit, and what it did to rows. */
export interface Recorded {
  readonly at: string;
  readonly did: Changes;
}

/**
 * Commits in their order, and what they changed, packed into lists; the commits themselves are made
 * when they are asked for. Measured, commits of one row: kept as objects they took thrice the room,
 * and a fifth longer, since all that is kept is moved by V8 twice.
 */
export class Records {
  /** A moment where a commit has no more than that beside its events; the commit once it was made. */
  readonly #heads: (string | CommitHead | Commit)[] = [];
  /** Model, row before, row after and event of each change. */
  readonly #rows = new Packed<Model | Row | Event | undefined>(4);
  /** Model, counter before and counter after of each counter that moved. */
  readonly #ids = new Packed<Model | number>(3);
  /** What led to another state, by the places counted from the first record that there ever was. */
  readonly #restorations = new Map<number, Restoration>();
  #dropped = 0;

  get length(): number {
    return this.#heads.length;
  }

  /** `head`: the whole commit where there is one already. */
  push(head: CommitHead | Commit, did: Changes): void {
    const place = this.#dropped + this.#heads.length;
    const isPlain = head.meta === NO_META && head.dispatched === undefined && !("events" in head);
    this.#heads.push(isPlain ? head.at : head);
    // What leads to another state is found when it is asked for.
    if (did instanceof Restoration) this.#restorations.set(place, did);
    else {
      for (const { model, before, after, event } of did.changes) {
        this.#rows.items.push(model, before, after, event);
      }
      for (const { model, before, after } of did.ids) this.#ids.items.push(model, before, after);
    }
    this.#rows.close();
    this.#ids.close();
  }

  /** The record at a place; undefined where there is none. Cost: O(changes). */
  at(place: number): Recorded | undefined {
    const head = this.#heads[place];
    if (head === undefined) return undefined;
    return { at: typeof head === "string" ? head : head.at, did: this.#did(place) };
  }

  /** The commit at a place, whose position is told: always the same one. Cost: O(changes), once. */
  commit(place: number, position: number): Commit | undefined {
    const head = this.#heads[place];
    if (head === undefined) return undefined;
    if (typeof head !== "string" && "events" in head) return head;
    const whole = typeof head === "string" ? { position, at: head, meta: NO_META } : head;
    const commit = makeCommit(whole, this.#did(place));
    this.#heads[place] = commit;
    return commit;
  }

  /** Forgets the first ones. */
  drop(count: number): void {
    for (let i = 0; i < count; i++) this.#restorations.delete(this.#dropped + i);
    this.#dropped += count;
    this.#heads.splice(0, count);
    this.#rows.drop(count);
    this.#ids.drop(count);
  }

  #did(place: number): Changes {
    return this.#restorations.get(this.#dropped + place) ?? this.#unpack(place);
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
