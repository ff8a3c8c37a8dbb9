/** A list in blocks, against an array that nothing is dropped from. */
import { fc, test } from "@fast-check/vitest";
import { describe, expect } from "vitest";
import { Blocks } from "../../src/store/blocks.ts";

/** Tuples that come, and then the part of what is kept that goes. */
const step = fc.record({
  added: fc.oneof(fc.nat(5), fc.nat(3000)),
  dropped: fc.constantFrom(0, 0, 0.1, 0.5, 1),
});

const width = fc.constantFrom(1, 2, 3, 4);

describe("a list in blocks", () => {
  test.prop([width, fc.array(step, { maxLength: 12 })])(
    "has the items that are kept",
    (n, steps) => {
      const list = new Blocks<number>();
      const all: number[] = [];
      let start = 0;
      for (const { added, dropped } of steps) {
        for (let i = 0; i < added; i++) {
          const tuple = Array.from({ length: n }, (_, at) => all.length + at);
          all.push(...tuple);
          list.open().push(...tuple);
        }
        start += n * Math.floor(((all.length - start) / n) * dropped);
        list.dropTo(start);

        expect(list.end).toBe(all.length);
        expect(list.at(all.length)).toBeUndefined();
        const found: (number | undefined)[] = [];
        for (let i = start; i < all.length; i += n) {
          found.push(list.at(i), ...list.slice(i, n).slice(1));
        }
        expect(found).toEqual(all.slice(start));
        // What was dropped is kept alive by nobody.
        if (start > 0) expect(list.at(start - 1)).toBeUndefined();
        if (start < all.length) {
          list.set(start, -1);
          expect(list.at(start)).toBe(-1);
          all[start] = -1;
        }
      }
    },
  );
});
