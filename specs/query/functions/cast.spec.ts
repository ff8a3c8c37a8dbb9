import { describe, expect, it } from "vitest";
import { UsageError } from "../../../src/index.ts";
import { compileCast } from "../../../src/query/functions/cast.ts";
import { type KindName, kindOf } from "../../../src/schema/kind.ts";
import type { Value } from "../../../src/value.ts";

const MOMENT = "2020-12-31T23:59:58.123456Z";

const examples: readonly (readonly [KindName, Value, KindName, Value])[] = [
  ["text", "12ab", "integer", 12],
  ["text", " -12.9ab", "integer", -12],
  ["text", "1e3", "integer", 1],
  ["text", "+5", "integer", 5],
  ["text", "- 5", "integer", 0],
  ["text", "", "integer", 0],
  ["text", "0x1F", "integer", 0],
  ["text", "99999999999999999999", "bigInteger", 2n ** 63n - 1n],
  ["float", 2.9, "integer", 2],
  ["float", -2.9, "integer", -2],
  ["float", -0.5, "integer", 0],
  ["float", 1e20, "bigInteger", 2n ** 63n - 1n],
  ["decimal", "-10.50", "integer", -10],
  ["boolean", true, "integer", 1],
  ["bigInteger", 5n, "integer", 5],
  ["integer", 5, "bigInteger", 5n],
  ["date", "2021-01-03", "integer", 2021],
  ["duration", "P1DT2H", "bigInteger", 93600000000n],
  ["text", "1e3", "float", 1000],
  ["text", ".5x", "float", 0.5],
  ["text", "1.e2x", "float", 100],
  ["text", "1e", "float", 1],
  ["text", "inf", "float", 0],
  ["text", "-0", "float", 0],
  ["text", "1e999", "float", null],
  ["decimal", "10.50", "float", 10.5],
  ["bigInteger", 5n, "float", 5],
  ["float", 2.5, "decimal", "2.5"],
  ["float", 0.1 + 0.2, "decimal", "0.3"],
  ["integer", 7, "decimal", "7"],
  ["bigInteger", 7n, "decimal", "7"],
  ["text", "3.14159", "decimal", "3.14159"],
  ["text", "-1.50e2x", "decimal", "-150"],
  ["text", "+.50", "decimal", "0.5"],
  ["text", "x", "decimal", "0"],
  ["float", 4, "text", "4.0"],
  ["float", 2.5, "char", "2.5"],
  ["integer", 7, "text", "7"],
  ["boolean", false, "text", "0"],
  ["date", "2021-01-03", "text", "2021-01-03"],
  ["dateTime", MOMENT, "text", MOMENT],
  ["binary", "c39c", "text", "Ü"],
  ["text", "Ü", "binary", "c39c"],
  ["integer", 7, "boolean", true],
  ["float", 0.5, "boolean", true],
  ["integer", 0, "boolean", false],
  ["text", "true", "boolean", false],
  ["text", "1", "boolean", true],
  ["decimal", "0.00", "boolean", false],
  ["dateTime", MOMENT, "date", "2020-12-31"],
  ["dateTime", MOMENT, "time", "23:59:58.123"],
  ["dateTime", "2020-12-31T23:59:59.999999Z", "time", "23:59:59.999"],
  ["date", "2021-01-03", "dateTime", "2021-01-03T00:00:00.000Z"],
  ["date", "2021-01-03", "time", "00:00:00"],
  ["time", "10:20:30", "dateTime", "2000-01-01T10:20:30.000Z"],
  ["time", "10:20:30", "date", "2000-01-01"],
  ["text", "2020-02-03", "date", "2020-02-03"],
  ["text", "2020-02-30", "date", null],
  ["text", "nope", "date", null],
  ["text", "now", "dateTime", null],
  ["text", "2020-02-03 10:11:12.345678", "dateTime", "2020-02-03T10:11:12.346Z"],
  ["text", "2020-02-03T10:11:12+02:00", "dateTime", "2020-02-03T08:11:12.000Z"],
  ["text", "2020-02-03T10:11", "dateTime", "2020-02-03T10:11:00.000Z"],
  ["text", "10:11", "time", "10:11:00"],
  ["text", "25:11", "time", null],
  ["integer", 7, "duration", "PT0.000007S"],
  ["float", 2.9, "duration", "PT0.000002S"],
  ["text", "5", "duration", "PT0.000005S"],
  ["text", "PT36H", "duration", "P1DT12H"],
  ["text", "123E4567e89b12d3a456426614174000", "uuid", "123e4567-e89b-12d3-a456-426614174000"],
  ["text", "nope", "uuid", null],
  ["text", '{"a":1}', "json", { a: 1 }],
  ["text", "{", "json", "{"],
  ["float", 2.5, "json", 2.5],
  ["bigInteger", 2n, "json", 2],
  ["json", 2.9, "integer", 2],
  ["json", "12ab", "integer", 12],
  ["json", true, "integer", 1],
  ["json", { a: 1 }, "text", '{"a":1}'],
  ["json", "2020-02-03", "date", "2020-02-03"],
  ["json", 5, "date", null],
];

const refused: readonly (readonly [KindName, KindName])[] = [
  ["integer", "date"],
  ["boolean", "dateTime"],
  ["duration", "time"],
  ["date", "duration"],
  ["integer", "uuid"],
];

describe("a conversion", () => {
  it.each(examples)("of the %s %o to %s gives %o", (from, value, to, expected) => {
    const cast = compileCast(kindOf(from), kindOf(to));

    expect(cast(value)).toEqual(expected);
    expect(cast(null)).toBe(null);
  });

  it("to the same kind changes nothing", () => {
    expect(compileCast(kindOf("char"), kindOf("text"))("Ü")).toBe("Ü");
    expect(compileCast(kindOf("dateTime"), kindOf("dateTime"))(MOMENT)).toBe(MOMENT);
  });

  it.each(refused)("from %s to %s is refused", (from, to) => {
    expect(() => compileCast(kindOf(from), kindOf(to))).toThrow(UsageError);
  });
});
