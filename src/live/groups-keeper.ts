import { emptyRun, type Question } from "../exec/executor.ts";
import { type GroupAccumulator, keyOfGroup } from "../exec/group.ts";
import type { Run } from "../exec/run.ts";
import { NEXT } from "../exec/run.ts";
import type { OrderedPlan } from "../query/logical-plan.ts";
import type { Database } from "../state/database.ts";
import type { Row } from "../tables/key-order.ts";
import type { Value } from "../value.ts";
import { askOf, type Touch } from "./affected.ts";
import { Alike } from "./alike.ts";
import { changeOf, type Entry, keepKnown, showAsKnown } from "./entry.ts";
import type { ItemParts } from "./items-keeper.ts";
import { type Edit, EntryKeeper, type KeeperParts } from "./keeper.ts";
import { Listing } from "./listing.ts";
import { JoinedRows, Pin } from "./pin.ts";
import type { Step } from "./step.ts";

/** A group as it is kept: what was accumulated, and how many joined rows it has. */
interface KeptGroup {
  readonly keys: readonly Value[];
  rows: readonly (Row | null)[];
  accumulators: readonly GroupAccumulator[];
  size: number;
  /** Whether a value was taken back that only the rows that are left can make up for. */
  isStale: boolean;
  entry: Entry | undefined;
}

/** What keepers of one shape share. */
export interface GroupParts extends ItemParts {
  readonly joined: JoinedRows;
  /** Finds the joined rows of a group again, by the place of a column among what it is made by. */
  readonly pin: { readonly pin: Pin; readonly place: number } | undefined;
}

/** What the keepers of a grouped plan share. */
export function groupParts(parts: ItemParts): GroupParts {
  const { plan } = parts;
  return { ...parts, joined: new JoinedRows(plan), pin: groupPin(plan) };
}

function groupPin(plan: OrderedPlan): GroupParts["pin"] {
  for (const [place, term] of plan.groups!.entries()) {
    if (term.kind !== "column") continue;
    const { alias, column } = term;
    return { pin: new Pin(plan, { alias, column, missing: undefined }), place };
  }
  return undefined;
}

/**
 * Keeps groups with their aggregates, each from what was added to it and taken from it. Where windows
 * look at all of them, what is shown of the groups is computed anew, without reading a row.
 */
export class GroupsKeeper extends EntryKeeper {
  readonly #shared: GroupParts;
  /** Tells groups that show the same, where each is to be shown once. */
  readonly #alike: Alike | undefined;
  #groups = new Map<string | Value, KeptGroup>();
  /** What is shown of all groups, where windows look at them. */
  #windowed: readonly Entry[] = [];

  constructor(parts: KeeperParts, shared: GroupParts) {
    super(parts);
    this.#shared = shared;
    const { plan, output } = shared;
    this.#alike = plan.isDistinct && !output.hasWindows ? new Alike(shared) : undefined;
  }

  protected ask(database: Database, known: Listing<Entry> | undefined): Listing<Entry> {
    const { joined, kind, output } = this.#shared;
    const question = askOf(this.asked, database);
    this.#groups = new Map();
    this.visited += joined.each(question, (run) => {
      const group = this.#groupOf(run);
      this.#add(group, run);
      return NEXT;
    });
    const run = emptyRun(question);
    this.#windowed = output.hasWindows ? this.#window(run) : [];
    const entries = output.hasWindows ? [...this.#windowed] : this.#enterAll(run);
    showAsKnown(kind, entries, known?.entries());
    return Listing.of(kind, this.asked, { entries, isComplete: true });
  }

  protected edit(touches: readonly Touch[], step: Step): Edit<Entry> | undefined {
    const touched = new Set<KeptGroup>();
    this.visited += this.affected.each(this.asked, step, "before", touches, (run) => {
      const group = this.#groupOf(run);
      touched.add(group);
      group.size--;
      for (const each of group.accumulators) if (!each.remove(run)) group.isStale = true;
    });
    this.visited += this.affected.each(this.asked, step, "after", touches, (run) => {
      const group = this.#groupOf(run);
      touched.add(group);
      group.rows = [...run.rows];
      this.#add(group, run);
    });
    const question = askOf(this.asked, step.after);
    const run = emptyRun(question);
    for (const group of touched) {
      if (group.size > 0 && group.isStale && !this.#collectAgain(group, question)) return undefined;
      if (group.size === 0) this.#groups.delete(keyOfGroup(group.keys));
    }
    return this.#shared.output.hasWindows ? this.#editAll(run) : this.#editTouched(run, touched);
  }

  #enterAll(run: Run): Entry[] {
    const entries: Entry[] = [];
    for (const group of this.#groups.values()) {
      group.entry = this.#enter(run, group);
      if (group.entry !== undefined) entries.push(group.entry);
    }
    return this.#alike?.begin(entries) ?? entries.sort(this.#shared.kind.order.compareRows);
  }

  #editTouched(run: Run, touched: ReadonlySet<KeptGroup>): Edit<Entry> {
    const removed: Entry[] = [];
    const added: Entry[] = [];
    for (const group of touched) {
      const was = group.entry;
      const is = group.size === 0 ? undefined : this.#enter(run, group);
      if (was !== undefined && is !== undefined && this.#isSame(was, is)) continue;
      group.entry = is;
      if (was !== undefined) removed.push(was);
      if (is !== undefined) added.push(is);
    }
    if (this.#alike !== undefined) return this.#alike.edit(removed, added);
    return { removed, added, mayBeUnseen: this.#shared.kind.handOver(removed, added) };
  }

  #editAll(run: Run): Edit<Entry> {
    const old = this.#windowed;
    this.#windowed = keepKnown(this.#shared.kind, this.#window(run), old);
    return changeOf(this.#shared.kind, old, this.#windowed);
  }

  /** What is shown of all groups. */
  #window(run: Run): readonly Entry[] {
    const items = this.#shared.output.groupItems(run, this.#groups.values());
    return items.map((item) => this.enter(item));
  }

  #isSame(a: Entry, b: Entry): boolean {
    const { kind } = this.#shared;
    return kind.likenessOf(a) === kind.likenessOf(b) && kind.showSame(a, b);
  }

  #groupOf(run: Run): KeptGroup {
    const grouping = this.#shared.output.grouping!;
    const keys = grouping.valuesOf(run);
    const key = keyOfGroup(keys);
    let group = this.#groups.get(key);
    if (group === undefined) {
      const { rows, accumulators } = grouping.open(run, keys);
      group = { keys, rows, accumulators, size: 0, isStale: false, entry: undefined };
      this.#groups.set(key, group);
    }
    return group;
  }

  #add(group: KeptGroup, run: Run): void {
    group.size++;
    for (const accumulator of group.accumulators) accumulator.add(run);
  }

  /** Accumulates over the rows of a group once more; false where they cannot be found by an index. */
  #collectAgain(group: KeptGroup, question: Question): boolean {
    const { pin, output } = this.#shared;
    const value = pin && group.keys[pin.place]!;
    if (value === undefined || value === null) return false;
    const grouping = output.grouping!;
    const key = keyOfGroup(group.keys);
    group.accumulators = grouping.open(emptyRun(question), group.keys).accumulators;
    group.size = 0;
    group.isStale = false;
    this.visited += pin!.pin.each(question, value, (run) => {
      if (keyOfGroup(grouping.valuesOf(run)) === key) this.#add(group, run);
      return NEXT;
    });
    return true;
  }

  #enter(run: Run, group: KeptGroup): Entry | undefined {
    const item = this.#shared.output.groupItem(run, group);
    return item && this.enter(item);
  }
}
