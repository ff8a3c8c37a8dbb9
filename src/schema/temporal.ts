/**
 * Canonical text of dates and times. Inputs are ISO 8601 strings, `Date`, or Temporal objects;
 * outputs are ISO strings that sort as the moments they stand for. Every function returns
 * undefined for what it does not understand.
 */

const TIME = /^(\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?$/;
const INSTANT = /^(\d{4}-\d{2}-\d{2})[Tt ]([\d:.,]+) ?(Z|z|[+-]\d{2}(?::?\d{2})?)(?:\[[^\]]*\])?$/;
const DURATION =
  /^([+-])?P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:[.,](\d{1,6}))?S)?)?$/i;

const ZERO = 48;
const DASH = 45;
const COLON = 58;
const DOT = 46;
const BIG_T = 84;
const BIG_Z = 90;
/** Beyond all bounds. */
const NO_NUMBER = 1_000_000;

/** Less than any date has. */
const NO_DAYS = 0;

const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function isLeapYear(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

/** The two digits at an index of a text as a number; `NO_NUMBER` for anything else. */
function twoDigits(text: string, index: number): number {
  const tens = text.charCodeAt(index) - ZERO;
  const ones = text.charCodeAt(index + 1) - ZERO;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : NO_NUMBER;
}

/** The two digits at an index of a text that has them there. */
function digits(text: string, index: number): number {
  return (text.charCodeAt(index) - ZERO) * 10 + text.charCodeAt(index + 1) - ZERO;
}

/** Days of a canonical date, or of the moment that begins with it, if all months had 31. */
export function daysOf(text: string): number {
  return ((digits(text, 0) * 100 + digits(text, 2)) * 12 + digits(text, 5)) * 31 + digits(text, 8);
}

/**
 * The days of a text that begins with a date of the calendar, else `NO_DAYS`. Each row has its dates
 * checked: no regex, and nothing but integers.
 */
function checkedDays(text: string): number {
  if (text.charCodeAt(4) !== DASH || text.charCodeAt(7) !== DASH) return NO_DAYS;
  const year = twoDigits(text, 0) * 100 + twoDigits(text, 2);
  const month = twoDigits(text, 5);
  const day = twoDigits(text, 8);
  if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1) return NO_DAYS;
  const isInMonth = day <= (month === 2 && isLeapYear(year) ? 29 : DAYS[month - 1]!);
  return isInMonth ? (year * 12 + month) * 31 + day : NO_DAYS;
}

function isCalendarDate(text: string): boolean {
  return text.length === 10 && checkedDays(text) !== NO_DAYS;
}

/**
 * The last moment in milliseconds that was checked, or any that was asked for, and the one before:
 * what is written is checked first, and then asked for by indexes and live queries, as are both ends
 * of a range; and who asks once often asks again.
 */
const last = { text: "", milliseconds: 0, isChecked: false };
const before = { text: "", milliseconds: 0, isChecked: false };

function remember(text: string, milliseconds: number, isChecked: boolean): void {
  before.text = last.text;
  before.milliseconds = last.milliseconds;
  before.isChecked = last.isChecked;
  last.text = text;
  last.milliseconds = milliseconds;
  last.isChecked = isChecked;
}

function wasChecked(text: string): boolean {
  return text === last.text ? last.isChecked : before.isChecked && text === before.text;
}

/** Milliseconds of a canonical moment, if all months had 31 days; microseconds are left out. */
export function millisecondsOf(text: string): number {
  if (text === last.text) return last.milliseconds;
  if (text === before.text) return before.milliseconds;
  const minutes = (daysOf(text) * 24 + digits(text, 11)) * 60 + digits(text, 14);
  const tenths = (minutes * 60 + digits(text, 17)) * 100 + digits(text, 20);
  const milliseconds = tenths * 10 + text.charCodeAt(22) - ZERO;
  remember(text, milliseconds, false);
  return milliseconds;
}

/**
 * Whether a text is a canonical moment in milliseconds: the form that nearly all of them have. By codes
 * throughout: characters, which are texts, take twice as long.
 */
function isCanonicalInstant(text: string): boolean {
  const isPunctuated =
    text.length === 24 &&
    text.charCodeAt(10) === BIG_T &&
    text.charCodeAt(13) === COLON &&
    text.charCodeAt(16) === COLON &&
    text.charCodeAt(19) === DOT &&
    text.charCodeAt(23) === BIG_Z;
  if (!isPunctuated) return false;
  const hour = twoDigits(text, 11);
  const minute = twoDigits(text, 14);
  const second = twoDigits(text, 17);
  const tenths = twoDigits(text, 20);
  const ones = text.charCodeAt(22) - ZERO;
  const days = checkedDays(text);
  const isInDay = hour < 24 && minute < 60 && second < 60 && tenths < 100 && ones >= 0 && ones <= 9;
  if (!isInDay || days === NO_DAYS) return false;
  const seconds = ((days * 24 + hour) * 60 + minute) * 60 + second;
  remember(text, (seconds * 100 + tenths) * 10 + ones, true);
  return true;
}

