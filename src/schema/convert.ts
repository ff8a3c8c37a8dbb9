/** Values as people type them into forms, which `fullClean()` takes and writes do not. */
import type { KindName } from "./kind.ts";

const INTEGER = /^\s*[+-]?\d+(?:_\d+)*\s*$/;
const NUMBER = /^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?\s*$/i;
const DATE = /^(\d{4})-(\d{1,2})-(\d{1,2})$/;
const TRUE: readonly unknown[] = [1, "1", "t", "True"];
const FALSE: readonly unknown[] = [0, "0", "f", "False"];

/** Digits of a text as the language writes them; undefined where it is no integer. */
function digitsOf(given: unknown): string | undefined {
  if (typeof given !== "string" || !INTEGER.test(given)) return undefined;
  return given.trim().replace("+", "").replaceAll("_", "");
}

function toText(given: unknown): unknown {
  return ["number", "bigint", "boolean"].includes(typeof given) ? String(given) : given;
}

/** What follows the point is dropped, as Django does. */
function toInteger(given: unknown): unknown {
  if (typeof given === "number") return Math.trunc(given);
  if (typeof given === "boolean" || typeof given === "bigint") return Number(given);
  const digits = digitsOf(given);
  return digits === undefined ? given : Number(digits);
}

function toBigInt(given: unknown): unknown {
  if (typeof given === "number") return Number.isFinite(given) ? BigInt(Math.trunc(given)) : given;
  if (typeof given === "boolean") return BigInt(given);
  const digits = digitsOf(given);
  return digits === undefined ? given : BigInt(digits);
}

function toFloat(given: unknown): unknown {
  if (typeof given === "boolean" || typeof given === "bigint") return Number(given);
  return typeof given === "string" && NUMBER.test(given) ? Number(given) : given;
}

function toBoolean(given: unknown): unknown {
  if (TRUE.includes(given)) return true;
  return FALSE.includes(given) ? false : given;
}

function toDecimal(given: unknown): unknown {
  if (typeof given === "boolean") return Number(given);
  return typeof given === "string" ? given.trim().replaceAll("_", "") : given;
}

function toDate(given: unknown): unknown {
  const match = typeof given === "string" ? DATE.exec(given) : null;
  if (match === null) return given;
  const [, year, month, day] = match;
  return `${year}-${month!.padStart(2, "0")}-${day!.padStart(2, "0")}`;
}

function toTime(given: unknown): unknown {
  return typeof given === "string" ? given.replace(/^(?=\d:)/, "0") : given;
}

type Convert = (given: unknown) => unknown;

const CONVERSIONS = new Map<KindName, Convert>([
  ...(["char", "text", "slug", "email", "url"] as const).map((kind) => [kind, toText] as const),
  ...(["auto", "bigAuto", "integer", "smallInteger"] as const).map(
    (kind) => [kind, toInteger] as const,
  ),
  ["positiveInteger", toInteger],
  ["positiveSmallInteger", toInteger],
  ["bigInteger", toBigInt],
  ["positiveBigInteger", toBigInt],
  ["float", toFloat],
  ["boolean", toBoolean],
  ["decimal", toDecimal],
  ["date", toDate],
  ["time", toTime],
]);

/**
 * A value in the type of its kind, as far as it stands for one: `"12"` is 12 for an integer. All
 * else comes back as it is.
 */
export function convertValue(kind: KindName, given: unknown): unknown {
  return CONVERSIONS.get(kind)?.(given) ?? given;
}
