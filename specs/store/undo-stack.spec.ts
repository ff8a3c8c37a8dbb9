import { describe, expect, it } from "vitest";
import type { Commit, CommitMeta } from "../../src/events/event.ts";
import type { Keep } from "../../src/events/memory-log.ts";
import { field, model, openStore } from "../../src/index.ts";
import { UndoStack } from "../../src/store/undo-stack.ts";

function commitAt(position: number, meta: CommitMeta = {}): Commit {
  return { position, at: "2026-01-01T00:00:00.000Z", meta, events: [] };
}

/** A stack of a store that begins behind a position, after commits that undo nothing. */
function stackAfter(count: number, keep: Keep, start = 0): UndoStack {
  const stack = new UndoStack(keep, start);
  for (let i = 1; i <= count; i++) stack.note(commitAt(start + i));
  return stack;
}

describe("the undo stack", () => {
  it.each([
    ["all" as const, 1000],
    [10, 10],
    [1, 1],
    ["none" as const, 0],
  ])("keeps as much as the history does: %s", (keep, kept) => {
    expect(stackAfter(1000, keep).size).toBe(kept);
    expect(stackAfter(1000, keep, 5_000_000).size).toBe(kept);
  });

  it("keeps no more when commits are undone and redone", () => {
    const stack = stackAfter(10, 4);

    for (let position = 11; position < 1000; position += 2) {
      stack.note(commitAt(position, { undoes: stack.undoable! }));
      stack.note(commitAt(position + 1, { redoes: stack.redoable! }));
    }

    expect(stack.size).toBe(4);
    expect(stack.undoable).toBe(1000);
    expect(stack.redoable).toBeUndefined();
  });

  it("knows that there was something to undo which is kept no longer", () => {
    const stack = stackAfter(10, 2);

    for (const undoes of [10, 9, 8, 6]) {
      expect(stack.undoable).toBeGreaterThanOrEqual(undoes);
      stack.note(commitAt(20 - undoes, { undoes }));
    }

    expect(stack.undoable).toBeLessThan(6);
    expect(stack.redoable).toBe(6);
  });

  it("says of a commit that is kept no longer that it cannot be undone or redone", () => {
    const store = openStore({ Tag: model({ name: field.char({ maxLength: 9 }) }) }, { history: 3 });
    const { Tag } = store.models;
    for (const name of ["rock", "jazz", "folk", "soul", "funk"]) Tag.objects.create({ name });

    expect(store.undo()?.meta).toEqual({ undoes: 5 });
    expect(store.undo()?.meta).toEqual({ undoes: 4 });
    expect(() => store.undo()).toThrow("is not kept");
    expect(() => store.redo()).toThrow("is not kept");

    expect(Tag.objects.count()).toBe(3);
  });
});
