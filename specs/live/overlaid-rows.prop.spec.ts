import { fc, test } from "@fast-check/vitest";
import { describe, expect } from "vitest";
import { OverlaidRows } from "../../src/live/overlaid-rows.ts";
import { type Span, TreeSpan } from "../../src/live/span.ts";
import { Owner } from "../../src/tables/owner.ts";
import { SortedRows } from "../../src/tables/sorted-rows.ts";

interface Entry {
  readonly key: number;
}

/** Codes that tell some keys apart and others not. */
const order = {
  compareRows: (a: Entry, b: Entry) => a.key - b.key,
  codeOf: ({ key }: Entry) => Math.floor(key / 3),
};

const key = fc.nat(60);
const keys = fc.uniqueArray(key, { maxLength: 5 });
const step = fc.record({ went: keys, came: keys, on: fc.nat(9) });

/** A span of the middle of a tree, what it holds, and the keys around it. */
function middleOf(all: readonly number[]): {
  span: Span<Entry>;
  held: readonly Entry[];
  below: number;
  above: number;
} {
  const entries = all.toSorted((a, b) => a - b).map((each) => ({ key: each }));
  const rows = SortedRows.fromSorted(entries, order, new Owner());
  const from = Math.floor(entries.length / 4);
  const to = Math.ceil((3 * entries.length) / 4);
  return {
    span: new TreeSpan({ rows, order, from, to }),
    held: entries.slice(from, to),
    below: entries[from - 1]?.key ?? -1,
    above: entries[to]?.key ?? 100,
  };
}

describe("rows laid over a tree", () => {
  test.prop([fc.uniqueArray(key, { maxLength: 40 }), fc.array(step, { maxLength: 14 })])(
    "are what the edits make of them, in each version",
    (all, steps) => {
      const { span, held, below, above } = middleOf(all);
      const versions = [{ span, held }];
      for (const { went, came, on } of steps) {
        const before = versions[on % versions.length]!;
        const removed = before.held.filter((entry) => went.includes(entry.key));
        const left = before.held.filter((entry) => !removed.includes(entry));
        const added = came
          .filter((each) => each > below && each < above)
          .filter((each) => !left.some((entry) => entry.key === each))
          .map((each) => ({ key: each }));
        const after = OverlaidRows.over(before.span, { removed, added });
        if (after === undefined) return;
        versions.push({ span: after, held: [...left, ...added].sort(order.compareRows) });
      }

      for (const { span: version, held: expected } of versions.slice(1)) {
        expect(version.size).toBe(expected.length);
        const found = version.toArray(0, version.size);
        expect(found).toEqual(expected);
        for (const [i, entry] of expected.entries()) {
          expect(found[i]).toBe(entry);
          expect(version.at(i)).toBe(entry);
          expect(version.rankOf(entry)).toBe(i);
        }
        expect(version.toArray(1, 3)).toEqual(expected.slice(1, 3));
      }
    },
  );

  test.prop([fc.uniqueArray(key, { minLength: 1, maxLength: 40 })])(
    "are few: then the tree is to be read anew",
    (all) => {
      let { span, held, above } = middleOf(all);
      let edits = 0;
      for (let turn = 0; turn < 200; turn++) {
        const removed = held.slice(turn, turn + 1);
        const after = OverlaidRows.over(span, { removed, added: [{ key: above + turn / 1000 }] });
        if (after === undefined) break;
        edits += removed.length + 1;
        span = after;
      }
      expect(edits).toBeGreaterThan(100);
      expect(edits).toBeLessThan(200);
    },
  );
});
