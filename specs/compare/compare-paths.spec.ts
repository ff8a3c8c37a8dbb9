import { describe, expect, it } from "vitest";
import { type ComparedPath, comparePaths } from "../../src/compare/compare.ts";
import { InvariantError, openStore, UsageError } from "../../src/index.ts";
import { questionOf } from "../../src/orm/chain.ts";
import type { QuerySet } from "../../src/orm/queryset.ts";
import { Database } from "../../src/state/database.ts";
import { indexSpec } from "../../src/tables/layout.ts";
import { Table } from "../../src/tables/table.ts";
import { openClub } from "../fixtures/club.ts";
import { openSmallClub } from "../fixtures/small-club.ts";

const { store, Person, Membership } = openSmallClub();

/** Memberships, to be found by their dates or by the names of their groups. */
const twoSided = Membership.objects.filter({
  group__name__startswith: "",
  date_joined__gte: "2020-01-01",
});

const pick = (paths: readonly ComparedPath[]) =>
  paths.map(({ part, driver, isChosen, rowsVisited }) => ({ part, driver, isChosen, rowsVisited }));

describe("comparePaths()", () => {
  it("tells of each plan what it expected, read and took", () => {
    const { model, question, rows, paths } = comparePaths(twoSided, { rounds: 2 });

    expect(model).toBe("Membership");
    expect(question).toMatch(/^Membership: \{ .*date_joined/);
    expect(rows).toEqual([4]);
    expect(paths.map(({ driver, isChosen, cost }) => ({ driver, isChosen, cost }))).toEqual(
      twoSided.explain().considered,
    );
    expect(paths.map(({ rowsVisited }) => rowsVisited)).toEqual([6, 8]);
    for (const { milliseconds, bytes, plan } of paths) {
      expect(milliseconds).toBeGreaterThan(0);
      expect(bytes === undefined || bytes > 0).toBe(true);
      expect(plan.actual?.rows).toBe(4);
    }
  });

  it("is frozen, and prints as a table with a star at the chosen path", () => {
    const compared = comparePaths(twoSided, { rounds: 1 });

    const lines = String(compared).split("\n");

    expect([compared, compared.paths, ...compared.paths].every(Object.isFrozen)).toBe(true);
    expect(lines[0]).toMatch(/^ +expected +visited +ms +bytes +path$/);
    expect(lines.filter((line) => line.startsWith("*"))).toHaveLength(1);
    expect(lines.at(-1)).toBe("(2 paths)");
    expect(String(compared.paths[0])).toMatch(/got 4, visited \d/);
  });

  it("takes a manager for all of its rows", () => {
    expect(pick(comparePaths(Person.objects, { rounds: 1 }).paths)).toEqual([
      { part: 0, driver: "full-scan Person", isChosen: true, rowsVisited: 4 },
    ]);
  });

  it("leaves what a QuerySet visited, and what it holds, as they are", () => {
    const asked = Person.objects.filter({ age__gt: 30 });

    comparePaths(asked, { rounds: 1 });

    expect(asked.rowsVisited).toBe(0);
  });

  it("compares the paths of each part of a combined question", () => {
    const both = twoSided.union(Membership.objects.filter({ pk: 1 }));

    const compared = comparePaths(both, { rounds: 1 });

    expect(compared.rows).toEqual([4, 1]);
    expect(compared.paths.map(({ part }) => part)).toEqual([0, 0, 1]);
    expect(compared.paths.filter(({ isChosen }) => isChosen)).toHaveLength(2);
    expect(String(compared)).toMatch(/^ +part +expected/);
  });

  it("has one path where nothing is read", () => {
    const { rows, paths } = comparePaths(Person.objects.none(), { rounds: 1 });

    expect(rows).toEqual([0]);
    expect(pick(paths)).toEqual([
      { part: 0, driver: "nothing Person [false]", isChosen: true, rowsVisited: 0 },
    ]);
  });
});

describe("the data that paths are compared on", () => {
  const visited = (data: Parameters<typeof comparePaths>[1]): readonly number[] =>
    comparePaths(Person.objects.filter({ age__gte: 18 }), { rounds: 1, ...data }).paths.map(
      ({ rowsVisited }) => rowsVisited,
    );

  it("may be a fork, a transaction, a snapshot or the past", () => {
    const fork = store.fork();
    fork.models.Person.objects.create({ name: "Ed", age: 18 });
    const transaction = store.begin();
    transaction.models.Person.objects.create({ name: "Flo", age: 19 });
    transaction.models.Person.objects.create({ name: "Gil", age: 20 });

    expect(visited({})).toEqual([3]);
    expect(visited({ data: fork })).toEqual([4]);
    expect(visited({ data: transaction })).toEqual([5]);
    expect(visited({ data: fork.snapshot() })).toEqual([4]);
    expect(visited({ data: store.at(2) })).toEqual([2]);
    transaction.rollback();
  });

  it("may be a store that was opened apart, read by its own indexes", () => {
    const other = openClub();
    other.models.Person.objects.create({ name: "Ed", age: 18 });

    expect(visited({ data: other })).toEqual([1]);
    expect(visited({})).toEqual([3]);
  });

  it("is refused where it is of other models, or none at all", () => {
    const other = openStore({});

    expect(() => visited({ data: other as never })).toThrow(UsageError);
    expect(() => visited({ data: other as never })).toThrow(/of other models: there is no Person/);
    expect(() => visited({ data: 3 as never })).toThrow(/got data 3.*Take a store/);
  });
});

describe("a wrong call of comparePaths()", () => {
  it.each([
    ["what is no QuerySet", () => comparePaths([] as never), /takes a QuerySet or a manager/],
    ["an unknown option", () => comparePaths(twoSided, { round: 1 } as never), /"rounds"/],
    ["no rounds", () => comparePaths(twoSided, { rounds: 0 }), /whole number above 0/],
  ])("refuses %s", (_, call, message) => {
    expect(call).toThrow(UsageError);
    expect(call).toThrow(message);
  });
});

describe("paths that disagree", () => {
  it("are a bug of ours, and ask for a report", () => {
    const { database } = questionOf(twoSided as unknown as QuerySet);
    const { layout } = database.table(database.registry.byName.get("Membership")!);
    const { model } = layout;
    const spec = indexSpec(model, "broken", [model.columns.find((c) => c.name === "is_leader")!]);
    const broken = Table.empty(layout).buildIndex(spec);
    const tables = database.tables.map((table) =>
      table.layout.model === model ? table.withIndexes([broken]) : table,
    );
    const data = new Database(database.registry, tables, database.position);
    const asked = Membership.objects.filter({ is_leader: true, group__name: "Choir" });

    expect(() => comparePaths(asked, { data })).toThrow(InvariantError);
    expect(() => comparePaths(asked, { data })).toThrow(
      /^Two paths of Membership: .* give different answers: .*please report it\.$/,
    );
    expect(comparePaths(asked).rows).toEqual([1]);
  });
});
