import { describe, expect, it } from "vitest";
import { frozenCopy } from "../../src/schema/frozen-copy.ts";

describe("frozenCopy", () => {
  it("copies lists and plain objects, all the way down", () => {
    const inner = Object.assign(Object.create(null) as { list: number[] }, { list: [1] });
    const copy = frozenCopy({ inner });
    inner.list.push(2);

    expect(copy).toEqual({ inner: { list: [1] } });
    expect([copy, copy.inner, copy.inner.list].every(Object.isFrozen)).toBe(true);
  });

  it("takes all else as it is", () => {
    const frozen = Object.freeze([[1]]);
    const given = [new Date(0), new Map(), () => 1, frozen, "a", null];

    expect(frozenCopy(given).map((each, at) => each === given[at])).not.toContain(false);
  });

  it("ends where an object holds itself", () => {
    const ring: { self?: object; name: string } = { name: "ring" };
    ring.self = ring;
    const list: object[] = [{ same: 1 }];
    list.push([list], list[0]!);

    expect(frozenCopy(ring)).toEqual({ name: "ring", self: ring });
    expect(frozenCopy(list)).toEqual([{ same: 1 }, [list], { same: 1 }]);
  });
});
