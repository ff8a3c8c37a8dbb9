import type { Observable } from "rxjs";
import { UsageError } from "../errors.ts";
import type { Codec } from "../events/codec.ts";
import type { Commit, CommitInput } from "../events/event.ts";
import type { EventLog } from "../events/event-log.ts";
import type { PlanningOptions } from "../planner/options.ts";
import type { Model, Registry, RelationEnd } from "../schema/registry.ts";
import type { Schema } from "../schema/types.ts";
import type { Draft } from "../state/apply.ts";
import { saysNothing } from "../state/change.ts";
import type { Constraints } from "../state/constraints.ts";
import { Database } from "../state/database.ts";
import { diffDatabases } from "../state/diff.ts";
import type { AtomicOptions, Engine } from "../store/engine.ts";
import type { RowVersion } from "../store/history.ts";
import type { Transaction as EngineTransaction } from "../store/transaction.ts";
import type { Row } from "../tables/key-order.ts";
import { showValue, type Value } from "../value.ts";
import { checkOptions } from "./call-options.ts";
import type {
  DomainEvents,
  EventDefinitions,
  NoEvents,
  PayloadArgs,
  ResultOf,
} from "./domain-events.ts";
import { checkFunction } from "./given.ts";
import { makeHandles } from "./handles.ts";
import type { Kit } from "./kit.ts";
import type { Queryable } from "./queryable.ts";
import type { ModelHandle } from "./types.ts";
import { ownRow, type View } from "./view.ts";

/** The models of a store by name. */
export type Models<S extends Schema> = { readonly [M in keyof S & string]: ModelHandle<S, M> };

/** The state of the data at one position: it never changes, and takes no writes. */
export interface PastStore<S extends Schema> {
  readonly models: Models<S>;
  readonly position: number;
  readonly database: Database;
}

/** Work beside other work; see {@link Store.begin}. */
export interface Transaction<S extends Schema, E = NoEvents> {
  readonly models: Models<S>;
  /** Whether it takes calls: neither committed nor rolled back. */
  readonly isOpen: boolean;
  /** What it reads: the store as it was when it began, with its own writes. */
  readonly database: Database;
  /** A savepoint: when the work throws, only its own writes are undone. */
  atomic<T>(work: () => T): T;
  /** See {@link Store.dispatch}. */
  dispatch<const N extends keyof E & string>(
    name: N,
    ...payload: PayloadArgs<E[N]>
  ): ResultOf<E[N]>;
  /**
   * Makes its writes the store's, in one commit.
   * @throws {ConflictError} naming the rows, when others changed what it read or wrote meanwhile; then
   * nothing is written, and its work must be done again in a new transaction.
   * @throws {IntegrityError} when a foreign key points at no row.
   */
  commit(options?: AtomicOptions): void;
  /** Drops its writes. */
  rollback(): void;
}

/** One row that differs between two states of the data. */
export interface RowDifference {
  readonly model: string;
  readonly pk: Value;
  /** The row in the first state, null where it has none. */
  readonly before: Row | null;
  readonly after: Row | null;
}

/** A state of the data: a position of this store, a snapshot, or all that has one. */
export type StateRef = number | Database | { readonly database: Database };

/** An opened store; E are the events that it declares. */
export interface Store<S extends Schema, E = NoEvents> {
  /** The models by name. */
  readonly models: Models<S>;
  /** Commits from now on. */
  readonly commits$: Observable<Commit>;
  /** All commits so far, as far as they are kept. */
  readonly log: EventLog;
  /** Turns commits into text and back. */
  readonly codec: Codec;
  /** Position of the last commit, 0 when there is none. */
  readonly position: number;
  /** The present as an immutable value. */
  readonly database: Database;
  /**
   * Takes commits from outside, all or none, validated like any write.
   * @throws {ConflictError} when a position does not follow the log.
   * @throws {ValidationError} {@link IntegrityError} when an event cannot have happened here.
   */
  apply(commits: Iterable<CommitInput>): void;
  /**
   * Runs work whose writes are committed together, or not at all when it throws. Reads within it see
   * them. A nested call is a savepoint: when it throws, only its own writes are undone.
   * @throws {UsageError} for asynchronous work: that is for {@link begin}.
   * @throws {IntegrityError} when a foreign key points at no row at the end.
   */
  atomic<T>(work: () => T, options?: AtomicOptions): T;
  /**
   * Logs an event of the store's own, and runs its projection, whose row events go into the same
   * commit; gives what the projection gives.
   * @throws {UsageError} for an unknown event, or a payload that is no plain JSON data.
   */
  dispatch<const N extends keyof E & string>(
    name: N,
    ...payload: PayloadArgs<E[N]>
  ): ResultOf<E[N]>;
  /** Calls back after the present `atomic()` has committed; at once when there is none. */
  onCommit(callback: () => void): void;
  /**
   * Begins work that may go on while others write. It reads the store as it is now, and its own
   * writes. Transactions are serializable: its queries, the relations that it follows and the rows that
   * it writes are looked at again when it commits, and it fails when one of them would be otherwise.
   */
  begin(): Transaction<S, E>;
  /** The present, to come back to. Cost: O(1). */
  snapshot(): Database;
  /**
   * Goes to another state, in one commit: a snapshot of this store or of a fork, or a position.
   * Cost: O(1) for all but positions; its events are found when somebody reads them.
   * @throws {UsageError} for what a transaction or `atomic()` saw of its own unfinished writes.
   */
  restore(state: StateRef): void;
  /** A store of its own that goes on from here. Cost: O(1). Neither sees what the other writes. */
  fork(): Store<S, E>;
  /**
   * The past, for reading.
   * @throws {UsageError} when the position is not kept, or still ahead.
   */
  at(position: number): PastStore<S>;
  /**
   * Undoes the last commit that is not undone, by a commit with the inverse events; undefined when
   * there is none.
   */
  undo(): Commit | undefined;
  /** Does again what was undone last; undefined when there is nothing, or something else came after. */
  redo(): Commit | undefined;
  /**
   * The rows in which two states differ: by model, in order of their primary keys.
   * Cost: O(differences · log n).
   */
  diff(before: StateRef, after: StateRef): readonly RowDifference[];
}

