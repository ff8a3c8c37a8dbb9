/** The mutable maps and arrays of the other benches, read by hand; names are sorted for prefixes. */
import {
  countBefore,
  type Group,
  type Membership,
  openRawStore,
  type Person,
} from "../contenders/rawmaps.ts";
import type { MembershipData, Workload } from "../data.ts";
import { WINDOW } from "../read-questions.ts";
import type { ReadContender } from "./contender.ts";

interface Counted {
  readonly id: number;
  readonly name: string;
  readonly n: number;
}

/** Opens the hand-written store. */
export function openRawmapsReads(workload: Workload): ReadContender {
  const store = openRawStore(workload);
  store.load(workload.memberships);
  const { personById, personByName, groupById, groupByName, byId, byDate } = store;
  const persons = [...personByName.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  return {
    asks: {
      personByPk: (id) => [personById.get(id)],
      personByName: (name) => [personByName.get(name)],
      membershipByPair: ({ person, group }) => [personById.get(person)!.byGroup.get(group)],
      membersOfGroup: (id) => personsFrom(groupById.get(id)!.members, 0),
      groupsOfPerson(id) {
        const { byGroup } = personById.get(id)!;
        const found = new Array<Group>(byGroup.size);
        let place = 0;
        for (const { group } of byGroup.values()) found[place++] = group;
        return found;
      },
      joinedAfter({ group, since }) {
        const { members } = groupByName.get(group)!;
        let first = countBefore(members, since);
        if (members[first]?.date_joined === since) first++;
        return personsFrom(members, first);
      },
      groupsByPrefix(prefix) {
        const found = new Set<Group>();
        for (let i = firstNamed(persons, prefix); i < persons.length; i++) {
          const { name, byGroup } = persons[i]!;
          if (!name.startsWith(prefix)) break;
          for (const { group } of byGroup.values()) found.add(group);
        }
        return [...found];
      },
      latestInRange: ({ from, to }) => latestOf(byDate, from, to),
      sharingGroup(id) {
        const found = new Set<Person>();
        for (const { group } of personById.get(id)!.byGroup.values()) {
          for (const { person } of group.members) found.add(person);
        }
        return [...found];
      },
      largestGroups: (count) => largestOf(groupById.values(), count),
      reasonsContaining(text) {
        let count = 0;
        for (const row of byId.values()) if (row.invite_reason.includes(text)) count++;
        return count;
      },
    },
    show: showMembership,
  };
}

function showMembership({ person, group, date_joined, invite_reason }: Membership): MembershipData {
  return { person_id: person.id, group_id: group.id, date_joined, invite_reason };
}

function personsFrom(members: readonly Membership[], first: number): Person[] {
  const found = new Array<Person>(members.length - first);
  for (let i = 0; i < found.length; i++) found[i] = members[first + i]!.person;
  return found;
}

/** Where the first name lies that does not come before a prefix. */
function firstNamed(persons: readonly Person[], prefix: string): number {
  let low = 0;
  let high = persons.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (persons[middle]!.name < prefix) low = middle + 1;
    else high = middle;
  }
  return low;
}

function latestOf(
  blocks: readonly (readonly Membership[])[],
  from: string,
  to: string,
): Membership[] {
  const found: Membership[] = [];
  let low = 0;
  let high = blocks.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if (blocks[middle]![0]!.date_joined < to) low = middle;
    else high = middle - 1;
  }
  for (let at = low, last = countBefore(blocks[low]!, to) - 1; at >= 0; ) {
    const block = blocks[at]!;
    for (let i = last; i >= 0; i--) {
      const row = block[i]!;
      if (row.date_joined < from) return found;
      found.push(row);
      if (found.length === WINDOW) return found;
    }
    at--;
    last = (blocks[at]?.length ?? 0) - 1;
  }
  return found;
}

/** The groups with the most members; of those with as many, the first ones. */
function largestOf(groups: Iterable<Group>, count: number): Counted[] {
  const found: Group[] = [];
  for (const group of groups) {
    const n = group.members.length;
    if (found.length === count && found[count - 1]!.members.length >= n) continue;
    let place = found.length < count ? found.length : count - 1;
    for (; place > 0 && found[place - 1]!.members.length < n; place--) {
      found[place] = found[place - 1]!;
    }
    found[place] = group;
  }
  return found.map(({ id, name, members }) => ({ id, name, n: members.length }));
}
