import { ValidationError } from "../errors.ts";
import type { Commit, CommitInput, CommitMeta, Dispatched, Event } from "../events/event.ts";
import { freezeJson } from "../schema/kind.ts";
import { toInstantText } from "../schema/temporal.ts";
import { type Changes, eventOf } from "../state/change.ts";
import { showValue } from "../value.ts";
import { Restoration } from "./restore.ts";

/** What a commit has beside its events, clean and frozen. */
export type CommitHead = Omit<Commit, "events">;

/** What the head of a commit is made of. */
export interface HeadParts {
  readonly position: number;
  /** Canonical text. */
  readonly at: string;
  readonly meta: CommitMeta | undefined;
  readonly dispatched: readonly Dispatched[];
}

/**
 * The head of a commit of some changes.
 * @throws {ValidationError} for a meta that is no plain JSON object, or domain events that are none.
 */
export function makeHead(parts: HeadParts, did: Changes): CommitHead {
  const { position, at } = parts;
  const meta = cleanMeta(parts.meta);
  if (parts.dispatched.length === 0) return { position, at, meta };
  return { position, at, meta, dispatched: cleanDispatched(parts.dispatched, did.changes.length) };
}

/** Whether a commit was made, or only its head. */
export function isWhole(head: CommitHead | Commit): head is Commit {
  return "events" in head;
}

/** The frozen record of a commit: the given one where it was made already. */
export function wholeCommit(head: CommitHead | Commit, did: Changes): Commit {
  if (isWhole(head)) return head;
  if (did instanceof Restoration) return restoringCommit(head, did);
  const { position, at, meta, dispatched } = head;
  const events = Object.freeze(did.changes.map((change) => freezeEvent(eventOf(change))));
  if (dispatched === undefined) return Object.freeze({ position, at, meta, events });
  return Object.freeze({ position, at, meta, events, dispatched });
}

function freezeEvent(event: Event): Event {
  if (event.type === "updated") Object.freeze(event.changes);
  return Object.freeze(event);
}

const RESTORATIONS = new WeakMap<object, Restoration>();

/** One getter for all, so that all such commits share a hidden class. */
const LAZY_EVENTS: PropertyDescriptor & ThisType<object> = {
  enumerable: true,
  get() {
    return RESTORATIONS.get(this)!.events;
  },
};

/** A commit whose events are found when they are first read. */
function restoringCommit(head: CommitHead, did: Restoration): Commit {
  const commit = Object.defineProperty({ ...head }, "events", LAZY_EVENTS);
  RESTORATIONS.set(commit, did);
  return Object.freeze(commit as Commit);
}

/**
 * The canonical text of the moment of a commit.
 * @throws {ValidationError} for what is no moment.
 */
export function cleanMoment(given: unknown): string {
  const at = toInstantText(given);
  if (at !== undefined) return at;
  throw new ValidationError(`A commit is at ${showValue(given)}; expected a timestamp.`, {
    code: "bad-commit",
    value: given,
  });
}

/** The meta of commits that have none. */
export const NO_META: CommitMeta = Object.freeze({});

/** @throws {ValidationError} for what is no plain JSON object. */
export function cleanMeta(meta: CommitMeta | undefined): CommitMeta {
  if (meta === undefined) return NO_META;
  const frozen = freezeJson(meta);
  if (typeof frozen === "object" && frozen !== null && !Array.isArray(frozen))
    return frozen as CommitMeta;
  throw new ValidationError(
    `The meta of a commit is ${showValue(meta)}; expected plain JSON data.`,
    {
      code: "bad-commit",
      value: meta,
    },
  );
}

/** @throws {ValidationError} for domain events that are none, or not those of the commit. */
function cleanDispatched(given: readonly Dispatched[], eventCount: number): readonly Dispatched[] {
  let end = 0;
  for (const each of given) {
    const [from, to] = each?.events ?? [];
    const isSound =
      typeof each?.name === "string" &&
      isCount(each.version) &&
      isCount(from) &&
      isCount(to) &&
      end <= from &&
      from <= to &&
      to <= eventCount &&
      freezeJson(each.payload) !== undefined;
    if (!isSound) {
      throw new ValidationError(
        `A commit has the domain event ${showValue(each)}; expected name, version, payload and the range of its events.`,
        { code: "bad-commit", value: each },
      );
    }
    end = to;
  }
  return Object.freeze([...given]);
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

/** @throws {ValidationError} for what are no commits, or commits without events. */
export function checkCommits(inputs: Iterable<CommitInput>): readonly CommitInput[] {
  if (!isList(inputs)) throw noCommits(inputs);
  const commits = [...inputs];
  const wrong = commits.findIndex((each) => !isList(each?.events));
  if (wrong !== -1) throw noCommits(commits[wrong]);
  return commits;
}

function isList(given: unknown): boolean {
  return typeof given === "object" && given !== null && Symbol.iterator in given;
}

function noCommits(given: unknown): ValidationError {
  return new ValidationError(
    `apply() got ${showValue(given)}; expected a list of commits, each with a list of events.`,
    { code: "bad-commit", value: given },
  );
}