/** What a view does by itself; the rest is the same for all. */
type ViewCore = Pick<View, "database" | "now" | "write" | "atomic" | "versions"> &
  Partial<Pick<View, "note" | "live">>;

/**
 * A view of what a core makes of the data. Its getter is the class's: V8 keeps a getter of a single
 * object, and all that it knows, until it marks all of the heap.
 */
class CoreView implements View {
  readonly options: PlanningOptions;
  readonly own: View["own"];
  readonly note: View["note"];
  readonly live: View["live"];
  readonly #kit: Kit;
  readonly #core: ViewCore;

  /** `isHome`: whether the rows of the tables belong to it. */
  constructor({ kit, options }: StoreParts, core: ViewCore, isHome: boolean) {
    this.options = options;
    this.#kit = kit;
    this.#core = core;
    this.own = isHome ? undefined : kit.rehome(this);
    this.live = core.live;
    this.note = core.note && ((reading, answer) => core.note!(reading, answer));
    if (isHome) kit.settle(this);
  }

  get database(): Database {
    return this.#core.database;
  }

  now(): string {
    return this.#core.now();
  }

  write<T>(work: (draft: Draft) => T): T {
    return this.#core.write(work);
  }

  atomic<T>(work: () => T): T {
    return this.#core.atomic(work);
  }

  versions(model: Model, pk: Value): readonly RowVersion[] {
    return this.#core.versions(model, pk);
  }

  build(model: Model, values: readonly Value[]): Row {
    return ownRow(this, model, this.#kit.rules.makeRow(model, values));
  }

  get registry(): Registry {
    return this.#kit.registry;
  }

  get constraints(): Constraints {
    return this.#kit.rules.constraints;
  }

  relatedManager(end: RelationEnd, row: Row): Queryable {
    return this.#kit.relatedManager(this, end, row);
  }
}

/** What a store and its forks are opened with. */
export interface StoreParts {
  readonly kit: Kit;
  readonly events: DomainEvents;
  readonly options: PlanningOptions;
}

/** The store of an engine; `isHome`: the one that the rows of the tables belong to. */
export function makeStore(
  parts: StoreParts,
  engine: Engine,
  isHome: boolean,
): Store<Schema, EventDefinitions<Schema>> {
  return new EngineStore(parts, engine, isHome);
}

/** Calls are properties of the store itself, so that they can be taken out of it; see {@link CoreView}. */
class EngineStore implements Store<Schema, EventDefinitions<Schema>> {
  readonly models: Models<Schema>;
  readonly log: EventLog;
  readonly codec: Codec;
  readonly apply: Engine["apply"];
  readonly atomic: Engine["atomic"];
  readonly dispatch: (name: string, payload?: unknown) => never;
  readonly onCommit: Engine["onCommit"];
  readonly begin: () => Transaction<Schema, EventDefinitions<Schema>>;
  readonly snapshot: () => Database;
  readonly restore: (state: StateRef) => void;
  readonly fork: () => Store<Schema, EventDefinitions<Schema>>;
  readonly at: (position: number) => PastStore<Schema>;
  readonly undo: () => Commit | undefined;
  readonly redo: () => Commit | undefined;
  readonly diff: Store<Schema>["diff"];
  readonly #engine: Engine;

