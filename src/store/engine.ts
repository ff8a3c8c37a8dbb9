import type { Observable } from "rxjs";
import { ConflictError, UsageError } from "../errors.ts";
import type { Commit, CommitInput, CommitMeta, Dispatched } from "../events/event.ts";
import type { EventLog } from "../events/event-log.ts";
import { type Keep, MemoryLog } from "../events/memory-log.ts";
import { LiveHub } from "../live/hub.ts";
import type { Model, Registry } from "../schema/registry.ts";
import { toInstantText } from "../schema/temporal.ts";
import { Draft, type IdSource, type Rules } from "../state/apply.ts";
import { type Change, type Changes, invertChanges, saysNothing } from "../state/change.ts";
import { Database } from "../state/database.ts";
import type { TableLayout } from "../tables/layout.ts";
import { showValue, type Value } from "../value.ts";
import {
  type CommitHead,
  checkCommits,
  cleanMeta,
  cleanMoment,
  type HeadParts,
  makeHead,
  wholeCommit,
} from "./commit.ts";
import { History, type RowVersion } from "./history.ts";
import { Ids } from "./ids.ts";
import { LoggedIds } from "./logged-ids.ts";
import { CommitStream } from "./observe.ts";
import { checkNext, judgeCommits, replayProjected } from "./replay.ts";
import { Restoration } from "./restore.ts";
import { Transaction } from "./transaction.ts";
import { UndoStack } from "./undo-stack.ts";
import { type DomainEvent, Work } from "./work.ts";

/** What a store is made of. */
export interface EngineParts {
  readonly registry: Registry;
  readonly layouts: readonly TableLayout[];
  readonly rules: Rules;
  /** Undefined lets the store make its own, in memory. */
  readonly log: EventLog | undefined;
  readonly clock: () => Date;
  /** How far back the past can be read. */
  readonly history: Keep;
}

/** What is done within a write when it commits: what `atomic()` takes beside its work. */
export interface AtomicOptions {
  /** Plain JSON data that rides along with the commit. */
  readonly meta?: CommitMeta;
}

/** A commit that is made: its head, or all of it, and what it did. */
interface Made {
  readonly head: CommitHead | Commit;
  readonly did: Changes;
}

