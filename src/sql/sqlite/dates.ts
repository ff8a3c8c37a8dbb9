/**
 * Parts of dates and times, and both cut to units. Moments are cut as text, since SQLite's own
 * functions round to milliseconds, which may be the next day's.
 */

import { familyOf } from "../../query/functions/kind-family.ts";
import type { Typed } from "../dialect.ts";

const ZERO_CLOCK = "T00:00:00.000000Z";

function dayOf({ sql, kind }: Typed): string {
  return familyOf(kind) === "date" ? sql : `substr(${sql}, 1, 10)`;
}

const number = (text: string): string => `CAST(${text} AS INTEGER)`;

const DAY_PARTS: { readonly [name: string]: (day: string) => string } = {
  ExtractYear: (day) => number(`strftime('%Y', ${day})`),
  ExtractIsoYear: (day) => number(`strftime('%G', ${day})`),
  ExtractMonth: (day) => number(`strftime('%m', ${day})`),
  ExtractDay: (day) => number(`strftime('%d', ${day})`),
  ExtractWeek: (day) => number(`strftime('%V', ${day})`),
  ExtractWeekDay: (day) => `(${number(`strftime('%w', ${day})`)} + 1)`,
  ExtractIsoWeekDay: (day) => number(`strftime('%u', ${day})`),
  ExtractQuarter: (day) => `((${number(`strftime('%m', ${day})`)} + 2) / 3)`,
};

/** Where a part of a time of day begins, counted from 1. */
const CLOCK_PARTS: { readonly [name: string]: number } = {
  ExtractHour: 1,
  ExtractMinute: 4,
  ExtractSecond: 7,
};

const FIRST_DAYS: { readonly [name: string]: (day: string) => string } = {
  TruncYear: (day) => `strftime('%Y-01-01', ${day})`,
  TruncQuarter: (day) =>
    `(strftime('%Y-', ${day}) || printf('%02d', (strftime('%m', ${day}) - 1) / 3 * 3 + 1) || '-01')`,
  TruncMonth: (day) => `strftime('%Y-%m-01', ${day})`,
  TruncWeek: (day) => `date(${day}, 'weekday 0', '-6 days')`,
  TruncDay: (day) => day,
};

/** What is kept of a time of day, and what stands for the rest. */
const CLOCK_UNITS: { readonly [name: string]: readonly [length: number, rest: string] } = {
  TruncHour: [2, ":00:00"],
  TruncMinute: [5, ":00"],
  TruncSecond: [8, ""],
};

/** Where the time of day begins in the text of a moment, counted from 0. */
const CLOCK = 11;

/** A time of day of a moment, its fraction without zeros in threes. */
function timeOf(moment: string): string {
  const clock = `substr(${moment}, ${CLOCK + 1})`;
  return `replace(replace(replace(${clock}, '.000000Z', ''), '000Z', ''), 'Z', '')`;
}

/** A function of dates and times; undefined for any other. */
export function dateCall(name: string, [arg]: readonly Typed[]): string | undefined {
  if (arg === undefined) return undefined;
  const isMoment = familyOf(arg.kind) === "dateTime";
  const readPart = DAY_PARTS[name];
  if (readPart !== undefined) return readPart(dayOf(arg));
  const start = CLOCK_PARTS[name];
  if (start !== undefined) {
    return number(`substr(${arg.sql}, ${isMoment ? CLOCK + start : start}, 2)`);
  }
  const firstDay = FIRST_DAYS[name];
  if (firstDay !== undefined) {
    const day = firstDay(dayOf(arg));
    return isMoment ? `(${day} || '${ZERO_CLOCK}')` : day;
  }
  const unit = CLOCK_UNITS[name];
  if (unit !== undefined) {
    const [length, rest] = unit;
    return isMoment
      ? `(substr(${arg.sql}, 1, ${CLOCK + length}) || '${rest}.000000Z')`
      : `(substr(${arg.sql}, 1, ${length}) || '${rest}')`;
  }
  if (name === "TruncDate") return dayOf(arg);
  if (name === "TruncTime") return isMoment ? timeOf(arg.sql) : arg.sql;
  return undefined;
}

/** A date as the moment at which it begins in UTC. */
export function momentOfDate(date: string): string {
  return `(${date} || '${ZERO_CLOCK}')`;
}

/** The moment that a text tells, to milliseconds; null where it tells none. */
export function momentOfText(text: string): string {
  return `(strftime('%Y-%m-%dT%H:%M:%f', ${text}) || '000Z')`;
}

/** The time of day that a text or a moment tells, to milliseconds; null where it tells none. */
export function timeOfText(text: string): string {
  return timeOf(momentOfText(text));
}
