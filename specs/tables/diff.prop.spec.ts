import { fc, test } from "@fast-check/vitest";
import { describe, expect, it } from "vitest";
import { field, model, openStore } from "../../src/index.ts";
import { diffRows } from "../../src/tables/diff-rows.ts";
import { IntMap } from "../../src/tables/int-map.ts";
import { Owner } from "../../src/tables/owner.ts";
import { type RowOrder, SortedRows } from "../../src/tables/sorted-rows.ts";
import { runs } from "../runs.ts";

interface Item {
  readonly key: number;
}

type Pair = readonly [before: Item | undefined, after: Item | undefined];

const order: RowOrder<Item> = {
  compareRows: (a, b) => a.key - b.key,
  // Some keys share a code, and must be compared.
  codeOf: ({ key }) => Math.floor(key / 5),
};

/** The pairs in which two versions differ, by key, ascending. */
function naiveDifference(before: ReadonlyMap<number, Item>, after: ReadonlyMap<number, Item>) {
  const keys = [...new Set([...before.keys(), ...after.keys()])].sort((a, b) => a - b);
  return keys
    .map((key): Pair => [before.get(key), after.get(key)])
    .filter(([was, is]) => was !== is);
}

/** Expects the same rows, not rows that look alike. */
function expectSame(found: readonly Pair[], expected: readonly Pair[]): void {
  expect(found).toEqual(expected);
  for (const [i, [was, is]] of found.entries()) {
    expect(was).toBe(expected[i]![0]);
    expect(is).toBe(expected[i]![1]);
  }
}

const MOST_KEYS = 6000;

/** A run of neighboring keys that is put in, replaced or taken out. */
const edit = fc.record({
  kind: fc.constantFrom("put", "put", "drop", "swap", "publish"),
  from: fc.nat(MOST_KEYS),
  length: fc.oneof(fc.constant(1), fc.nat(300)),
});
const edits = fc.array(edit, { maxLength: 8, size: "max" });
const sizes = fc.oneof(fc.nat(200), fc.nat(MOST_KEYS));

type Edit = typeof edit extends fc.Arbitrary<infer E> ? E : never;

/** A structure that holds items by key, and the Map that it must agree with. */
interface Twin {
  readonly model: Map<number, Item>;
  set(item: Item, isNew: boolean): void;
  drop(item: Item): void;
  publish(): void;
}

/** A twin of which there are versions. */
interface Versioned<T> extends Twin {
  /** Another version, which begins where this one is. */
  branch(): T;
  differences(later: T): readonly Pair[];
}

function takeEdits(twin: Twin, given: readonly Edit[]): void {
  for (const { kind, from, length } of given) {
    if (kind === "publish") twin.publish();
    for (let key = from; key < from + length; key++) {
      const held = twin.model.get(key);
      if (kind === "put" || (kind === "swap" && held !== undefined)) {
        const item = { key };
        twin.set(item, held === undefined);
        twin.model.set(key, item);
      } else if (kind === "drop" && held !== undefined) {
        twin.drop(held);
        twin.model.delete(key);
      }
    }
  }
}

class TreeTwin implements Versioned<TreeTwin> {
  readonly model: Map<number, Item>;
  tree: SortedRows<Item>;
  #owner = new Owner();

  constructor(model: ReadonlyMap<number, Item>, tree: SortedRows<Item>) {
    this.model = new Map(model);
    this.tree = tree;
  }

  static of(size: number): TreeTwin {
    const items = Array.from({ length: size }, (_, i): Item => ({ key: 2 * i }));
    const tree = SortedRows.fromSorted(items, order, new Owner());
    return new TreeTwin(new Map(items.map((item) => [item.key, item])), tree);
  }

