/**
 * What one would write by hand for this workload and nothing else: mutable maps and arrays, direct
 * pointers, no checks, no history. The practical limit of JavaScript.
 */
import type { MembershipData, Workload } from "../data.ts";
import type { OpenContender } from "./contender.ts";

/** A person of the hand-written store. */
export interface Person {
  readonly id: number;
  readonly name: string;
  readonly byGroup: Map<number, Membership>;
}

/** A group of the hand-written store. */
export interface Group {
  readonly id: number;
  readonly name: string;
  /** Ascending by date. */
  readonly members: Membership[];
}

/** A membership of the hand-written store. */
export interface Membership {
  readonly id: number;
  readonly person: Person;
  readonly group: Group;
  readonly date_joined: string;
  invite_reason: string;
}

/** Rows in a block of the index by date: a whole sorted array would be moved at every insert. */
const BLOCK = 512;

/** The maps and arrays of the hand-written store. */
export interface RawStore {
  readonly personById: ReadonlyMap<number, Person>;
  readonly personByName: ReadonlyMap<string, Person>;
  readonly groupByName: ReadonlyMap<string, Group>;
  readonly groupById: ReadonlyMap<number, Group>;
  readonly byId: ReadonlyMap<number, Membership>;
  /** Ascending by date, in blocks. */
  readonly byDate: readonly (readonly Membership[])[];
  load(rows: readonly MembershipData[]): void;
  create(row: MembershipData): Membership;
  delete(membership: Membership): void;
}

/** Opens the hand-written store. */
export function openRawStore(workload: Pick<Workload, "persons" | "groups">): RawStore {
  const personById = new Map<number, Person>();
  const personByName = new Map<string, Person>();
  for (const [i, name] of workload.persons.entries()) {
    const person: Person = { id: i + 1, name, byGroup: new Map() };
    personById.set(person.id, person);
    personByName.set(name, person);
  }
  const groupById = new Map<number, Group>();
  const groupByName = new Map<string, Group>();
  for (const [i, name] of workload.groups.entries()) {
    const group: Group = { id: i + 1, name, members: [] };
    groupById.set(group.id, group);
    groupByName.set(name, group);
  }
  const byId = new Map<number, Membership>();
  const byDate: Membership[][] = [[]];
  let nextId = 1;

  const make = (row: MembershipData): Membership => ({
    id: nextId++,
    person: personById.get(row.person_id)!,
    group: groupById.get(row.group_id)!,
    date_joined: row.date_joined,
    invite_reason: row.invite_reason,
  });

  return {
    personById,
    personByName,
    groupByName,
    groupById,
    byId,
    byDate,
    load(rows) {
      const all: Membership[] = [];
      for (const row of rows) {
        const membership = make(row);
        byId.set(membership.id, membership);
        membership.person.byGroup.set(row.group_id, membership);
        all.push(membership);
      }
      all.sort(compareDates);
      for (const membership of all) membership.group.members.push(membership);
      byDate.length = 0;
      for (let i = 0; i < all.length; i += BLOCK / 2) byDate.push(all.slice(i, i + BLOCK / 2));
    },
    create(row) {
      const membership = make(row);
      byId.set(membership.id, membership);
      membership.person.byGroup.set(row.group_id, membership);
      const { members } = membership.group;
      members.splice(countBefore(members, row.date_joined), 0, membership);
      insertByDate(byDate, membership);
      return membership;
    },
    delete(membership) {
      byId.delete(membership.id);
      membership.person.byGroup.delete(membership.group.id);
      const { members } = membership.group;
      members.splice(countBefore(members, membership.date_joined), 1);
      deleteByDate(byDate, membership);
    },
  };
}

/** Opens the hand-written store as a contender. */
export const openRawmaps: OpenContender<Membership> = (workload) => {
  const store = openRawStore(workload);
  return {
    load: store.load,
    create: store.create,
    delete: store.delete,
    update(membership, reason) {
      membership.invite_reason = reason;
      return membership;
    },
    answer({ pairs, group, person, before }) {
      const earlier = store.byDate.flat().filter((row) => row.date_joined < before);
      const { personById } = store;
      return {
        count: store.byId.size,
        byPair: pairs.map((pair) => {
          const found = personById.get(pair.person_id)!.byGroup.get(pair.group_id);
          return found && `${found.date_joined} ${found.invite_reason}`;
        }),
        datesOfGroup: store.groupById.get(group)!.members.map((row) => row.date_joined),
        groupsOfPerson: [...personById.get(person)!.byGroup.keys()].sort((a, b) => a - b),
        latest: earlier
          .slice(-20)
          .reverse()
          .map((row) => row.date_joined),
      };
    },
  };
};

/** Earlier dates first. */
export function compareDates(a: Membership, b: Membership): number {
  return a.date_joined < b.date_joined ? -1 : a.date_joined > b.date_joined ? 1 : 0;
}

/** Number of rows with an earlier date. Cost: O(log n). */
export function countBefore(rows: readonly Membership[], date: string): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (rows[middle]!.date_joined < date) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The last block that does not begin after the date. */
function blockOf(blocks: readonly Membership[][], date: string): number {
  let low = 0;
  let high = blocks.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if (blocks[middle]![0]!.date_joined <= date) low = middle;
    else high = middle - 1;
  }
  return low;
}

function insertByDate(blocks: Membership[][], membership: Membership): void {
  const i = blockOf(blocks, membership.date_joined);
  const block = blocks[i]!;
  block.splice(countBefore(block, membership.date_joined), 0, membership);
  if (block.length > BLOCK) blocks.splice(i + 1, 0, block.splice(BLOCK / 2));
}

function deleteByDate(blocks: Membership[][], membership: Membership): void {
  const i = blockOf(blocks, membership.date_joined);
  const block = blocks[i]!;
  block.splice(countBefore(block, membership.date_joined), 1);
  if (block.length === 0 && blocks.length > 1) blocks.splice(i, 1);
}
