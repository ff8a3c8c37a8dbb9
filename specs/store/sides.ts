import { DoesNotExist, StoreError } from "../../src/index.ts";
import type { Model, Registry } from "../../src/schema/registry.ts";
import type { Value } from "../../src/value.ts";
import {
  type Content,
  type Given,
  NaiveState,
  type PlainRow,
  Refused,
  same,
} from "./naive-state.ts";
import type { Side } from "./random-operation.ts";

/** What a store and a transaction have in common, seen without types. */
export interface Target {
  readonly models: object;
  atomic<T>(work: () => T): T;
}

interface LooseRow {
  readonly pk: Value;
  readonly [accessor: string]: unknown;
  update(changes: Given): unknown;
  save(recipe: (draft: object) => void): unknown;
  delete(): readonly [number];
}

interface LooseQuery {
  create(values: Given): LooseRow;
  bulkCreate(rows: readonly Given[]): readonly LooseRow[];
  get(where: Given): LooseRow;
  filter(where: Given): LooseQuery;
  update(changes: Given): number;
  delete(): readonly [number];
  count(): number;
}

/** The ids that each create() took for its rows, in the order of the calls, also where it was refused. */
export type TakenIds = (readonly (Value | undefined)[])[];

/** Says which id the next row of a model gets. */
export type TakeId = (state: NaiveState, model: Model) => number;

/** A store or a transaction as a side. */
export class EngineSide implements Side {
  readonly #target: Target;

  constructor(target: Target) {
    this.#target = target;
  }

  create(model: Model, rows: readonly Given[]): readonly Value[] {
    const objects = this.#objects(model);
    const made = refusing(() =>
      rows.length === 1 ? [objects.create(rows[0]!)] : objects.bulkCreate(rows),
    );
    return made.map(({ pk }) => pk);
  }

