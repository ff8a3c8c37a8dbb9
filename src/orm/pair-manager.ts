/** Managers of many-to-many relations: each pair is a row of the through model. */
import { cleanValue } from "../schema/clean.ts";
import type { Column } from "../schema/registry.ts";
import type { Row } from "../tables/key-order.ts";
import { compareValues, type Value } from "../value.ts";
import { createRows } from "./bulk-create.ts";
import { checkOptions } from "./call-options.ts";
import type { Named } from "./chain-steps.ts";
import {
  callAll,
  type GetOrCreateOptions,
  getOrCreate,
  type RowCreated,
  type RowSource,
  type UpdateOrCreateOptions,
  updateOrCreate,
} from "./get-or-create.ts";
import { givenList } from "./given.ts";
import type { QuerySet } from "./queryset.ts";
import {
  RelatedRows,
  type RelatedState,
  relatedCall,
  relatedSource,
  relatedState,
  splitOptions,
} from "./related-rows.ts";
import { createRow } from "./write.ts";

/** What the rows of a through model hold besides the pair. */
export interface ThroughOptions {
  /** Values of a new row of the through model; functions are called for theirs, once a call. */
  readonly throughDefaults?: Named;
}

/** The rows paired with one instance. */
export class PairManager extends RelatedRows {
  add(...args: readonly unknown[]): void {
    const state = relatedState(this);
    const [given, options] = splitOptions(args);
    const defaults = readDefaults(state, "add", options);
    const keys = keysOf(state, given);
    state.view.atomic(() => addPairs(state, keys, defaults));
  }

  remove(...given: readonly unknown[]): void {
    const state = relatedState(this);
    const keys = keysOf(state, given);
    state.view.atomic(() => removePairs(state, keys));
  }

  set(given: Iterable<unknown>, options: ThroughOptions & { readonly clear?: boolean } = {}): void {
    const state = relatedState(this);
    checkOptions(relatedCall(state, "set"), options, ["throughDefaults", "clear"]);
    const { clear = false, throughDefaults = {} } = options;
    const wanted = keysOf(state, givenList(relatedCall(state, "set"), given));
    state.view.atomic(() => {
      const present = clear ? [] : pairedKeys(state, pairEnds(state)[0]!);
      if (clear) clearPairs(state);
      const isWanted = new Set(wanted);
      const isPresent = new Set(present);
      removePairs(
        state,
        [...isPresent].filter((key) => !isWanted.has(key)),
      );
      addPairs(
        state,
        wanted.filter((key) => !isPresent.has(key)),
        throughDefaults,
      );
    });
  }

  clear(): void {
    const state = relatedState(this);
    state.view.atomic(() => clearPairs(state));
  }

  create(values: object, options?: ThroughOptions): Row {
    return this.bulkCreate([values], options)[0]!;
  }

  bulkCreate(rows: Iterable<object>, options: ThroughOptions = {}): Row[] {
    const state = relatedState(this);
    const { view, end } = state;
    const defaults = readDefaults(state, "bulkCreate", options);
    return view.atomic(() => {
      const made = createRows(view, end.target, rows);
      addPairs(state, keysOf(state, made), defaults);
      return made;
    });
  }

  getOrCreate(
    lookup: Named,
    { throughDefaults = {}, ...options }: GetOrCreateOptions & ThroughOptions = {},
  ): RowCreated {
    return getOrCreate(pairSource(this, throughDefaults), lookup, options);
  }

  updateOrCreate(
    lookup: Named,
    { throughDefaults = {}, ...options }: UpdateOrCreateOptions & ThroughOptions = {},
  ): RowCreated {
    return updateOrCreate(pairSource(this, throughDefaults), lookup, options);
  }
}

function pairSource(manager: PairManager, throughDefaults: Named): RowSource {
  return relatedSource(manager, (values) => manager.create(values, { throughDefaults }));
}

/** The through model's key to the instance, and its key to the row that is paired with it. */
interface Direction {
  readonly near: Column;
  readonly far: Column;
}

/** The ways in which a pair is stored: one, or both where it holds in both directions. */
function pairEnds({ end }: RelatedState): readonly Direction[] {
  const [there, back] = end.hops;
  const way = { near: there!.toColumn, far: back!.fromColumn };
  return end.isSymmetrical ? [way, { near: way.far, far: way.near }] : [way];
}

function readDefaults(state: RelatedState, method: string, options: ThroughOptions): Named {
  checkOptions(relatedCall(state, method), options, ["throughDefaults"]);
  return options.throughDefaults ?? {};
}

/** The keys that rows of the through model hold for instances, or for keys: ascending, each once. */
function keysOf(state: RelatedState, given: Iterable<unknown>): readonly Value[] {
  const { far } = pairEnds(state)[0]!;
  const keys = new Set(Array.from(given, (each) => cleanValue(far, each)));
  return [...keys].sort((a, b) => compareValues(a, b, far.kind.collation));
}

/** The rows of the through model that hold the instance. */
function pairsOf({ kit, view, key }: RelatedState, { near }: Direction): QuerySet {
  return kit.allRows(view, near.model).filter({ [near.name]: key });
}

/** The keys that are paired with the instance, with repeats; or those of them that are given. */
function pairedKeys(state: RelatedState, way: Direction, keys?: readonly Value[]): Value[] {
  const { name } = way.far;
  const pairs = pairsOf(state, way);
  const found = keys === undefined ? pairs : pairs.filter({ [`${name}__in`]: keys });
  return [...found.orderBy().valuesList(name, { flat: true })] as Value[];
}

function addPairs(state: RelatedState, keys: readonly Value[], throughDefaults: Named): void {
  if (keys.length === 0) return;
  const { view, key } = state;
  const values = callAll(throughDefaults);
  for (const way of pairEnds(state)) {
    const { near, far } = way;
    const isPaired = new Set(pairedKeys(state, way, keys));
    view.write((draft) => {
      for (const other of keys) {
        if (isPaired.has(other)) continue;
        createRow(draft, near.model, { ...values, [near.name]: key, [far.name]: other }, view);
      }
    });
  }
}

function removePairs(state: RelatedState, keys: readonly Value[]): void {
  if (keys.length === 0) return;
  for (const way of pairEnds(state)) {
    pairsOf(state, way)
      .filter({ [`${way.far.name}__in`]: keys })
      .delete();
  }
}

function clearPairs(state: RelatedState): void {
  for (const way of pairEnds(state)) pairsOf(state, way).delete();
}
