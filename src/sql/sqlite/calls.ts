/** Functions of the values of a row: SQLite's own where they mean the same, else registered ones. */
import { NotSupportedError } from "../../errors.ts";
import { familyOf, isNumeric } from "../../query/functions/kind-family.ts";
import type { Kind } from "../../schema/kind.ts";
import type { AggregateCall, Typed } from "../dialect.ts";
import { isWhole } from "../family.ts";
import { cast, convert, textOf } from "./casts.ts";
import { dateCall } from "./dates.ts";

/** The form of a value by which it is compared. */
export function keyOf({ sql, kind }: Typed): string {
  return familyOf(kind) === "decimal" && sql !== "NULL" ? `tl_decimal_key(${sql})` : sql;
}

type Call = (args: readonly Typed[], result: Kind) => string;

/** A count: numbers as they are, texts by the number that they begin with. */
function countOf(value: Typed): string {
  return isWhole(familyOf(value.kind)) ? value.sql : cast(value, INTEGER_KIND);
}

const INTEGER_KIND = { name: "integer" } as Kind;

/** A function of a text and of counts, whose other texts are texts as well. */
function ofTexts(name: string, roles: string, defaults: readonly string[] = []): Call {
  return (args) => {
    const given = args.map((arg, at) => (roles[at] === "n" ? countOf(arg) : textOf(arg)));
    return `${name}(${[...given, ...defaults.slice(given.length)].join(", ")})`;
  };
}

const TEXTS: { readonly [name: string]: Call } = {
  Lower: ofTexts("tl_lower", "t"),
  Upper: ofTexts("tl_upper", "t"),
  Length: ofTexts("length", "t"),
  Concat: (args) => `(${args.map((arg) => `coalesce(${textOf(arg)}, '')`).join(" || ")})`,
  Left: ([text, length]) => `substr(${textOf(text!)}, 1, ${countOf(length!)})`,
  Right: ([text, length]) => `substr(${textOf(text!)}, -${countOf(length!)}, ${countOf(length!)})`,
  Substr: ofTexts("substr", "tnn"),
  Replace: ofTexts("replace", "ttt", ["", "", "''"]),
  Trim: ofTexts("trim", "t"),
  LTrim: ofTexts("ltrim", "t"),
  RTrim: ofTexts("rtrim", "t"),
  LPad: ofTexts("tl_lpad", "tnt", ["", "", "' '"]),
  RPad: ofTexts("tl_rpad", "tnt", ["", "", "' '"]),
  Repeat: ofTexts("tl_repeat", "tn"),
  Reverse: ofTexts("tl_reverse", "t"),
  StrIndex: ofTexts("instr", "tt"),
  Chr: ([point]) => `iif(${point!.sql} IS NULL, NULL, char(${countOf(point!)}))`,
  Ord: ofTexts("unicode", "t"),
};

const isDecimal = (kind: Kind): boolean => familyOf(kind) === "decimal";

/** A function that keeps the kind of its number. */
function keeping(ofFloat: (x: string) => string, ofDecimal: (x: string) => string): Call {
  return ([value]) => {
    const { sql, kind } = value!;
    if (isDecimal(kind)) return ofDecimal(sql);
    const number = ofFloat(sql);
    return familyOf(kind) === "float" ? number : `CAST(${number} AS INTEGER)`;
  };
}

/** A function of floats; where an argument is a decimal, its result is made one. */
function ofFloats(write: (args: readonly string[]) => string): Call {
  return (args, result) => {
    const floats = args.map((arg) => `CAST(${arg.sql} AS REAL)`);
    return isDecimal(result) ? `tl_decimal(${write(floats)})` : write(floats);
  };
}

const plain = (name: string): Call => ofFloats((args) => `${name}(${args.join(", ")})`);
const finite = (name: string): Call => ofFloats((args) => `tl_finite(${name}(${args.join(", ")}))`);

/** A function of floats that decimals have exactly. */
function exact(floats: Call, name: string): Call {
  return (args, result) =>
    isDecimal(result)
      ? `${name}(${args.map((arg) => convert(arg, result)).join(", ")})`
      : floats(args, result);
}

