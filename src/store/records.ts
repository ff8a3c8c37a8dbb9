import type { Commit, Event } from "../events/event.ts";
import type { Model } from "../schema/registry.ts";
import type { Change, Changes, IdChange } from "../state/change.ts";
import type { Row } from "../tables/key-order.ts";
import { Blocks } from "./blocks.ts";
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
  readonly #heads = new Blocks<string | CommitHead | Commit | Restored>();
  /** Model, row before, row after and event of each change. */
  readonly #rows = new Packed<Model | Row | Event | undefined>(4);
  /** Model, counter before and counter after of each counter that moved. */
  readonly #ids = new Packed<Model | number>(3);

  /** How many there ever were; places are counted from the first of them. */
  get end(): number {
    return this.#heads.end;
  }

  /** `head`: the whole commit where there is one already. */
  push(head: CommitHead | Commit, did: Changes): void {
    this.#rows.begin();
    this.#ids.begin();
    if (did instanceof Restoration) {
      this.#heads.open().push({ head, restoration: did });
      return;
    }
    const hasEvents = isWhole(head);
    const isPlain = !hasEvents && head.meta === NO_META && head.dispatched === undefined;
    this.#heads.open().push(isPlain ? head.at : head);
    for (const { model, before, after, event } of did.changes) {
      this.#rows.items.open().push(model, before, after, hasEvents ? undefined : event);
    }
    for (const { model, before, after } of did.ids) {
      this.#ids.items.open().push(model, before, after);
    }
  }

  /** The record at a place; undefined where there is none. Cost: O(changes). */
  at(place: number): Recorded | undefined {
    const kept = this.#heads.at(place);
    if (kept === undefined) return undefined;
    if (typeof kept === "string") return { at: kept, did: this.#unpack(place) };
    if ("restoration" in kept) return { at: kept.head.at, did: kept.restoration };
    return { at: kept.at, did: this.#unpack(place) };
  }

  /** The commit at a place, whose position is told: always the same one. Cost: O(changes), once. */
  commit(place: number, position: number): Commit | undefined {
    const kept = this.#heads.at(place);
    if (kept === undefined) return undefined;
    const head = typeof kept === "string" ? { position, at: kept, meta: NO_META } : kept;
    if ("restoration" in head) {
      const commit = wholeCommit(head.head, head.restoration);
      head.head = commit;
      return commit;
    }
    if (isWhole(head)) return head;
    const commit = wholeCommit(head, this.#unpack(place));
    this.#heads.set(place, commit);
    return commit;
  }

  /** Forgets those before a place. */
  dropTo(place: number): void {
    this.#heads.dropTo(place);
    this.#rows.dropTo(place);
    this.#ids.dropTo(place);
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

/** Lists of tuples of one width, one after the other in one list; counted from the first that there ever was. */
class Packed<T> {
  readonly items = new Blocks<T>();
  readonly #width: number;
  /** Where each list begins. */
  readonly #starts = new Blocks<number>();

  constructor(width: number) {
    this.#width = width;
  }

  /** Begins a list, whose items are appended. */
  begin(): void {
    this.#starts.open().push(this.items.end);
  }

  /** The tuples of a list that is kept. */
  at(index: number): readonly (readonly T[])[] {
    const made: T[][] = [];
    const end = this.#start(index + 1);
    for (let i = this.#start(index); i < end; i += this.#width) {
      made.push(this.items.slice(i, this.#width));
    }
    return made;
  }

  /** Forgets all lists before one. */
  dropTo(index: number): void {
    this.items.dropTo(this.#start(index));
    this.#starts.dropTo(index);
  }

  /** Where a list begins, or the one that comes next would. */
  #start(index: number): number {
    return this.#starts.at(index) ?? this.items.end;
  }
}
