import { fc, test } from "@fast-check/vitest";
import { describe, expect } from "vitest";
import { millisecondsOf, toInstantText } from "../../src/schema/temporal.ts";

const moment = fc
  .date({ min: new Date("0001-01-01T00:00:00Z"), max: new Date("9999-12-31T23:59:59.999Z") })
  .filter((date) => !Number.isNaN(date.getTime()))
  .map((date) => date.toISOString());
/** Also with microseconds, which are left out. */
const canonical = fc
  .tuple(moment, fc.constantFrom("Z", "000Z", "999Z"))
  .map(([text, end]) => `${text.slice(0, -1)}${end}`);
/** What a check turns away, or reads as another moment. */
const wrong = fc
  .tuple(moment, fc.nat(23), fc.constantFrom("9", "-", "x"))
  .map(([text, at, character]) => text.slice(0, at) + character + text.slice(at + 1));

function expectAscending(moments: readonly string[]): void {
  for (const [i, text] of moments.entries()) {
    for (const other of moments.slice(i + 1)) {
      const [a, b] = [text.slice(0, 23), other.slice(0, 23)];
      const sign = a < b ? -1 : a === b ? 0 : 1;
      expect(Math.sign(millisecondsOf(text) - millisecondsOf(other))).toBe(sign);
    }
  }
}

describe("millisecondsOf()", () => {
  test.prop([fc.array(canonical, { minLength: 2, maxLength: 8 })])(
    "ascends as moments do",
    expectAscending,
  );

  test.prop([fc.array(fc.oneof(canonical, wrong), { maxLength: 8 }), canonical])(
    "is the same whatever was checked before",
    (others, text) => {
      const first = millisecondsOf(text);
      for (const other of others) {
        toInstantText(other);
        expect(millisecondsOf(text)).toBe(first);
        toInstantText(text);
        expect(millisecondsOf(text)).toBe(first);
      }
    },
  );
});

describe("toInstantText()", () => {
  test.prop([fc.oneof(canonical, wrong), fc.array(fc.oneof(canonical, wrong), { maxLength: 3 })])(
    "is the same whatever was asked for before",
    (text, others) => {
      const first = toInstantText(text);
      millisecondsOf(text);
      for (const other of others) {
        millisecondsOf(other);
        expect(toInstantText(text)).toBe(first);
        toInstantText(other);
        expect(toInstantText(text)).toBe(first);
        millisecondsOf(text);
      }
      expect(toInstantText(text)).toBe(first);
    },
  );
});
