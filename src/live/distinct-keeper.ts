import type { Item } from "../exec/item.ts";
import { NEXT } from "../exec/run.ts";
import type { Database } from "../state/database.ts";
import { Owner } from "../tables/owner.ts";
import { SortedRows } from "../tables/sorted-rows.ts";
import { addTo } from "./add-to.ts";
import { askOf, type Touch } from "./affected.ts";
import { Entry, keepKnown } from "./entry.ts";
import type { ItemParts } from "./items-keeper.ts";
import { type Edit, EntryKeeper, type KeeperParts } from "./keeper.ts";
import { Listing } from "./listing.ts";
import { JoinedRows } from "./pin.ts";
import type { Step } from "./step.ts";

/** What keepers of one shape share. */
export interface DistinctParts extends ItemParts {
  readonly joined: JoinedRows;
}

/** What the keepers of a plan without repeats share. */
export function distinctParts(parts: ItemParts): DistinctParts {
  return { ...parts, joined: new JoinedRows(parts.plan) };
}

/** Keeps an output without repeats: of those that are alike all, in order, of which the first is shown. */
export class DistinctKeeper extends EntryKeeper {
  readonly #shared: DistinctParts;
  #alike = new Map<string, SortedRows<Entry>>();
  #count = 0;

  constructor(parts: KeeperParts, shared: DistinctParts) {
    super(parts);
    this.#shared = shared;
  }

  protected ask(database: Database, known: Listing<Entry> | undefined): Listing<Entry> {
    const { kind, output, joined } = this.#shared;
    this.#alike = new Map();
    const byKey = new Map<string, Entry[]>();
    this.visited += joined.each(askOf(this.asked, database), (run) => {
      const entry = this.#enter(output.item(run));
      addTo(byKey, output.repeatKey(entry.item), entry);
      return NEXT;
    });
    for (const [key, entries] of byKey) {
      entries.sort(kind.order.compareRows);
      this.#alike.set(key, SortedRows.fromSorted(entries, kind.order, new Owner()));
    }
    const fresh = [...this.#alike.values()].map((tree) => tree.at(0)!);
    fresh.sort(kind.order.compareRows);
    const entries = known === undefined ? fresh : keepKnown(kind, fresh, known.entries());
    for (const [at, entry] of entries.entries()) fresh[at]!.shown = entry.shown;
    return Listing.of(kind, this.asked, { entries: fresh, isComplete: true });
  }

  protected edit(touches: readonly Touch[], step: Step): Edit<Entry> {
    const { output, kind } = this.#shared;
    const { order } = kind;
    const first = new Map<string, Entry | undefined>();
    const owner = new Owner();
    const treeOf = (key: string): SortedRows<Entry> => {
      const tree = this.#alike.get(key) ?? SortedRows.empty<Entry>();
      if (!first.has(key)) first.set(key, tree.at(0));
      return tree;
    };
    this.visited += this.affected.each(this.asked, step, "before", touches, (run) => {
      const probe = new Entry(output.item(run), Number.NEGATIVE_INFINITY);
      const key = output.repeatKey(probe.item);
      const tree = treeOf(key);
      const place = (other: Entry): number => order.compareRows(other, probe);
      const entry = tree.at(tree.lowerBound({ low: 0, high: 0, place }))!;
      this.#alike.set(key, tree.remove(entry, order, owner));
    });
    this.visited += this.affected.each(this.asked, step, "after", touches, (run) => {
      const entry = this.#enter(output.item(run));
      const key = output.repeatKey(entry.item);
      this.#alike.set(key, treeOf(key).insert(entry, order, owner));
    });
    return this.#firsts(first);
  }

  /** What became of the entries that were the first of their likes. */
  #firsts(before: ReadonlyMap<string, Entry | undefined>): Edit<Entry> {
    const { kind } = this.#shared;
    const removed: Entry[] = [];
    const added: Entry[] = [];
    for (const [key, was] of before) {
      const is = this.#alike.get(key)!.at(0);
      if (is === undefined) this.#alike.delete(key);
      if (is === was) continue;
      if (was !== undefined) removed.push(was);
      if (is !== undefined) added.push(is);
    }
    return { removed, added, mayBeUnseen: kind.handOver(removed, added) };
  }

  #enter(item: Item): Entry {
    this.#count++;
    return new Entry(item, this.#count);
  }
}
