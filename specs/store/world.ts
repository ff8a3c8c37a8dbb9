import { isDeepStrictEqual } from "node:util";
import { expect } from "vitest";
import { type Commit, openStore, type Store } from "../../src/index.ts";
import type { Model, Registry } from "../../src/schema/registry.ts";
import { Aim } from "./aim.ts";
import { type Content, NaiveState, Refused } from "./naive-state.ts";
import { attempt, type Operation } from "./random-operation.ts";
import { type SchemaPlan, schemaOf } from "./random-schema.ts";
import { EngineSide, NaiveSide, refusing, type TakeId } from "./sides.ts";

type Models = ReturnType<typeof schemaOf>;

export type AnyStore = Store<Models>;
export type Database = AnyStore["database"];

/** How many commits of the past are kept. */
export type History = "all" | number;

/** A database that was taken, and what it held then. */
export interface Taken {
  readonly database: Database;
  readonly content: Content;
}

/** All rows of a database as plain data, and the ids that come next. */
export function contentOf(database: Database): Content {
  const tables = database.tables.map((table) => {
    const rows: object[] = [];
    table.rows.forEach((row) => {
      rows.push({ ...row });
    });
    return [table.layout.model.name, { rows, nextId: table.nextId }];
  });
  return Object.fromEntries(tables) as Content;
}

/** The same content in one form: rows in the order of the text of their keys. */
function sortedContent(registry: Registry, content: Content): Content {
  const tables = registry.models.map(({ name, pk }) => {
    const { rows, nextId } = content[name]!;
    const textOf = (row: (typeof rows)[number]): string => String(row[pk.name]);
    const sorted = [...rows].sort((a, b) => (textOf(a) < textOf(b) ? -1 : 1));
    return [name, { rows: sorted, nextId }];
  });
  return Object.fromEntries(tables) as Content;
}

/** Expects a database to hold a content, the ids that come next included. */
export function expectContent(database: Database, content: Content): void {
  const { registry } = database;
  const held = sortedContent(registry, contentOf(database));
  const expected = sortedContent(registry, content);
  if (!isDeepStrictEqual(held, expected)) expect(held).toEqual(expected);
}

/** A content with the ids of another one. */
export function withIdsOf(content: Content, ids: Content): Content {
  const tables = Object.entries(content).map(([name, { rows }]) => [
    name,
    { rows, nextId: ids[name]!.nextId },
  ]);
  return Object.fromEntries(tables) as Content;
}

/** Whether two contents have the same rows. */
export function haveSameRows(registry: Registry, a: Content, b: Content): boolean {
  return isDeepStrictEqual(sortedContent(registry, a), sortedContent(registry, withIdsOf(b, a)));
}

/** A store, and what it must hold at each position by the naive model. */
export class World {
  readonly store: AnyStore;
  readonly registry: Registry;
  /** All commits that led here, those of the store that this one was forked from included. */
  readonly commits: Commit[];
  /** What was held at each position of its own. */
  readonly contents: Map<number, Content>;
  readonly #history: History;
  readonly #start: number;
  readonly #models: Models;
  readonly #done: number[] = [];
  #undone: number[] = [];
  /** By model: the id after those that transactions hold. */
  readonly #reserved = new Map<Model, number>();

  private constructor(
    models: Models,
    history: History,
    { store, commits, content }: Pick<World, "store" | "commits" | "content">,
  ) {
    this.store = store;
    this.registry = store.database.registry;
    this.commits = [...commits];
    this.#models = models;
    this.#history = history;
    this.#start = store.position;
    this.contents = new Map([[store.position, content]]);
    store.commits$.subscribe((commit) => this.commits.push(commit));
  }

  static open(plan: SchemaPlan, history: History): World {
    const models = schemaOf(plan);
    const store = openStore(models, { history });
    const content = NaiveState.empty(store.database.registry).content();
    return new World(models, history, { store, commits: [], content });
  }

  /** What the store must hold. */
  get content(): Content {
    return this.contents.get(this.store.position)!;
  }

