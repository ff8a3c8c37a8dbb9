import { fc, test } from "@fast-check/vitest";
import { expect } from "vitest";
import { asIs, type EntryKind, Listing, spareOf } from "../../src/live/listing.ts";
import { runs } from "../runs.ts";

interface Thing {
  readonly id: number;
  readonly day: number;
}

const compareThings = (a: Thing, b: Thing): number => a.day - b.day || a.id - b.id;

const kind: EntryKind<Thing> = {
  order: { compareRows: compareThings, codeOf: ({ day }) => Math.floor(day / 2) },
  identityOf: ({ id }) => id,
  show: asIs,
  isAskable: true,
};

/** Some around the sizes from which on entries are held otherwise. */
const sizes = fc.oneof(
  fc.nat(40),
  fc.integer({ min: 110, max: 140 }),
  fc.integer({ min: 2030, max: 2060 }),
);

const slices = fc.oneof(
  fc.constant({ offset: 0, limit: Number.POSITIVE_INFINITY }),
  fc.record({ offset: fc.nat(6), limit: fc.integer({ min: 1, max: 12 }) }),
);

const edits = fc.array(
  fc.record({
    removed: fc.array(fc.nat(), { maxLength: 20 }),
    added: fc.array(fc.nat(12), { maxLength: 24 }),
    isShown: fc.boolean(),
  }),
  { maxLength: 12 },
);

/** The beginning of what a slice is of, as a keeper asks for it. */
function firstOf(all: readonly Thing[], slice: Listing<Thing>["slice"]): Listing<Thing> {
  const wanted = slice.offset + slice.limit;
  const most = wanted + spareOf(wanted);
  return Listing.of(kind, slice, { entries: all.slice(0, most), isComplete: all.length < most });
}

test.prop([sizes, slices, edits], { numRuns: runs(200) })(
  "shows what an array would that is sorted after each edit",
  (size, slice, steps) => {
    let lastId = size;
    let all = Array.from({ length: size }, (_, id): Thing => ({ id, day: id % 9 }));
    all.sort(compareThings);
    let listing = firstOf(all, slice);
    for (const { removed, added, isShown } of steps) {
      if (isShown) expect(Object.isFrozen(listing.shown())).toBe(true);
      const gone = new Set(removed.map((at) => all[at % Math.max(1, all.length)]!).filter(Boolean));
      const come = added.map((day): Thing => ({ id: lastId++, day }));
      const before = listing.entries();
      const copy = [...before];
      all = [...all.filter((thing) => !gone.has(thing)), ...come].sort(compareThings);
      const edited = listing.edit([...gone], come);
      expect(before).toEqual(copy);
      if (edited === undefined) {
        expect(listing.isComplete).toBe(false);
        listing = firstOf(all, slice);
      } else listing = edited;

      const { offset, limit } = slice;
      const shown = all.slice(offset, offset + limit);
      expect(listing.entries()).toEqual(shown);
      expect(listing.length).toBe(shown.length);
      expect(listing.all()).toEqual(all.slice(0, listing.kept));
      if (listing.isComplete) expect(listing.kept).toBe(all.length);
      for (const thing of shown.slice(0, 3)) {
        expect(listing.at(listing.rankOf(thing))).toBe(thing);
        expect(listing.holds(thing)).toBe(true);
      }
      for (const thing of gone) expect(listing.holds(thing)).toBe(false);
    }
  },
);
