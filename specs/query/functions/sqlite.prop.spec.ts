import { test } from "@fast-check/vitest";
import SQLite from "better-sqlite3";
import fc from "fast-check";
import { describe, expect } from "vitest";
import { compileArithmetic } from "../../../src/query/functions/arithmetic.ts";
import { compileCast } from "../../../src/query/functions/cast.ts";
import { textOf } from "../../../src/query/functions/text-of.ts";
import type { ArithmeticOperator } from "../../../src/query/syntax.ts";
import { type KindName, kindOf } from "../../../src/schema/kind.ts";
import type { Value } from "../../../src/value.ts";
import { apply, type Typed } from "./apply.ts";

const sqlite = new SQLite(":memory:");

/** What SQLite computes. A number in a list is passed as an integer, others as they are. */
function ask(sql: string, ...args: readonly unknown[]): unknown {
  const bound = args.map((arg) =>
    Array.isArray(arg) ? BigInt(arg[0]) : typeof arg === "boolean" ? Number(arg) : arg,
  );
  return sqlite.prepare(`SELECT ${sql}`).pluck().get(bound);
}

/** Texts of one to four bytes each in UTF-8, without NUL, at which SQLite ends texts. */
const text = fc.string({
  unit: fc.constantFrom("a", "b", " ", "B", "é", "€", "👍", "1"),
  maxLength: 10,
});
const ascii = fc.string({ unit: fc.constantFrom("a", "Z", "m", "[", "0", " "), maxLength: 10 });
const small = fc.integer({ min: -15, max: 15 });
const integer = fc.oneof(small, fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }));
/** Without negative zero, which no column holds. */
const float = fc
  .oneof(
    fc.double({ noNaN: true, min: -1e15, max: 1e15 }),
    fc.integer({ min: -1_000_000, max: 1_000_000 }).map((n) => n / 1000),
  )
  .map((n) => n + 0);

function compute(
  operator: ArithmeticOperator,
  [left, a]: Typed,
  [right, b]: Typed,
): Value | undefined {
  return compileArithmetic(operator, kindOf(left), kindOf(right))?.evaluate(a, b);
}

/** The same number, as far as floats can be computed alike. */
function expectClose(ours: Value, theirs: unknown): void {
  if (typeof ours !== "number" || typeof theirs !== "number") expect(ours).toBe(theirs);
  else expect(Math.abs(ours - theirs)).toBeLessThanOrEqual(1e-12 * Math.abs(theirs));
}

describe("texts as in SQLite", () => {
  test.prop([ascii])("LOWER and UPPER of ASCII", (a) => {
    expect(apply("Lower", [a])).toBe(ask("lower(?)", a));
    expect(apply("Upper", [a])).toBe(ask("upper(?)", a));
  });

  test.prop([text, small, small])("SUBSTR, from any place and of any length", (a, from, length) => {
    expect(apply("Substr", [a, from])).toBe(ask("substr(?, ?)", a, [from]));
    expect(apply("Substr", [a, from, length])).toBe(ask("substr(?, ?, ?)", a, [from], [length]));
  });

  test.prop([text, fc.string({ unit: fc.constantFrom("a", "b", "👍"), maxLength: 2 }), text])(
    "LENGTH, INSTR, REPLACE, UNICODE and TRIM",
    (a, part, other) => {
      expect(apply("Length", [a])).toBe(ask("length(?)", a));
      expect(apply("StrIndex", [a, part])).toBe(ask("instr(?, ?)", a, part));
      expect(apply("Replace", [a, part, other])).toBe(ask("replace(?, ?, ?)", a, part, other));
      expect(apply("Ord", [a])).toBe(ask("unicode(?)", a));
      expect(apply("Trim", [a])).toBe(ask("trim(?)", a));
      expect(apply("LTrim", [a])).toBe(ask("ltrim(?)", a));
      expect(apply("RTrim", [a])).toBe(ask("rtrim(?)", a));
      expect(apply("Concat", [a, part, other])).toBe(ask("? || ? || ?", a, part, other));
    },
  );
});

