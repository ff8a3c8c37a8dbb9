/** A row of the through model, by the keys of its ends. */
export interface MembershipData {
  readonly person_id: number;
  readonly group_id: number;
  readonly date_joined: string;
  readonly invite_reason: string;
}

/** What every contender of a bench stores: the workload of the budgets. */
export interface Workload {
  /** Names; the first has id 1. */
  readonly persons: readonly string[];
  readonly groups: readonly string[];
  /** In no order; the first has id 1. */
  readonly memberships: readonly MembershipData[];
  /** A tenth more, of pairs and moments that are not among them. */
  readonly extra: readonly MembershipData[];
}

/** Memberships of a size; there is a tenth as many persons, and a hundredth as many groups. */
export const SIZES = { XS: 1000, S: 10_000, M: 100_000, L: 1_000_000 } as const;

/** Name of a size. */
export type Size = keyof typeof SIZES;

const FIRST = ["Ada", "Ben", "Cleo", "Dan", "Eva", "Finn", "Gus", "Hana", "Ivo", "Jude"];
const LAST = ["Abel", "Brook", "Chen", "Diaz", "Engel", "Fox", "Gray", "Hall", "Ito", "Jones"];
const SINCE = Date.UTC(2000, 0, 1);
const TWENTY_YEARS = 20 * 365.25 * 86_400_000;
const REASON_COUNT = 50;
/** No group has more than this part of the persons. */
const LARGEST_GROUP = 0.4;

/** The workload of a size, the same at every run. Cost: O(memberships). */
export function makeWorkload(size: Size): Workload {
  const random = mulberry32(7);
  const count = SIZES[size];
  const persons = count / 10;
  const groups = Math.max(50, count / 100);
  const pairs = shuffled(makePairs(persons, groups, count + count / 10, random), random);
  const moments = shuffled(makeMoments(pairs.length), random);
  const rows = pairs.map(([person, group], i) => ({
    person_id: person,
    group_id: group,
    date_joined: moments[i]!,
    invite_reason: `Reason ${Math.floor(random() * REASON_COUNT)} to come along.`,
  }));
  return flatten({
    persons: makeNames(persons, (i) => LAST[Math.floor(i / 10) % 10]!),
    groups: makeNames(groups, () => "Group"),
    memberships: rows.slice(0, count),
    extra: rows.slice(count),
  });
}

function makeNames(count: number, last: (i: number) => string): string[] {
  return Array.from({ length: count }, (_, i) => `${FIRST[i % 10]} ${last(i)} ${i}`);
}

/** Members of each group, of whom there are fewer the later the group comes: rank^-0.7. */
function makePairs(
  persons: number,
  groups: number,
  count: number,
  random: () => number,
): [person: number, group: number][] {
  const weights = Array.from({ length: groups }, (_, rank) => (rank + 1) ** -0.7);
  const scale = count / weights.reduce((sum, weight) => sum + weight, 0);
  const sizes = weights.map((weight) =>
    Math.min(Math.round(weight * scale), Math.floor(persons * LARGEST_GROUP)),
  );
  // What the limit and rounding left over goes to the groups one by one.
  let rest = count - sizes.reduce((sum, size) => sum + size, 0);
  for (let i = 0; rest !== 0; i = (i + 1) % groups) {
    if (rest > 0 && sizes[i]! >= Math.floor(persons * LARGEST_GROUP)) continue;
    sizes[i]! += Math.sign(rest);
    rest -= Math.sign(rest);
  }
  return sizes.flatMap((size, group) => drawMembers(size, group + 1, persons, random));
}

function drawMembers(
  size: number,
  group: number,
  persons: number,
  random: () => number,
): [person: number, group: number][] {
  const members = new Set<number>();
  while (members.size < size) members.add(1 + Math.floor(random() * persons));
  return [...members].map((person) => [person, group]);
}

/** Unique timestamps, evenly over twenty years. */
function makeMoments(count: number): string[] {
  const step = TWENTY_YEARS / count;
  return Array.from({ length: count }, (_, i) => new Date(SINCE + i * step).toISOString());
}

function shuffled<T>(items: T[], random: () => number): T[] {
  for (let i = items.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [items[i], items[j]] = [items[j]!, items[i]!];
  }
  return items;
}

/** As data that was read: texts put together here would be trees of their parts. */
function flatten(workload: Workload): Workload {
  const { persons, groups, memberships, extra } = workload;
  const reasons = new Map<string, string>();
  const flat = (rows: readonly MembershipData[]): MembershipData[] =>
    rows.map(({ person_id, group_id, date_joined, invite_reason }) => {
      if (!reasons.has(invite_reason)) reasons.set(invite_reason, flatText(invite_reason));
      return { person_id, group_id, date_joined, invite_reason: reasons.get(invite_reason)! };
    });
  return {
    persons: persons.map(flatText),
    groups: groups.map(flatText),
    memberships: flat(memberships),
    extra: flat(extra),
  };
}

function flatText(text: string): string {
  return JSON.parse(JSON.stringify(text)) as string;
}

/** Numbers in [0, 1). Source: Tommy Ettinger's mulberry32. */
export function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
