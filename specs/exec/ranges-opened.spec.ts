/** How often the bounds of a range are looked up in an index: to choose among paths and to read is one. */
import { describe, expect, it, vi } from "vitest";
import { CASCADE, field, model, openStore } from "../../src/index.ts";
import { OrderedIndex } from "../../src/tables/ordered-index.ts";
import { RelationIndex } from "../../src/tables/relation-index.ts";
import { argumentsOf, openWorkload, WORKLOAD_QUESTIONS } from "../fixtures/workload.ts";

const { store, data } = openWorkload("XS");
const [given] = argumentsOf(data, 1);

/** The ranges that are looked up while a question is answered. */
function rangesOpened(ask: () => unknown): number {
  const spies = [
    vi.spyOn(OrderedIndex.prototype, "range"),
    vi.spyOn(RelationIndex.prototype, "range"),
  ];
  try {
    ask();
    return spies.reduce((count, spy) => count + spy.mock.calls.length, 0);
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}

const openedFor = (title: string): number =>
  rangesOpened(() => WORKLOAD_QUESTIONS[title]!(store.models, given!).toArray());

describe("a range of an index", () => {
  it.each(["memberships in a date range, latest 20", "groups with a member whose name starts so"])(
    "is opened once: %s",
    (title) => {
      expect(openedFor(title)).toBe(1);
    },
  );

  it("is not opened for a path that cannot be the best", () => {
    // By the name of the group, and then the part of the group's memberships; not by date alone.
    expect(openedFor("people of a named group who joined after a date")).toBe(1);
  });

  it.each([99, 95, 80, 50, 0])(
    "is opened once, whether it or a scan is the best: from %d",
    (least) => {
      const { Item, Part } = openStore({
        Item: model({ name: field.char({ maxLength: 9 }) }),
        Part: model({
          item: field.foreignKey("Item", { onDelete: CASCADE }),
          rank: field.integer({ index: true }),
        }),
      }).models;
      Item.objects.bulkCreate(Array.from({ length: 50 }, (_, i) => ({ name: `i${i}` })));
      Part.objects.bulkCreate(
        Array.from({ length: 500 }, (_, i) => ({ item_id: 1 + (i % 50), rank: i % 100 })),
      );
      const asked = Item.objects.filter({ part__rank__gte: least }).distinct();
      let found = 0;

      expect(rangesOpened(() => (found = asked.toArray().length))).toBe(1);
      expect(found).toBe(Math.min(50, 100 - least));
    },
  );
});
