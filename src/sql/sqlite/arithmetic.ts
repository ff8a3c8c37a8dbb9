import { NotSupportedError } from "../../errors.ts";
import { type Family, familyOf, isNumeric } from "../../query/functions/kind-family.ts";
import { kindOf } from "../../schema/kind.ts";
import type { Operator, Typed } from "../dialect.ts";
import { convert } from "./casts.ts";

type Write = (a: string, b: string) => string;

const infix =
  (sign: string): Write =>
  (a, b) =>
    `(${a} ${sign} ${b})`;

const BITS: { readonly [K in Operator]?: Write } = {
  bitand: infix("&"),
  bitor: infix("|"),
  // SQLite has no sign for it.
  bitxor: (a, b) => `((${a} | ${b}) - (${a} & ${b}))`,
  bitleftshift: infix("<<"),
  bitrightshift: infix(">>"),
};

/** Division and remainder of integers cut towards 0, and give null for 0, as in the store. */
const NUMBERS: { readonly [K in Operator]?: Write } = {
  add: infix("+"),
  sub: infix("-"),
  mul: infix("*"),
  div: infix("/"),
  mod: infix("%"),
};

const decimal =
  (name: string): Write =>
  (a, b) =>
    `tl_decimal_${name}(${a}, ${b})`;

const DECIMALS: { readonly [K in Operator]?: Write } = {
  add: decimal("add"),
  sub: decimal("sub"),
  mul: decimal("mul"),
  div: decimal("div"),
  mod: (a, b) =>
    `tl_decimal_rem(tl_decimal_round(${a}, 0, 'trunc'), tl_decimal_round(${b}, 0, 'trunc'))`,
  pow: decimal("pow"),
};

const INTEGERS = { ...NUMBERS, ...BITS, pow: ((a, b) => `tl_integer_power(${a}, ${b})`) as Write };
const FLOATS = { ...NUMBERS, pow: ((a, b) => `tl_finite(pow(${a}, ${b}))`) as Write };

function numeric(operator: Operator, left: Typed, right: Typed): string | undefined {
  const families = [familyOf(left.kind), familyOf(right.kind)];
  const has = (family: Family): boolean => families.includes(family);
  const to = has("decimal") ? kindOf("decimal") : has("float") ? kindOf("float") : undefined;
  const [a, b] = to === undefined ? [left.sql, right.sql] : [convert(left, to), convert(right, to)];
  const operators: { readonly [K in Operator]?: Write } =
    to === undefined ? INTEGERS : has("decimal") ? DECIMALS : FLOATS;
  return operators[operator]?.(a, b);
}

/** Days and smaller units added to moments and times, and the distances between them. */
const TEMPORAL: { readonly [form: string]: Write } = {
  "date add duration": (a, b) => `tl_date_add(${a}, ${b})`,
  "duration add date": (a, b) => `tl_date_add(${b}, ${a})`,
  // A date moves by whole days, downwards before the sign is turned.
  "date sub duration": (a, b) => `tl_date_sub(${a}, ${b})`,
  "dateTime add duration": (a, b) => `tl_moment_add(${a}, ${b})`,
  "duration add dateTime": (a, b) => `tl_moment_add(${b}, ${a})`,
  "dateTime sub duration": (a, b) => `tl_moment_add(${a}, -(${b}))`,
  "time add duration": (a, b) => `tl_time_add(${a}, ${b})`,
  "duration add time": (a, b) => `tl_time_add(${b}, ${a})`,
  "time sub duration": (a, b) => `tl_time_add(${a}, -(${b}))`,
  "duration add duration": infix("+"),
  "duration sub duration": infix("-"),
  "time sub time": (a, b) => `tl_time_diff(${a}, ${b})`,
  ...Object.fromEntries(
    ["date sub date", "date sub dateTime", "dateTime sub date", "dateTime sub dateTime"].map(
      (form): [string, Write] => [form, (a, b) => `tl_moment_diff(${a}, ${b})`],
    ),
  ),
};

function temporal(operator: Operator, left: Typed, right: Typed): string | undefined {
  const [a, b] = [familyOf(left.kind), familyOf(right.kind)];
  const write = TEMPORAL[`${a} ${operator} ${b}`];
  if (write !== undefined) return write(left.sql, right.sql);
  if (a === "duration" && isNumeric(b) && (operator === "mul" || operator === "div")) {
    return `tl_duration_${operator}(${left.sql}, ${right.sql})`;
  }
  const isFactor = operator === "mul" && b === "duration" && isNumeric(a);
  return isFactor ? `tl_duration_mul(${right.sql}, ${left.sql})` : undefined;
}

/** @throws {NotSupportedError} for values that do not go together. */
export function arithmetic(operator: Operator, left: Typed, right: Typed): string {
  const areNumbers = isNumeric(familyOf(left.kind)) && isNumeric(familyOf(right.kind));
  const sql = (areNumbers ? numeric : temporal)(operator, left, right);
  if (sql !== undefined) return sql;
  throw new NotSupportedError(
    `There is no SQL to ${operator} ${left.kind.name} and ${right.kind.name}.`,
    { feature: `${operator} of ${left.kind.name} and ${right.kind.name}` },
  );
}