describe("numbers as in SQLite", () => {
  const operators = { add: "+", sub: "-", div: "/", mod: "%", bitand: "&", bitor: "|" } as const;

  test.prop([fc.constantFrom(...Object.keys(operators)), integer, integer])(
    "integers: + - / %% & |",
    (name, a, b) => {
      const operator = name as keyof typeof operators;
      const expected = ask(`? ${operators[operator]} ?`, [a], [b]);

      expect(compute(operator, ["integer", a], ["integer", b])).toBe(expected);
      const big = compute(operator, ["bigInteger", BigInt(a)], ["bigInteger", BigInt(b)]);
      expect(big === null ? null : Number(big)).toBe(expected);
    },
  );

  const long = fc.bigInt({ min: -(2n ** 62n), max: 2n ** 62n });
  const shift = fc.integer({ min: -70, max: 70 });
  test.prop([long, shift])("shifts of 64 bits", (a, by) => {
    for (const [operator, sign] of [
      ["bitleftshift", "<<"],
      ["bitrightshift", ">>"],
    ] as const) {
      const expected = sqlite.prepare(`SELECT ? ${sign} ?`).safeIntegers().pluck().get(a, [by][0]);
      expect(compute(operator, ["bigInteger", a], ["integer", by])).toBe(expected);
    }
  });

  test.prop([float, float])("floats: + - * / %%", (a, b) => {
    const signs = { add: "+", sub: "-", mul: "*", div: "/", mod: "%" } as const;
    for (const [operator, sign] of Object.entries(signs)) {
      const ours = compute(operator as ArithmeticOperator, ["float", a], ["float", b])!;
      const theirs = ask(`? ${sign} ?`, a, b) as number | null;
      expect(ours).toBe(theirs === null || !Number.isFinite(theirs) ? null : theirs + 0);
    }
  });

  test.prop([float, fc.integer({ min: 0, max: 6 })])("ROUND, CEIL, FLOOR, ABS", (a, places) => {
    const given: Typed = ["float", Math.round(a * 1000) / 1000 + 0];

    expect(apply("Round", [given])).toBe((ask("round(?)", given[1]) as number) + 0);
    expect(apply("Ceil", [given])).toBe((ask("ceil(?)", given[1]) as number) + 0);
    expect(apply("Floor", [given])).toBe((ask("floor(?)", given[1]) as number) + 0);
    expect(apply("Abs", [given])).toBe(ask("abs(?)", given[1]));
    expectClose(
      apply("Round", [given, places]),
      (ask("round(?, ?)", given[1], [places]) as number) + 0,
    );
  });

  const unary = ["Sqrt", "Exp", "Ln", "Sin", "Cos", "ASin", "ACos", "ATan", "Degrees", "Radians"];
  const moderate = fc.double({ noNaN: true, min: -100, max: 100 });
  test.prop([fc.constantFrom(...unary), moderate])("functions of a float", (name, a) => {
    expectClose(apply(name, [["float", a]]), ask(`${name}(?)`, a));
  });

  test.prop([moderate, moderate])("functions of two floats", (a, b) => {
    const args: readonly Typed[] = [
      ["float", a],
      ["float", b],
    ];
    const power = ask("power(?, ?)", a, b) as number | null;

    expect(apply("Mod", args)).toBe(zeroed(ask("mod(?, ?)", a, b)));
    expectClose(apply("ATan2", args), zeroed(ask("atan2(?, ?)", a, b)));
    expectClose(apply("Power", args), power !== null && Number.isFinite(power) ? power : null);
    if (Math.abs(a - 1) > 1e-6) expectClose(apply("Log", args), zeroed(ask("log(?, ?)", a, b)));
  });

  function zeroed(value: unknown): unknown {
    return typeof value === "number" ? value + 0 : value;
  }

  test.prop([integer, integer, integer])("MAX and MIN", (a, b, c) => {
    expect(apply("Greatest", [a, b, c])).toBe(ask("max(?, ?, ?)", a, b, c));
    expect(apply("Least", [a, b, c])).toBe(ask("min(?, ?, ?)", a, b, c));
  });
});

