import { describe, expect, it } from "vitest";
import { UsageError } from "../../../src/index.ts";
import { findTransform } from "../../../src/query/functions/functions.ts";
import { type KindName, kindOf } from "../../../src/schema/kind.ts";
import type { Value } from "../../../src/value.ts";
import { apply, resultKind } from "./apply.ts";

const MOMENT = "2020-12-31T23:59:58.123456Z";

const examples: readonly (readonly [string, KindName, string, Value])[] = [
  ["ExtractYear", "date", "0987-01-03", 987],
  ["ExtractIsoYear", "date", "2021-01-03", 2020],
  ["ExtractIsoYear", "date", "2018-12-31", 2019],
  ["ExtractIsoYear", "date", "0001-01-01", 1],
  ["ExtractMonth", "date", "2021-01-03", 1],
  ["ExtractDay", "dateTime", MOMENT, 31],
  ["ExtractWeek", "date", "2021-01-03", 53],
  ["ExtractWeek", "date", "2021-01-04", 1],
  ["ExtractWeek", "date", "2018-12-31", 1],
  ["ExtractWeek", "date", "1962-08-16", 33],
  ["ExtractWeekDay", "date", "2021-01-03", 1],
  ["ExtractWeekDay", "date", "2021-01-02", 7],
  ["ExtractIsoWeekDay", "date", "2021-01-03", 7],
  ["ExtractIsoWeekDay", "date", "1969-12-29", 1],
  ["ExtractQuarter", "dateTime", MOMENT, 4],
  ["ExtractQuarter", "date", "2021-03-31", 1],
  ["ExtractHour", "dateTime", MOMENT, 23],
  ["ExtractHour", "time", "10:20:30", 10],
  ["ExtractMinute", "time", "10:20:30.500", 20],
  ["ExtractSecond", "dateTime", MOMENT, 58],
  ["ExtractSecond", "time", "10:20:30.500", 30],
  ["TruncYear", "date", "2021-08-03", "2021-01-01"],
  ["TruncYear", "dateTime", MOMENT, "2020-01-01T00:00:00.000Z"],
  ["TruncQuarter", "date", "2021-08-03", "2021-07-01"],
  ["TruncMonth", "date", "2021-08-03", "2021-08-01"],
  ["TruncWeek", "date", "2021-01-03", "2020-12-28"],
  ["TruncWeek", "date", "0001-01-07", "0001-01-01"],
  ["TruncWeek", "dateTime", MOMENT, "2020-12-28T00:00:00.000Z"],
  ["TruncDay", "date", "2021-01-03", "2021-01-03"],
  ["TruncDay", "dateTime", MOMENT, "2020-12-31T00:00:00.000Z"],
  ["TruncDate", "dateTime", MOMENT, "2020-12-31"],
  ["TruncTime", "dateTime", MOMENT, "23:59:58.123456"],
  ["TruncTime", "dateTime", "2020-12-31T23:59:58.000Z", "23:59:58"],
  ["TruncHour", "dateTime", MOMENT, "2020-12-31T23:00:00.000Z"],
  ["TruncMinute", "dateTime", MOMENT, "2020-12-31T23:59:00.000Z"],
  ["TruncSecond", "dateTime", MOMENT, "2020-12-31T23:59:58.000Z"],
  ["TruncHour", "time", "10:20:30.500", "10:00:00"],
  ["TruncMinute", "time", "10:20:30.500", "10:20:00"],
  ["TruncSecond", "time", "10:20:30.500", "10:20:30"],
];

const refused: readonly (readonly [string, KindName])[] = [
  ["ExtractHour", "date"],
  ["ExtractYear", "time"],
  ["ExtractDay", "duration"],
  ["TruncHour", "date"],
  ["TruncMonth", "time"],
  ["ExtractYear", "text"],
];

const DAY_NAMES = [
  "year",
  "iso_year",
  "month",
  "day",
  "week",
  "week_day",
  "iso_week_day",
  "quarter",
];
const CLOCK_NAMES = ["hour", "minute", "second"];

function transformsOf(kind: KindName): readonly string[] {
  const names = [...DAY_NAMES, ...CLOCK_NAMES, "date", "time", "lower", "constructor"];
  return names.filter((name) => findTransform(name, kindOf(kind)) !== undefined);
}

describe("a function of dates", () => {
  it.each(examples)("%s of the %s %s is %s", (name, kind, text, expected) => {
    expect(apply(name, [[kind, text]])).toBe(expected);
    expect(apply(name, [[kind, null]])).toBe(null);
  });

  it("gives integers, or values of the kind that it is given", () => {
    expect(resultKind("ExtractYear", ["date"])).toBe("integer");
    expect(resultKind("TruncYear", ["date"])).toBe("date");
    expect(resultKind("TruncYear", ["dateTime"])).toBe("dateTime");
    expect(resultKind("TruncHour", ["time"])).toBe("time");
    expect(resultKind("TruncDate", ["dateTime"])).toBe("date");
    expect(resultKind("TruncTime", ["dateTime"])).toBe("time");
  });

  it.each(refused)("%s refuses a %s", (name, kind) => {
    expect(() => resultKind(name, [kind])).toThrow(UsageError);
  });
});

describe("the parts that a path may name", () => {
  it("are those that the kind has", () => {
    expect(transformsOf("date")).toEqual(DAY_NAMES);
    expect(transformsOf("time")).toEqual(CLOCK_NAMES);
    expect(transformsOf("dateTime")).toEqual([...DAY_NAMES, ...CLOCK_NAMES, "date", "time"]);
    expect(transformsOf("text")).toEqual([]);
    expect(transformsOf("duration")).toEqual([]);
  });

  it("are the functions of the same name", () => {
    expect(findTransform("iso_week_day", kindOf("date"))?.name).toBe("ExtractIsoWeekDay");
    expect(findTransform("date", kindOf("dateTime"))?.name).toBe("TruncDate");
  });
});
