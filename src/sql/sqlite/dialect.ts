import { NotSupportedError } from "../../errors.ts";
import type { Dialect } from "../dialect.ts";
import { arithmetic } from "./arithmetic.ts";
import { aggregate, call, keyOf } from "./calls.ts";
import { cast, convert, textOf } from "./casts.ts";
import { columnType, decode, encode, literal } from "./values.ts";

/** A name between double quotes; those within it are doubled. */
function quote(name: string): string {
  if (name.includes("\u0000")) {
    throw new NotSupportedError("A name in SQL cannot hold the character U+0000.", {
      feature: "U+0000 in a name",
    });
  }
  return `"${name.replaceAll('"', '""')}"`;
}

/** Lookups in texts, without LIKE and GLOB, which take some letters for more than themselves. */
const MATCHES: { readonly [lookup: string]: (text: string, part: string) => string } = {
  contains: (text, part) => `instr(${text}, ${part}) > 0`,
  startswith: (text, part) => `instr(${text}, ${part}) = 1`,
  endswith: (text, part) => `substr(${text}, length(${text}) - length(${part}) + 1) = ${part}`,
  iexact: (text, part) => `tl_fold(${text}) = tl_fold(${part})`,
  icontains: (text, part) => `instr(tl_fold(${text}), tl_fold(${part})) > 0`,
  istartswith: (text, part) => `instr(tl_fold(${text}), tl_fold(${part})) = 1`,
  iendswith: (text, part) => MATCHES.endswith!(`tl_fold(${text})`, `tl_fold(${part})`),
  regex: (text, pattern) => `${text} REGEXP ${pattern}`,
  iregex: (text, pattern) => `tl_iregexp(${pattern}, ${text})`,
};

const ORDERED = ["gt", "gte", "lt", "lte"];

function matchesJson(lookup: string, data: string, given: string): string | undefined {
  if (lookup === "contains") return `tl_json_contains(${data}, ${given})`;
  if (lookup === "contained_by") return `tl_json_contains(${given}, ${data})`;
  // Only numbers among themselves have an order, and texts.
  return ORDERED.includes(lookup) ? `tl_json_compares(${data}, '${lookup}', ${given})` : undefined;
}

/** A key as a path of SQLite's JSON functions; undefined for one that must be escaped there. */
function jsonPath(key: string): string | undefined {
  const isPlain = !/["\\\p{Cc}\p{Surrogate}]/u.test(key) && !/^\d{1,9}$/.test(key);
  return isPlain ? literal(`$."${key}"`) : undefined;
}

/** SQLite from version 3.46 on, with the functions of `sqliteFunctions` added. */
export const sqlite: Dialect = Object.freeze({
  name: "sqlite",
  quote,
  placeholder: () => "?",
  literal,
  slice: (offset: number, limit: number) => {
    const rows = limit === Number.POSITIVE_INFINITY ? -1 : limit;
    return `LIMIT ${rows}${offset === 0 ? "" : ` OFFSET ${offset}`}`;
  },
  columnType,
  encode,
  decode,
  key: keyOf,
  convert,
  cast,
  text: textOf,
  arithmetic,
  call,
  aggregate,
  matches: (lookup: string, text: string, part: string) =>
    Object.hasOwn(MATCHES, lookup) ? MATCHES[lookup]!(text, part) : undefined,
  matchesJson,
  hasKey(data: string, key: string, given: string) {
    const path = jsonPath(key);
    if (path === undefined) return `tl_json_has_key(${data}, ${given})`;
    return `iif(${data} IS NULL, NULL, json_type(${data}, ${path}) IS NOT NULL)`;
  },
  jsonKey(data: string, key: string, given: string) {
    const path = jsonPath(key);
    if (path === undefined) return `tl_json_key(${data}, ${given})`;
    return `nullif(${data} -> ${path}, 'null')`;
  },
});
