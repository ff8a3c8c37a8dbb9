import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { expect } from "vitest";
import type { Event } from "../../src/events/event.ts";
import { type CommitInput, ConflictError, type Transaction } from "../../src/index.ts";
import type { Schema } from "../../src/schema/types.ts";
import { Aim } from "./aim.ts";
import { type Content, NaiveState, Refused } from "./naive-state.ts";
import { attempt, type Operation, type Outcome, operation, single } from "./random-operation.ts";
import { poolValue, type SchemaPlan } from "./random-schema.ts";
import { EngineSide, NaiveSide, type TakenIds } from "./sides.ts";
import { expectContent, type History, haveSameRows, type Taken, World } from "./world.ts";

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

const few = fc.array(operation, { minLength: 1, maxLength: 2, size: "max" });
/** A transaction from begin to end, and what others do meanwhile. */
const race = fc.record({
  kind: fc.constant("race" as const),
  n,
  mine: fc.oneof(few, fc.tuple(single("removeReferred"))),
  theirs: fc.oneof(few, fc.tuple(single("changeReferring"))),
});

/** A step of a program that is mostly transactions beside each other. */
export const concurrentStep = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constant("operate" as const), n, operation }) },
  { weight: 9, arbitrary: fc.record({ kind: fc.constant("within" as const), n, operation }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("begin" as const), n }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("commit" as const), n }) },
  { weight: 8, arbitrary: race },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("undo" as const), n }) },
);

/** One step of a program; `n` chooses the store, transaction or database that it is about. */
export const step = fc.oneof(
  { weight: 14, arbitrary: fc.record({ kind: fc.constant("operate" as const), n, operation }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("begin" as const), n }) },
  { weight: 9, arbitrary: fc.record({ kind: fc.constant("within" as const), n, operation }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("commit" as const), n }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("rollback" as const), n }) },
  { weight: 3, arbitrary: race },
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
type Race = Step & { readonly kind: "race" };

/** A transaction that is open, and what it did so far. */
interface Open {
  readonly world: World;
  readonly transaction: Transaction<Schema>;
  readonly base: Content;
  content: Content;
  /** Whether it wrote nothing so far: then it saw one state, which was the present once. */
  isReader: boolean;
  readonly done: { operation: Operation; aim: Aim; ids: TakenIds; outcome: Outcome }[];
}

const MOST_WORLDS = 3;
const MOST_TAKEN = 8;

/** Runs a program on stores and naive models side by side. */
export class Run {
  readonly #worlds: World[];
  readonly #taken: Taken[] = [];
  /** What transactions saw, which is no state to go back to. */
  readonly #seen: Taken[] = [];
  readonly #open: Open[] = [];

  constructor(plan: SchemaPlan, history: History) {
    this.#worlds = [World.open(plan, history)];
  }

