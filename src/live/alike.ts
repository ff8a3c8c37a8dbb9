import { Owner } from "../tables/owner.ts";
import { SortedRows } from "../tables/sorted-rows.ts";
import { addTo } from "./add-to.ts";
import type { Entry } from "./entry.ts";
import type { ItemParts } from "./items-keeper.ts";
import type { Edit } from "./keeper.ts";

/** Entries of an output without repeats: of those that are alike all, in order, of which the first is shown. */
export class Alike {
  readonly #shared: Pick<ItemParts, "kind" | "output">;
  #trees = new Map<string, SortedRows<Entry>>();
  /** Which was the first before the edits that are not told of yet. */
  #before = new Map<string, Entry | undefined>();
  /** The trees are nobody else's: they change in place. */
  readonly #owner = new Owner();

  constructor(shared: Pick<ItemParts, "kind" | "output">) {
    this.#shared = shared;
  }

  /** Begins anew; gives the first ones, in order. */
  begin(all: readonly Entry[]): Entry[] {
    const { kind, output } = this.#shared;
    const byKey = new Map<string, Entry[]>();
    for (const entry of all) addTo(byKey, output.repeatKey(entry.item), entry);
    this.#trees = new Map();
    this.#before = new Map();
    for (const [key, entries] of byKey) {
      entries.sort(kind.order.compareRows);
      this.#trees.set(key, SortedRows.fromSorted(entries, kind.order, this.#owner));
    }
    const first = [...this.#trees.values()].map((tree) => tree.at(0)!);
    return first.sort(kind.order.compareRows);
  }

  /** Takes out an entry, or the first of those that are the same as one that comes before them. */
  remove(probe: Entry): void {
    const { order } = this.#shared.kind;
    const key = this.#shared.output.repeatKey(probe.item);
    const tree = this.#treeOf(key);
    const place = (other: Entry): number => order.compareRows(other, probe);
    const entry = tree.at(tree.lowerBound({ low: 0, high: 0, place }))!;
    this.#trees.set(key, tree.remove(entry, order, this.#owner));
  }

  add(entry: Entry): void {
    const key = this.#shared.output.repeatKey(entry.item);
    const { order } = this.#shared.kind;
    this.#trees.set(key, this.#treeOf(key).insert(entry, order, this.#owner));
  }

  /** What entries that go and come make of the first ones. */
  edit(removed: readonly Entry[], added: readonly Entry[]): Edit<Entry> {
    for (const entry of removed) this.remove(entry);
    for (const entry of added) this.add(entry);
    return this.tell();
  }

  /** What became of the first ones since it was told last. */
  tell(): Edit<Entry> {
    const { kind } = this.#shared;
    const removed: Entry[] = [];
    const added: Entry[] = [];
    for (const [key, was] of this.#before) {
      const is = this.#trees.get(key)!.at(0);
      if (is === undefined) this.#trees.delete(key);
      if (is === was) continue;
      if (was !== undefined) removed.push(was);
      if (is !== undefined) added.push(is);
    }
    this.#before = new Map();
    return { removed, added, mayBeUnseen: kind.handOver(removed, added) };
  }

  #treeOf(key: string): SortedRows<Entry> {
    const tree = this.#trees.get(key) ?? SortedRows.empty<Entry>();
    if (!this.#before.has(key)) this.#before.set(key, tree.at(0));
    return tree;
  }
}
