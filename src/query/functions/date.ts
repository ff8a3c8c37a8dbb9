/** Parts of dates and times, and dates and times cut to a unit. All of it is in UTC. */
import { type KindName, kindOf } from "../../schema/kind.ts";
import { toTimeText } from "../../schema/temporal.ts";
import { type Family, familyOf } from "./kind-family.ts";
import { dateOfDay, dayNumber } from "./moment.ts";
import { refuseArguments } from "./refuse-arguments.ts";
import type { ScalarFunction } from "./scalar-function.ts";

const WITH_DAY: readonly Family[] = ["date", "dateTime"];
const WITH_CLOCK: readonly Family[] = ["time", "dateTime"];

/** ISO day of the week: 1 is Monday, 7 is Sunday. */
function isoWeekDay(date: string): number {
  // 1970-01-01 was a Thursday.
  return ((((dayNumber(date) + 3) % 7) + 7) % 7) + 1;
}

function mondayOf(date: string): number {
  return dayNumber(date) - isoWeekDay(date) + 1;
}

/** Year and number of the ISO week, which are those of its Thursday. */
function isoWeek(date: string): readonly [year: number, week: number] {
  const thursday = mondayOf(date) + 3;
  const year = new Date(thursday * 86_400_000).getUTCFullYear();
  const start = dayNumber(`${String(year).padStart(4, "0")}-01-01`);
  return [year, Math.floor((thursday - start) / 7) + 1];
}

const month = (date: string): number => Number(date.slice(5, 7));

/** Parts of a date, or of a moment's date. */
const DAY_PARTS: { readonly [part: string]: (date: string) => number } = {
  year: (date) => Number(date.slice(0, 4)),
  iso_year: (date) => isoWeek(date)[0],
  month,
  day: (date) => Number(date.slice(8, 10)),
  week: (date) => isoWeek(date)[1],
  week_day: (date) => (isoWeekDay(date) % 7) + 1,
  iso_week_day: isoWeekDay,
  quarter: (date) => Math.ceil(month(date) / 3),
};

/** Parts of a time of day, by where they stand in its text. */
const CLOCK_PARTS: { readonly [part: string]: number } = { hour: 0, minute: 3, second: 6 };

/** Where the time of day begins in the text of a moment. */
const CLOCK_START = 11;

function nameOf(prefix: string, part: string): string {
  const words = part.split("_").map((word) => word[0]!.toUpperCase() + word.slice(1));
  return prefix + words.join("");
}

function define(
  name: string,
  families: readonly Family[],
  result: KindName | undefined,
  compile: (family: Family) => (text: string) => string | number | null,
): ScalarFunction {
  const check = (kinds: Parameters<ScalarFunction["compile"]>[0]): Family => {
    const family = familyOf(kinds[0]!);
    if (families.includes(family)) return family;
    return refuseArguments(name, kinds, `a ${families.join(" or a ")}`);
  };
  return {
    name,
    minArgs: 1,
    maxArgs: 1,
    seesNulls: false,
    resultKind(kinds) {
      check(kinds);
      return result === undefined ? kinds[0]! : kindOf(result);
    },
    compile(kinds) {
      const evaluate = compile(check(kinds));
      return ([value]) => evaluate(value as string);
    },
  };
}

function extractClock([part, at]: readonly [string, number]): ScalarFunction {
  return define(nameOf("Extract", part), WITH_CLOCK, "integer", (family) => {
    const start = family === "time" ? at : CLOCK_START + at;
    return (text) => Number(text.slice(start, start + 2));
  });
}

const EXTRACTS: readonly ScalarFunction[] = [
  ...Object.entries(DAY_PARTS).map(([part, read]) =>
    define(nameOf("Extract", part), WITH_DAY, "integer", () => read),
  ),
  ...Object.entries(CLOCK_PARTS).map(extractClock),
];

function quarterStart(date: string): string {
  const first = month(date) - ((month(date) - 1) % 3);
  return `${date.slice(0, 5)}${String(first).padStart(2, "0")}-01`;
}

/** The first day of the unit that a date lies in. */
const FIRST_DAYS: { readonly [unit: string]: (date: string) => string | null } = {
  year: (date) => `${date.slice(0, 5)}01-01`,
  quarter: quarterStart,
  month: (date) => `${date.slice(0, 8)}01`,
  week: (date) => dateOfDay(mondayOf(date)),
  day: (date) => date,
};

function truncateDay([unit, firstDay]: readonly [
  string,
  (date: string) => string | null,
]): ScalarFunction {
  return define(nameOf("Trunc", unit), WITH_DAY, undefined, (family) => {
    if (family === "date") return firstDay;
    return (text) => {
      const day = firstDay(text.slice(0, 10));
      return day === null ? null : `${day}T00:00:00.000Z`;
    };
  });
}

const ZERO_CLOCK = "00:00:00";

function truncateClock([unit, at]: readonly [string, number]): ScalarFunction {
  const rest = ZERO_CLOCK.slice(at + 2);
  return define(nameOf("Trunc", unit), WITH_CLOCK, undefined, (family) =>
    family === "time"
      ? (text) => text.slice(0, at + 2) + rest
      : (text) => `${text.slice(0, CLOCK_START + at + 2)}${rest}.000Z`,
  );
}

const TRUNCATIONS: readonly ScalarFunction[] = [
  ...Object.entries(FIRST_DAYS).map(truncateDay),
  ...Object.entries(CLOCK_PARTS).map(truncateClock),
  define("TruncDate", WITH_DAY, "date", () => (text) => text.slice(0, 10)),
  define("TruncTime", WITH_CLOCK, "time", (family) =>
    family === "time" ? (text) => text : (text) => toTimeText(text.slice(CLOCK_START, -1))!,
  ),
];

/** The functions of this file. */
export const DATE_FUNCTIONS: readonly ScalarFunction[] = [...EXTRACTS, ...TRUNCATIONS];

/** Name of the function for a part that a path or `Extract()` names: `iso_year` is `ExtractIsoYear`. */
export function extractName(part: string): string | undefined {
  const isPart = Object.hasOwn(DAY_PARTS, part) || Object.hasOwn(CLOCK_PARTS, part);
  return isPart ? nameOf("Extract", part) : undefined;
}

/** Name of the function that cuts to a unit: `week` is `TruncWeek`. */
export function truncName(unit: string): string | undefined {
  const isUnit = Object.hasOwn(FIRST_DAYS, unit) || Object.hasOwn(CLOCK_PARTS, unit);
  return isUnit || unit === "date" || unit === "time" ? nameOf("Trunc", unit) : undefined;
}

/** Name of the function that a path such as `joined__year` ends in, for values of a family. */
export function transformName(part: string, family: Family): string | undefined {
  if (part === "date" || part === "time") {
    return family === "dateTime" ? nameOf("Trunc", part) : undefined;
  }
  const families = Object.hasOwn(CLOCK_PARTS, part) ? WITH_CLOCK : WITH_DAY;
  return families.includes(family) ? extractName(part) : undefined;
}
