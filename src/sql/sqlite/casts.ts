/** Conversions between kinds: SQLite's own CAST, and what it does not know. */
import { NotSupportedError } from "../../errors.ts";
import { type Family, familyOf } from "../../query/functions/kind-family.ts";
import type { Kind } from "../../schema/kind.ts";
import type { Typed } from "../dialect.ts";
import { isTakenFor, isWhole } from "../family.ts";
import { momentOfDate, momentOfText, timeOfText } from "./dates.ts";

/** The text of a value, as the store shows it. */
export function textOf({ sql, kind }: Typed): string {
  switch (familyOf(kind)) {
    case "integer":
    case "bigint":
    case "boolean":
    case "float":
      return `CAST(${sql} AS TEXT)`;
    case "dateTime":
      return `replace(${sql}, '000Z', 'Z')`;
    case "duration":
      return `tl_duration_text(${sql})`;
    case "json":
      return `CASE json_type(${sql}) WHEN 'text' THEN ${sql} ->> '$' ELSE ${sql} END`;
    default:
      return sql;
  }
}

/** JSON data that holds the value. */
function jsonOf({ sql, kind }: Typed): string {
  switch (familyOf(kind)) {
    case "json":
      return sql;
    case "boolean":
      return `iif(${sql}, 'true', iif(${sql} IS NULL, NULL, 'false'))`;
    case "integer":
    case "bigint":
    case "float":
      return `CAST(${sql} AS TEXT)`;
    case "decimal":
      return `nullif(json_quote(${sql}), 'null')`;
    default:
      return `nullif(json_quote(${castText({ sql, kind })}), 'null')`;
  }
}

/**
 * The value held as one of another kind is: the same number or text, or JSON data.
 * @throws {NotSupportedError} for values that are never the same.
 */
export function convert(value: Typed, to: Kind): string {
  const [from, target] = [familyOf(value.kind), familyOf(to)];
  const { sql, kind } = value;
  if (from === target || sql === "NULL") return sql;
  if (!isTakenFor(kind, to)) {
    throw new NotSupportedError(`There is no SQL that takes ${kind.name} for ${to.name}.`, {
      feature: `${kind.name} as ${to.name}`,
      hint: "Convert it with Cast().",
    });
  }
  if (target === "json") return jsonOf(value);
  if (target === "decimal") return decimalOf(value);
  return target === "float" && isWhole(from) ? `CAST(${sql} AS REAL)` : sql;
}

function decimalOf(value: Typed): string {
  const from = familyOf(value.kind);
  if (isWhole(from) || from === "boolean" || from === "duration") {
    return `CAST(${value.sql} AS TEXT)`;
  }
  return `tl_decimal(${from === "float" ? value.sql : castText(value)})`;
}

/** The text that a value is converted to: bytes are taken as UTF-8. */
function castText(value: Typed): string {
  const isBytes = familyOf(value.kind) === "binary";
  return isBytes ? `CAST(unhex(${value.sql}) AS TEXT)` : textOf(value);
}

/** What numbers are read from: a number, or the text of anything else. */
function numericOf(value: Typed): string {
  const from = familyOf(value.kind);
  const isNumber = isWhole(from) || ["boolean", "float", "duration", "decimal"].includes(from);
  return isNumber ? value.sql : castText(value);
}

type Cast = (value: Typed, from: Family) => string | undefined;

const integer: Cast = (value) => `CAST(${numericOf(value)} AS INTEGER)`;

const CASTS: { readonly [F in Family]: Cast } = {
  integer,
  bigint: integer,
  float: (value) => `CAST(${numericOf(value)} AS REAL)`,
  decimal: decimalOf,
  boolean: (value) => `(CAST(${numericOf(value)} AS REAL) <> 0)`,
  text: castText,
  binary: (value) => `iif(${value.sql} IS NULL, NULL, lower(hex(${textOf(value)})))`,
  date({ sql }, from) {
    if (from === "dateTime") return `substr(${sql}, 1, 10)`;
    return from === "text" || from === "time" ? `date(${sql})` : undefined;
  },
  dateTime({ sql }, from) {
    if (from === "date") return momentOfDate(sql);
    return from === "text" || from === "time" ? momentOfText(sql) : undefined;
  },
  time({ sql }, from) {
    return ["text", "date", "dateTime"].includes(from) ? timeOfText(sql) : undefined;
  },
  duration(value, from) {
    if (from === "text") return `tl_duration(${value.sql})`;
    const isNumber = isWhole(from) || from === "float" || from === "decimal" || from === "boolean";
    return isNumber ? `CAST(${value.sql} AS INTEGER)` : undefined;
  },
  uuid: (value, from) => (from === "text" ? `tl_uuid(${value.sql})` : undefined),
  json(value, from) {
    if (from === "text") return `tl_json(${value.sql})`;
    // A truth value becomes a number, as decimals do.
    return from === "boolean" || from === "decimal" ? `CAST(${value.sql} AS TEXT)` : jsonOf(value);
  },
};

/** The value of JSON data as SQLite sees it: a number, a text, 0 or 1, or the text of the data. */
function scalarOf({ sql }: Typed): string {
  return `(${sql} ->> '$')`;
}

function castJson(value: Typed, to: Family): string | undefined {
  const scalar = scalarOf(value);
  switch (to) {
    case "integer":
    case "bigint":
      return `CAST(${scalar} AS INTEGER)`;
    case "float":
      return `CAST(${scalar} AS REAL)`;
    case "boolean":
      return `(CAST(${scalar} AS REAL) <> 0)`;
    case "decimal":
      return `tl_decimal(${scalar})`;
    case "text":
      return `CAST(${scalar} AS TEXT)`;
    default:
      return undefined;
  }
}

/**
 * The value made one of another kind, as `Cast()` does.
 * @throws {NotSupportedError} for kinds that SQLite cannot make of one another.
 */
export function cast(value: Typed, to: Kind): string {
  const [from, target] = [familyOf(value.kind), familyOf(to)];
  if (from === target) return value.sql;
  const sql = from === "json" ? castJson(value, target) : CASTS[target](value, from);
  if (sql !== undefined) return sql;
  throw new NotSupportedError(`There is no SQL for Cast() of ${value.kind.name} to ${to.name}.`, {
    feature: `Cast of ${value.kind.name} to ${to.name}`,
  });
}