  set(item: Item, isNew: boolean): void {
    this.tree = isNew
      ? this.tree.insert(item, order, this.#owner)
      : this.tree.replace(item, order, this.#owner);
  }

  drop(item: Item): void {
    this.tree = this.tree.remove(item, order, this.#owner);
  }

  publish(): void {
    this.#owner = new Owner();
  }

  branch(): TreeTwin {
    return new TreeTwin(this.model, this.tree);
  }

  differences(later: TreeTwin, by = order): readonly Pair[] {
    const found: Pair[] = [];
    diffRows(this.tree, later.tree, by, (...pair) => found.push(pair));
    return found;
  }
}

class MapTwin implements Versioned<MapTwin> {
  readonly model: Map<number, Item>;
  map: IntMap<Item>;
  #owner = new Owner();

  constructor(model: ReadonlyMap<number, Item>, map: IntMap<Item>) {
    this.model = new Map(model);
    this.map = map;
  }

  static of(size: number): MapTwin {
    const twin = new MapTwin(new Map(), IntMap.empty());
    takeEdits(twin, [{ kind: "put", from: 0, length: size }]);
    return twin;
  }

  set(item: Item): void {
    this.map = this.map.set(item.key, item, this.#owner);
  }

  drop({ key }: Item): void {
    this.map = this.map.delete(key, this.#owner);
  }

  publish(): void {
    this.#owner = new Owner();
  }

  branch(): MapTwin {
    return new MapTwin(this.model, this.map);
  }

  differences(later: MapTwin): readonly Pair[] {
    const found: Pair[] = [];
    this.map.diff(later.map, (...pair) => found.push(pair));
    return found;
  }
}

function tellsWhatDiffers<T extends Versioned<T>>(of: (size: number) => T): void {
  test.prop([sizes, edits, edits], { numRuns: runs(60) })(
    "tells what a naive difference tells, between any two versions",
    (size, toOne, toOther) => {
      const base = of(size);
      const [one, other] = [base.branch(), base.branch()];
      takeEdits(one, toOne);
      takeEdits(other, toOther);

      for (const [a, b] of [
        [base, one],
        [one, base],
        [one, other],
        [one, one],
      ] as const) {
        expectSame(a.differences(b), naiveDifference(a.model, b.model));
      }
    },
  );
}

describe("diffRows()", () => {
  tellsWhatDiffers(TreeTwin.of);

  test.prop([fc.array(fc.nat(99_999), { minLength: 1, maxLength: 10 }), fc.boolean()], {
    numRuns: runs(5),
  })("compares few rows of many, wherever some differ", (keys, isDropped) => {
    const base = TreeTwin.of(100_000);
    const later = base.branch();
    const kind = isDropped ? "drop" : "put";
    takeEdits(
      later,
      keys.map((key): Edit => ({ kind, from: 2 * key, length: 1 })),
    );
    let compared = 0;
    const compareRows = (a: Item, b: Item): number => {
      compared++;
      return order.compareRows(a, b);
    };

    const found = base.differences(later, { ...order, compareRows });

    expect(found).toHaveLength(new Set(keys).size);
    expect(compared).toBeLessThan(600 * keys.length);
  });
});

/** The map with nodes that count how often they are read; versions that share a node share its double. */
function countReads(): { readonly reads: () => number; count(map: IntMap<Item>): void } {
  const doubles = new Map<unknown, unknown>();
  let reads = 0;
  const doubleOf = (node: unknown): unknown => {
    if (!Array.isArray(node)) return node;
    const double = doubles.get(node) ?? new Proxy(node, { get: (at, slot) => read(at, slot) });
    doubles.set(node, double);
    return double;
  };
  const read = (node: object, slot: string | symbol): unknown => {
    reads++;
    return doubleOf(Reflect.get(node, slot));
  };
  return {
    reads: () => reads,
    count: (map) => Reflect.set(map, "root", doubleOf(Reflect.get(map, "root"))),
  };
}

describe("IntMap.diff()", () => {
  tellsWhatDiffers(MapTwin.of);

  it("reads few nodes of many", () => {
    const base = MapTwin.of(100_000);
    const later = base.branch();
    takeEdits(later, [{ kind: "put", from: 70_000, length: 1 }]);
    const { count, reads } = countReads();
    count(base.map);
    count(later.map);

    expect(base.differences(later)).toHaveLength(1);

    // Four levels of 32 slots, in both versions.
    expect(reads()).toBeGreaterThan(0);
    expect(reads()).toBeLessThanOrEqual(4 * 2 * 32);
  });
});

describe("Table.diff()", () => {
  it("compares few rows of many where keys are texts", () => {
    const store = openStore({
      Word: model({ text: field.text({ primaryKey: true }), count: field.integer() }),
    });
    const { Word } = store.models;
    Word.objects.bulkCreate(
      Array.from({ length: 20_000 }, (_, i) => ({ text: `w${i}`, count: 0 })),
    );
    const before = store.database.tables[0]!;
    Word.objects.filter({ pk: "w777" }).update({ count: 1 });
    const after = store.database.tables[0]!;
    const { pkOrder } = before.layout;
    const { compareRows } = pkOrder;
    let compared = 0;
    Reflect.set(pkOrder, "compareRows", (...rows: Parameters<typeof compareRows>) => {
      compared++;
      return compareRows(...rows);
    });
    const found: unknown[] = [];

    before.diff(after, (was, is) => found.push([was?.count, is?.count]));

    expect(found).toEqual([[0, 1]]);
    expect(compared).toBeLessThan(600);
    before.diff(before, () => found.push("the same table"));
    expect(found).toHaveLength(1);
  });
});
