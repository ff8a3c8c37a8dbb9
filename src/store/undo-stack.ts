import type { Commit } from "../events/event.ts";
import { type Keep, mostKept } from "../events/memory-log.ts";

/**
 * Which commits can be undone and redone, by position. It follows from the commits alone: those that
 * undo or redo another say so in their meta, so a replayed log knows as well.
 *
 * Two stacks, each a chain of positions. Of n commits whose changes are kept it keeps at most n
 * links: where a chain goes on beyond them can be neither undone nor redone.
 */
export class UndoStack {
  readonly #limit: number;
  readonly #start: number;
  /** What lies under a kept position in its chain, 0 where nothing does; the newest replace the oldest. */
  readonly #links: number[] = [];
  #latest: number;
  /** The tops of the chains, 0 where one is empty. */
  #done = 0;
  #undone = 0;

  /** `start`: the position before the first commit. */
  constructor(keep: Keep, start: number) {
    this.#limit = mostKept(keep);
    this.#start = start;
    this.#latest = start;
  }

  /** Position of the commit that is undone next, whether or not its changes are kept. */
  get undoable(): number | undefined {
    return this.#done || undefined;
  }

  /** Position of the commit that is redone next, whether or not its changes are kept. */
  get redoable(): number | undefined {
    return this.#undone || undefined;
  }

  /** How many links it keeps. */
  get size(): number {
    return this.#links.length;
  }

  note({ position, meta: { undoes, redoes } }: Pick<Commit, "position" | "meta">): void {
    if (typeof undoes === "number" && this.#isUndoable(undoes)) {
      // What lies under one that is not kept is not kept either.
      this.#done = this.#under(undoes) ?? undoes - 1;
      this.#link(undoes, this.#undone);
      this.#undone = undoes;
      this.#append(position, 0);
      return;
    }
    const isRedo = redoes !== undefined && redoes === this.redoable;
    this.#undone = isRedo ? (this.#under(this.#undone) ?? 0) : 0;
    this.#append(position, this.#done);
    this.#done = position;
  }

  /** Of commits that are not kept, nobody knows which are not undone. */
  #isUndoable(position: number): boolean {
    const top = this.#done;
    return position === top || (position > 0 && position < top && !this.#isKept(top));
  }

  #append(position: number, under: number): void {
    this.#latest = position;
    this.#link(position, under);
  }

  #link(position: number, under: number): void {
    if (this.#isKept(position)) this.#links[this.#slot(position)] = under;
  }

  #under(position: number): number | undefined {
    return this.#isKept(position) ? this.#links[this.#slot(position)] : undefined;
  }

  #isKept(position: number): boolean {
    return position > this.#start && position > this.#latest - this.#limit;
  }

  #slot(position: number): number {
    const place = position - this.#start - 1;
    // To divide by infinity takes longer than all the rest.
    return place < this.#limit ? place : place % this.#limit;
  }
}
