/** From the rows at hand to items: by groups and windows, where there are such. */
import { keepLayout } from "../keep-layout.ts";
import type { PhysicalPlan } from "../planner/physical-plan.ts";
import type { OrderedPlan } from "../query/logical-plan.ts";
import type { Row } from "../tables/key-order.ts";
import type { Value } from "../value.ts";
import type { Decide, ReadValue } from "./evaluate.ts";
import type { Group, Grouping } from "./group.ts";
import { Item } from "./item.ts";
import { keyOfValues } from "./row-key.ts";
import { NEXT, type Ranking, type Run, type Signal, STOP, type Stage } from "./run.ts";
import type { WindowList, WindowRow } from "./window.ts";

/** What items are made by, put together once. */
export interface ItemMaker {
  readonly plan: OrderedPlan;
  readonly grouping: Grouping | undefined;
  readonly windows: WindowList;
  readonly having: readonly Decide[];
  readonly qualify: readonly Decide[];
  readonly output: readonly ReadValue[];
  readonly keys: readonly ReadValue[];
  readonly distinctOn: readonly ReadValue[];
  /** The order in which rows or groups enter windows. */
  readonly compareHeld: (a: Held, b: Held) => number;
}

/** Where items go. */
export interface ItemSink extends Ranking {
  add(item: Item): void;
  /** Items that it has. */
  readonly size: number;
}

/** How the rows at hand come. */
export interface Coming {
  readonly plan: Pick<PhysicalPlan, "hasLoneGroups">;
  /** Hands on the rows at hand until it is told to stop. */
  readonly start: (emit: Stage) => void;
  /** Items after which no more are wanted. */
  readonly enough: number;
}

/** A row, or a group with its aggregates, that can be made the one at hand again. */
export class Held implements WindowRow {
  readonly rows: readonly (Row | null)[];
  readonly groupKeys: readonly Value[];
  readonly aggregates: readonly Value[];
  readonly windows: Value[] = [];

  constructor({ rows, keys }: Pick<Group, "rows" | "keys">, aggregates: readonly Value[]) {
    this.rows = rows;
    this.groupKeys = keys;
    this.aggregates = aggregates;
  }

  restore(run: Run): void {
    for (let alias = 0; alias < this.rows.length; alias++) run.rows[alias] = this.rows[alias]!;
    run.aggregates = this.aggregates;
    run.windows = this.windows;
  }
}

keepLayout(new Held({ rows: [], keys: [] }, []));

/** Makes items of all rows at hand, in no order. */
export function collectItems(maker: ItemMaker, run: Run, coming: Coming, sink: ItemSink): void {
  const { grouping, windows } = maker;
  const isLone = grouping !== undefined && coming.plan.hasLoneGroups;
  if (windows.isEmpty && (grouping === undefined || isLone)) {
    const readKey = maker.keys[0];
    const take: Stage = (at) => {
      if (readKey !== undefined && sink.isBehind(readKey(at))) return NEXT;
      sink.add(itemOf(maker, at, groupKeysOf(maker, at)));
      return sink.size >= coming.enough ? STOP : NEXT;
    };
    coming.start(grouping === undefined ? take : loneGroups(maker, grouping, take));
    return;
  }
  collectHeld(maker, run, holdAll(maker, run, coming), sink);
}

/** Makes items of rows or groups that are held, by what windows tell of all of them. */
export function collectHeld(maker: ItemMaker, run: Run, held: Held[], sink: ItemSink): void {
  const { windows } = maker;
  // Where the order of a window leaves rows alike, it must not hang on how they were found.
  if (!windows.isEmpty) held.sort(maker.compareHeld);
  windows.run(run, held);
  for (const each of held) {
    each.restore(run);
    if (meetsAll(maker.qualify, run)) sink.add(itemOf(maker, run, each.groupKeys));
  }
}

const NO_VALUES: readonly Value[] = [];

function groupKeysOf({ grouping }: ItemMaker, run: Run): readonly Value[] {
  return grouping === undefined ? NO_VALUES : grouping.valuesOf(run);
}

/** The item of the rows at hand. */
export function itemOf(maker: ItemMaker, run: Run, groupKeys: readonly Value[]): Item {
  const { plan, output, keys, distinctOn } = maker;
  const row = run.rows[plan.root] ?? null;
  const first = distinctOn.length === 0 ? undefined : keyOfValues(readAll(distinctOn, run));
  return new Item(row, readAll(output, run), readAll(keys, run), groupKeys, first);
}

function readAll(readers: readonly ReadValue[], run: Run): readonly Value[] {
  // An array that grows has room for many more.
  if (readers.length === 0) return NO_VALUES;
  if (readers.length === 1) return [readers[0]!(run)];
  return readers.map((read) => read(run));
}

function meetsAll(conditions: readonly Decide[], run: Run): boolean {
  for (const holds of conditions) if (holds(run) !== true) return false;
  return true;
}

/** Hands on rows at hand each of which is a group, with its aggregates: nothing of it is kept. */
function loneGroups({ having }: ItemMaker, grouping: Grouping, next: Stage): Stage {
  const aggregates: Value[] = [];
  return (run): Signal => {
    grouping.fillOfOne(run, aggregates);
    run.aggregates = aggregates;
    return meetsAll(having, run) ? next(run) : NEXT;
  };
}

function holdAll(maker: ItemMaker, run: Run, { plan, start }: Coming): Held[] {
  const { grouping } = maker;
  if (grouping !== undefined && !plan.hasLoneGroups) return holdGroups(maker, grouping, run, start);
  const held: Held[] = [];
  const hold: Stage = (at) => {
    const keys = groupKeysOf(maker, at);
    held.push(new Held({ rows: [...at.rows], keys }, [...at.aggregates]));
    return NEXT;
  };
  start(grouping === undefined ? hold : loneGroups(maker, grouping, hold));
  return held;
}

function holdGroups(
  { having }: ItemMaker,
  grouping: Grouping,
  run: Run,
  start: Coming["start"],
): Held[] {
  const groups = new Map<string | Value, Group>();
  start((at) => {
    grouping.add(at, groups);
    return NEXT;
  });
  return heldGroups(having, run, groups.values());
}

/** The groups that meet conditions. */
export function heldGroups(having: ItemMaker["having"], run: Run, groups: Iterable<Group>): Held[] {
  const held: Held[] = [];
  for (const group of groups) {
    const each = holdGroup(group);
    each.restore(run);
    if (meetsAll(having, run)) held.push(each);
  }
  return held;
}

/** A group with its aggregates as they are now. */
export function holdGroup(group: Group): Held {
  return new Held(
    group,
    group.accumulators.map((accumulator) => accumulator.result()),
  );
}
