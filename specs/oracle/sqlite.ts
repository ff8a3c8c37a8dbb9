/** Loads a database into SQLite, so that hand-written SQL can be asked the same question. */
import SQLite from "better-sqlite3";
import type { KindName } from "../../src/schema/kind.ts";
import type { Database } from "../../src/state/database.ts";
import { durationMicroseconds } from "../../src/value.ts";

const REAL: readonly KindName[] = ["float", "decimal"];
const INTEGER: readonly KindName[] = [
  "auto",
  "bigAuto",
  "boolean",
  "integer",
  "smallInteger",
  "bigInteger",
  "positiveInteger",
  "positiveSmallInteger",
  "positiveBigInteger",
  "duration",
];

/** What SQLite makes of values that are stored in a column of this kind. */
function affinityOf(kind: KindName): string {
  return REAL.includes(kind) ? "REAL" : INTEGER.includes(kind) ? "INTEGER" : "TEXT";
}

/** An in-memory SQLite database with the tables and rows of a store. Text compares by bytes. */
export function loadSqlite(database: Database): SQLite.Database {
  const sqlite = new SQLite(":memory:");
  sqlite.pragma("case_sensitive_like = ON");
  for (const { layout, rows } of database.tables) {
    const { name: table, columns } = layout.model;
    const typed = columns.map(({ name, kind }) => `"${name}" ${affinityOf(kind.name)}`);
    sqlite.exec(`CREATE TABLE "${table}" (${typed.join(", ")})`);
    const places = columns.map(() => "?").join(", ");
    const insert = sqlite.prepare(`INSERT INTO "${table}" VALUES (${places})`);
    rows.forEach((row) => {
      insert.run(columns.map(({ name, kind }) => toSqlite(row[name], kind.name)));
    });
  }
  return sqlite;
}

/**
 * A value as SQLite holds it: moments with six digits of a second, so that they sort as text;
 * durations as microseconds; decimals as floats, which are exact enough for few digits.
 */
export function toSqlite(value: unknown, kind: KindName): unknown {
  if (value === null || value === undefined) return null;
  if (typeof value === "boolean") return value ? 1 : 0;
  if (kind === "dateTime") return fixedMoment(String(value));
  if (kind === "duration") return durationMicroseconds(String(value));
  if (kind === "decimal") return Number(value);
  return typeof value === "object" ? JSON.stringify(value) : value;
}

function fixedMoment(text: string): string {
  const [seconds, fraction = ""] = text.slice(0, -1).split(".");
  return `${seconds!.replace("T", " ")}.${fraction.padEnd(6, "0")}`;
}

/** A value as it stands in the text of a query. */
export function literal(value: unknown, kind: KindName = "text"): string {
  const held = toSqlite(value, kind);
  if (held === null) return "NULL";
  return typeof held === "string" ? `'${held.replaceAll("'", "''")}'` : String(held);
}