/** The present: the current database, the log that led to it, and the one way to write. */
export class Engine {
  readonly registry: Registry;
  readonly log: EventLog;
  readonly #parts: EngineParts;
  readonly #stream = new CommitStream();
  /** Answers that are kept true. */
  readonly live: LiveHub = new LiveHub(() => this.#database);
  readonly #history: History;
  readonly #undo: UndoStack;
  readonly #ids = new Ids();
  /** The moment of the commit whose projections run again. */
  #moment: string | undefined;
  #instant = { time: Number.NaN, text: "" };
  #database: Database;
  #work: Work | undefined;
  /** Its log, where it is its own: commits are made when somebody reads them. */
  readonly #ownLog: MemoryLog | undefined;

  /** `base`: what it begins with, an empty database when left out. */
  constructor(parts: EngineParts, base: Database = Database.empty(parts.registry, parts.layouts)) {
    const { registry, log, history } = parts;
    this.registry = registry;
    this.#ownLog =
      log === undefined ? new MemoryLog({ keep: history, after: base.position }) : undefined;
    this.log = log ?? this.#ownLog!;
    this.#parts = parts;
    this.#history = new History(history, base.position);
    this.#undo = new UndoStack(history, base.position);
    this.#database = base;
  }

  /**
   * Replays the log, as a new store does once: its row events or, where `project` is given, the
   * projections of its domain events in the place of those that they caused.
   * @throws {ValidationError} {@link IntegrityError} when the log does not fit the schema.
   */
  replay(project?: (event: Dispatched) => unknown): void {
    const ids = new LoggedIds();
    const draft = this.#draftOn(this.#database, project && ids);
    const work = new Work(draft);
    this.#work = work;
    try {
      let { position } = this.#database;
      // Projections might want to know of a conflict.
      if (project === undefined)
        draft.judgeLater(this.registry.models, this.log.position - position);
      for (const commit of this.log.read(position + 1)) {
        position = checkNext(commit.position, position);
        if (project === undefined) {
          draft.judgeLater(this.registry.models, commit.events.length);
          for (const event of commit.events) draft.apply(event);
        } else {
          this.#moment = commit.at;
          work.atomic(() => replayProjected(draft, commit, { project, ids }));
        }
        this.#note(commit, draft.seal());
      }
      checkNext(this.log.position + 1, position);
      this.#database = draft.finish(position);
    } catch (error) {
      // What comes first in the log is told.
      if (project === undefined) judgeCommits(this.#draftOn(this.#database), this.log);
      throw error;
    } finally {
      this.#work = undefined;
      this.#moment = undefined;
    }
  }

  /** The committed database; within `atomic()`, what it has made so far. */
  get database(): Database {
    const work = this.#work;
    return work?.isAtomic === true ? work.draft.snapshot() : this.#database;
  }

  get commits(): Observable<Commit> {
    return this.#stream.stream;
  }

  /** The store's time, as canonical text: made once for each millisecond. */
  now(): string {
    if (this.#moment !== undefined) return this.#moment;
    const date = this.#parts.clock();
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
   * happened. Within `atomic()` it is a part of that commit. Work that did nothing makes no commit.
   * @throws {IntegrityError} when a foreign key points at no row at the end.
   */
  write<T>(work: (draft: Draft) => T): T {
    const open = this.#work;
    if (open === undefined) return this.#transact((own) => work(own.draft));
    return open.within(() => work(open.draft));
  }

  /**
   * Runs work whose writes are committed together, or not at all when it throws; reads within it see
   * them. Within another call it is a savepoint: when it throws, only its own writes are undone.
   * @throws {UsageError} for asynchronous work. {@link IntegrityError} when a foreign key points at
   * no row at the end.
   */
  atomic<T>(work: () => T, { meta }: AtomicOptions = {}): T {
    const run = (own: Work): T => {
      const result = own.atomic(work);
      if (meta !== undefined) own.meta = { ...own.meta, ...cleanMeta(meta) };
      return result;
    };
    const open = this.#work;
    return open === undefined ? this.#transact(run) : open.within(() => run(open));
  }

  /** Logs a domain event with the row events that its projection makes. */
  dispatch<T>(event: DomainEvent, project: () => T): T {
    return this.atomic(() => this.#work!.dispatch(event, project));
  }

  /** Calls back after the commit that the present write ends in, at once when there is none. */
  onCommit(callback: () => void): void {
    if (this.#work === undefined) callback();
    else this.#work.onCommit(callback);
  }

  #transact<T>(work: (own: Work) => T): T {
    const own = new Work(this.#draftOn(this.#database));
    this.#work = own;
    let result: T;
    try {
      result = work(own);
    } finally {
      this.#work = undefined;
    }
    this.#commit(own);
    own.callBack();
    return result;
  }

  /**
   * Takes commits from outside, all or none, validated like any write. Positions, where given, must
   * continue the log.
   * @throws {ConflictError} when a position does not follow the log.
   * @throws {ValidationError} {@link IntegrityError} when an event cannot have happened here.
   */
  apply(inputs: Iterable<CommitInput>): void {
    this.#refuseWithin("apply()");
    // One draft for all of them: no database between them is ever seen.
    const draft = this.#draftOn(this.#database);
    const made: Made[] = [];
    for (const input of checkCommits(inputs)) {
      const position = this.#database.position + made.length + 1;
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
      const did = draft.seal();
      made.push({ head: this.#makeHead(position, did, input), did });
    }
    const last = made.at(-1);
    if (last !== undefined) this.#publish(draft.finish(last.head.position), made);
  }

  /**
   * Goes to the state of another database of this schema, in one commit whose events are found when
   * somebody reads them. Cost: O(1).
   * @throws {UsageError} for what a write saw of itself, since nobody has looked at its foreign keys.
   */
  restore(database: Database): void {
    this.#refuseWithin("restore()");
    if (!database.isFinished) throw unfinished();
    const before = this.#database;
    if (database.tables === before.tables) return;
    const after = new Database(this.registry, database.tables, before.position + 1);
    const did = new Restoration(before, after);
    this.#publish(after, [{ head: this.#makeHead(after.position, did, {}), did }]);
  }

  /** Undoes the last commit that is not undone, by a commit of its own; undefined when there is none. */
  undo(): Commit | undefined {
    return this.#repeat("undo()", this.#undo.undoable, (position) => {
      return [invertChanges(this.#changesOf(position)), { undoes: position }];
    });
  }

  /** Does again what was undone last; undefined when there is nothing, or something else came after. */
  redo(): Commit | undefined {
    return this.#repeat("redo()", this.#undo.redoable, (position) => {
      return [this.#changesOf(position), { redoes: position }];
    });
  }

  #repeat(
    call: string,
    position: number | undefined,
    find: (position: number) => readonly [readonly Change[], CommitMeta],
  ): Commit | undefined {
    this.#refuseWithin(call);
    if (position === undefined) return undefined;
    const [changes, meta] = find(position);
    const work = new Work(this.#draftOn(this.#database), meta);
    for (const change of changes) if (!saysNothing(change)) work.draft.replay(change);
    // Also where it did nothing: the commit is what tells that it was undone.
    return this.#commitOf(this.#append(work));
  }

  #changesOf(position: number): readonly Change[] {
    const record = this.#history.get(position);
    if (record !== undefined) return record.did.changes;
    throw new UsageError(`What commit ${position} changed is not kept.`, {
      code: "no-history",
      hint: 'Open the store with { history: "all" }.',
    });
  }

  /** The database at a position; see {@link History.at}. */
  at(position: number): Database {
    return this.#history.at(position, this.#database);
  }

  /** The versions of a row up to a position; see {@link History.versions}. */
  versions(model: Model, pk: Value, upTo: number = this.#database.position): readonly RowVersion[] {
    return this.#history.versions(model, pk, upTo);
  }

  /** Another present that goes on from a database of this schema, with a log of its own. Cost: O(1). */
  fork(database: Database = this.#committed("fork()")): Engine {
    return new Engine({ ...this.#parts, log: undefined }, database);
  }

  /** A transaction beside others; see {@link Transaction}. */
  begin(): Transaction {
    const base = this.#committed("begin()");
    return new Transaction({
      base,
      present: () => this.#committed("commit()"),
      draftOn: (database) => {
        const ids = this.#ids.reserving(() => this.#database);
        return new Draft(database, this.#parts.rules, ids);
      },
      commit: (work) => this.#commit(work),
    });
  }

  /** The database as it is between writes. */
  snapshot(): Database {
    return this.#committed("snapshot()");
  }

  #committed(call: string): Database {
    this.#refuseWithin(call);
    return this.#database;
  }

  #refuseWithin(call: string): void {
    if (this.#work === undefined) return;
    throw new UsageError(`${call} cannot be called inside of another write.`, {
      code: "nested-write",
    });
  }

  #draftOn(database: Database, ids: IdSource = this.#ids.shared): Draft {
    return new Draft(database, this.#parts.rules, ids);
  }

  #commit(work: Work): void {
    if (!work.isEmpty) this.#append(work);
  }

  #append({ draft, meta, dispatched }: Work): Made {
    const position = this.#database.position + 1;
    const did = draft.seal();
    const made = { head: this.#makeHead(position, did, { meta, dispatched }), did };
    this.#publish(draft.finish(position), [made]);
    return made;
  }

  #publish(database: Database, made: readonly Made[]): void {
    const before = this.#database;
    const logged = this.#log(made, before.position);
    this.#database = database;
    for (const { head, did } of logged) this.#note(head, did);
    if (this.live.isOpen) this.live.advance(before, database, changesOf(made));
    if (this.#stream.isHeard) for (const each of logged) this.#stream.publish(this.#commitOf(each));
    this.live.handOut();
  }

  /** Puts commits into the log; of its own it makes none of them yet. */
  #log(made: readonly Made[], expected: number): readonly Made[] {
    if (this.#ownLog !== undefined) {
      this.#ownLog.follow(this.#history, made.length, expected);
      return made;
    }
    const commits = made.map((each) => this.#commitOf(each));
    this.log.append(commits, expected);
    return made.map(({ did }, i) => ({ head: commits[i]!, did }));
  }

  #commitOf({ head, did }: Made): Commit {
    return this.#history.commit(head.position) ?? wholeCommit(head, did);
  }

  #note(head: CommitHead | Commit, did: Changes): void {
    this.#history.record(head, did);
    this.#undo.note(head);
  }

  #makeHead(
    position: number,
    did: Changes,
    { at, meta, dispatched = [] }: Partial<HeadParts>,
  ): CommitHead {
    const moment = at === undefined ? this.now() : cleanMoment(at);
    return makeHead({ position, at: moment, meta, dispatched }, did);
  }
}

function changesOf(made: readonly Made[]): readonly Change[] {
  return made.length === 1 ? made[0]!.did.changes : made.flatMap(({ did }) => did.changes);
}

function unfinished(): UsageError {
  return new UsageError("restore() got a state from the middle of a write.", {
    code: "unfinished-state",
    hint: "Take a snapshot() after the write, or commit() the transaction.",
  });
}
