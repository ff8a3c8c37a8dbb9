import { expect, it } from "vitest";
import { field, model, openStore, unique } from "../../src/index.ts";
import type { Row } from "../../src/tables/key-order.ts";
import { UnseenKeys } from "../../src/tables/unseen-keys.ts";

const store = openStore({
  Seat: model(
    { hall: field.integer(), place: field.integer() },
    { constraints: [unique({ fields: ["hall", "place"], name: "one_seat" })] },
  ),
});
const { layout } = store.database.tables[0]!;
const { order } = layout.indexes[layout.uniques[0]!]!;
const hashOf = order.hashOf(2)!;

/** A row of a hall with a hash that is asked for. */
function seat(hall: number, hash: number): Row {
  const place = (hash - hashOf({ id: 0, hall, place: 0 })) & (2 ** 30 - 1);
  return { id: hall, hall, place };
}

it("files removals under their own keys alone", () => {
  const edits = Array.from({ length: 60 }, (_, i) => [seat(i, 1000 + i), undefined]).flat();
  const unseen = UnseenKeys.of({ edits, from: 0 }, order, 2)!;

  expect(unseen.find(seat(7, 0), edits.length)).toBeUndefined();
  expect(unseen.find(seat(7, 1007), edits.length)).toEqual({ row: undefined });
  expect(unseen.isCrowded).toBe(false);
});

it("gives keys up to an index where many look alike", () => {
  const edits = Array.from({ length: 40 }, (_, hall) => [undefined, seat(hall, 12_345)]).flat();
  const unseen = UnseenKeys.of({ edits, from: 0 }, order, 2)!;
  const last = edits.at(-1)!;
  const beside = seat(100, 12_345);
  expect(hashOf(beside)).toBe(hashOf(last));

  expect(unseen.find(seat(100, 777), edits.length)).toBeUndefined();
  expect(unseen.find({ ...last, id: 7 }, edits.length)).toEqual({ row: last });
  expect(unseen.isCrowded).toBe(false);

  expect(unseen.find(beside, edits.length)).toBeUndefined();
  expect(unseen.isCrowded).toBe(true);
});
