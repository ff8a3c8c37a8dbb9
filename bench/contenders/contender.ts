import type { MembershipData, Workload } from "../data.ts";

/** Answers that show whether contenders hold the same rows, and find them by every index. */
export interface Answers {
  readonly count: number;
  /** Date and reason by person and group. */
  readonly byPair: readonly (string | undefined)[];
  /** Dates of the memberships of a group, ascending. */
  readonly datesOfGroup: readonly string[];
  /** Groups of a person, ascending. */
  readonly groupsOfPerson: readonly number[];
  /** The last twenty dates before a moment, descending. */
  readonly latest: readonly string[];
}

/** What is asked for {@link Answers}. */
export interface Question {
  readonly pairs: readonly MembershipData[];
  readonly group: number;
  readonly person: number;
  readonly before: string;
}

/** One store under measurement. It begins with the persons and groups of a workload. */
export interface Contender<Membership> {
  /** Stores all memberships, as fast as it can. */
  load(rows: readonly MembershipData[]): void;
  /** One row in, a commit of its own; the result stands for it. */
  create(row: MembershipData): Membership;
  /** Gives a membership another reason; the result stands for it from now on. */
  update(membership: Membership, reason: string): Membership;
  /** One row out. */
  delete(membership: Membership): void;
  answer(question: Question): Answers;
  /** Takes something that brings the present back; undefined when it has no such thing. */
  readonly snapshot?: () => unknown;
  /** Bytes that it keeps outside of the JavaScript heap. */
  readonly nativeBytes?: () => number;
}

/** Makes a contender without memberships. */
export type OpenContender<Membership> = (
  workload: Pick<Workload, "persons" | "groups">,
) => Contender<Membership>;
