/** Keys in order, against the plain ways to put them so. */
import { fc, test } from "@fast-check/vitest";
import { describe, expect } from "vitest";
import { areKeys, ascending, ascendingOnce } from "../../src/exec/key-list.ts";

/** Few or many keys, close together or far apart. */
const lists = fc
  .record({
    most: fc.constantFrom(3, 200, 2 ** 16, 2 ** 30 - 1),
    size: fc.constantFrom(3, 40, 900),
  })
  .chain(({ most, size }) => fc.array(fc.nat(most), { maxLength: size }))
  .chain((keys) =>
    fc.constantFrom(
      keys,
      keys.toSorted((a, b) => a - b),
    ),
  );

describe("lists of keys", () => {
  test.prop([lists])("ascend, with their repeats", (keys) => {
    expect(Array.from(ascending(keys.slice()))).toEqual(keys.toSorted((a, b) => a - b));
  });

  test.prop([lists])("ascend, each once", (keys) => {
    const once = [...new Set(keys)].sort((a, b) => a - b);

    expect(Array.from(ascendingOnce(keys.slice()))).toEqual(once);
  });

  test.prop([lists, fc.constantFrom(-1, 2.5, "7", null, 7n, true)])(
    "are told from other values",
    (keys, other) => {
      expect(areKeys(keys)).toBe(true);
      expect(areKeys([...keys, other])).toBe(false);
    },
  );
});
