/** Primary keys with fractions: each plan gives rows in the order of the keys. */
import { describe, expect, it } from "vitest";
import { CASCADE, field, model, openStore } from "../../src/index.ts";

const schema = {
  Point: model({
    at: field.float({ primaryKey: true }),
    name: field.char({ maxLength: 9, index: true }),
  }),
  Mark: model({ point: field.foreignKey("Point", { onDelete: CASCADE, relatedName: "marks" }) }),
};

const KEYS = [2, 0.5, -1.5, 1, 1.5, 40, -3, 17.25, 0, 2 ** 30 + 0.5, 2 ** 30, 16];
const ASCENDING = [...KEYS].sort((a, b) => a - b);

function filled() {
  const store = openStore(schema);
  const { Point, Mark } = store.models;
  Point.objects.bulkCreate(KEYS.map((at) => ({ at, name: "p" })));
  Mark.objects.bulkCreate([...KEYS, ...KEYS].map((key) => ({ point_id: key })));
  return { ...store.models, store };
}

const keysOf = (rows: readonly { readonly at: number }[]): number[] => rows.map(({ at }) => at);

describe("rows with keys that have fractions", () => {
  it("are in their order in a scan, backward, and in part", () => {
    const { Point } = filled();

    expect(keysOf(Point.objects.all().toArray())).toEqual(ASCENDING);
    expect(keysOf(Point.objects.orderBy("-at").toArray())).toEqual(ASCENDING.toReversed());
    expect(Point.objects.first()?.at).toBe(-3);
    expect(keysOf(Point.objects.all().slice(2, 6).toArray())).toEqual(ASCENDING.slice(2, 6));
    expect(keysOf(Point.objects.filter({ at__gt: 0.7 }).toArray())).toEqual(
      ASCENDING.filter((at) => at > 0.7),
    );
  });

  it("are found one by one, and in their order by an index and by relations", () => {
    const { Point, Mark } = filled();

    for (const at of KEYS) expect(Point.objects.get({ at }).at).toBe(at);
    expect(keysOf(Point.objects.filter({ name: "p" }).toArray())).toEqual(ASCENDING);
    const marked = Point.objects.filter({ marks__gte: 1 });
    expect(keysOf(marked.distinct().toArray())).toEqual(ASCENDING);
    expect(keysOf(marked.toArray())).toEqual(ASCENDING.flatMap((at) => [at, at]));
    // Whole keys alone, of which there are enough to be marked where keys are integers.
    const whole = KEYS.filter(Number.isInteger);
    const wholly = Point.objects.filter({ marks__point__in: [...whole, ...whole, ...whole] });
    expect(keysOf(wholly.distinct().toArray())).toEqual(ASCENDING.filter(Number.isInteger));
    expect(Mark.objects.filter({ point: 1.5 }).count()).toBe(2);
  });

  it("differ between versions in their order", () => {
    const { Point, store } = filled();
    const before = store.database.tables[0]!;
    Point.objects.filter({ at__in: [1, 0.5, 2, -3] }).update({ name: "q" });
    Point.objects.create({ at: 0.75, name: "r" });
    const found: unknown[] = [];

    before.diff(store.database.tables[0]!, (was, is) => found.push((is ?? was)!.at));

    expect(found).toEqual([-3, 0.5, 0.75, 1, 2]);
  });
});
