import type { Commit } from "../events/event.ts";

/**
 * Which commits can be undone and redone, by position. It follows from the commits alone: those that
 * undo or redo another say so in their meta, so a replayed log knows as well.
 */
export class UndoStack {
  readonly #done: number[] = [];
  #undone: number[] = [];

  /** Position of the commit that is undone next. */
  get undoable(): number | undefined {
    return this.#done.at(-1);
  }

  /** Position of the commit that is redone next. */
  get redoable(): number | undefined {
    return this.#undone.at(-1);
  }

  note({ position, meta }: Commit): void {
    if (meta.undoes !== undefined && meta.undoes === this.undoable) {
      this.#undone.push(this.#done.pop()!);
    } else if (meta.redoes !== undefined && meta.redoes === this.redoable) {
      this.#undone.pop();
      this.#done.push(position);
    } else {
      this.#done.push(position);
      this.#undone = [];
    }
  }
}
