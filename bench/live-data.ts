/** What the bench of live queries asks and writes: drawn from the workload, the same for all contenders. */
import { type MembershipData, makeWorkload, type Size, type Workload } from "./data.ts";

/** A question: the memberships of a group or a person since a moment, by date. */
export interface MembersQuestion {
  readonly by: "group_id" | "person_id";
  readonly id: number;
  readonly since: string;
}

/** Questions and rows of one size. */
export interface LiveData {
  readonly workload: Workload;
  /** The latest members of the largest group. */
  readonly members: MembersQuestion;
  /** Different questions with hardly fewer rows. */
  readonly likeMembers: readonly MembersQuestion[];
  /** Rows for {@link members}, and for none of {@link aside}. */
  readonly rows: readonly MembershipData[];
  /** That many different questions, as many of persons as of groups. */
  aside(count: number): readonly MembersQuestion[];
  /** That many different questions on as many groups as there are. */
  ofGroups(count: number): readonly MembersQuestion[];
  /** Rows of different groups, each for one of {@link ofGroups}, however many these are. */
  rowsOfGroups: readonly MembershipData[];
  /** Rows that come in the middle of the latest {@link WINDOW}. */
  readonly rowsOfWindow: readonly MembershipData[];
}

/** Rows of the window of latest memberships. */
export const WINDOW = 20;

/** Rows of the large question, where the largest group has as many. */
const MEMBERS = 1000;
const LIKE_MEMBERS = 32;
/**
 * Rows that are written in turn. No power of two: work that a store puts off for so many writes would
 * be done in the turns that are measured for a hundred of them, then in those that undo them.
 */
const TURNS = 61;
/** So few that the middle of the window stays in it. */
const WINDOW_TURNS = 8;
const LARGEST_GROUP = 1;
/** From this number of groups on, live queries are on some of them only. */
const MANY_GROUPS = 1000;
const BEGINNING = Date.UTC(2000, 0, 1);
const MIDDLE = Date.UTC(2010, 0, 1);
const END = Date.UTC(2020, 0, 1);

/** Questions and rows of a size, the same at every run. Cost: O(memberships · log memberships). */
export function makeLiveData(size: Size): LiveData {
  const workload = makeWorkload(size);
  const { memberships, extra, groups, persons } = workload;
  const dates = memberships
    .filter(({ group_id }) => group_id === LARGEST_GROUP)
    .map(({ date_joined }) => date_joined)
    .sort();
  const first = Math.max(0, dates.length - MEMBERS);
  const ofLargest = (place: number): MembersQuestion => ({
    by: "group_id",
    id: LARGEST_GROUP,
    since: dates[place]!,
  });
  const members = ofLargest(first);
  const likes = Math.min(LIKE_MEMBERS, dates.length >>> 1);
  const step = Math.max(1, groups.length / MANY_GROUPS);
  const middle = new Date(MIDDLE).toISOString();
  const early = extra.filter((row) => row.date_joined < middle && (row.group_id - 1) % step === 0);
  return {
    workload,
    members,
    likeMembers: Array.from({ length: likes }, (_, i) => ofLargest(first + i)),
    rows: extra
      .filter(
        ({ group_id, person_id, date_joined }) =>
          group_id === LARGEST_GROUP && isOdd(person_id) && date_joined >= members.since,
      )
      .slice(0, TURNS),
    aside: (count) => [
      ...spread("group_id", count / 2, { among: Math.floor(groups.length / 2), first: 2, step: 2 }),
      ...spread("person_id", count / 2, {
        among: Math.floor(persons.length / 2),
        first: 2,
        step: 2,
      }),
    ],
    ofGroups: (count) => {
      const apart = Math.max(1, Math.floor(groups.length / count));
      return spread("group_id", count, { among: groups.length / apart, first: 1, step: apart });
    },
    rowsOfGroups: evenly(onePerGroup(early), TURNS),
    rowsOfWindow: rowsOfWindow(workload),
  };
}

/**
 * Questions on ids that lie apart; where these are fewer, on each from the beginning and, that many
 * times more, from some moment of the second half.
 */
function spread(
  by: MembersQuestion["by"],
  count: number,
  { among, first, step }: { readonly among: number; readonly first: number; readonly step: number },
): MembersQuestion[] {
  const times = Math.ceil(count / among);
  return Array.from({ length: count }, (_, i) => {
    const time = Math.floor(i / among);
    const since = time === 0 ? BEGINNING : Math.floor(MIDDLE + ((END - MIDDLE) * time) / times);
    return { by, id: first + (i % among) * step, since: new Date(since).toISOString() };
  });
}

function onePerGroup(rows: readonly MembershipData[]): MembershipData[] {
  const byGroup = new Map(rows.map((row) => [row.group_id, row]));
  return [...byGroup.values()].sort((a, b) => a.group_id - b.group_id);
}

function evenly<T>(items: readonly T[], count: number): T[] {
  const step = Math.max(1, items.length / count);
  return items.filter((_, i) => Math.floor(i / step) !== Math.floor((i - 1) / step));
}

function rowsOfWindow({ memberships, extra }: Workload): MembershipData[] {
  const dates = memberships.map(({ date_joined }) => date_joined).sort();
  const middle = Date.parse(dates.at(-WINDOW / 2)!);
  return extra.slice(0, WINDOW_TURNS).map((row, i) => ({
    ...row,
    date_joined: new Date(middle + i + 1).toISOString(),
  }));
}

function isOdd(id: number): boolean {
  return id % 2 === 1;
}
