/** How a new store follows the commits of a log. */
import { ConflictError } from "../errors.ts";
import type { Commit, Dispatched } from "../events/event.ts";
import type { EventLog } from "../events/event-log.ts";
import type { Draft } from "../state/apply.ts";
import type { LoggedIds } from "./logged-ids.ts";

/**
 * The position of the next commit of a log.
 * @throws {ConflictError} where commits are missing before it: the log keeps only the later ones.
 */
export function checkNext(position: number, before: number): number {
  if (position === before + 1) return position;
  throw new ConflictError(
    `The log does not begin where the store does: it has no commit ${before + 1}.`,
    { code: "cut-log", expected: before + 1, actual: position, hint: "Keep all commits of a log." },
  );
}

/** How domain events are projected anew, on a draft that takes its ids from there. */
export interface Projecting {
  readonly project: (event: Dispatched) => unknown;
  readonly ids: LoggedIds;
}

/** Applies the row events of a commit, except those of domain events, which are projected anew. */
export function replayProjected(
  draft: Draft,
  { events, dispatched = [] }: Commit,
  { project, ids }: Projecting,
): void {
  let next = 0;
  for (const event of dispatched) {
    const [from, to] = event.events;
    for (const each of events.slice(next, from)) draft.apply(each);
    ids.during(draft, events.slice(from, to), () => project(event));
    next = to;
  }
  for (const each of events.slice(next)) draft.apply(each);
}

/**
 * Applies the commits of a log that the draft's store does not have, each event judged by all rules at once.
 * @throws {ValidationError} {@link IntegrityError} of the first event that cannot have happened.
 */
export function judgeCommits(draft: Draft, log: EventLog): void {
  let { position } = draft.snapshot();
  for (const commit of log.read(position + 1)) {
    position = checkNext(commit.position, position);
    for (const event of commit.events) draft.apply(event);
    draft.seal();
  }
}
