import { describe, expect, it } from "vitest";
import { InvariantError } from "../../src/errors.ts";
import { IntMap } from "../../src/tables/int-map.ts";
import { takeByMarks } from "../../src/tables/key-marks.ts";
import { Owner } from "../../src/tables/owner.ts";

interface Named {
  readonly name: string;
}

const GREATEST_KEY = 2 ** 30 - 1;

function mapOf(keys: readonly number[], owner = new Owner()): IntMap<Named> {
  let map = IntMap.empty<Named>();
  for (const key of keys) map = map.set(key, { name: `row ${key}` }, owner);
  return map;
}

function keysOf(map: IntMap<Named>, from = 0): number[] {
  const keys: number[] = [];
  map.forEachFrom(from, (_value, key) => {
    keys.push(key);
  });
  return keys;
}

/** Whether nodes are copied shows only inside. */
function rootOf(map: IntMap<Named>): unknown {
  return (map as unknown as { root: unknown }).root;
}

describe("an IntMap", () => {
  it("is empty at first", () => {
    const map = IntMap.empty<Named>();

    expect(map.size).toBe(0);
    expect(map.get(0)).toBeUndefined();
    expect(keysOf(map)).toEqual([]);
    map.verify();
  });

  it("gives back the very object that was set", () => {
    const anna = { name: "Anna" };

    expect(IntMap.empty<Named>().set(7, anna, new Owner()).get(7)).toBe(anna);
  });

  it("holds keys on both sides of every growth in height", () => {
    const keys = [0, 31, 32, 1023, 1024, 32 ** 3 - 1, 32 ** 3, 32 ** 5, GREATEST_KEY];

    const map = mapOf(keys);

    map.verify();
    expect(map.size).toBe(keys.length);
    expect(keysOf(map)).toEqual(keys);
    expect(keys.map((key) => map.get(key)?.name)).toEqual(keys.map((key) => `row ${key}`));
  });

  it("counts a key once, however often it is set", () => {
    const map = mapOf([3, 3, 3]);

    expect(map.size).toBe(1);
  });

  it.each([-1, 0.5, 33, Number.NaN, 2 ** 30, 2 ** 32 + 1, Number.POSITIVE_INFINITY])(
    "has nothing at %d",
    (key) => {
      expect(mapOf([0, 1, 2]).get(key)).toBeUndefined();
      expect(mapOf([0, 1, 2 ** 29]).get(key)).toBeUndefined();
    },
  );

  it.each([-1, 0.5, Number.NaN, 2 ** 30, 2 ** 32])("refuses to set %d", (key) => {
    expect(() => mapOf([key])).toThrow(InvariantError);
  });
});

describe("forEach", () => {
  it("visits entries by ascending key, whatever the order of the sets", () => {
    expect(keysOf(mapOf([900, 5, 100_000, 0, 33]))).toEqual([0, 5, 33, 900, 100_000]);
  });

  it("stops, and says so, when a visit returns true", () => {
    const seen: number[] = [];

    const isStopped = mapOf([1, 40, 80]).forEach((_value, key) => {
      seen.push(key);
      return key === 40;
    });

    expect(isStopped).toBe(true);
    expect(seen).toEqual([1, 40]);
  });

  it("says false when no visit returned true", () => {
    expect(mapOf([1, 40]).forEach(() => false)).toBe(false);
  });
});

describe("forEachBlock", () => {
  it("stops, and says so, when a visit returns true", () => {
    let blocks = 0;

    const isStopped = mapOf([1, 40, 80]).forEachBlock(() => {
      blocks++;
      return blocks === 2;
    });

    expect([isStopped, blocks]).toEqual([true, 2]);
  });
});

describe("forEachFrom", () => {
  it.each([
    [0, [0, 31, 32, 2000]],
    [-5, [0, 31, 32, 2000]],
    [31, [31, 32, 2000]],
    [31.5, [32, 2000]],
    [33, [2000]],
    [2000, [2000]],
    [2001, []],
    [40_000, []],
  ])("begins at key %d or the next one", (from, expected) => {
    expect(keysOf(mapOf([0, 31, 32, 2000]), from)).toEqual(expected);
  });
});

describe("delete", () => {
  it("takes one key out", () => {
    const map = mapOf([1, 2, 3]).delete(2, new Owner());

    map.verify();
    expect(keysOf(map)).toEqual([1, 3]);
    expect(map.size).toBe(2);
  });

  it("returns the same map when the key is not there", () => {
    const map = mapOf([1, 2]);

    expect(map.delete(3, new Owner())).toBe(map);
    expect(map.delete(GREATEST_KEY, new Owner())).toBe(map);
  });

  it("returns the empty map after the last key", () => {
    expect(mapOf([70_000]).delete(70_000, new Owner())).toBe(IntMap.empty());
  });

  it("leaves no empty node behind", () => {
    const map = mapOf([5, 1000, 100_000]).delete(1000, new Owner());

    map.verify();
    expect(keysOf(map)).toEqual([5, 100_000]);
  });

  it("lowers the tree when the great keys are gone", () => {
    const low = mapOf([5, GREATEST_KEY]).delete(GREATEST_KEY, new Owner());

    low.verify();
    expect(keysOf(low)).toEqual([5]);
  });
});

describe("an owner", () => {
  it("edits its own map in place", () => {
    const owner = new Owner();
    const map = mapOf([1, 2], owner);
    const root = rootOf(map);

    expect(map.set(2, { name: "two" }, owner)).toBe(map);
    expect(map.delete(1, owner)).toBe(map);
    expect(rootOf(map)).toBe(root);
  });

  it("leaves the maps of others as they are", () => {
    const before = mapOf([1, 2, 3]);
    const owner = new Owner();

    const after = before
      .set(2, { name: "new" }, owner)
      .delete(3, owner)
      .set(4, { name: "4" }, owner);

    expect(keysOf(before)).toEqual([1, 2, 3]);
    expect(before.get(2)?.name).toBe("row 2");
    expect(keysOf(after)).toEqual([1, 2, 4]);
    expect(after.get(2)?.name).toBe("new");
  });
});

describe("verify", () => {
  it("finds a wrong size", () => {
    const map = mapOf([1, 2]);

    Object.assign(map, { size: 3 });

    expect(() => map.verify()).toThrow(InvariantError);
  });

  it("finds a tree that is too high", () => {
    const map = mapOf([1, 2]);

    Object.assign(map, { root: [rootOf(map), ...new Array(32)], shift: 5 });

    expect(() => map.verify()).toThrow(InvariantError);
  });
});

describe("keys beyond those of an IntMap", () => {
  it.each([
    { name: "a leaf", keys: [0, 1], beyond: [32, 33, 63, 1024, 2 ** 29] },
    { name: "a branch", keys: [0, 40], beyond: [1024, 1025, 1064, 2 ** 15, 2 ** 29] },
    { name: "two branches", keys: [0, 1500], beyond: [2 ** 15, 2 ** 15 + 1500, 2 ** 20, 2 ** 29] },
  ])("are found in none of the ways to read $name", ({ keys, beyond }) => {
    const owner = new Owner();
    let map = IntMap.empty<{ readonly key: number }>();
    for (const key of keys) map = map.set(key, { key }, owner);
    const marked = beyond.filter((key) => key < 2 ** 21);

    expect(beyond.map((key) => map.get(key))).toEqual(beyond.map(() => undefined));
    expect(beyond.map(map.reader())).toEqual(beyond.map(() => undefined));
    expect(map.getAll(beyond, [])).toBe(0);
    expect(takeByMarks(map, marked, true)).toBe(0);
  });
});
