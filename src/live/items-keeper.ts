import type { Answer } from "../exec/answer.ts";
import { emptyRun, type Question, runItems, runRows } from "../exec/executor.ts";
import type { Item } from "../exec/item.ts";
import type { Output } from "../exec/output.ts";
import type { OrderedPlan } from "../query/logical-plan.ts";
import type { Database } from "../state/database.ts";
import { addTo } from "./add-to.ts";
import { askOf, type Side, type Touch } from "./affected.ts";
import { Entry, type ItemKind, keepKnown } from "./entry.ts";
import { type Edit, EntryKeeper, type KeeperParts } from "./keeper.ts";
import { Listing } from "./listing.ts";
import { beginningOf } from "./rows-keeper.ts";
import type { Step } from "./step.ts";

/** What keepers of one shape share. */
export interface ItemParts {
  readonly kind: ItemKind;
  readonly plan: OrderedPlan;
  readonly output: Output;
  /** Whether the answer is base rows in an order of their own columns. */
  readonly isPlain: boolean;
}

/** Keeps rows with computed columns, or columns in place of rows: all that joined rows give. */
export class ItemsKeeper extends EntryKeeper {
  readonly #shared: ItemParts;

  constructor(parts: KeeperParts, shared: ItemParts) {
    super(parts);
    this.#shared = shared;
  }

  protected ask(database: Database, known: Listing<Entry> | undefined): Listing<Entry> {
    const { asked } = this;
    const part = beginningOf(asked);
    const question = askOf(asked, database, part);
    const { rows, visited } = this.#shared.isPlain
      ? this.#plainItems(question)
      : runItems(question);
    this.visited += visited;
    const { kind } = this.#shared;
    const fresh = rows.map((item) => this.enter(item));
    const entries = known === undefined ? fresh : [...keepKnown(kind, fresh, known.all())];
    const sorted = (entries as Entry[]).sort(kind.order.compareRows);
    return Listing.of(kind, asked, { entries: sorted, isComplete: rows.length < part.limit });
  }

  /** Rows in an order of their own columns come without the keys of that order. */
  #plainItems(question: Question): Answer<Item> {
    const { output, plan } = this.#shared;
    const { rows, visited } = runRows(question);
    const run = emptyRun(question);
    const items = rows.map((row) => {
      run.rows[plan.root] = row;
      return output.item(run);
    });
    return { rows: items, visited };
  }

  protected edit(touches: readonly Touch[], step: Step): Edit<Entry> {
    const { kind } = this.#shared;
    const now = this.#itemsIn(step, "after", touches);
    const old = this.#itemsIn(step, "before", touches);
    return cancel(kind, this.listing, old, now);
  }

  #itemsIn(step: Step, side: Side, touches: readonly Touch[]): Entry[] {
    const entries: Entry[] = [];
    this.visited += this.affected.each(this.asked, step, side, touches, (run) => {
      entries.push(this.enter(this.#shared.output.item(run)));
    });
    return entries;
  }
}

/**
 * What goes and comes where `old` entries, found anew, make way for `now`: those that are in both stay.
 */
function cancel(
  kind: ItemKind,
  listing: Listing<Entry>,
  old: readonly Entry[],
  now: readonly Entry[],
): Edit<Entry> {
  const left = new Map<string, Entry[]>();
  for (const entry of now) {
    addTo(left, kind.likenessOf(entry), entry);
  }
  const removed: Entry[] = [];
  const taken = new Set<Entry>();
  for (const entry of old) {
    const same = left.get(kind.likenessOf(entry));
    const at = same?.findIndex((each) => kind.showSame(each, entry)) ?? -1;
    if (at >= 0) same!.splice(at, 1);
    else {
      const held = findHeld(kind, listing, entry, taken);
      if (held !== undefined) removed.push(held);
    }
  }
  const added = [...left.values()].flat();
  return { removed, added, mayBeUnseen: kind.handOver(removed, added) };
}

/** The entry of a listing that is like another one, and was not found before. */
function findHeld(
  kind: ItemKind,
  listing: Listing<Entry>,
  { item }: Entry,
  taken: Set<Entry>,
): Entry | undefined {
  const probe = new Entry(item, Number.NEGATIVE_INFINITY);
  const likeness = kind.likenessOf(probe);
  for (let rank = listing.rankOf(probe); ; rank++) {
    const entry = listing.at(rank);
    if (entry === undefined || kind.likenessOf(entry) !== likeness) return undefined;
    if (taken.has(entry)) continue;
    taken.add(entry);
    return entry;
  }
}
