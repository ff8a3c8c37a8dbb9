/** Arithmetic of durations, and of dates, moments and times with them. */
import { type KindName, kindOf } from "../../schema/kind.ts";
import { durationMicroseconds, type Value } from "../../value.ts";
import type { ArithmeticOperator } from "../syntax.ts";
import type { BinaryOperation } from "./binary-operation.ts";
import { divideHalfEven, fractionOf } from "./decimal.ts";
import { type Family, isNumeric } from "./kind-family.ts";
import {
  DAY,
  durationOf,
  momentMicroseconds,
  momentOf,
  timeMicroseconds,
  timeOf,
} from "./moment.ts";

type Step = (a: string, b: string) => Value;

/** Days of a duration, rounded down: what a date, which has no hours, moves by. */
function wholeDays(duration: string): bigint {
  const microseconds = durationMicroseconds(duration);
  const days = microseconds / DAY;
  return microseconds < 0n && microseconds % DAY !== 0n ? days - 1n : days;
}

const moveDate = (date: string, days: bigint): Value =>
  momentOf(momentMicroseconds(date) + days * DAY);

const moveMoment = (moment: string, duration: string, sign: bigint): Value =>
  momentOf(momentMicroseconds(moment) + sign * durationMicroseconds(duration));

const moveTime = (time: string, duration: string, sign: bigint): Value =>
  timeOf(timeMicroseconds(time) + sign * durationMicroseconds(duration));

const between: Step = (a, b) => durationOf(momentMicroseconds(a) - momentMicroseconds(b));

const STEPS: ReadonlyMap<string, readonly [result: KindName, step: Step]> = new Map<
  string,
  readonly [KindName, Step]
>([
  ["date add duration", ["dateTime", (a, b) => moveDate(a, wholeDays(b))]],
  ["duration add date", ["dateTime", (a, b) => moveDate(b, wholeDays(a))]],
  ["date sub duration", ["dateTime", (a, b) => moveDate(a, -wholeDays(b))]],
  ["dateTime add duration", ["dateTime", (a, b) => moveMoment(a, b, 1n)]],
  ["duration add dateTime", ["dateTime", (a, b) => moveMoment(b, a, 1n)]],
  ["dateTime sub duration", ["dateTime", (a, b) => moveMoment(a, b, -1n)]],
  ["time add duration", ["time", (a, b) => moveTime(a, b, 1n)]],
  ["duration add time", ["time", (a, b) => moveTime(b, a, 1n)]],
  ["time sub duration", ["time", (a, b) => moveTime(a, b, -1n)]],
  [
    "duration add duration",
    ["duration", (a, b) => durationOf(durationMicroseconds(a) + durationMicroseconds(b))],
  ],
  [
    "duration sub duration",
    ["duration", (a, b) => durationOf(durationMicroseconds(a) - durationMicroseconds(b))],
  ],
  ["date sub date", ["duration", between]],
  ["date sub dateTime", ["duration", between]],
  ["dateTime sub date", ["duration", between]],
  ["dateTime sub dateTime", ["duration", between]],
  ["time sub time", ["duration", (a, b) => durationOf(timeMicroseconds(a) - timeMicroseconds(b))]],
]);

/**
 * Arithmetic with a date, a moment, a time or a duration on at least one side; undefined where the
 * two do not go together. A date moves by whole days and becomes a moment, as in Django; a time
 * goes round the clock.
 */
export function compileTemporal(
  operator: ArithmeticOperator,
  left: Family,
  right: Family,
): BinaryOperation | undefined {
  const found = STEPS.get(`${left} ${operator} ${right}`);
  if (found === undefined) return compileScaling(operator, left, right);
  const [result, step] = found;
  return { kind: kindOf(result), evaluate: (a, b) => step(a as string, b as string) };
}

/** A duration times or by a number, rounded to microseconds, half to even. */
function compileScaling(
  operator: ArithmeticOperator,
  left: Family,
  right: Family,
): BinaryOperation | undefined {
  const kind = kindOf("duration");
  if (left === "duration" && isNumeric(right)) {
    if (operator === "mul") return { kind, evaluate: (a, b) => multiply(a as string, b) };
    if (operator === "div") return { kind, evaluate: (a, b) => divide(a as string, b) };
  }
  if (operator !== "mul" || right !== "duration" || !isNumeric(left)) return undefined;
  return { kind, evaluate: (a, b) => multiply(b as string, a) };
}

function isFloat(value: Value): value is number {
  return typeof value === "number" && !Number.isInteger(value);
}

function multiply(duration: string, factor: Value): Value {
  const microseconds = durationMicroseconds(duration);
  if (isFloat(factor)) return ofFloat(Number(microseconds) * factor);
  const [upper, lower] = fractionOf(exactText(factor));
  return durationOf(divideHalfEven(microseconds * upper, lower));
}

function divide(duration: string, divisor: Value): Value {
  const microseconds = durationMicroseconds(duration);
  if (isFloat(divisor)) return ofFloat(Number(microseconds) / divisor);
  const [upper, lower] = fractionOf(exactText(divisor));
  return upper === 0n ? null : durationOf(divideHalfEven(microseconds * lower, upper));
}

function exactText(value: Value): string {
  return typeof value === "number" ? String(BigInt(value)) : String(value);
}

function ofFloat(microseconds: number): Value {
  if (!Number.isFinite(microseconds)) return null;
  const rounded = Math.round(microseconds);
  const isTie = rounded - microseconds === 0.5 && rounded % 2 !== 0;
  return durationOf(BigInt(isTie ? rounded - 1 : rounded));
}