  take(step: Step): void {
    const isOfOpen = step.kind === "commit" || step.kind === "rollback";
    const open = pick(this.#open, step.n);
    const world = (isOfOpen ? open?.world : undefined) ?? pick(this.#worlds, step.n)!;
    const others = this.#worlds.filter((each) => each !== world);
    const before = others.map(({ store }) => store.database);

    this.#take(world, step);

    for (const [i, { store }] of others.entries()) expect(store.database).toBe(before[i]);
    this.#taken.push({ database: world.store.database, content: world.content });
    if (this.#taken.length > MOST_TAKEN) this.#taken.splice(step.n % MOST_TAKEN, 1);
  }

  /** What must hold of all that is left, whatever was done. */
  check(n: number): void {
    for (const { database, content } of [...this.#taken, ...this.#seen])
      expectContent(database, content);
    for (const world of this.#worlds) {
      world.checkLog();
      world.checkPast(n);
    }
    const [a, b] = [pick(this.#taken, n), pick(this.#taken, n * 7 + 1)];
    if (a !== undefined && b !== undefined) this.#worlds[0]!.checkDifferences(a, b);
  }

  /** What must hold at the end: a replay takes all commits, whenever they were made. */
  finish(n: number): void {
    this.check(n);
    for (const world of this.#worlds) world.checkReplay();
  }

  #take(world: World, step: Step): void {
    switch (step.kind) {
      case "operate":
        world.operate(step.operation);
        break;
      case "begin":
        this.#open.push(begin(world));
        break;
      case "within":
        this.#within(pick(this.#open, step.n), step.operation);
        break;
      case "commit":
        this.#commit(this.#close(step.n));
        break;
      case "rollback":
        this.#close(step.n)?.transaction.rollback();
        break;
      case "race":
        this.#race(world, step);
        break;
      case "undo":
        world.undo();
        break;
      case "redo":
        world.redo();
        break;
      case "restore":
        world.restore(
          pick(this.#taken, step.n) ?? { database: world.store.snapshot(), content: world.content },
        );
        break;
      case "goBack":
        world.goBack(step.n);
        break;
      case "fork":
        if (this.#worlds.length < MOST_WORLDS) this.#worlds.push(world.fork());
        break;
      case "merge":
        world.merge(pick(this.#worlds, step.n + 1)!);
        break;
      case "apply":
        applyTo(world, step.inputs);
        break;
    }
  }

  #race(world: World, { mine, theirs }: Race): void {
    const open = begin(world);
    for (const each of mine) this.#within(open, each);
    for (const each of theirs) world.operate(each);
    this.#commit(open);
  }

  #within(open: Open | undefined, operation: Operation): void {
    if (open === undefined) return;
    const { world, transaction, done } = open;
    const present = world.store.database;
    const engine = new EngineSide(transaction);
    const aim = new Aim(world.registry, open.content);
    const outcome = attempt(engine, aim, operation);
    const twin = new NaiveSide(world.registry, open.content, { takeId: world.reserveId });
    expect(outcome).toEqual(attempt(twin, aim, operation));
    open.content = twin.state.content();
    if (twin.state.events > 0) open.isReader = false;
    expectContent(transaction.database, open.content);
    this.#seen.push({ database: transaction.database, content: open.content });
    if (this.#seen.length > MOST_TAKEN) this.#seen.shift();
    transaction.database.verify();
    expect(world.store.database).toBe(present);
    done.push({ operation, aim, ids: twin.taken, outcome });
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
      return open.isReader ? [] : runAlone(open, content);
    });
    expect(transaction.isOpen).toBe(false);
  }
}

function begin(world: World): Open {
  const transaction = world.store.begin() as Transaction<Schema>;
  const { content } = world;
  return { world, transaction, base: content, content, isReader: true, done: [] };
}

/** What the operations of a transaction lead to when they run on the present, alone. */
function runAlone({ world, done }: Open, content: Content): readonly Content[] {
  let state = NaiveState.of(world.registry, content);
  for (const { operation, aim, ids, outcome } of done) {
    const side = new NaiveSide(world.registry, state.content(), { ids });
    const again = attempt(side, aim, operation);
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
  const { registry, content } = world;
  const { position } = world.store;
  const aim = new Aim(registry, content);
  const inputs = given.map(({ isMisplaced, events }, i): CommitInput => {
    const made = events.map(({ type, model: m, choices }): Event => {
      const model = pick(registry.models, m)!;
      const [a] = choices as [number];
      const pk = type === "created" ? poolValue(model.pk, a) : aim.pk(model, a);
      const key = { [model.pk.name]: pk };
      const values = { ...aim.newRow(model, choices), ...key } as { [column: string]: never };
      const { [model.pk.name]: _, ...changes } = values;
      if (type === "created") return { type, model: model.name, row: values };
      if (type === "updated") return { type, model: model.name, pk, changes };
      if (type === "deleted") return { type, model: model.name, pk };
      return { type: "sequence", model: model.name, next: 1 + choices[1]! };
    });
    return { events: made, ...(isMisplaced ? { position: position + i } : {}) };
  });
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
  if (event.type === "created") state.create(model, event.row, () => 0);
  else if (event.type === "updated") state.update(model, event.pk, event.changes, true);
  else if (event.type === "deleted") state.drop(model, event.pk);
  else state.setNextId(model, event.next);
}

function pick<T>(items: readonly T[], n: number): T | undefined {
  return items.length === 0 ? undefined : items[n % items.length];
}
