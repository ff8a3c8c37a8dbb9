/** The questions of the bench of reads, and what they are asked with: the same for all contenders. */
import { mulberry32, type Workload } from "./data.ts";
import type { ReadArguments, ReadQuestion } from "./read-contenders/contender.ts";

/** Arguments of all questions. */
export type ReadLists = { readonly [Q in ReadQuestion]: readonly ReadArguments[Q][] };

/** How a question is told of, and what its answer is. */
export interface QuestionKind {
  readonly what: string;
  /** Persons or groups, memberships, groups with their number of members, or a number. */
  readonly rows: "named" | "memberships" | "counted" | "number";
  /** Whether the order is asked for; contenders may choose it otherwise. */
  readonly isOrdered: boolean;
}

/** All questions, in the order of the budgets. */
export const READ_QUESTIONS: { readonly [Q in ReadQuestion]: QuestionKind } = {
  personByPk: { what: "person by pk", rows: "named", isOrdered: false },
  personByName: { what: "person by unique name", rows: "named", isOrdered: false },
  membershipByPair: {
    what: "membership by (person, group)",
    rows: "memberships",
    isOrdered: false,
  },
  membersOfGroup: { what: "members of a group", rows: "named", isOrdered: false },
  groupsOfPerson: { what: "groups of a person", rows: "named", isOrdered: false },
  joinedAfter: {
    what: "people of the group named X who joined after D",
    rows: "named",
    isOrdered: false,
  },
  groupsByPrefix: {
    what: "groups with a member whose name starts with P, distinct",
    rows: "named",
    isOrdered: false,
  },
  latestInRange: {
    what: "memberships in a date range, latest 20",
    rows: "memberships",
    isOrdered: true,
  },
  sharingGroup: {
    what: "people who share a group with p, distinct",
    rows: "named",
    isOrdered: false,
  },
  largestGroups: { what: "members per group, top 10", rows: "counted", isOrdered: true },
  reasonsContaining: {
    what: "count of reasons containing a text",
    rows: "number",
    isOrdered: false,
  },
};

/** Names of the questions. */
export const QUESTION_NAMES = Object.keys(READ_QUESTIONS) as ReadQuestion[];

/** Rows of the answers that are cut off. */
export const WINDOW = 20;

/** Groups of the answer that is. */
const LARGEST = 10;

/** The part of all memberships in a range of dates. */
const RANGE = 0.02;

/** Arguments of a size, the same at every run. Cost: O(memberships · log memberships). */
export function makeReadLists({ persons, groups, memberships }: Workload): ReadLists {
  const random = mulberry32(11);
  const dates = memberships.map(({ date_joined }) => date_joined).sort();
  const dateAt = (part: number): string => dates[Math.floor(part * dates.length)]!;
  const ids = (count: number, among: number): number[] =>
    shuffled(spread(count, among), random).map((place) => place + 1);
  const personIds = ids(256, persons.length);
  const starts = shuffled(spread(128, 1000), random).map((place) => (place / 1000) * (1 - RANGE));
  return {
    personByPk: personIds,
    personByName: ids(256, persons.length).map((id) => persons[id - 1]!),
    membershipByPair: shuffled(spread(256, memberships.length), random).map((place) => {
      const { person_id, group_id } = memberships[place]!;
      return { person: person_id, group: group_id };
    }),
    membersOfGroup: ids(256, groups.length),
    groupsOfPerson: personIds,
    joinedAfter: ids(128, groups.length).map((id) => ({
      group: groups[id - 1]!,
      since: dateAt(0.1 + 0.8 * random()),
    })),
    groupsByPrefix: prefixesOf(ids(64, persons.length).map((id) => persons[id - 1]!)),
    latestInRange: starts.map((start) => ({ from: dateAt(start), to: dateAt(start + RANGE) })),
    sharingGroup: ids(24, persons.length),
    largestGroups: [LARGEST],
    reasonsContaining: Array.from({ length: 12 }, (_, i) => `${i} to come`),
  };
}

/** Places in the middle of as many equal parts; all where there are not more. */
function spread(count: number, among: number): number[] {
  if (among <= count) return Array.from({ length: among }, (_, i) => i);
  return Array.from({ length: count }, (_, i) => Math.floor(((i + 0.5) * among) / count));
}

/** Both names and the first digit of the number: about a thousandth of all persons. */
function prefixesOf(names: readonly string[]): string[] {
  return [...new Set(names.map((name) => /^\D+\d/.exec(name)![0]))];
}

function shuffled<T>(items: T[], random: () => number): T[] {
  return items
    .map((item) => ({ item, key: random() }))
    .sort((a, b) => a.key - b.key)
    .map(({ item }) => item);
}
