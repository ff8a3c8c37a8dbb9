import { type ErrorFacts, ValidationError } from "../errors.ts";
import { type Collation, type JsonValue, showValue, type Value } from "../value.ts";
import { EXPRESSION } from "./condition.ts";
import { toDateText, toDurationText, toInstantText, toTimeText } from "./temporal.ts";

/** Where a value was given, and the limits its field sets. */
export interface Place {
  readonly model: string;
  readonly field: string;
  readonly maxLength?: number | undefined;
  readonly maxDigits?: number | undefined;
  readonly decimalPlaces?: number | undefined;
}

/** The behaviour that all fields of one kind share. */
export interface Kind {
  readonly name: KindName;
  readonly collation: Collation;
  /** True where `contains`, `startswith` and their like have a meaning. */
  readonly hasText: boolean;
  /**
   * The canonical, frozen form of a value that is not null.
   * @throws {ValidationError} naming the place and what was expected.
   */
  clean(value: unknown, place: Place): Value;
  /**
   * The form of a value that lookups compare with: looser than `clean`, since `age__gt: 2.5` and a
   * name longer than the column have a meaning as questions.
   * @throws {ValidationError} naming the place and what was expected.
   */
  comparable(value: unknown, place: Place): Value;
}

/** Names of the kinds of scalar fields. */
export type KindName =
  | "auto"
  | "bigAuto"
  | "uuid"
  | "char"
  | "text"
  | "slug"
  | "email"
  | "url"
  | "boolean"
  | "integer"
  | "smallInteger"
  | "bigInteger"
  | "positiveInteger"
  | "positiveSmallInteger"
  | "positiveBigInteger"
  | "float"
  | "decimal"
  | "date"
  | "dateTime"
  | "time"
  | "duration"
  | "json"
  | "binary";

/** Refuses a value; the code is "invalid" where none is given. */
export function rejectValue(
  place: Place,
  value: unknown,
  expected: string,
  facts: ErrorFacts = {},
): never {
  const isComputed = typeof value === "object" && value !== null && EXPRESSION in value;
  const given = isComputed ? "an expression" : showValue(value);
  throw new ValidationError(`${place.model}.${place.field} got ${given}; expected ${expected}.`, {
    ...facts,
    ...(isComputed ? { hint: "Expressions are stored by update() of a QuerySet." } : {}),
    model: place.model,
    field: place.field,
    value,
  });
}

/** The code for a number that lies below its least or above its most. */
function rangeCode(isBelow: boolean): ErrorFacts {
  return { code: isBelow ? "min-value" : "max-value" };
}

function countCodePoints(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}

function cleanText(value: unknown, place: Place): string {
  if (typeof value !== "string") rejectValue(place, value, "a string");
  const limit = place.maxLength;
  if (limit !== undefined && value.length > limit) {
    const length = countCodePoints(value);
    if (length > limit) {
      const expected = `at most ${limit} characters, not ${length}`;
      rejectValue(place, value, expected, { code: "max-length" });
    }
  }
  return value;
}

const EMAIL =
  /^[^\s@"(),:;<>[\]\\]+@(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]*[\p{L}\p{N}])?\.)+[\p{L}\p{N}-]{2,}$/u;
const SLUG = /^[-\w]+$/;

function isUrl(text: string): boolean {
  return /^(?:https?|ftps?):\/\/[^\s]+$/i.test(text) && URL.canParse(text);
}

/** Text of a given form; the empty text passes, as a blank value. */
function textKind(name: KindName, expected: string, accepts: (text: string) => boolean): Kind {
  return {
    name,
    collation: "text",
    hasText: true,
    clean(value, place) {
      const text = cleanText(value, place);
      return text === "" || accepts(text) ? text : rejectValue(place, value, expected);
    },
    comparable: comparableText,
  };
}

/** Any finite number, for questions to columns of integers. */
function comparableNumber(value: unknown, place: Place): number {
  if (typeof value === "number" && Number.isFinite(value)) return value;
  return rejectValue(place, value, "a number");
}

/** Any text, whatever the column's limits. */
function comparableText(value: unknown, place: Place): string {
  return typeof value === "string" ? value : rejectValue(place, value, "a string");
}

function integerKind(name: KindName, least: number, most: number): Kind {
  // Here, since every value is checked, and hardly any is wrong.
  const expected = `an integer from ${least} to ${most}`;
  return {
    name,
    collation: "number",
    hasText: true,
    clean(value, place) {
      if (typeof value !== "number" || !Number.isInteger(value)) {
        return rejectValue(place, value, expected);
      }
      if (value >= least && value <= most) return value === 0 ? 0 : value;
      return rejectValue(place, value, expected, rangeCode(value < least));
    },
    comparable: comparableNumber,
  };
}

function bigintKind(name: KindName, least: bigint, most: bigint): Kind {
  const expected = `a bigint from ${least} to ${most}`;
  return {
    name,
    collation: "number",
    hasText: true,
    clean(value, place) {
      const exact =
        typeof value === "number" && Number.isSafeInteger(value) ? BigInt(value) : value;
      if (typeof exact !== "bigint") return rejectValue(place, value, expected);
      if (exact >= least && exact <= most) return exact;
      return rejectValue(place, value, expected, rangeCode(exact < least));
    },
    comparable(value, place) {
      if (typeof value === "bigint") return value;
      const number = comparableNumber(value, place);
      return Number.isSafeInteger(number) ? BigInt(number) : number;
    },
  };
}

/** A text of the right form that stands for nothing, such as a 30th of February, has a code of its own. */
interface ImpossibleText {
  readonly form: RegExp;
  readonly code: string;
}

/** A kind whose canonical form is a text that one function makes. */
function canonicalKind(
  name: KindName,
  collation: Collation,
  expected: string,
  canonical: (value: unknown) => string | undefined,
  impossible?: ImpossibleText,
): Kind {
  const clean = (value: unknown, place: Place): string => {
    const text = canonical(value);
    if (text !== undefined) return text;
    const isFormed = typeof value === "string" && impossible?.form.test(value) === true;
    return rejectValue(place, value, expected, isFormed ? { code: impossible!.code } : {});
  };
  return { name, collation, hasText: true, clean, comparable: clean };
}

const DECIMAL = /^([+-])?(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,3}))?$/;

