/** A schema as DDL: what the store refuses, SQLite refuses too. */
import SQLite from "better-sqlite3";
import { describe, expect, it } from "vitest";
import { CASCADE, check, field, model, openStore, Q, StoreError, unique } from "../../src/index.ts";
import { addFunctions, createTables, insertRows, toSQL } from "../../src/sql-index.ts";
import { askSqlite, loadSqlite } from "./ask-sqlite.ts";

const schema = {
  Team: model(
    { code: field.char({ maxLength: 8, unique: true }), name: field.char({ maxLength: 20 }) },
    { indexes: [["name", "-code"]] },
  ),
  Player: model(
    {
      team: field.foreignKey("Team", { toField: "code", onDelete: CASCADE, null: true }),
      mentor: field.foreignKey("self", { onDelete: CASCADE, null: true }),
      number: field.integer({ null: true }),
      email: field.char({ maxLength: 40 }),
      fee: field.decimal({ maxDigits: 6, decimalPlaces: 2, null: true }),
      isActive: field.boolean({ default: true }),
      // A word that SQL keeps for itself.
      order: field.integer({ null: true, index: true }),
    },
    {
      uniqueTogether: [["team", "number"]],
      constraints: [
        unique({ fields: ["email"], condition: { isActive: true }, name: "active_email" }),
        check({ condition: Q({ fee__gte: "0.50" }).or({ fee: null }), name: "fee_is_enough" }),
        check({ condition: Q({ email__iexact: "none" }).not(), name: "email_is_one" }),
      ],
    },
  ),
};

type Values = { readonly [column: string]: unknown };

const PLAYER = { email: "a@b.co", isActive: true };
const TEAMS = [
  { code: "red", name: "Red" },
  { code: "blue", name: "Blue" },
];

/** Rows of players, and whether a database takes them after one another. */
const CASES: readonly (readonly [what: string, isTaken: boolean, rows: readonly Values[]])[] = [
  ["a row", true, [PLAYER]],
  ["a null that must not be", false, [{ ...PLAYER, email: null }]],
  ["a key of a team", true, [{ ...PLAYER, team_id: "red" }]],
  ["a key that points nowhere", false, [{ ...PLAYER, team_id: "green" }]],
  ["a key to itself that points nowhere", false, [{ ...PLAYER, mentor_id: 7 }]],
  [
    "values that are unique together",
    false,
    [
      { ...PLAYER, team_id: "red", number: 1 },
      { ...PLAYER, team_id: "red", number: 1, email: "c@d.co" },
    ],
  ],
  [
    "nulls among what is unique together",
    true,
    [
      { ...PLAYER, number: 1 },
      { ...PLAYER, number: 1, email: "c@d.co" },
    ],
  ],
  ["what is unique under a condition that holds", false, [PLAYER, PLAYER]],
  ["what is unique under one that does not", true, [PLAYER, { ...PLAYER, isActive: false }]],
  ["a check that fails", false, [{ ...PLAYER, fee: "0.49" }]],
  ["a check that holds", true, [{ ...PLAYER, fee: "0.50" }]],
  ["a check that a null leaves open", true, [{ ...PLAYER, fee: null }]],
  ["a check whatever the case", false, [{ ...PLAYER, email: "NONE" }]],
];

function takenByStore(rows: readonly Values[]): boolean {
  const store = openStore(schema);
  for (const team of TEAMS) store.models.Team.objects.create(team);
  try {
    for (const row of rows) store.models.Player.objects.create(row as never);
    return true;
  } catch (error) {
    if (error instanceof StoreError) return false;
    throw error;
  }
}

/** SQLite is given the same rows, as they would be stored if nothing were checked. */
function takenBySqlite(rows: readonly Values[]): boolean {
  const store = openStore(schema);
  for (const team of TEAMS) store.models.Team.objects.create(team);
  const sqlite = loadSqlite(store);
  sqlite.pragma("foreign_keys = ON");
  const { columns } = store.database.registry.byName.get("Player")!;
  const insert = insertRows(store).find(({ table }) => table === "Player")!;
  try {
    sqlite.transaction(() => {
      for (const [at, row] of rows.entries()) {
        const whole: Values = { ...row, id: at + 1 };
        const held = columns.map(({ name }) => whole[name] ?? null);
        const bound = held.map((value) => (typeof value === "boolean" ? Number(value) : value));
        sqlite.prepare(insert.sql).run(...bound);
      }
    })();
    return true;
  } catch (error) {
    if (/constraint failed/.test((error as Error).message)) return false;
    throw error;
  }
}

describe("the tables of a schema", () => {
  it.each(CASES)("take %s: %s", (_, isTaken, rows) => {
    expect(takenByStore(rows)).toBe(isTaken);
    expect(takenBySqlite(rows)).toBe(isTaken);
  });

  it("are written as people can read them", async () => {
    const text = `${createTables(schema).join(";\n")};\n`;

    await expect(text).toMatchFileSnapshot("golden/tables.sql");
  });

  it("are the same for a schema, a store and a database", () => {
    const store = openStore(schema);

    expect(createTables(store)).toEqual(createTables(schema));
    expect(createTables(store.database)).toEqual(createTables(schema));
  });

  it("keep apart names that differ in case only, or that SQLite keeps for itself", () => {
    const store = openStore({
      sqlite_master: model({
        name: field.integer({ null: true }),
        Name: field.integer({ null: true }),
        select: field.integer({ null: true }),
      }),
    });
    store.models.sqlite_master.objects.create({ name: 1, Name: 2, select: 4 });
    const asked = store.models.sqlite_master.objects.filter({ Name: 2, select: 4 });

    const rows = askSqlite(loadSqlite(store), toSQL(asked));

    expect(rows).toEqual([{ id: 1, name: 1, Name: 2, select: 4 }]);
  });

  it("hold what the store holds, each value in its form", () => {
    const store = openStore({
      Thing: model({
        at: field.dateTime(),
        length: field.duration(),
        cost: field.decimal({ maxDigits: 5, decimalPlaces: 2 }),
        isNew: field.boolean(),
        data: field.json(),
        big: field.bigInteger(),
      }),
    });
    store.models.Thing.objects.create({
      at: "2020-01-01T00:00:00Z",
      length: "PT1.5S",
      cost: "1.5",
      isNew: true,
      data: { b: 1, a: [true, null] },
      big: 2n ** 60n,
    });

    const [inserted] = insertRows(store);

    expect(inserted!.rows).toEqual([
      [
        1n,
        "2020-01-01T00:00:00.000000Z",
        1_500_000n,
        "1.50",
        1n,
        '{"a":[true,null],"b":1}',
        2n ** 60n,
      ],
    ]);
    const found = askSqlite(loadSqlite(store), toSQL(store.models.Thing.objects));
    expect(found).toEqual([{ ...store.models.Thing.objects.get({ id: 1 }) }]);
  });

  it("need the functions of sqliteFunctions for checks that SQLite cannot decide", () => {
    const bare = new SQLite(":memory:");

    expect(() => createTables(schema).map((each) => bare.exec(each))).toThrow("no such function");
    addFunctions(bare);
    expect(() => createTables(schema).map((each) => bare.exec(each))).toThrow("already exists");
  });
});
