import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { expect } from "vitest";
import type { Event } from "../../src/events/event.ts";
import { type CommitInput, ConflictError, type Transaction } from "../../src/index.ts";
import type { Schema } from "../../src/schema/types.ts";
import { type Content, NaiveState, Refused } from "./naive-state.ts";
import { attempt, newRow, type Operation, type Outcome, operation } from "./random-operation.ts";
import { poolValue, type SchemaPlan } from "./random-schema.ts";
import { EngineSide, type MadeKeys, naiveSide } from "./sides.ts";
import { codeOf, expectContent, type History, haveSameRows, type Taken, World } from "./world.ts";

const n = fc.nat(20);
const event = fc.record({
  type: fc.constantFrom("created", "created", "updated", "deleted", "sequence"),
  model: n,
  choices: fc.array(fc.nat(11), { minLength: 4, maxLength: 9 }),
});
const input = fc.record({
  isMisplaced: n.map((k) => k === 0),
  events: fc.array(event, { maxLength: 3 }),
});

/** One step of a program; `n` chooses the store, transaction or database that it is about. */
export const step = fc.oneof(
  { weight: 14, arbitrary: fc.record({ kind: fc.constant("operate" as const), n, operation }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("begin" as const), n }) },
  { weight: 9, arbitrary: fc.record({ kind: fc.constant("within" as const), n, operation }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("commit" as const), n }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("rollback" as const), n }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("undo" as const), n }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("redo" as const), n }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("restore" as const), n }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("goBack" as const), n }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("fork" as const), n }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("merge" as const), n }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("apply" as const),
      n,
      inputs: fc.array(input, { maxLength: 2 }),
    }),
  },
);

export type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

/** A transaction that is open, and what it did so far. */
interface Open {
  readonly world: World;
  readonly transaction: Transaction<Schema>;
  readonly base: Content;
  content: Content;
  readonly done: { operation: Operation; keys: MadeKeys; outcome: Outcome }[];
}

/** What the steps of a program came to, so that a spec can tell that none of it is idle. */
export type Tally = Map<string, number>;

const MOST_WORLDS = 3;
const MOST_TAKEN = 8;

/** Runs a program on stores and naive models side by side. */
export class Run {
  readonly #worlds: World[];
  readonly #taken: Taken[] = [];
  readonly #open: Open[] = [];
  readonly #tally: Tally;

  constructor(plan: SchemaPlan, history: History, tally: Tally) {
    this.#worlds = [World.open(plan, history)];
    this.#tally = tally;
  }

