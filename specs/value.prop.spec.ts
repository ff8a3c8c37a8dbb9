import { test } from "@fast-check/vitest";
import fc from "fast-check";
import { describe, expect } from "vitest";
import { kindOf } from "../src/schema/kind.ts";
import { type Collation, compareText, compareValues } from "../src/value.ts";

/** Order by code points, the slow and plain way. */
function byCodePoints(a: string, b: string): number {
  const [x, y] = [[...a].map((c) => c.codePointAt(0)!), [...b].map((c) => c.codePointAt(0)!)];
  for (let i = 0; i < Math.min(x.length, y.length); i++) if (x[i] !== y[i]) return x[i]! - y[i]!;
  return x.length - y.length;
}

const place = { model: "Thing", field: "it", maxDigits: 20, decimalPlaces: 6 };

describe("the order of values", () => {
  test.prop([fc.string({ unit: "binary" }), fc.string({ unit: "binary" })])(
    "of texts is that of code points",
    (a, b) => {
      expect(Math.sign(compareText(a, b))).toBe(Math.sign(byCodePoints(a, b)));
    },
  );

  const cents = fc.integer({ min: -10_000_000, max: 10_000_000 });
  test.prop([cents, cents])("of decimals is that of their numbers", (a, b) => {
    const [x, y] = [a, b].map((n) => kindOf("decimal").clean(n / 1000, place));

    expect(Math.sign(compareValues(x!, y!, "decimal"))).toBe(Math.sign(a - b));
  });

  const micros = fc.bigInt({ min: -(10n ** 14n), max: 10n ** 14n });
  test.prop([micros, micros])("of moments and durations is that of time", (a, b) => {
    const moment = (n: bigint): string =>
      `${new Date(Number(n / 1_000_000n) * 1000 + 2 ** 42).toISOString().slice(0, 19)}.${String(n < 0n ? 0n : n % 1_000_000n).padStart(6, "0")}Z`;
    const duration = (n: bigint): string =>
      `${n < 0n ? "-" : ""}PT${(n < 0n ? -n : n) / 1_000_000n}.${String((n < 0n ? -n : n) % 1_000_000n).padStart(6, "0")}S`;
    const compare = (
      kind: "dateTime" | "duration",
      collation: Collation,
      make: (n: bigint) => string,
    ): number => {
      const [x, y] = [a, b].map((n) => kindOf(kind).clean(make(n), place));
      return Math.sign(compareValues(x!, y!, collation));
    };

    expect(compare("duration", "duration", duration)).toBe(a < b ? -1 : a > b ? 1 : 0);
    if (a >= 0n && b >= 0n)
      expect(compare("dateTime", "instant", moment)).toBe(a < b ? -1 : a > b ? 1 : 0);
  });
});
