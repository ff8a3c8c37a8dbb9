/**
 * What one would write by hand: the mutable maps and arrays of the other benches, listeners in sets by
 * group and by person, and for each delivery a copy of what is sorted already.
 */
import {
  compareDates,
  countBefore,
  type Group,
  type Membership,
  openRawStore,
  type Person,
  type RawStore,
} from "../contenders/rawmaps.ts";
import type { MembersQuestion } from "../live-data.ts";
import type { Edit, GroupCount, OpenLiveContender, Stop } from "./contender.ts";

/** Who listens: to rows since a moment, after each write. */
interface Listener {
  readonly since: string;
  hear(edit: Edit<Membership>): void;
}

/** What hears of every write. */
type AnyListener = (edit: Edit<Membership>) => void;

/** Opens the hand-written store. */
export const openRawmapsLive: OpenLiveContender<Membership, Membership, Edit<Membership>> = (
  workload,
) => {
  const store = openRawStore(workload);
  store.load(workload.memberships);
  const byGroup = new Map<Group, Set<Listener>>();
  const byPerson = new Map<Person, Set<Listener>>();
  const others = new Set<AnyListener>();

  const tell = (membership: Membership, edit: Edit<Membership>): void => {
    for (const listeners of [byGroup.get(membership.group), byPerson.get(membership.person)]) {
      if (listeners === undefined) continue;
      for (const listener of listeners) {
        if (membership.date_joined >= listener.since) listener.hear(edit);
      }
    }
    for (const hear of others) hear(edit);
  };
  const listen = ({ by, id, since }: MembersQuestion, hear: Listener["hear"]): Stop => {
    const listener = { since, hear };
    return by === "group_id"
      ? addTo(byGroup, store.groupById.get(id)!, listener)
      : addTo(byPerson, store.personById.get(id)!, listener);
  };
  const listenToAll = (hear: AnyListener): Stop => {
    others.add(hear);
    return () => others.delete(hear);
  };

  return {
    create(row) {
      const membership = store.create(row);
      tell(membership, { added: [membership], removed: [] });
      return membership;
    },
    delete(membership) {
      store.delete(membership);
      tell(membership, { added: [], removed: [membership] });
    },
    members(question, hear) {
      const read = readerOf(store, question);
      const stop = listen(question, () => hear(read()));
      hear(read());
      return stop;
    },
    deltas(question, hear) {
      const stop = listen(question, hear);
      hear({ added: readerOf(store, question)(), removed: [] });
      return stop;
    },
    latest(count, hear) {
      let shown = latestOf(store, count);
      hear(shown);
      return listenToAll(({ added, removed }) => {
        const { date_joined } = (added[0] ?? removed[0])!;
        if (shown.length === count && date_joined < shown.at(-1)!.date_joined) return;
        shown = latestOf(store, count);
        hear(shown);
      });
    },
    counts(_, hear) {
      let shown = [...store.groupById.values()].map(countOf);
      const places = new Map([...store.groupById.values()].map((group, i) => [group, i]));
      hear(shown);
      return listenToAll(({ added, removed }) => {
        const { group } = (added[0] ?? removed[0])!;
        shown = shown.slice();
        shown[places.get(group)!] = countOf(group);
        hear(shown);
      });
    },
    show: ({ person, group, date_joined, invite_reason }) => ({
      person_id: person.id,
      group_id: group.id,
      date_joined,
      invite_reason,
    }),
    read: (edit) => edit,
    most: Number.POSITIVE_INFINITY,
  };
};

function addTo<K>(listeners: Map<K, Set<Listener>>, key: K, listener: Listener): Stop {
  const same = listeners.get(key);
  if (same === undefined) listeners.set(key, new Set([listener]));
  else same.add(listener);
  return () => listeners.get(key)!.delete(listener);
}

function readerOf(store: RawStore, { by, id, since }: MembersQuestion): () => Membership[] {
  if (by === "group_id") {
    const { members } = store.groupById.get(id)!;
    return () => members.slice(countBefore(members, since));
  }
  const { byGroup } = store.personById.get(id)!;
  return () => [...byGroup.values()].filter((row) => row.date_joined >= since).sort(compareDates);
}

function latestOf({ byDate }: RawStore, count: number): Membership[] {
  const latest: Membership[] = [];
  for (let i = byDate.length - 1; i >= 0; i--) {
    const block = byDate[i]!;
    for (let j = block.length - 1; j >= 0; j--) {
      if (latest.length === count) return latest;
      latest.push(block[j]!);
    }
  }
  return latest;
}

function countOf({ id, members }: Group): GroupCount {
  return { id, n: members.length };
}