/** Digits before and after the point of a decimal number in any notation. */
function decimalDigits(
  text: string,
): { negative: boolean; whole: string; fraction: string } | undefined {
  const match = DECIMAL.exec(text);
  if (match === null) return undefined;
  const [, sign, whole = "", fraction = "", exponent = "0"] = match;
  if (whole === "" && fraction === "") return undefined;
  const digits = whole + fraction;
  const point = whole.length + Number(exponent);
  const before = point <= 0 ? "" : digits.slice(0, point).padEnd(point, "0");
  const after = point <= 0 ? "0".repeat(-point) + digits : digits.slice(point);
  return {
    negative: sign === "-",
    whole: before.replace(/^0+/, ""),
    fraction: after.replace(/0+$/, ""),
  };
}

function cleanDecimal(value: unknown, place: Place): string {
  const { maxDigits = 1000, decimalPlaces = 0 } = place;
  const isNumeric = typeof value === "number" || typeof value === "bigint";
  const text = isNumeric ? String(value) : value;
  const parts = typeof text === "string" && text.length <= 1100 ? decimalDigits(text) : undefined;
  if (parts === undefined)
    return rejectValue(place, value, "a decimal number, as a string or a number");
  const wholeDigits = maxDigits - decimalPlaces;
  if (parts.whole.length + parts.fraction.length > maxDigits) {
    rejectValue(place, value, `at most ${maxDigits} digits`, { code: "max-digits" });
  }
  if (parts.fraction.length > decimalPlaces) {
    const expected = `at most ${decimalPlaces} decimal places`;
    rejectValue(place, value, expected, { code: "max-decimal-places" });
  }
  if (parts.whole.length > wholeDigits) {
    const expected = `at most ${wholeDigits} digits before the point`;
    rejectValue(place, value, expected, { code: "max-whole-digits" });
  }
  const isZero = parts.whole === "" && parts.fraction === "";
  const fraction = decimalPlaces === 0 ? "" : `.${parts.fraction.padEnd(decimalPlaces, "0")}`;
  return `${parts.negative && !isZero ? "-" : ""}${parts.whole === "" ? "0" : parts.whole}${fraction}`;
}

const UUID = /^[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}$/i;