  take(step: Step): void {
    const world = pick(this.#worlds, step.n)!;
    const others = this.#worlds.filter((each) => each !== world);
    const before = others.map(({ store }) => store.database);
    this.#take(world, step);
    for (const [i, { store }] of others.entries()) expect(store.database).toBe(before[i]);
    this.#taken.push({ database: world.store.database, content: world.content });
    if (this.#taken.length > MOST_TAKEN) this.#taken.splice(step.n % MOST_TAKEN, 1);
  }

  /** What must hold of all that is left, whatever was done. */
  check(n: number): void {
    for (const { database, content } of this.#taken) expectContent(database, content);
    for (const world of this.#worlds) {
      world.checkReplay();
      world.checkPast(n);
    }
    const [a, b] = [pick(this.#taken, n), pick(this.#taken, n * 7 + 1)];
    if (a !== undefined && b !== undefined) this.#worlds[0]!.checkDifferences(a, b);
  }

  #take(world: World, step: Step): void {
    switch (step.kind) {
      case "operate":
        return world.operate(step.operation);
      case "begin":
        return this.#begin(world);
      case "within":
        return this.#within(pick(this.#open, step.n), step.operation);
      case "commit":
        return this.#commit(this.#close(step.n));
      case "rollback":
        return this.#close(step.n)?.transaction.rollback();
      case "undo":
        return world.undo();
      case "redo":
        return world.redo();
      case "restore":
        return this.#taken.length === 0 ? undefined : world.restore(pick(this.#taken, step.n)!);
      case "goBack":
        return world.goBack(step.n);
      case "fork":
        if (this.#worlds.length < MOST_WORLDS) this.#worlds.push(world.fork());
        return;
      case "merge":
        return world.merge(pick(this.#worlds, step.n + 1)!);
      case "apply":
        return applyTo(world, step.inputs);
    }
  }

  #begin(world: World): void {
    world.hasBegun = true;
    const transaction = world.store.begin() as Transaction<Schema>;
    this.#open.push({ world, transaction, base: world.content, content: world.content, done: [] });
  }

  #within(open: Open | undefined, operation: Operation): void {
    if (open === undefined) return;
    const { world, transaction, done } = open;
    const present = world.store.database;
    const engine = new EngineSide(transaction);
    const outcome = attempt(engine, world.registry, operation);
    const twin = naiveSide(world.registry, open.content, engine.made);
    expect(outcome).toEqual(attempt(twin, world.registry, operation));
    open.content = twin.state.content();
    expectContent(transaction.database, open.content);
    transaction.database.verify();
    expect(world.store.database).toBe(present);
    done.push({ operation, keys: engine.made, outcome });
  }

  #close(n: number): Open | undefined {
    const open = pick(this.#open, n);
    if (open !== undefined) this.#open.splice(this.#open.indexOf(open), 1);
    return open;
  }

  /** It must come to what running it now, alone, would; or be refused because others wrote. */
  #commit(open: Open | undefined): void {
    if (open === undefined) return;
    const { world, transaction, base } = open;
    const { content } = world;
    const isAlone = content === base;
    const isChanged = !haveSameRows(world.registry, base, content);
    const alone = codeOf(() => runAlone(open, content));
    let error: unknown;
    const commit = (): void => {
      try {
        transaction.commit();
      } catch (thrown) {
        error = thrown;
        throw thrown;
      }
    };
    world.follow(commit, () => {
      if (error instanceof ConflictError) {
        expect(isChanged).toBe(true);
        expect(isAlone).toBe(false);
        throw new Refused("transaction-conflict");
      }
      return runAlone(open, content);
    });
    expect(transaction.isOpen).toBe(false);
    const outcome = error === undefined ? (isAlone ? "alone" : "beside others") : "refused";
    this.#count(`commit ${outcome}, serially ${alone}`);
  }

  #count(what: string): void {
    this.#tally.set(what, (this.#tally.get(what) ?? 0) + 1);
  }
}

/** What the operations of a transaction lead to when they run on the present, alone. */
function runAlone({ world, done }: Open, content: Content): readonly Content[] {
  let state = NaiveState.of(world.registry, content);
  for (const { operation, keys, outcome } of done) {
    const side = naiveSide(world.registry, state.content(), keys);
    const again = attempt(side, world.registry, operation);
    if (!isDeepStrictEqual(again, outcome)) throw new Refused("another outcome");
    side.state.events += state.events;
    state = side.state;
  }
  state.checkKeys();
  return state.events === 0 ? [] : [state.content()];
}

type Input = typeof input extends fc.Arbitrary<infer I> ? I : never;

/** Commits from outside. */
function applyTo(world: World, given: readonly Input[]): void {
  const { registry } = world;
  const { position } = world.store;
  const inputs = given.map(({ isMisplaced, events }, i): CommitInput => {
    const made = events.map(({ type, model: m, choices }): Event => {
      const model = pick(registry.models, m)!;
      const pk = poolValue(model.pk, choices[0]!);
      const key = { [model.pk.name]: pk };
      const values = { ...newRow(model, choices), ...key } as { [column: string]: never };
      const { [model.pk.name]: _, ...changes } = values;
      if (type === "created") return { type, model: model.name, row: values };
      if (type === "updated") return { type, model: model.name, pk, changes };
      if (type === "deleted") return { type, model: model.name, pk };
      return { type: "sequence", model: model.name, next: 1 + choices[1]! };
    });
    return { events: made, ...(isMisplaced ? { position: position + i } : {}) };
  });
  const content = world.content;
  world.follow(
    () => world.store.apply(inputs),
    () => {
      const state = NaiveState.of(registry, content);
      return inputs.map(({ position: given, events }) => {
        if (given !== undefined) throw new Refused("conflict");
        for (const each of events) applyEvent(state, each);
        state.checkKeys();
        return state.content();
      });
    },
  );
}

function applyEvent(state: NaiveState, event: Event): void {
  const model = state.registry.byName.get(event.model)!;
  if (event.type === "created") state.create(model, event.row, 0);
  else if (event.type === "updated") state.update(model, event.pk, event.changes, true);
  else if (event.type === "deleted") state.drop(model, event.pk);
  else state.setNextId(model, event.next);
}

function pick<T>(items: readonly T[], n: number): T | undefined {
  return items.length === 0 ? undefined : items[n % items.length];
}
