import type { CheckMessage } from "../../errors.ts";
import { showValue } from "../../value.ts";
import { MAX_LENGTHS } from "../resolve-schema.ts";
import { error, warning } from "./message.ts";
import { type FieldOutline, isRecord, type ScalarOutline } from "./outline.ts";

const IDENTIFIER = /^[\p{ID_Start}_$][\p{ID_Continue}$]*$/u;

/** Whether a text can stand after a dot and between the `__` of lookups. */
export function isIdentifier(text: string): boolean {
  return IDENTIFIER.test(text);
}

function* checkName({ name, path }: FieldOutline): Iterable<CheckMessage> {
  if (name.endsWith("_")) {
    const why = `Lookups could not tell where "${name}" ends`;
    yield error("fields.E001", path, `${why}: a name may not end with "_".`);
  } else if (name.includes("__")) {
    yield error("fields.E002", path, `Lookups would split "${name}" in two at its "__".`);
  } else if (name === "pk") {
    yield error("fields.E003", path, 'Every model has "pk" already, as a name of its primary key.');
  } else if (!isIdentifier(name)) {
    const expected = "letters, digits and _, with no digit first";
    yield error("throughline.E002", path, `The name ${showValue(name)} is not one: ${expected}.`);
  }
}

const FLAGS = ["null", "blank", "editable", "unique", "primaryKey", "autoNow", "autoNowAdd"];
const RELATION_FLAGS = ["symmetrical", "dbConstraint"];

function* checkFlags({ options, path }: FieldOutline): Iterable<CheckMessage> {
  for (const name of [...FLAGS, ...RELATION_FLAGS]) {
    const value = options.get(name);
    if (value === undefined || typeof value === "boolean") continue;
    yield error("throughline.E004", path, `${name} is ${showValue(value)}; expected a boolean.`);
  }
}

function* checkIndex({ options, path }: FieldOutline): Iterable<CheckMessage> {
  const index = options.get("index");
  if (index === undefined || typeof index === "boolean") return;
  yield error("fields.E006", path, `index is ${showValue(index)}; expected true or false.`);
}

function* checkNullKey({ options, path }: FieldOutline): Iterable<CheckMessage> {
  if (options.get("primaryKey") !== true || options.get("null") !== true) return;
  const hint = "Leave out null, or primaryKey.";
  yield error("fields.E007", path, "A primary key names its row, so it cannot be null.", hint);
}

function* checkValidators({ options, path }: FieldOutline): Iterable<CheckMessage> {
  const validators = options.get("validators");
  if (validators === undefined) return;
  if (!Array.isArray(validators)) {
    const got = showValue(validators);
    yield error("fields.E008", path, `validators is ${got}; expected a list of functions.`);
    return;
  }
  for (const [index, validator] of validators.entries()) {
    if (typeof validator === "function") continue;
    const got = showValue(validator);
    yield error("fields.E008", path, `validators[${index}] is ${got}; expected a function.`);
  }
}

function* checkErrorMessages({ options, path }: FieldOutline): Iterable<CheckMessage> {
  const messages = options.get("errorMessages");
  if (messages === undefined) return;
  const hint = 'Write errorMessages: { blank: "Give a name." }.';
  const isRight =
    isRecord(messages) && Object.values(messages).every((text) => typeof text === "string");
  if (isRight) return;
  const got = showValue(messages);
  yield error("throughline.E004", path, `errorMessages is ${got}; expected texts by code.`, hint);
}

function isPositiveInteger(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) > 0;
}

function isCount(value: unknown): value is number {
  return value === 0 || isPositiveInteger(value);
}

function* checkMaxLength({ kind, options, path }: ScalarOutline): Iterable<CheckMessage> {
  const maxLength = options.get("maxLength");
  if (maxLength === undefined) return;
  if (kind.name.toLowerCase().endsWith("integer") || kind.name.toLowerCase().endsWith("auto")) {
    const hint = "Leave it out, or write a validator.";
    yield warning("fields.W122", path, `maxLength says nothing about a number.`, hint);
  } else if (!isPositiveInteger(maxLength)) {
    const got = showValue(maxLength);
    yield error("fields.E121", path, `maxLength is ${got}; expected a whole number above 0.`);
  }
}

/** What is wrong with one entry of `choices`, undefined when it is fine. */
function choiceProblem(field: ScalarOutline, choice: unknown): string | undefined {
  if (!Array.isArray(choice) || choice.length !== 2 || typeof choice[1] !== "string") {
    return "expected a pair of a value and its label";
  }
  const { options, model, name } = field;
  const digits = [options.get("maxDigits"), options.get("decimalPlaces")];
  const [maxDigits, decimalPlaces] = digits.every(isCount) ? digits : [2000, 1000];
  try {
    field.kind.clean(choice[0], { model, field: name, maxDigits, decimalPlaces });
    return undefined;
  } catch {
    return `${showValue(choice[0])} is no value of a ${field.kind.name} field`;
  }
}

