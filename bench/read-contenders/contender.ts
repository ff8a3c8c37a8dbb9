import type { MembershipData, Workload } from "../data.ts";

/** What each question is asked with. */
export interface ReadArguments {
  readonly personByPk: number;
  readonly personByName: string;
  readonly membershipByPair: { readonly person: number; readonly group: number };
  readonly membersOfGroup: number;
  readonly groupsOfPerson: number;
  /** Name of the group; the moment itself is left out. */
  readonly joinedAfter: { readonly group: string; readonly since: string };
  readonly groupsByPrefix: string;
  /** From the first moment on, before the second. */
  readonly latestInRange: { readonly from: string; readonly to: string };
  readonly sharingGroup: number;
  /** How many groups. */
  readonly largestGroups: number;
  readonly reasonsContaining: string;
}

/** Name of a question. */
export type ReadQuestion = keyof ReadArguments;

/** Rows as objects, or a count. */
export type Answer = readonly unknown[] | number;

/** A contender's way to answer one question; each call computes the answer anew. */
export type Ask<Q extends ReadQuestion> = (argument: ReadArguments[Q]) => Answer;

/** Ways to answer all questions, or some. */
export type Asks = { readonly [Q in ReadQuestion]?: Ask<Q> };

/** One store under measurement, with the memberships of a workload. */
export interface ReadContender {
  readonly asks: Asks;
  /** Opens another store of the same models, where that spares planning. */
  readonly openAlike?: (workload: Workload) => ReadContender;
  /** What a row says that stands for a membership; the row itself when left out. Not measured. */
  readonly show?: (row: never) => MembershipData;
}

/** Makes a contender that no question has been asked of. */
export type OpenReadContender = (workload: Workload) => ReadContender | Promise<ReadContender>;
