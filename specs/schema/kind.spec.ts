import { describe, expect, it } from "vitest";
import { ValidationError } from "../../src/index.ts";
import { type KindName, kindOf } from "../../src/schema/kind.ts";

const place = { model: "Thing", field: "it", maxDigits: 6, decimalPlaces: 2 };
const placeOf = (name: KindName) => (name === "char" ? { ...place, maxLength: 5 } : place);

const accepted: readonly (readonly [KindName, unknown, unknown])[] = [
  ["char", "👍👍👍👍👍", "👍👍👍👍👍"],
  ["integer", -0, 0],
  ["float", -0, 0],
  ["bigInteger", 12, 12n],
  ["decimal", "0012.5", "12.50"],
  ["decimal", -0.1, "-0.10"],
  ["decimal", "-0", "0.00"],
  ["decimal", "1.25e2", "125.00"],
  ["decimal", 1e-2, "0.01"],
  ["uuid", "123E4567E89B12D3A456426614174000", "123e4567-e89b-12d3-a456-426614174000"],
  ["date", new Date("1962-08-16T23:59:59Z"), "1962-08-16"],
  ["date", "2000-02-29", "2000-02-29"],
  ["dateTime", "1962-08-16T20:00:00+02:00", "1962-08-16T18:00:00.000Z"],
  ["dateTime", "2000-02-29T23:59:59.999Z", "2000-02-29T23:59:59.999Z"],
  ["dateTime", "1962-08-16 20:00:00.1234Z", "1962-08-16T20:00:00.123400Z"],
  ["dateTime", "1962-08-16T00:30:00.000001+01:00", "1962-08-15T23:30:00.000001Z"],
  ["time", "20:00", "20:00:00"],
  ["time", "20:00:00.5", "20:00:00.500"],
  ["duration", "PT36H", "P1DT12H"],
  ["duration", "-PT90.5S", "-PT1M30.5S"],
  ["duration", "P1W", "P7D"],
  ["duration", "P0D", "PT0S"],
  ["email", "ringo@example.com", "ringo@example.com"],
  ["email", "", ""],
  ["binary", new Uint8Array([0, 255]), "00ff"],
  ["boolean", false, false],
];

const refused: readonly (readonly [KindName, unknown])[] = [
  ["char", "sixsix"],
  ["char", 5],
  ["char", new String("x")],
  ["slug", "a b"],
  ["url", "javascript:alert(1)"],
  ["url", "http://"],
  ["email", "ringo"],
  ["email", "a@b"],
  ["integer", 1.5],
  ["integer", 2 ** 31],
  ["integer", "5"],
  ["integer", Number.NaN],
  ["positiveInteger", -1],
  ["bigInteger", 2n ** 63n],
  ["bigInteger", 1.5],
  ["float", Number.POSITIVE_INFINITY],
  ["decimal", "1.234"],
  ["decimal", "12345"],
  ["decimal", "."],
  ["decimal", ""],
  ["decimal", Number.NaN],
  ["date", "1900-02-29"],
  ["date", "1962-8-16"],
  ["date", "1962-08-16T00:00:00Z"],
  ["date", new Date(Number.NaN)],
  ["dateTime", "1962-08-16T20:00:00"],
  ["dateTime", "1962-08-16T24:00:00Z"],
  ["dateTime", "1962-08-16T24:00:00.000Z"],
  ["dateTime", "1962-08-16T20:60:00.000Z"],
  ["dateTime", "1962-02-29T20:00:00.000Z"],
  ["dateTime", "1962-08-16T20:00:00.0a0Z"],
  ["date", "1962-8-016"],
  ["date", "1962-08-1a"],
  ["dateTime", "1962-08-16T20:00:00.0000001Z"],
  ["dateTime", "0001-01-01T00:00:00+01:00"],
  ["time", "25:00"],
  ["duration", "P1M"],
  ["duration", "P"],
  ["duration", "PT"],
  ["duration", "1:30"],
  ["uuid", "123"],
  ["boolean", 1],
  ["json", undefined],
  ["json", { a: undefined }],
  ["json", { a: () => 1 }],
  ["json", [Number.NaN]],
  ["json", new Date(0)],
  ["json", new Map()],
  ["binary", "0"],
  ["binary", [1, 2]],
];

describe("a kind of field", () => {
  it.each(accepted)("%s makes the canonical form of %s", (name, value, canonical) => {
    expect(kindOf(name).clean(value, placeOf(name))).toEqual(canonical);
  });

  it.each(accepted)("%s takes its own canonical form of %s again", (name, value) => {
    const canonical = kindOf(name).clean(value, placeOf(name));

    expect(kindOf(name).clean(canonical, placeOf(name))).toEqual(canonical);
  });

  it.each(refused)("%s refuses %s, naming the place", (name, value) => {
    expect(() => kindOf(name).clean(value, placeOf(name))).toThrow(ValidationError);
    expect(() => kindOf(name).clean(value, placeOf(name))).toThrow("Thing.it got ");
  });

  it("json holds a frozen copy, and refuses circles", () => {
    const given = { a: [1, { b: null }] };
    const circle: { me?: unknown } = {};
    circle.me = circle;

    const held = kindOf("json").clean(given, place) as typeof given;
    given.a.push(2);

    expect(held).toEqual({ a: [1, { b: null }] });
    expect(Object.isFrozen(held.a[1])).toBe(true);
    expect(() => kindOf("json").clean(circle, place)).toThrow(ValidationError);
  });

  it("takes Temporal objects by their tag", () => {
    const plainDate = { [Symbol.toStringTag]: "Temporal.PlainDate", toString: () => "1962-08-16" };

    expect(kindOf("date").clean(plainDate, place)).toBe("1962-08-16");
    expect(() => kindOf("dateTime").clean(plainDate, place)).toThrow(ValidationError);
  });
});
