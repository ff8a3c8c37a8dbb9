/** Who is in the way of a row, in versions of a table whose unique indexes have seen some of its edits. */
import { fc, test } from "@fast-check/vitest";
import { describe, expect, it } from "vitest";
import { field, model, openStore } from "../../src/index.ts";
import type { Row } from "../../src/tables/key-order.ts";
import { Owner } from "../../src/tables/owner.ts";
import { Table } from "../../src/tables/table.ts";
import type { Value } from "../../src/value.ts";

/** A rule of each way in which keys are told: two integers, a text, an integer, and by rows alone. */
const store = openStore({
  Seat: model(
    {
      hall: field.integer({ null: true }),
      place: field.integer(),
      name: field.char({ maxLength: 9, null: true, unique: true }),
      code: field.bigInteger({ null: true, unique: true }),
      number: field.integer({ null: true, unique: true }),
      row: field.char({ maxLength: 9 }),
    },
    {
      uniqueTogether: [
        ["hall", "place"],
        ["row", "place"],
      ],
    },
  ),
});
const { layout } = store.database.tables[0]!;
const RULES = [["hall", "place"], ["name"], ["code"], ["number"], ["row", "place"]] as const;
const INDEXES = layout.indexes.length;

const few = fc.nat(3);
/** Integers whose hashes are those of small ones. */
const large = few.map((place) => 2 ** 30 + place);
const some = fc.option(fc.nat(40), { freq: 2 });
const values = fc.record({
  hall: fc.option(few),
  place: fc.oneof(few, large),
  name: some,
  code: some,
  number: some,
});
const at = fc.nat(30);
const step = fc.oneof(
  { arbitrary: fc.record({ kind: fc.constant("put" as const), at, values }), weight: 6 },
  { arbitrary: fc.record({ kind: fc.constant("drop" as const), at }), weight: 2 },
  { arbitrary: fc.record({ kind: fc.constant("publish" as const) }), weight: 2 },
  { arbitrary: fc.record({ kind: fc.constant("goOn" as const), at }), weight: 1 },
  { arbitrary: fc.record({ kind: fc.constant("read" as const), at, index: at }), weight: 2 },
);
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

function rowOf(id: number, given: Extract<Step, { kind: "put" }>["values"]): Row {
  const { hall, place, name, code, number } = given;
  return Object.freeze({
    id,
    hall,
    place,
    name: name === null ? null : `Seat ${name}`,
    code: code === null ? null : BigInt(code),
    number,
    row: `R${(hall ?? 7) % 2}`,
  });
}

/** The rule that a row breaks first, by its columns, and the row that is in its way. */
function naiveConflict(row: Row, rows: Iterable<Row>): readonly [Row, string] | undefined {
  const others = [...rows].filter(({ id }) => id !== row.id);
  for (const rule of layout.uniques.map((position) => layout.indexes[position]!.unique!)) {
    const key = (each: Row): readonly Value[] => rule.columns.map(({ name }) => each[name]!);
    if (key(row).includes(null)) continue;
    const other = others.find((each) => key(each).every((value, i) => value === key(row)[i]));
    if (other !== undefined) return [other, rule.name];
  }
  return undefined;
}

/** The same as the table has it. */
function conflictOf(row: Row, table: Table, owner: Owner): readonly [Row, string] | undefined {
  const found = table.findConflict(row, owner);
  return found && [found.other, found.rule.name];
}

interface Version {
  readonly table: Table;
  readonly rows: ReadonlyMap<number, Row>;
}

describe("versions of a table", () => {
  expect(layout.uniques).toHaveLength(RULES.length);

  test.prop([fc.array(step, { minLength: 10, maxLength: 150, size: "max" })])(
    "know who is in the way of a row, whatever their indexes have seen",
    (steps) => {
      let table = Table.empty(layout);
      let rows = new Map<number, Row>();
      let owner = new Owner();
      const published: Version[] = [];
      const publish = (): void => {
        published.push({ table, rows: new Map(rows) });
        owner = new Owner();
      };
      for (const each of steps) {
        if (each.kind === "put") {
          const row = rowOf(each.at, each.values);
          const expected = naiveConflict(row, rows.values());
          expect(conflictOf(row, table, owner)).toEqual(expected);
          if (expected !== undefined) continue;
          table = table.swap(rows.get(each.at), row, owner);
          rows.set(each.at, row);
        } else if (each.kind === "drop") {
          const row = rows.get(each.at);
          if (row !== undefined) table = table.remove(row, owner);
          rows.delete(each.at);
        } else if (each.kind === "publish") publish();
        else if (each.kind === "goOn") {
          publish();
          const version = published[each.at % published.length]!;
          table = version.table;
          rows = new Map(version.rows);
        } else {
          const read = published[each.at % (published.length + 1)]?.table ?? table;
          read.index(each.index % INDEXES);
        }
      }
      publish();
      for (const version of published) version.table.verify();
    },
  );

  it("know it of many keys that look alike", () => {
    const owner = new Owner();
    const seat = (id: number, place: number): Row =>
      rowOf(id, { hall: 1, place, name: null, code: null, number: null });
    let table = Table.empty(layout);
    for (let id = 0; id < 100; id++) {
      const row = Object.freeze({ ...seat(id, 5_000_000 + id), row: `R${id}` });
      expect(table.findConflict(row, owner)).toBeUndefined();
      table = table.insert(row, owner);
      for (const place of [0, id >> 1, id]) {
        const found = conflictOf({ ...row, id: 1000, place: 5_000_000 + place }, table, owner);
        expect(found).toEqual([table.get(place), "seat_hall_place_uniq"]);
      }
    }
  });
});
