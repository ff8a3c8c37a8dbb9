/**
 * TinyBase: its tables with Indexes, whose slices are sorted by date; relations are followed by hand.
 * Memberships are also sliced by month, since a slice is handed out as a whole.
 */
import type { MembershipData, Workload } from "../data.ts";
import { loadPackage } from "../packages.ts";
import { WINDOW } from "../read-questions.ts";
import type { OpenReadContender } from "./contender.ts";

type GetCell = (cell: string) => unknown;

interface Store {
  setTables(tables: object): Store;
  getRow(table: string, row: string): object;
  getCell(table: string, row: string, cell: string): unknown;
  getRowIds(table: string): string[];
}

interface Indexes {
  setIndexDefinition(
    index: string,
    table: string,
    slice: string | ((getCell: GetCell, row: string) => string),
    sort?: string,
  ): Indexes;
  getSliceIds(index: string): string[];
  getSliceRowIds(index: string, slice: string): string[];
}

/** Opens the store. Keys are cells too, for answers to have them. */
export const openTinybaseReads: OpenReadContender = async (workload) => {
  const { createStore } = await loadPackage<{ createStore(): Store }>("tinybase/store");
  const { createIndexes } = await loadPackage<{ createIndexes(store: Store): Indexes }>(
    "tinybase/indexes",
  );
  const store = createStore().setTables(tablesOf(workload));
  const indexes = createIndexes(store)
    .setIndexDefinition("personByName", "person", "name")
    .setIndexDefinition("groupByName", "group", "name")
    .setIndexDefinition("byPair", "membership", (getCell) =>
      pairOf(getCell("person_id"), getCell("group_id")),
    )
    .setIndexDefinition("byPerson", "membership", "person_id")
    .setIndexDefinition("byGroup", "membership", "group_id", "date_joined")
    .setIndexDefinition(
      "byMonth",
      "membership",
      (getCell) => monthOf(getCell("date_joined") as string),
      "date_joined",
    );

  const slice = (index: string, key: unknown): string[] =>
    indexes.getSliceRowIds(index, String(key));
  const dateOf = (row: string): string => store.getCell("membership", row, "date_joined") as string;
  const personOf = (row: string): object =>
    store.getRow("person", String(store.getCell("membership", row, "person_id")));
  const groupOf = (row: string): object =>
    store.getRow("group", String(store.getCell("membership", row, "group_id")));
  const addKeys = (found: Set<unknown>, rows: readonly string[], cell: string): void => {
    for (const row of rows) found.add(store.getCell("membership", row, cell));
  };
  return {
    asks: {
      personByPk: (id) => [store.getRow("person", String(id))],
      personByName: (name) => slice("personByName", name).map((row) => store.getRow("person", row)),
      membershipByPair: ({ person, group }) =>
        slice("byPair", pairOf(person, group)).map((row) => store.getRow("membership", row)),
      membersOfGroup: (id) => slice("byGroup", id).map(personOf),
      groupsOfPerson: (id) => slice("byPerson", id).map(groupOf),
      joinedAfter({ group, since }) {
        const rows = slice("byGroup", slice("groupByName", group)[0]);
        let first = countUntil(rows, (row) => dateOf(row) < since);
        if (dateOf(rows[first]!) === since) first++;
        return rows.slice(first).map(personOf);
      },
      groupsByPrefix(prefix) {
        const found = new Set<unknown>();
        for (const name of indexes.getSliceIds("personByName")) {
          if (!name.startsWith(prefix)) continue;
          addKeys(found, slice("byPerson", slice("personByName", name)[0]), "group_id");
        }
        return Array.from(found, (id) => store.getRow("group", String(id)));
      },
      latestInRange({ from, to }) {
        const found: object[] = [];
        for (let month = monthOf(to); month >= monthOf(from); month = monthBefore(month)) {
          const rows = slice("byMonth", month);
          for (let i = countUntil(rows, (row) => dateOf(row) < to) - 1; i >= 0; i--) {
            if (dateOf(rows[i]!) < from) return found;
            found.push(store.getRow("membership", rows[i]!));
            if (found.length === WINDOW) return found;
          }
        }
        return found;
      },
      sharingGroup(id) {
        const found = new Set<unknown>();
        for (const row of slice("byPerson", id)) {
          const group = store.getCell("membership", row, "group_id");
          addKeys(found, slice("byGroup", group), "person_id");
        }
        return Array.from(found, (person) => store.getRow("person", String(person)));
      },
      largestGroups: (count) =>
        indexes
          .getSliceIds("byGroup")
          .map((id) => ({ id: Number(id), n: slice("byGroup", id).length }))
          .sort((a, b) => b.n - a.n || a.id - b.id)
          .slice(0, count)
          .map(({ id, n }) => ({ id, name: store.getCell("group", String(id), "name"), n })),
      reasonsContaining(text) {
        let count = 0;
        for (const row of store.getRowIds("membership")) {
          const reason = store.getCell("membership", row, "invite_reason") as string;
          if (reason.includes(text)) count++;
        }
        return count;
      },
    },
  };
};

function tablesOf({ persons, groups, memberships }: Workload): object {
  const named = (names: readonly string[]): object =>
    Object.fromEntries(names.map((name, i) => [i + 1, { id: i + 1, name }]));
  const rows = memberships.map((row: MembershipData, i) => [i + 1, { id: i + 1, ...row }]);
  return { person: named(persons), group: named(groups), membership: Object.fromEntries(rows) };
}

/** How many rows there are before the first that does not fulfil a condition. */
function countUntil(rows: readonly string[], isBefore: (row: string) => boolean): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isBefore(rows[middle]!)) low = middle + 1;
    else high = middle;
  }
  return low;
}

function monthOf(date: string): string {
  return date.slice(0, 7);
}

function monthBefore(month: string): string {
  const [year, number] = month.split("-").map(Number);
  const before = number === 1 ? [year! - 1, 12] : [year, number! - 1];
  return `${before[0]}-${String(before[1]).padStart(2, "0")}`;
}

function pairOf(person: unknown, group: unknown): string {
  return `${person} ${group}`;
}
