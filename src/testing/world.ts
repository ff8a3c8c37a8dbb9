/** Worlds: stores with a history that keeps all rules of its schema. */
import fc from "fast-check";
import { type Commit, openStore, type Schema, type Store } from "../index.ts";
import type { Registry } from "../schema/registry.ts";
import type { NewRow } from "../schema/types.ts";
import {
  firstRowsOf,
  type GivenRows,
  type HistoryStep,
  HistoryWriter,
  printSteps,
  runSteps,
  simplerSteps,
  wholeSteps,
  withoutUpdates,
} from "./history.ts";
import { modelNamed, resolveModels } from "./resolve-models.ts";
import { pickValue } from "./samples.ts";
import type { Tape } from "./tape.ts";
import { oneTape, withoutChunks } from "./tapes.ts";

/** A store with a history: values of {@link arbitraryWorld}. */
export class World<S extends Schema> {
  /** The events of its history, in commits. */
  readonly commits: readonly Commit[];
  readonly #models: S;
  readonly #steps: readonly HistoryStep[];

  /** `empty`: a store without rows. @internal */
  constructor(models: S, empty: Store<S>, steps: readonly HistoryStep[]) {
    const store = empty.fork();
    this.#models = models;
    this.#steps = runSteps(store as unknown as Store<Schema>, steps);
    this.commits = [...store.log.read()];
  }

  /** A new store with this history. Each call gives one of its own. */
  open(): Store<S> {
    const store = openWorld(this.#models);
    store.apply(this.commits);
    return store;
  }

  /** The history as lines of code, for a store whose models are at hand by their names. */
  toString(): string {
    return printSteps(this.#steps);
  }

  /** What it was made of, to make smaller ones. @internal */
  get steps(): readonly HistoryStep[] {
    return this.#steps;
  }
}

/** A store whose clock stands still, so that a world is the same whenever it is made. */
function openWorld<S extends Schema>(models: S): Store<S> {
  return openStore(models, { clock: () => new Date(Date.UTC(2024, 0, 1)) });
}

/** Generators in place of those that follow from the fields. */
export type FieldArbitraries<S, M extends keyof S> = {
  readonly [F in keyof NewRow<S, M>]?: fc.Arbitrary<NewRow<S, M>[F]>;
};

/** What {@link arbitraryWorld} makes. */
export interface WorldOptions<S> {
  /** How many writes there are at most, 30 when left out. */
  readonly maxSteps?: number;
  /** Generators for the values of new rows, by model and field. */
  readonly rows?: { readonly [M in keyof S]?: FieldArbitraries<S, M> };
}

interface RawStep {
  readonly tape: Tape;
  readonly given: GivenRows;
}

/**
 * Stores with a history of creates, updates, deletes and pairs that keeps all rules of the schema:
 * what would break one is left out. Shrinks to fewer writes, where a row takes with it those that
 * refer to it and a row that is updated is made so at once; then to simpler values.
 */
export function arbitraryWorld<const S extends Schema>(
  models: S,
  { maxSteps = 30, rows = {} }: WorldOptions<S> = {},
): fc.Arbitrary<World<S>> {
  const given = Object.fromEntries(
    Object.entries(rows).map(([name, fields]) => [name, fc.record(fields as object)]),
  );
  const step = fc.record({ tape: oneTape(24), given: fc.record(given) }) as fc.Arbitrary<RawStep>;
  // Without its bias for short ones: few rows are related to each other in small worlds.
  const steps = fc.noBias(fc.array(step, { maxLength: maxSteps, size: "max" }));
  return new WorldArbitrary(models, steps);
}

class WorldArbitrary<S extends Schema> extends fc.Arbitrary<World<S>> {
  readonly #models: S;
  readonly #raw: fc.Arbitrary<readonly RawStep[]>;
  readonly #empty: Store<S>;
  readonly #registry: Registry;

  constructor(models: S, raw: fc.Arbitrary<readonly RawStep[]>) {
    super();
    this.#models = models;
    this.#raw = raw;
    this.#empty = openWorld(models);
    this.#registry = this.#empty.database.registry;
  }

  override generate(random: fc.Random, bias: number | undefined): fc.Value<World<S>> {
    const writer = new HistoryWriter(this.#registry);
    const raw = this.#raw.generate(random, bias).value;
    const steps = raw.flatMap(({ tape, given }) => writer.write(tape, given) ?? []);
    return this.#valueOf(steps);
  }

  override canShrinkWithoutContext(value: unknown): value is World<S> {
    return value instanceof World;
  }

  override shrink(world: World<S>): fc.Stream<fc.Value<World<S>>> {
    return fc.stream(this.#smaller(world.steps));
  }

  *#smaller(steps: readonly HistoryStep[]): IterableIterator<fc.Value<World<S>>> {
    for (const fewer of withoutChunks(steps)) yield this.#valueOf(wholeSteps(fewer));
    for (const fewer of withoutUpdates(steps)) yield this.#valueOf(wholeSteps(fewer));
    const firstRows = firstRowsOf(steps);
    for (const [at, step] of steps.entries()) {
      for (const simpler of simplerSteps(step, this.#registry, firstRows)) {
        yield this.#valueOf(steps.with(at, simpler));
      }
    }
  }

  #valueOf(steps: readonly HistoryStep[]): fc.Value<World<S>> {
    return new fc.Value(new World(this.#models, this.#empty, steps), undefined);
  }
}

/**
 * Values for `create()`: all that a model needs but for foreign keys. A foreign key that may not be
 * null has to be given, or to be added by whoever creates the row.
 */
export function arbitraryRow<const S extends Schema, const M extends keyof S & string>(
  models: S,
  name: M,
  given: FieldArbitraries<S, M> = {},
): fc.Arbitrary<NewRow<S, M>> {
  const model = modelNamed(resolveModels(models), name);
  const open = model.columns.filter(({ field, reference }) => {
    return reference === undefined && !Object.hasOwn(given, field);
  });
  const generated = oneTape(3 * open.length).map((tape) => {
    const values = open.map((column) => [column.field, pickValue(tape, column)] as const);
    return Object.fromEntries(values.filter(([, value]) => value !== undefined));
  });
  const own = fc.record(given as { readonly [field: string]: fc.Arbitrary<unknown> });
  return fc.tuple(generated, own).map(([values, more]) => ({ ...values, ...more }) as never);
}