/** The choices of a group, or the one that an entry is. */
function choicesOfGroup(entry: unknown): readonly unknown[] {
  const isGroup = Array.isArray(entry) && entry.length === 2 && Array.isArray(entry[1]);
  return isGroup && typeof entry[0] === "string" ? entry[1] : [entry];
}

function* checkChoices(field: ScalarOutline): Iterable<CheckMessage> {
  const { kind, options, path } = field;
  const choices = options.get("choices");
  if (choices === undefined) return;
  const example = 'Write choices as [["L", "Leader"], ["M", "Member"]].';
  if (!Array.isArray(choices)) {
    const got = showValue(choices);
    yield error("fields.E004", path, `choices is ${got}; expected a list of pairs.`, example);
    return;
  }
  const flat = choices.flatMap(choicesOfGroup);
  for (const [index, choice] of flat.entries()) {
    const problem = choiceProblem(field, choice);
    if (problem === undefined) continue;
    const got = `choices[${index}] is ${showValue(choice)}`;
    yield error("fields.E005", path, `${got}: ${problem}.`, example);
    return;
  }
  const values = (flat as readonly (readonly unknown[])[]).map(([value]) => value);
  const longest = Math.max(0, ...values.map((value) => [...String(value)].length));
  const maxLength = options.get("maxLength") ?? MAX_LENGTHS[kind.name];
  if (!isPositiveInteger(maxLength) || longest <= maxLength || typeof values[0] !== "string")
    return;
  const sizes = `the longest of choices has ${longest} characters`;
  yield error("fields.E009", path, `maxLength is ${maxLength}, but ${sizes}.`);
}

function* checkDigits({ kind, options, path }: ScalarOutline): Iterable<CheckMessage> {
  if (kind.name !== "decimal") return;
  const places = options.get("decimalPlaces");
  const digits = options.get("maxDigits");
  if (places === undefined || places === null) {
    yield error("fields.E130", path, "A decimal field needs decimalPlaces.");
  } else if (!isCount(places)) {
    const expected = "a whole number, 0 or above";
    yield error(
      "fields.E131",
      path,
      `decimalPlaces is ${showValue(places)}; expected ${expected}.`,
    );
  }
  if (digits === undefined || digits === null) {
    yield error("fields.E132", path, "A decimal field needs maxDigits.");
  } else if (!isPositiveInteger(digits)) {
    const expected = "a whole number above 0";
    yield error("fields.E133", path, `maxDigits is ${showValue(digits)}; expected ${expected}.`);
  } else if (isCount(places) && places > digits) {
    const hint = "maxDigits counts the digits on both sides of the point.";
    const sizes = `decimalPlaces (${places}) is more than maxDigits (${digits})`;
    yield error("fields.E134", path, `${sizes}.`, hint);
  }
}

function* checkClock({ options, path }: ScalarOutline): Iterable<CheckMessage> {
  const given = ["autoNow", "autoNowAdd"].filter((name) => options.get(name) === true);
  if (options.has("default")) given.push("default");
  const hasClock = options.has("autoNow") || options.has("autoNowAdd");
  if (!hasClock || given.length < 2) return;
  yield error("fields.E160", path, `${given.join(" and ")} are given; only one of them can act.`);
}

function* checkAuto({ kind, options, path }: ScalarOutline): Iterable<CheckMessage> {
  const isAuto = kind.name === "auto" || kind.name === "bigAuto";
  if (!isAuto || options.get("primaryKey") === true) return;
  const hint = "Add primaryKey: true, or make it an integer field.";
  yield error("fields.E100", path, "Only a primary key can count by itself.", hint);
}

function* checkJsonDefault({ kind, options, path }: ScalarOutline): Iterable<CheckMessage> {
  const value = options.get("default");
  if (kind.name !== "json" || value === undefined || value === null) return;
  if (typeof value === "function") return;
  const hint = "Give a function that makes it: default: () => ({}).";
  yield warning("fields.E010", path, "All rows would start from one and the same default.", hint);
}

/** Checks of every field, in order. */
export const FIELD_CHECKS: readonly ((field: FieldOutline) => Iterable<CheckMessage>)[] = [
  checkName,
  checkFlags,
  checkIndex,
  checkNullKey,
  checkValidators,
  checkErrorMessages,
];

/** Checks of fields with a value of their own, in order. */
export const SCALAR_CHECKS: readonly ((field: ScalarOutline) => Iterable<CheckMessage>)[] = [
  checkMaxLength,
  checkChoices,
  checkDigits,
  checkClock,
  checkAuto,
  checkJsonDefault,
];
