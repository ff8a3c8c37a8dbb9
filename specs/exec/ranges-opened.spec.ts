/** How often the bounds of a range are looked up in an index: to choose among paths and to read is one. */
import { describe, expect, it, vi } from "vitest";
import { OrderedIndex } from "../../src/tables/ordered-index.ts";
import { RelationIndex } from "../../src/tables/relation-index.ts";
import { argumentsOf, openWorkload, WORKLOAD_QUESTIONS } from "../fixtures/workload.ts";

const { store, data } = openWorkload("XS");
const [given] = argumentsOf(data, 1);

/** The ranges that are looked up while a question is answered. */
function rangesOpened(title: string): number {
  const spies = [
    vi.spyOn(OrderedIndex.prototype, "range"),
    vi.spyOn(RelationIndex.prototype, "range"),
  ];
  try {
    WORKLOAD_QUESTIONS[title]!(store.models, given!).toArray();
    return spies.reduce((count, spy) => count + spy.mock.calls.length, 0);
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}

describe("a range of an index", () => {
  it.each(["memberships in a date range, latest 20", "groups with a member whose name starts so"])(
    "is opened once: %s",
    (title) => {
      expect(rangesOpened(title)).toBe(1);
    },
  );

  it("is not opened for a path that cannot be the best", () => {
    // By the name of the group, and then the part of the group's memberships; not by date alone.
    expect(rangesOpened("people of a named group who joined after a date")).toBe(1);
  });
});
