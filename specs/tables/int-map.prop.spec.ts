import { fc, test } from "@fast-check/vitest";
import { describe, expect } from "vitest";
import { IntMap } from "../../src/tables/int-map.ts";
import { takeByMarks } from "../../src/tables/key-marks.ts";
import { Owner } from "../../src/tables/owner.ts";
import type { Value } from "../../src/value.ts";

interface Entry {
  readonly stamp: number;
}

/** Dense keys share nodes, wide ones force height; small domains make keys meet again. */
const keys = fc.oneof(fc.nat(70), fc.nat(5000), fc.nat(2 ** 30 - 1), fc.constant(2 ** 30 - 1));

const steps = fc.array(
  fc.oneof(
    { weight: 5, arbitrary: fc.record({ kind: fc.constant("set" as const), key: keys }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant("delete" as const), key: keys }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant("deleteNth" as const), key: fc.nat() }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant("publish" as const), key: fc.nat() }) },
  ),
  { maxLength: 120 },
);

/** Entries of the naive model in the order that the map must have. */
function sorted(model: ReadonlyMap<number, Entry>): [number, Entry][] {
  return [...model].sort(([a], [b]) => a - b);
}

function entriesOf(map: IntMap<Entry>, from?: number): [number, Entry][] {
  const entries: [number, Entry][] = [];
  const visit = (value: Entry, key: number): undefined => {
    entries.push([key, value]);
  };
  if (from === undefined) map.forEach(visit);
  else map.forEachFrom(from, visit);
  return entries;
}

function blocksOf(map: IntMap<Entry>): Entry[] {
  const entries: Entry[] = [];
  map.forEachBlock((block, from, to) => {
    for (const value of block.slice(from, to)) if (value !== undefined) entries.push(value);
    return false;
  });
  return entries;
}

/** The values at whole parts of numbers, which stand above keys that there are, and others. */
function expectAllFound(map: IntMap<Entry>, model: ReadonlyMap<number, Entry>): void {
  const wanted = [...model.keys(), ...[0, 31, 32, 5001, 2 ** 30 - 1]].reverse();
  const values: Entry[] = wanted.map(() => ({ stamp: -1 }));
  const found = wanted.map((key) => model.get(key)).filter((value) => value !== undefined);
  const numbers = wanted.map((key, i) => key + (i % 4) / 4);
  const read = map.reader();
  expect(wanted.map(read)).toEqual(wanted.map((key) => model.get(key)));
  expect(map.getAll(numbers, values)).toBe(found.length);
  expect(values.slice(0, found.length)).toEqual(found);
}

/** The values at keys by marks, ascending, among keys that are repeated or not there. */
function expectTakenByMarks(map: IntMap<Entry>, model: ReadonlyMap<number, Entry>): void {
  const last = 2 ** 21 - 1;
  const keys = [...model.keys(), 0, 31, 32, 1023, 1024, 5001].filter((key) => key < last);
  const found = sorted(model).filter(([key]) => key < last);
  const wanted: Value[] = [...keys, keys[0]!];
  const given = wanted.slice();

  expect(takeByMarks(map, wanted, false)).toBe(-1);
  expect(takeByMarks(map, [...wanted, last + 1], true)).toBe(-1);
  expect(wanted).toEqual(given);
  expect(takeByMarks(map, wanted, true)).toBe(found.length);
  expect(wanted.slice(0, found.length)).toEqual(found.map(([, value]) => value));
  // No mark is left: any would be found first.
  expect(takeByMarks(map, [last], true)).toBe(model.has(last) ? 1 : 0);
}

function expectAgreement(map: IntMap<Entry>, model: ReadonlyMap<number, Entry>): void {
  map.verify();
  expect(map.size).toBe(model.size);
  expect(entriesOf(map)).toEqual(sorted(model));
  expect(blocksOf(map)).toEqual(sorted(model).map(([, value]) => value));
  for (const [key, value] of model) expect(map.get(key)).toBe(value);
  expectAllFound(map, model);
  expectTakenByMarks(map, model);
}

describe("an IntMap through a random history", () => {
  test.prop([steps])("agrees with a Map, and published versions never change", (history) => {
    let map = IntMap.empty<Entry>();
    const model = new Map<number, Entry>();
    let owner = new Owner();
    const published: [IntMap<Entry>, Map<number, Entry>][] = [];

    for (const [stamp, { kind, key }] of history.entries()) {
      if (kind === "publish") {
        published.push([map, new Map(model)]);
        owner = new Owner();
      } else if (kind === "set") {
        const entry = { stamp };
        map = map.set(key, entry, owner);
        model.set(key, entry);
      } else {
        const gone = kind === "delete" ? key : [...model.keys()][key % Math.max(1, model.size)];
        map = map.delete(gone ?? 0, owner);
        model.delete(gone ?? 0);
      }
      expectAgreement(map, model);
    }

    for (const [version, content] of published) expectAgreement(version, content);
  });

  test.prop([fc.uniqueArray(keys, { maxLength: 60 }), fc.oneof(keys, fc.integer())])(
    "walks from any number as a filter by key would",
    (present, from) => {
      const owner = new Owner();
      let map = IntMap.empty<Entry>();
      for (const key of present) map = map.set(key, { stamp: key }, owner);

      const walked = entriesOf(map, from).map(([key]) => key);

      expect(walked).toEqual(present.filter((key) => key >= from).sort((a, b) => a - b));
    },
  );

  test.prop([fc.uniqueArray(keys, { minLength: 1, maxLength: 60 })])(
    "is empty after each of its keys was deleted",
    (present) => {
      let map = IntMap.empty<Entry>();
      for (const key of present) map = map.set(key, { stamp: key }, new Owner());

      for (const key of present) map = map.delete(key, new Owner());

      expect(map).toBe(IntMap.empty());
    },
  );
});
