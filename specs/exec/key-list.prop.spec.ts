/** The rows with keys, in the order of the keys, against the plain way to find them. */
import { fc, test } from "@fast-check/vitest";
import { describe, expect } from "vitest";
import { ascendingRows } from "../../src/exec/key-list.ts";
import type { Row } from "../../src/tables/key-order.ts";
import { Owner } from "../../src/tables/owner.ts";
import { RowMap } from "../../src/tables/row-map.ts";
import type { Value } from "../../src/value.ts";
import { openClub } from "../fixtures/club.ts";

const { registry, tables } = openClub().database;
const { pkOrder } = tables[registry.byName.get("Membership")!.position]!.layout;

/** Few or many keys, close together or far apart, with repeats and without, in order and not. */
const lists = fc
  .record({
    most: fc.constantFrom(3, 200, 2 ** 16, 2 ** 21 - 1, 2 ** 21 + 3000, 2 ** 30 - 1),
    size: fc.constantFrom(3, 40, 900, 9000),
    isUnique: fc.boolean(),
  })
  .chain(({ most, size, isUnique }) => {
    const high = fc.integer({ min: Math.max(0, most - size), max: most });
    const key = fc.oneof(fc.nat(most), high);
    const constraints = { maxLength: size, size: "max" as const };
    return isUnique ? fc.uniqueArray(key, constraints) : fc.array(key, constraints);
  })
  .chain((keys) => fc.constantFrom(keys, inOrder(keys)));

/** Whether there is a row with a key. */
const presence = fc.func(fc.nat(4)).map((of) => (key: number) => of(key) > 0);

function inOrder(keys: Iterable<number>): number[] {
  return [...keys].sort((a, b) => a - b);
}

/** A map with a row for each of some keys. */
function mapOf(keys: readonly number[]): RowMap {
  const owner = new Owner();
  let map = new RowMap(pkOrder);
  for (const id of new Set(keys)) map = map.set(Object.freeze({ id }), owner);
  return map;
}

function idsOf(rows: readonly Row[] | undefined): Value[] | undefined {
  return rows?.map(({ id }) => id!);
}

describe("rows with keys", () => {
  test.prop([lists, presence, fc.boolean()])("ascend by key", (keys, isThere, isOnce) => {
    const there = new Set(keys.filter(isThere));
    const rows = mapOf([...there]);

    const found = ascendingRows(rows, keys.slice(), isOnce);

    const wanted = inOrder(isOnce ? new Set(keys) : keys).filter((key) => there.has(key));
    expect(idsOf(found)).toEqual(wanted);
    // Nothing is left over from those before.
    expect(idsOf(ascendingRows(rows, inOrder(there), true))).toEqual(inOrder(there));
  });

  test.prop([
    lists,
    fc.nat(),
    fc.constantFrom(-1, 2.5, "7", null, 7n, true, 2 ** 30),
    fc.boolean(),
  ])("are not found by other values, and their list stays", (keys, seed, other, isOnce) => {
    const values: Value[] = keys.toSpliced(seed % (keys.length + 1), 0, other as number);
    const given = values.slice();

    expect(ascendingRows(mapOf(keys), given, isOnce)).toBeUndefined();
    expect(given).toEqual(values);
    expect(idsOf(ascendingRows(mapOf(keys), keys.slice(), true))).toEqual(inOrder(new Set(keys)));
  });
});
