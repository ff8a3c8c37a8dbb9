/** Loads a database into SQLite, so that hand-written SQL can be asked the same question. */
import SQLite from "better-sqlite3";
import type { Club } from "../fixtures/club.ts";

/** An in-memory SQLite database with the tables and rows of a store. Text compares by bytes. */
export function loadSqlite(database: Club["database"]): SQLite.Database {
  const sqlite = new SQLite(":memory:");
  sqlite.pragma("case_sensitive_like = ON");
  for (const { layout, rows } of database.tables) {
    const names = layout.model.columns.map(({ name }) => `"${name}"`);
    sqlite.exec(`CREATE TABLE "${layout.model.name}" (${names.join(", ")})`);
    const insert = sqlite.prepare(
      `INSERT INTO "${layout.model.name}" VALUES (${names.map(() => "?").join(", ")})`,
    );
    rows.forEach((row) => {
      insert.run(layout.model.columns.map(({ name }) => toSqlite(row[name])));
    });
  }
  return sqlite;
}

function toSqlite(value: unknown): unknown {
  if (typeof value === "boolean") return value ? 1 : 0;
  return typeof value === "object" && value !== null ? JSON.stringify(value) : value;
}