/** Text of a Temporal object of the given class, undefined for anything else. */
function temporalText(value: unknown, ...classes: string[]): string | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const tag = (value as { [Symbol.toStringTag]?: unknown })[Symbol.toStringTag];
  return classes.some((name) => tag === `Temporal.${name}`) ? String(value) : undefined;
}

function isValidDate(value: unknown): value is Date {
  return value instanceof Date && !Number.isNaN(value.getTime());
}

/** `YYYY-MM-DD`. A `Date` gives its UTC day. */
export function toDateText(value: unknown): string | undefined {
  if (isValidDate(value)) return toDateText(value.toISOString().slice(0, 10));
  const text = typeof value === "string" ? value : temporalText(value, "PlainDate");
  return text !== undefined && isCalendarDate(text) ? text : undefined;
}

/** Fraction of a second with 3 or 6 digits, or none for zero in a time of day. */
function fraction(digits: string, always: boolean): string | undefined {
  const padded = digits.padEnd(9, "0");
  if (padded.slice(6) !== "000") return undefined;
  if (padded.slice(3, 6) !== "000") return `.${padded.slice(0, 6)}`;
  return always || padded.slice(0, 3) !== "000" ? `.${padded.slice(0, 3)}` : "";
}

function clockText(text: string, always: boolean): string | undefined {
  const match = TIME.exec(text);
  if (match === null) return undefined;
  const [, hour, minute, second = "00", digits = ""] = match;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
  const rest = fraction(digits, always);
  return rest === undefined ? undefined : `${hour}:${minute}:${second}${rest}`;
}

/** `HH:MM:SS`, with `.mmm` or `.uuuuuu` where the time has a fraction of a second. */
export function toTimeText(value: unknown): string | undefined {
  const text = typeof value === "string" ? value : temporalText(value, "PlainTime");
  return text === undefined ? undefined : clockText(text, false);
}

function offsetMinutes(offset: string): number {
  if (offset === "Z" || offset === "z") return 0;
  const digits = offset.slice(1).replace(":", "").padEnd(4, "0");
  const minutes = Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2));
  return offset.startsWith("-") ? -minutes : minutes;
}

/** `YYYY-MM-DDTHH:MM:SS.mmmZ` (six digits where there are microseconds), in UTC. */
export function toInstantText(value: unknown): string | undefined {
  if (isValidDate(value)) return toInstantText(value.toISOString());
  const text = typeof value === "string" ? value : temporalText(value, "Instant", "ZonedDateTime");
  if (text !== undefined && (wasChecked(text) || isCanonicalInstant(text))) return text;
  const match = text === undefined ? null : INSTANT.exec(text);
  if (match === null || !isCalendarDate(match[1]!)) return undefined;
  const clock = clockText(match[2]!, true);
  if (clock === undefined) return undefined;
  const shift = offsetMinutes(match[3]!);
  if (shift === 0) return `${match[1]}T${clock}Z`;
  const moment = Date.parse(`${match[1]}T${clock.slice(0, 12)}Z`) - shift * 60_000;
  const shifted = new Date(moment).toISOString();
  const isInRange = /^\d{4}-/.test(shifted) && !shifted.startsWith("0000");
  return isInRange ? `${shifted.slice(0, -1)}${clock.slice(12)}Z` : undefined;
}

const UNITS = [604_800_000_000n, 86_400_000_000n, 3_600_000_000n, 60_000_000n, 1_000_000n];

function parseDuration(text: string): bigint | undefined {
  const match = DURATION.exec(text);
  if (match === null || /[PT]$/i.test(text)) return undefined;
  let total = BigInt((match[7] ?? "").padEnd(6, "0"));
  UNITS.forEach((unit, index) => {
    total += unit * BigInt(match[index + 2] ?? 0);
  });
  return match[1] === "-" ? -total : total;
}

/** `P1DT2H30M0.5S`: an ISO duration with days as its largest unit; zero is `PT0S`. */
export function toDurationText(value: unknown): string | undefined {
  const text = typeof value === "string" ? value : temporalText(value, "Duration");
  const total = text === undefined || text.length > 64 ? undefined : parseDuration(text);
  if (total === undefined) return undefined;
  let rest = total < 0n ? -total : total;
  const take = (unit: bigint): bigint => {
    const count = rest / unit;
    rest %= unit;
    return count;
  };
  const [days, hours, minutes, seconds] = UNITS.slice(1).map(take) as [
    bigint,
    bigint,
    bigint,
    bigint,
  ];
  const micros = rest === 0n ? "" : `.${String(rest).padStart(6, "0").replace(/0+$/, "")}`;
  const clock =
    (hours > 0n ? `${hours}H` : "") +
    (minutes > 0n ? `${minutes}M` : "") +
    (seconds > 0n || micros !== "" ? `${seconds}${micros}S` : "");
  const body = `${days > 0n ? `${days}D` : ""}${clock === "" ? "" : `T${clock}`}`;
  return `${total < 0n ? "-" : ""}P${body === "" ? "T0S" : body}`;
}
