import type { Observable } from "rxjs";
import { ConflictError, UsageError, ValidationError } from "../errors.ts";
import type { Commit, CommitInput, CommitMeta, Event } from "../events/event.ts";
import type { EventLog } from "../events/event-log.ts";
import { freezeJson } from "../schema/kind.ts";
import type { Registry } from "../schema/registry.ts";
import { toInstantText } from "../schema/temporal.ts";
import { Draft, type Rules } from "../state/apply.ts";
import { Database } from "../state/database.ts";
import type { TableLayout } from "../tables/layout.ts";
import { showValue } from "../value.ts";
import { CommitStream } from "./observe.ts";

/** What a store is made of. */
export interface EngineParts {
  readonly registry: Registry;
  readonly layouts: readonly TableLayout[];
  readonly rules: Rules;
  readonly log: EventLog;
  readonly clock: () => Date;
}

/** The present: the current database, the log that led to it, and the one way to write. */
export class Engine {
  readonly registry: Registry;
  readonly log: EventLog;
  readonly #rules: Rules;
  readonly #clock: () => Date;
  readonly #stream = new CommitStream();
  #instant = { time: Number.NaN, text: "" };
  #database: Database;
  #draft: Draft | undefined;

  /** @throws {ValidationError} {@link IntegrityError} when the log does not fit the schema. */
  constructor({ registry, layouts, rules, log, clock }: EngineParts) {
    this.registry = registry;
    this.log = log;
    this.#rules = rules;
    this.#clock = clock;
    this.#database = Database.empty(registry, layouts);
    const draft = new Draft(this.#database, rules);
    for (const commit of log.read()) {
      for (const event of commit.events) draft.apply(event);
      draft.seal();
    }
    this.#database = draft.finish(log.position);
  }

  /** The committed database; a write in progress does not show. */
  get database(): Database {
    return this.#database;
  }

  get commits(): Observable<Commit> {
    return this.#stream.stream;
  }

  /** The store's time, as canonical text: made once for each millisecond. */
  now(): string {
    const date = this.#clock();
    if (date instanceof Date && date.getTime() === this.#instant.time) return this.#instant.text;
    const text = toInstantText(date);
    if (text !== undefined) {
      this.#instant = { time: date.getTime(), text };
      return text;
    }
    throw new UsageError("The store's clock gave no valid Date.", { code: "bad-clock" });
  }

  /**
   * Runs a piece of work on a draft and commits its events together; when it throws, nothing has
   * happened. Work that did nothing makes no commit.
   * @throws {IntegrityError} when a foreign key points at no row at the end.
   */
  write<T>(work: (draft: Draft) => T): T {
    if (this.#draft !== undefined) return work(this.#draft);
    const draft = new Draft(this.#database, this.#rules);
    this.#draft = draft;
    let result: T;
    try {
      result = work(draft);
    } finally {
      this.#draft = undefined;
    }
    if (draft.hasEvents) this.#commit(draft);
    return result;
  }

  /**
   * Takes commits from outside, all or none, validated like any write. Positions, where given, must
   * continue the log.
   * @throws {ConflictError} when a position does not follow the log.
   * @throws {ValidationError} {@link IntegrityError} when an event cannot have happened here.
   */
  apply(inputs: Iterable<CommitInput>): void {
    if (this.#draft !== undefined) {
      throw new UsageError("apply() cannot be called inside of another write.", {
        code: "nested-apply",
      });
    }
    // One draft for all of them: no database between them is ever seen.
    const draft = new Draft(this.#database, this.#rules);
    const commits: Commit[] = [];
    for (const input of inputs) {
      const position = this.#database.position + commits.length + 1;
      if (input.position !== undefined && input.position !== position) {
        throw new ConflictError(
          `A commit has position ${showValue(input.position)}; the next one here is ${position}.`,
          {
            expected: position,
            actual: input.position,
            hint: "Leave the position out to append it here.",
          },
        );
      }
      for (const event of input.events) draft.apply(event);
      commits.push(this.#makeCommit(position, draft.seal(), input));
    }
    if (commits.length > 0) this.#publish(draft.finish(commits.at(-1)!.position), commits);
  }

  #commit(draft: Draft): void {
    const position = this.#database.position + 1;
    const events = draft.seal();
    this.#publish(draft.finish(position), [this.#makeCommit(position, events, {})]);
  }

  #publish(database: Database, commits: readonly Commit[]): void {
    this.log.append(commits, this.#database.position);
    this.#database = database;
    for (const commit of commits) this.#stream.publish(commit);
  }

  #makeCommit(position: number, events: readonly Event[], given: Partial<CommitInput>): Commit {
    const at = given.at === undefined ? this.now() : toInstantText(given.at);
    if (at === undefined) {
      throw new ValidationError(`A commit is at ${showValue(given.at)}; expected a timestamp.`, {
        code: "bad-commit",
        value: given.at,
      });
    }
    return Object.freeze({
      position,
      at,
      meta: cleanMeta(given.meta),
      events: Object.freeze(events),
    });
  }
}

const NO_META: CommitMeta = Object.freeze({});

function cleanMeta(meta: CommitMeta | undefined): CommitMeta {
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