  fork(): World {
    return new World(this.#models, this.#history, {
      store: this.store.fork(),
      commits: this.commits,
      content: this.content,
    });
  }

  /** The earliest position that can be gone back to. */
  get oldest(): number {
    const kept = this.#history === "all" ? Number.POSITIVE_INFINITY : this.#history;
    return Math.max(this.#start, this.store.position - kept);
  }

  readonly #takeId: TakeId = (state, model) =>
    Math.max(state.nextId(model), this.#reserved.get(model) ?? 1);

  /** Ids for a transaction, which nobody else gets. */
  readonly reserveId: TakeId = (state, model) => {
    const id = Math.max(this.#takeId(state, model), this.content[model.name]!.nextId);
    this.#reserved.set(model, id + 1);
    return id;
  };

  /** Does an operation here and in the naive model, which must come to the same. */
  operate(operation: Operation): void {
    const engine = new EngineSide(this.store);
    const before = this.content;
    const aim = new Aim(this.registry, before);
    const outcomes: unknown[] = [];
    this.follow(
      () => outcomes.push(attempt(engine, aim, operation)),
      () => {
        const next: Content[] = [];
        const naive = new NaiveSide(this.registry, before, {
          takeId: this.#takeId,
          commit: (state) => {
            if (state.events > 0) next.push(state.content());
          },
        });
        outcomes.push(attempt(naive, aim, operation));
        return next;
      },
    );
    expect(outcomes[0]).toEqual(outcomes[1]);
  }

  /** Runs what must lead to the contents that the model gives, a commit each, or be refused as it is. */
  follow(work: () => unknown, model: () => readonly Content[]): void {
    const { position } = this.store;
    const count = this.#follow(work, model);
    for (let i = 1; i <= count; i++) this.#done.push(position + i);
    if (count > 0) this.#undone = [];
  }

  undo(): void {
    const position = this.#done.at(-1);
    const content = position === undefined ? undefined : this.contents.get(position - 1);
    if (this.#repeat("undo", position, content) > 0) this.#undone.push(this.#done.pop()!);
  }

  redo(): void {
    const position = this.#undone.at(-1);
    const content = position === undefined ? undefined : this.contents.get(position);
    if (this.#repeat("redo", position, content) === 0) return;
    this.#undone.pop();
    this.#done.push(this.store.position);
  }

  /** Ids are not taken back by it: which come next is up to the store. */
  #repeat(
    call: "undo" | "redo",
    position: number | undefined,
    content: Content | undefined,
  ): number {
    const { oldest, content: before } = this;
    return this.#follow(
      () => this.store[call](),
      () => {
        if (position === undefined) return [];
        if (position <= oldest) throw new Refused("no-history");
        const ids = contentOf(this.store.database);
        for (const [name, { nextId }] of Object.entries(before)) {
          expect(ids[name]!.nextId).toBeGreaterThanOrEqual(nextId);
        }
        return [withIdsOf(content!, ids)];
      },
    );
  }

  /** Goes back to a database that was taken somewhere. */
  restore({ database, content }: Taken): void {
    const isSame = database.tables === this.store.database.tables;
    this.follow(
      () => this.store.restore(database),
      () => (isSame ? [] : [content]),
    );
  }

  /** Goes back to a kept position of the past. */
  goBack(n: number): void {
    const at = this.#pastAt(n);
    this.restore({ database: this.store.at(at).database, content: this.contents.get(at)! });
  }

  #pastAt(n: number): number {
    return this.oldest + (n % (this.store.position - this.oldest + 1));
  }

  /** Takes all commits of a fork, which fit only if nothing was committed here since. */
  merge(fork: World): void {
    const commits = fork.commits.slice(fork.#start);
    const contents = commits.map(({ position }) => fork.contents.get(position)!);
    const next = this.store.position + 1;
    const isMisplaced = commits.length > 0 && commits[0]!.position !== next;
    // What another store made of another content may fit or not.
    if (!isMisplaced && fork.contents.get(fork.#start) !== this.content) return;
    const count = this.#follow(
      () => this.store.apply(commits),
      () => {
        if (isMisplaced) throw new Refused("conflict");
        return contents;
      },
    );
    if (count === 0) return;
    // Commits say what they undo, so what can be undone comes along.
    this.#done.push(...fork.#done);
    this.#undone = [...fork.#undone];
  }

  /** Returns how many commits were made. */
  #follow(work: () => unknown, model: () => readonly Content[]): number {
    const before = this.store.database;
    const outcome = codeOf(work);
    let contents: readonly Content[] = [];
    const expected = codeOf(() => {
      contents = model();
    });

    expect(outcome).toBe(expected);
    const { database } = this.store;
    expect(database.position).toBe(before.position + contents.length);
    if (contents.length === 0) expect(database).toBe(before);
    for (const [i, content] of contents.entries()) {
      this.contents.set(before.position + 1 + i, content);
    }
    if (contents.length > 0) database.verify();
    expectContent(database, this.content);
    expect(this.commits).toHaveLength(database.position);
    return contents.length;
  }

  /** Whether the log has the last commits. */
  checkLog(): void {
    const log = [...this.store.log.read()];
    const kept = this.commits.slice(this.oldest);
    expect(log.map(({ position }) => position)).toEqual(kept.map(({ position }) => position));
  }

  /** Whether all commits, taken at once, lead from nothing to the same content and past. */
  checkReplay(): void {
    const replayed = openStore(this.#models);
    const text = this.store.codec.encodeAll(this.commits);
    replayed.apply(replayed.codec.decodeAll(text));

    replayed.database.verify();
    expectContent(replayed.database, this.content);
    for (const [at, content] of this.contents) expectContent(replayed.at(at).database, content);
  }

  /** Whether a kept position of the past is as it was. */
  checkPast(n: number): void {
    const at = this.#pastAt(n);
    const past = this.store.at(at).database;

    past.verify();
    expectContent(past, this.contents.get(at)!);
    if (this.oldest > 0) expect(codeOf(() => this.store.at(this.oldest - 1))).not.toBe("done");
  }

  /** Whether what is said to differ between two databases leads from one to the other, in order. */
  checkDifferences(a: Taken, b: Taken): void {
    const state = NaiveState.of(this.registry, a.content);
    const found = this.store.diff(a.database, b.database);
    for (const { model: name, pk, before, after } of found) {
      const model = this.registry.byName.get(name)!;
      expect(before === null ? undefined : { ...before }).toEqual(state.find(model, pk));
      expect(before).not.toEqual(after);
      if (before !== null) state.drop(model, pk);
      if (after !== null) state.put(model, { ...after });
    }
    expect(haveSameRows(this.registry, state.content(), b.content)).toBe(true);
    const places = found.map(({ model }) => this.registry.byName.get(model)!.position);
    expect(places).toEqual([...places].sort((x, y) => x - y));
    const numbers = found.filter(({ pk }) => typeof pk === "number");
    const byPk = numbers.toSorted(
      (x, y) =>
        places[found.indexOf(x)]! - places[found.indexOf(y)]! || Number(x.pk) - Number(y.pk),
    );
    expect(numbers).toEqual(byPk);
  }
}

/** What came of a call: "done", or the code of the refusal. */
export function codeOf(work: () => unknown): string {
  try {
    refusing(work);
    return "done";
  } catch (error) {
    if (error instanceof Refused) return error.code;
    throw error;
  }
}