  constructor(parts: StoreParts, engine: Engine, isHome: boolean) {
    const { kit, events } = parts;
    const models = makeHandles(kit, new CoreView(parts, engine, isHome)) as Models<Schema>;
    const stateOf = (ref: StateRef): Database => databaseOf(kit, engine, ref);
    this.#engine = engine;
    this.models = models;
    this.log = engine.log;
    this.codec = kit.schema.codec;
    this.apply = (commits) => engine.apply(commits);
    this.atomic = (work, options = {}) => {
      checkFunction("atomic()", work);
      checkOptions("atomic()", options, ["meta"]);
      return engine.atomic(work, options);
    };
    this.dispatch = dispatcher(engine, events, models);
    this.onCommit = (callback) => {
      checkFunction("onCommit()", callback);
      engine.onCommit(callback);
    };
    this.begin = () => makeTransaction(parts, engine);
    this.snapshot = () => engine.snapshot();
    this.restore = (state) => engine.restore(stateOf(state));
    this.fork = () => new EngineStore(parts, engine.fork(), false);
    this.at = (position) => makePast(parts, engine, position);
    this.undo = () => engine.undo();
    this.redo = () => engine.redo();
    this.diff = (before, after) => differences(stateOf(before), stateOf(after));
    Object.freeze(this);
  }

  get commits$(): Observable<Commit> {
    return this.#engine.commits;
  }

  get position(): number {
    return this.#engine.database.position;
  }

  get database(): Database {
    return this.#engine.database;
  }
}

/** @throws {UsageError} for what is no state of a store of this schema. */
function databaseOf({ registry }: Kit, engine: Engine, ref: StateRef): Database {
  const given = typeof ref === "number" ? engine.at(ref) : ref;
  const database = (given as { readonly database?: Database } | null)?.database ?? given;
  if (database instanceof Database && database.registry === registry) return database;
  throw foreignState(ref);
}

function makePast(parts: StoreParts, engine: Engine, position: number): PastStore<Schema> {
  const database = engine.at(position);
  const refuse = (): never => {
    throw new UsageError(`The store at position ${position} is the past: it takes no writes.`, {
      code: "read-only",
      hint: "Write to the store itself, or to a fork().",
    });
  };
  const core: ViewCore = {
    database,
    now: () => engine.now(),
    write: refuse,
    atomic: refuse,
    versions: (model, pk) => engine.versions(model, pk, position),
  };
  const view = new CoreView(parts, core, false);
  return Object.freeze({
    models: makeHandles(parts.kit, view) as Models<Schema>,
    position,
    database,
  });
}

/** Hands the events of a store to what logs them. */
function dispatcher(
  log: Pick<Engine, "dispatch">,
  events: DomainEvents,
  models: Models<Schema>,
): (name: string, payload?: unknown) => never {
  return (name, payload) => {
    const event = events.make(name, payload);
    return log.dispatch(event, () => events.project(event, models)) as never;
  };
}

function makeTransaction(
  parts: StoreParts,
  engine: Engine,
): Transaction<Schema, EventDefinitions<Schema>> {
  const transaction: EngineTransaction = engine.begin();
  const core: ViewCore = {
    get database(): Database {
      return transaction.database;
    },
    now: () => engine.now(),
    write: (work: (draft: Draft) => never) => transaction.write(work),
    atomic: (work) => transaction.atomic(work),
    versions: (model, pk) => engine.versions(model, pk),
    note: (reading, answer) => transaction.note(reading, answer),
  };
  const models = makeHandles(parts.kit, new CoreView(parts, core, false)) as Models<Schema>;
  return Object.freeze({
    models,
    dispatch: dispatcher(transaction, parts.events, models),
    get isOpen(): boolean {
      return transaction.isOpen;
    },
    get database(): Database {
      return transaction.database;
    },
    atomic: <T>(work: () => T): T => {
      checkFunction("atomic()", work);
      return transaction.atomic(work);
    },
    commit: (options: AtomicOptions = {}) => {
      checkOptions("commit()", options, ["meta"]);
      transaction.commit(options.meta);
    },
    rollback: () => transaction.rollback(),
  });
}

function differences(before: Database, after: Database): readonly RowDifference[] {
  const changes = diffDatabases(before, after).filter((change) => !saysNothing(change));
  return changes.map(({ model, before: old, after: now }) => ({
    model: model.name,
    pk: keyOf(model, (old ?? now)!),
    before: old ?? null,
    after: now ?? null,
  }));
}

function keyOf(model: Model, row: Row): Value {
  return row[model.pk.name]!;
}

function foreignState(given: unknown): UsageError {
  return new UsageError(`${showValue(given)} is no state of this store.`, {
    code: "foreign-state",
    hint: "Take a position, a snapshot(), a fork() or what at() gives.",
  });
}
