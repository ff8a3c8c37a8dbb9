/** Reads dates, moments and times in the forms that SQLite takes. */
import { toInstantText, toTimeText } from "../../schema/temporal.ts";

const CLOCK = String.raw`(\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?) *(Z|[+-]\d{2}:\d{2})?`;
const STAMP = new RegExp(String.raw`^(?:(\d{4}-\d{2}-\d{2})(?:[ T]+${CLOCK})?|${CLOCK}) *$`, "i");

/** The date that SQLite gives to a time without one. */
const TIME_DAY = "2000-01-01";
const LAST_SECOND = 59.999;

/** A clock with milliseconds, rounded within its minute. */
function toMilliseconds(clock: string): string {
  const seconds = Math.min(LAST_SECOND, Math.round(Number(clock.slice(6)) * 1000) / 1000);
  return `${clock.slice(0, 6).padEnd(6, ":")}${seconds.toFixed(3).padStart(6, "0")}`;
}

/**
 * The canonical moment that a text tells, to milliseconds and in UTC where it names no zone; null
 * where it tells none.
 */
export function momentOfText(text: string): string | null {
  const match = STAMP.exec(text);
  if (match === null) return null;
  const [, date = TIME_DAY, clock = "00:00", zone = "Z", bareClock, bareZone] = match;
  return toInstantText(`${date}T${toMilliseconds(bareClock ?? clock)}${bareZone ?? zone}`) ?? null;
}

/** The canonical date that a text tells; null where it tells none. */
export function dateOfText(text: string): string | null {
  return momentOfText(text)?.slice(0, 10) ?? null;
}

/** The canonical time of day that a text tells; null where it tells none. */
export function timeOfText(text: string): string | null {
  const moment = momentOfText(text);
  return moment === null ? null : (toTimeText(moment.slice(11, -1)) ?? null);
}
