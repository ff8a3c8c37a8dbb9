import type { Commit } from "../events/event.ts";
import type { Model } from "../schema/registry.ts";
import type { Sealed } from "../state/apply.ts";
import type { Change, Changes, IdChange } from "../state/change.ts";
import type { Row } from "../tables/key-order.ts";
import { Restoration } from "./restore.ts";

/** A commit, and what it did to rows. */
export interface Recorded {
  readonly commit: Commit;
  readonly did: Changes;
}

/**
 * Commits in their order, and what they changed, packed into lists. Measured, commits of one row: what is
 * kept of each takes a third of the room that objects took, arrays with room to spare included.
 */
export class Records {
  readonly #commits: Commit[] = [];
  /** Model, row before and row after of each change. */
  readonly #rows = new Packed<Model | Row | undefined>();
  /** Model, counter before and counter after of each counter that moved. */
  readonly #ids = new Packed<Model | number>();
  /** What led to another state, by the places counted from the first record that there ever was. */
  readonly #restorations = new Map<number, Restoration>();
  #dropped = 0;

  get length(): number {
    return this.#commits.length;
  }

  push(commit: Commit, sealed: Sealed): void {
    const place = this.#dropped + this.#commits.length;
    this.#commits.push(commit);
    // What leads to another state is found when it is asked for.
    if (sealed instanceof Restoration) this.#restorations.set(place, sealed);
    else {
      for (const { model, before, after } of sealed.changes) this.#rows.add(model, before, after);
      for (const { model, before, after } of sealed.ids) this.#ids.add(model, before, after);
    }
    this.#rows.close();
    this.#ids.close();
  }

  /** The record at a place; undefined where there is none. Cost: O(changes). */
  at(place: number): Recorded | undefined {
    const commit = this.#commits[place];
    if (commit === undefined) return undefined;
    const restoration = this.#restorations.get(this.#dropped + place);
    return { commit, did: restoration ?? this.#unpack(place) };
  }

  /** Forgets the first ones. */
  drop(count: number): void {
    for (let i = 0; i < count; i++) this.#restorations.delete(this.#dropped + i);
    this.#dropped += count;
    this.#commits.splice(0, count);
    this.#rows.drop(count);
    this.#ids.drop(count);
  }

  #unpack(place: number): Changes {
    const changes = this.#rows.at(place, (model, before, after) => {
      return { model, before, after } as Change;
    });
    const ids = this.#ids.at(place, (model, before, after) => {
      return { model, before, after } as IdChange;
    });
    return { changes, ids };
  }
}

/** Lists of triples, one after the other in one list. */
class Packed<T> {
  readonly #items: T[] = [];
  /** Where each list ends, counted from the first that there ever was. */
  readonly #ends: number[] = [];
  #dropped = 0;

  add(first: T, second: T, third: T): void {
    this.#items.push(first, second, third);
  }

  /** Ends a list. */
  close(): void {
    this.#ends.push(this.#dropped + this.#items.length);
  }

  /** The triples of the list at a place. */
  at<U>(place: number, make: (first: T, second: T, third: T) => U): readonly U[] {
    const made: U[] = [];
    const end = this.#ends[place]! - this.#dropped;
    for (let i = this.#start(place); i < end; i += 3) {
      made.push(make(this.#items[i]!, this.#items[i + 1]!, this.#items[i + 2]!));
    }
    return made;
  }

  drop(count: number): void {
    const size = this.#start(count);
    this.#items.splice(0, size);
    this.#ends.splice(0, count);
    this.#dropped += size;
  }

  #start(place: number): number {
    return place === 0 ? 0 : this.#ends[place - 1]! - this.#dropped;
  }
}