const NUMBERS: { readonly [name: string]: Call } = {
  Abs: keeping(
    (x) => `abs(${x})`,
    (x) => `replace(${x}, '-', '')`,
  ),
  Ceil: keeping(
    (x) => `ceil(${x})`,
    (x) => `tl_decimal_round(${x}, 0, 'ceil')`,
  ),
  Floor: keeping(
    (x) => `floor(${x})`,
    (x) => `tl_decimal_round(${x}, 0, 'floor')`,
  ),
  Sign: ([value]) => {
    const { sql, kind } = value!;
    if (isDecimal(kind)) return `CAST(sign(CAST(${sql} AS REAL)) AS TEXT)`;
    return familyOf(kind) === "float" ? `CAST(sign(${sql}) AS REAL)` : `sign(${sql})`;
  },
  Round: ([value, places]) => {
    const { sql, kind } = value!;
    const count = places === undefined ? "0" : countOf(places);
    if (isDecimal(kind)) return `tl_decimal_round(${sql}, ${count}, 'half')`;
    return familyOf(kind) === "float" ? `round(${sql}, ${count})` : sql;
  },
  Mod: exact(plain("mod"), "tl_decimal_rem"),
  Power: exact(finite("pow"), "tl_decimal_pow"),
  Sqrt: plain("sqrt"),
  Exp: finite("exp"),
  Ln: plain("ln"),
  Log: plain("log"),
  Pi: () => "pi()",
  Degrees: plain("degrees"),
  Radians: plain("radians"),
  Sin: plain("sin"),
  Cos: plain("cos"),
  Tan: plain("tan"),
  Cot: ofFloats(([x]) => `(1.0 / tan(${x}))`),
  ASin: plain("asin"),
  ACos: plain("acos"),
  ATan: plain("atan"),
  ATan2: plain("atan2"),
};

/** The arguments as values of one kind. */
function alike(args: readonly Typed[], kind: Kind): Typed[] {
  return args.map((arg) => {
    const isSame = familyOf(arg.kind) === familyOf(kind) || arg.sql === "NULL";
    return { sql: isSame ? arg.sql : cast(arg, kind), kind };
  });
}

function sqlOf(values: readonly Typed[]): string {
  return values.map(({ sql }) => sql).join(", ");
}

function extreme(name: "max" | "min", ofDecimals: string): Call {
  return (args, result) => {
    return `${isDecimal(result) ? ofDecimals : name}(${sqlOf(alike(args, result))})`;
  };
}

const CHOICES: { readonly [name: string]: Call } = {
  Coalesce(args, result) {
    const list = alike(args, result);
    if (list.every(({ sql }, at) => sql === args[at]!.sql)) return `coalesce(${sqlOf(list)})`;
    // The first value is taken as it is, also where nothing can be made of it.
    const branches = args.map(({ sql }, at) => `WHEN ${sql} IS NOT NULL THEN ${list[at]!.sql}`);
    return `CASE ${branches.join(" ")} END`;
  },
  Greatest: extreme("max", "tl_decimal_greatest"),
  Least: extreme("min", "tl_decimal_least"),
  NullIf([value, other]) {
    const kinds = [value!.kind, other!.kind];
    const areNumbers = kinds.every((kind) => isNumeric(familyOf(kind)));
    const common = kinds.find((kind) => (areNumbers ? isDecimal(kind) : familyOf(kind) !== "text"));
    const sides = common === undefined ? [value!, other!] : alike([value!, other!], common);
    const [a, b] = sides.map(keyOf);
    return `CASE WHEN ${a} = ${b} THEN NULL ELSE ${value!.sql} END`;
  },
  // Numbers as they are: their text in SQLite has fewer digits.
  Random: (args) =>
    `tl_random(${args.map((arg) => (isNumeric(familyOf(arg.kind)) ? arg.sql : textOf(arg))).join(", ")})`,
};

const CALLS: { readonly [name: string]: Call } = { ...TEXTS, ...NUMBERS, ...CHOICES };

/** @throws {NotSupportedError} for a function that has no SQL, such as one of the user's own. */
export function call(name: string, args: readonly Typed[], result: Kind): string {
  const write = Object.hasOwn(CALLS, name) ? CALLS[name] : undefined;
  const sql = write === undefined ? dateCall(name, args) : write(args, result);
  if (sql !== undefined) return sql;
  throw new NotSupportedError(`There is no SQL for the function ${name}().`, { feature: name });
}

const AGGREGATES: { readonly [name: string]: string } = {
  Count: "count",
  Sum: "sum",
  Avg: "avg",
  Min: "min",
  Max: "max",
  StdDev: "tl_stddev_pop",
  StdDevSample: "tl_stddev_samp",
  Variance: "tl_var_pop",
  VarianceSample: "tl_var_samp",
};

/** @throws {NotSupportedError} for an aggregate without SQL. */
export function aggregate({ name, arg, isDistinct }: AggregateCall): string {
  const own = AGGREGATES[name];
  if (own === undefined) {
    throw new NotSupportedError(`There is no SQL for the aggregate ${name}().`, { feature: name });
  }
  const distinct = isDistinct ? "DISTINCT " : "";
  if (arg === undefined) return `${own}(*)`;
  const family = familyOf(arg.kind);
  const isExact = ["Sum", "Avg", "Min", "Max"].includes(name) && family === "decimal";
  if (isExact) return `tl_decimal_${own}(${distinct}${arg.sql})`;
  if (name === "Avg" && family === "duration") return `tl_duration_avg(${distinct}${arg.sql})`;
  return `${own}(${distinct}${arg.sql})`;
}
