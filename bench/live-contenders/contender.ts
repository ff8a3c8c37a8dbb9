import type { MembershipData, Workload } from "../data.ts";
import type { MembersQuestion } from "../live-data.ts";

/** Ends a subscription. */
export type Stop = () => void;

/** The number of memberships of a group. */
export interface GroupCount {
  readonly id: number;
  readonly n: number;
}

/** What a delta says. */
export interface Edit<Row> {
  readonly added: readonly Row[];
  readonly removed: readonly Row[];
}

/** One way to watch: what is heard is the first answer, then one for each write that changes it. */
export type Watch<Asked, Heard> = (asked: Asked, hear: (heard: Heard) => void) => Stop;

/** One store under measurement, with the memberships of a workload. Everything happens at once. */
export interface LiveContender<Membership, Row, Delta> {
  /** One row in, a commit of its own; the result stands for it. */
  create(row: MembershipData): Membership;
  /** One row out. */
  delete(membership: Membership): void;
  /** Each answer is an array of its own, ascending by date. */
  readonly members: Watch<MembersQuestion, readonly Row[]>;
  /** The same as deltas; undefined where there are none. */
  readonly deltas: Watch<MembersQuestion, Delta> | undefined;
  /** The latest memberships, descending by date. */
  readonly latest: Watch<number, readonly Row[]>;
  /** The number of memberships of each group, ascending by id. */
  readonly counts: Watch<undefined, readonly GroupCount[]>;
  /** What the parts of an answer say. Not measured. */
  show(row: Row): MembershipData;
  read(delta: Delta): Edit<Row>;
  /** Live queries beside which writes are measured, at most. */
  readonly most: number;
}

/** Makes a contender. */
export type OpenLiveContender<Membership, Row, Delta> = (
  workload: Workload,
) => LiveContender<Membership, Row, Delta>;