function uuidText(value: unknown): string | undefined {
  if (typeof value !== "string" || !UUID.test(value)) return undefined;
  const hex = value.replaceAll("-", "").toLowerCase();
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

function hexText(value: unknown): string | undefined {
  if (typeof value === "string") {
    return /^(?:[0-9a-f]{2})*$/i.test(value) ? value.toLowerCase() : undefined;
  }
  const bytes = value instanceof ArrayBuffer ? new Uint8Array(value) : value;
  if (!(bytes instanceof Uint8Array)) return undefined;
  let text = "";
  for (const byte of bytes) text += byte.toString(16).padStart(2, "0");
  return text;
}

/** How deep JSON data may nest. Deeper data is refused, and with it circular data. */
const JSON_DEPTH = 200;

/** A frozen copy of JSON data, undefined for anything that JSON cannot hold. */
export function freezeJson(value: unknown, depth = 0): JsonValue | undefined {
  if (value === null || typeof value === "boolean" || typeof value === "string") return value;
  if (typeof value === "number")
    return Number.isFinite(value) ? (value === 0 ? 0 : value) : undefined;
  if (typeof value !== "object" || depth >= JSON_DEPTH) return undefined;
  return Array.isArray(value) ? freezeArray(value, depth) : freezeObject(value, depth);
}

function freezeArray(value: readonly unknown[], depth: number): JsonValue | undefined {
  const copy: JsonValue[] = [];
  for (const item of value) {
    const frozen = freezeJson(item, depth + 1);
    if (frozen === undefined) return undefined;
    copy.push(frozen);
  }
  return Object.freeze(copy);
}

function freezeObject(value: object, depth: number): JsonValue | undefined {
  const prototype = Object.getPrototypeOf(value);
  const isPlain = prototype === null || Object.getPrototypeOf(prototype) === null;
  if (!isPlain) return undefined;
  const copy: Record<string, JsonValue> = {};
  for (const [key, item] of Object.entries(value)) {
    const frozen = freezeJson(item, depth + 1);
    if (frozen === undefined) return undefined;
    // Assigning to "__proto__" would set the prototype; defining it makes a plain property.
    if (key === "__proto__") Object.defineProperty(copy, key, { value: frozen, enumerable: true });
    else copy[key] = frozen;
  }
  return Object.freeze(copy);
}

function cleanJson(value: unknown, place: Place): JsonValue {
  const frozen = freezeJson(value);
  if (frozen !== undefined) return frozen;
  return rejectValue(place, value, `plain JSON data, at most ${JSON_DEPTH} levels deep`);
}

function cleanBoolean(value: unknown, place: Place): boolean {
  return typeof value === "boolean" ? value : rejectValue(place, value, "true or false");
}

function cleanFloat(value: unknown, place: Place): number {
  if (typeof value === "number" && Number.isFinite(value)) return value === 0 ? 0 : value;
  return rejectValue(place, value, "a finite number");
}

const INT32 = 2 ** 31;

const KINDS: readonly Kind[] = [
  integerKind("auto", 1, INT32 - 1),
  integerKind("bigAuto", 1, Number.MAX_SAFE_INTEGER),
  canonicalKind("uuid", "text", "a UUID", uuidText),
  { name: "char", collation: "text", hasText: true, clean: cleanText, comparable: comparableText },
  { name: "text", collation: "text", hasText: true, clean: cleanText, comparable: comparableText },
  textKind("slug", "letters, digits, - and _ only", (text) => SLUG.test(text)),
  textKind("email", "an email address", (text) => EMAIL.test(text)),
  textKind("url", "a URL with a scheme and a host", isUrl),
  {
    name: "boolean",
    collation: "number",
    hasText: false,
    clean: cleanBoolean,
    comparable: cleanBoolean,
  },
  integerKind("integer", -INT32, INT32 - 1),
  integerKind("smallInteger", -(2 ** 15), 2 ** 15 - 1),
  bigintKind("bigInteger", -(2n ** 63n), 2n ** 63n - 1n),
  integerKind("positiveInteger", 0, INT32 - 1),
  integerKind("positiveSmallInteger", 0, 2 ** 15 - 1),
  bigintKind("positiveBigInteger", 0n, 2n ** 63n - 1n),
  {
    name: "float",
    collation: "number",
    hasText: true,
    clean: cleanFloat,
    comparable: comparableNumber,
  },
  {
    name: "decimal",
    collation: "decimal",
    hasText: true,
    clean: cleanDecimal,
    comparable: (value, place) =>
      cleanDecimal(value, { ...place, maxDigits: 2000, decimalPlaces: 1000 }).replace(/0+$/, "0"),
  },
  canonicalKind(
    "date",
    "text",
    'a date such as "1962-08-16", a Date or a Temporal.PlainDate',
    toDateText,
    { form: /^\d{4}-\d{1,2}-\d{1,2}$/, code: "invalid-date" },
  ),
  canonicalKind(
    "dateTime",
    "instant",
    'a moment with its zone such as "1962-08-16T20:00:00Z", a Date or a Temporal.Instant',
    toInstantText,
    { form: /^\d{4}-\d{1,2}-\d{1,2}[Tt ]\d{1,2}:\d{1,2}/, code: "invalid-datetime" },
  ),
  canonicalKind("time", "text", 'a time such as "20:00:00" or a Temporal.PlainTime', toTimeText, {
    form: /^\d{1,2}:\d{1,2}(:\d{1,2}(\.\d+)?)?$/,
    code: "invalid-time",
  }),
  canonicalKind(
    "duration",
    "duration",
    'a duration of days and smaller units such as "P1DT2H", or a Temporal.Duration',
    toDurationText,
  ),
  { name: "json", collation: "none", hasText: false, clean: cleanJson, comparable: cleanJson },
  {
    ...canonicalKind(
      "binary",
      "text",
      "a Uint8Array, an ArrayBuffer or a hexadecimal string",
      hexText,
    ),
    hasText: false,
  },
];

const BY_NAME: ReadonlyMap<string, Kind> = new Map(KINDS.map((kind) => [kind.name, kind]));

/** The kind of that name. */
export function kindOf(name: KindName): Kind {
  return BY_NAME.get(name)!;
}