describe("conversions as in SQLite", () => {
  const cast = (from: KindName, to: KindName, value: Value): Value =>
    compileCast(kindOf(from), kindOf(to))(value);

  const numeral = fc.string({
    unit: fc.constantFrom("1", "2", "0", "9", ".", "-", "+", "e", " ", "x"),
    maxLength: 6,
  });
  test.prop([numeral])("of texts to numbers", (given) => {
    expect(cast("text", "integer", given)).toBe(ask("cast(? as integer)", given));
    const real = ask("cast(? as real)", given) as number;
    if (Number.isFinite(real)) expectClose(cast("text", "float", given), real + 0);
  });

  test.prop([float])("of floats to integers, and to text and back", (given) => {
    const whole = ask("cast(? as integer)", given) as number;

    expect(cast("float", "integer", given)).toBe(whole);
    expect(Number(textOf(given, kindOf("float")))).toBe(given);
  });

  // For others the last of SQLite's 17 digits is not always the best.
  const short = fc
    .tuple(fc.integer({ min: -1e6, max: 1e6 }), fc.integer({ min: 0, max: 10 }), fc.boolean())
    .map(([n, power, isLarge]) => (isLarge ? n * 10 ** power : n / 2 ** power) + 0);
  test.prop([short])("of floats to text", (given) => {
    expect(cast("float", "text", given)).toBe(ask("cast(? as text)", given));
  });

  const day = fc
    .integer({ min: -700_000, max: 2_900_000 })
    .map((days) => new Date(days * 86_400_000).toISOString().slice(0, 10))
    .filter((date) => date.length === 10 && !date.startsWith("0000"));
  const clock = fc
    .integer({ min: 0, max: 86_399_999 })
    .map((ms) => new Date(ms).toISOString().slice(11, 23));
  test.prop([day, clock, fc.constantFrom(" ", "T"), fc.constantFrom("", "Z", "+02:00", "-11:30")])(
    "of texts to dates and times",
    (date, time, separator, zone) => {
      const given = `${date}${separator}${time}${zone}`;
      const theirs = ask("strftime('%Y-%m-%dT%H:%M:%fZ', ?)", given) as string;
      fc.pre(/^\d{4}-/.test(theirs) && !theirs.startsWith("0000"));

      expect(cast("text", "dateTime", given)).toBe(theirs);
      expect(cast("text", "date", given)).toBe(ask("date(?)", given));
      expect(cast("text", "time", given)).toBe(theirs.slice(11, -1).replace(/\.000$/, ""));
    },
  );

  test.prop([day])("of dates to their parts", (date) => {
    const parts = { ExtractYear: "%Y", ExtractMonth: "%m", ExtractDay: "%d" };
    for (const [name, format] of Object.entries(parts)) {
      expect(apply(name, [["date", date]])).toBe(Number(ask(`strftime('${format}', ?)`, date)));
    }
    expect(apply("ExtractWeekDay", [["date", date]])).toBe(
      Number(ask("strftime('%w', ?)", date)) + 1,
    );
    expect(apply("ExtractWeek", [["date", date]])).toBe(Number(ask("strftime('%V', ?)", date)));
    expect(apply("ExtractIsoYear", [["date", date]])).toBe(Number(ask("strftime('%G', ?)", date)));
    expect(apply("ExtractIsoWeekDay", [["date", date]])).toBe(
      Number(ask("strftime('%u', ?)", date)),
    );
    expect(apply("TruncMonth", [["date", date]])).toBe(ask("date(?, 'start of month')", date));
    expect(apply("TruncYear", [["date", date]])).toBe(ask("date(?, 'start of year')", date));
  });
});