  update(model: Model, pk: Value, changes: Given): void {
    refusing(() => this.#objects(model).get({ pk }).update(changes));
  }

  save(model: Model, pk: Value, changes: Given): void {
    refusing(() =>
      this.#objects(model)
        .get({ pk })
        .save((draft) => Object.assign(draft, changes)),
    );
  }

  remove(model: Model, pk: Value): number {
    return refusing(() => this.#objects(model).get({ pk }).delete()[0]);
  }

  updateWhere(model: Model, where: Given, changes: Given): number {
    return refusing(() => this.#objects(model).filter(where).update(changes));
  }

  removeWhere(model: Model, where: Given): number {
    return refusing(() => this.#objects(model).filter(where).delete()[0]);
  }

  count(model: Model, where: Given): number {
    return this.#objects(model).filter(where).count();
  }

  follow(model: Model, pk: Value): readonly unknown[] {
    const row = refusing(() => this.#objects(model).get({ pk }));
    return [...model.accessors].map(([accessor, end]) => {
      if (end.isToMany) {
        // Nothing can refer to a row by a value that it does not have.
        const isOut = row[end.hops[0]!.fromColumn.name] === null;
        return isOut ? 0 : (row[accessor] as LooseQuery).count();
      }
      return followed(() => (row[accessor] as LooseRow | null)?.pk ?? null);
    });
  }

  atomic<T>(work: () => T): T {
    return refusing(() => this.#target.atomic(work));
  }

  #objects(model: Model): LooseQuery {
    return handleOf(this.#target, model).objects;
  }
}

interface LooseHandle {
  readonly objects: LooseQuery;
  readonly [relation: string]: unknown;
}

/** A hidden through model is reached by the relation that it belongs to. */
function handleOf({ models }: Target, model: Model): LooseHandle {
  const byName = models as { readonly [model: string]: LooseHandle };
  if (!model.isHidden) return byName[model.name]!;
  const [owner, relation] = model.name.split("_") as [string, string];
  return (byName[owner]![relation] as { readonly through: LooseHandle }).through;
}

function followed(read: () => Value): Value {
  try {
    return read();
  } catch (error) {
    if (error instanceof DoesNotExist) return "nothing there";
    throw error;
  }
}

/** Runs what a store may refuse; its mistakes are no refusals. */
export function refusing<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof StoreError) || error.code === "invariant") throw error;
    throw new Refused(error.code);
  }
}

/** How a naive side goes about it. */
interface NaiveOptions {
  readonly takeId?: TakeId;
  /** Ids that the same calls took elsewhere, which come before its own. */
  readonly ids?: TakenIds;
  /** Takes what the outermost call made; without it nobody looks at foreign keys. */
  readonly commit?: (state: NaiveState) => void;
}

/** The naive model as a side. Each call stands or falls as a whole; the outermost one commits. */
export class NaiveSide implements Side {
  readonly taken: TakenIds = [];
  #state: NaiveState;
  #depth = 0;
  readonly #takeId: TakeId;
  readonly #ids: TakenIds;
  readonly #commit: ((state: NaiveState) => void) | undefined;

  constructor(registry: Registry, content: Content, options: NaiveOptions) {
    this.#state = NaiveState.of(registry, content);
    this.#takeId = options.takeId ?? ((state, model) => state.nextId(model));
    this.#ids = options.ids ?? [];
    this.#commit = options.commit;
  }

  get state(): NaiveState {
    return this.#state;
  }

  create(model: Model, rows: readonly Given[]): readonly Value[] {
    const taken: (Value | undefined)[] = [];
    const known = this.#ids[this.taken.push(taken) - 1];
    return this.#whole((state) =>
      rows.map((given, i) => {
        const takeId = (): Value => {
          taken[i] = known?.[i] ?? this.#takeId(state, model);
          return taken[i];
        };
        return state.create(model, given, takeId)[model.pk.name]!;
      }),
    );
  }

  update(model: Model, pk: Value, changes: Given): void {
    this.#whole((state) => state.update(model, this.#get(model, pk)[model.pk.name]!, changes));
  }

  save(model: Model, pk: Value, changes: Given): void {
    this.update(model, pk, changes);
  }

  remove(model: Model, pk: Value): number {
    return this.#whole((state) => state.remove(model, [this.#get(model, pk)]));
  }

  updateWhere(model: Model, where: Given, changes: Given): number {
    // Where no value is given, no row is looked for.
    if (Object.keys(changes).length === 0) return 0;
    return this.#whole((state) => {
      const rows = this.#find(model, where);
      for (const row of rows) state.update(model, row[model.pk.name]!, changes);
      return rows.length;
    });
  }

  removeWhere(model: Model, where: Given): number {
    return this.#whole((state) => state.remove(model, this.#find(model, where)));
  }

  count(model: Model, where: Given): number {
    return this.#find(model, where).length;
  }

  follow(model: Model, pk: Value): readonly unknown[] {
    const row = this.#get(model, pk);
    return [...model.accessors.values()].map((end) => {
      const found = this.#state.related(end, row);
      if (end.isToMany) return found.length;
      const [hop] = end.hops;
      if (end.direction === "forward" && row[hop!.fromColumn.name] === null) return null;
      return found[0]?.[end.target.pk.name] ?? "nothing there";
    });
  }

  atomic<T>(work: () => T): T {
    return this.#whole(work);
  }

  #whole<T>(work: (state: NaiveState) => T): T {
    const before = this.#state;
    this.#state = before.copy();
    this.#depth++;
    try {
      const result = work(this.#state);
      if (this.#depth === 1 && this.#commit !== undefined) {
        this.#state.checkKeys();
        this.#commit(this.#state);
      }
      return result;
    } catch (error) {
      this.#state = before;
      throw error;
    } finally {
      this.#depth--;
    }
  }

  #find(model: Model, where: Given): readonly PlainRow[] {
    return this.#state
      .rows(model)
      .filter((row) => Object.entries(where).every(([name, value]) => same(row[name]!, value!)));
  }

  #get(model: Model, pk: Value): PlainRow {
    const row = this.#state.find(model, pk);
    if (row === undefined) throw new Refused("does-not-exist");
    return row;
  }
}
