import type { Item } from "../exec/item.ts";
import type { Output } from "../exec/output.ts";
import { keyOfValues } from "../exec/row-key.ts";
import { valuesOf } from "../query/expression-type.ts";
import type { OrderedPlan } from "../query/logical-plan.ts";
import { compareText, type Value } from "../value.ts";
import { addTo } from "./add-to.ts";
import type { Edit } from "./keeper.ts";
import type { EntryKind } from "./listing.ts";

/** One row of an output in a listing. */
export class Entry {
  readonly item: Item;
  /** Tells entries apart that are alike. */
  readonly place: number;
  shown: unknown;
  #content: string | undefined;

  constructor(item: Item, place: number) {
    this.item = item;
    this.place = place;
  }

  /** What is shown, as text: made once. */
  content(make: (item: Item) => string): string {
    this.#content ??= make(this.item);
    return this.#content;
  }
}

/** How items are shown. */
export interface ItemShows {
  readonly item: (item: Item) => unknown;
  /** The columns of an item that are shown, beside those of its row. */
  readonly columns: (item: Item) => readonly Value[];
}

/** How the output of a plan is listed. */
export class ItemKind implements EntryKind<Entry> {
  readonly order: EntryKind<Entry>["order"];
  readonly isAskable: boolean;
  /** Name of the primary key where rows are shown; else only columns are. */
  readonly #pk: string | undefined;
  readonly #isOfRows: boolean;
  readonly #pkName: string;
  readonly #shows: ItemShows;

  constructor(
    plan: OrderedPlan,
    parts: {
      /** The order of items or, where they alone do not tell it, of entries. */
      readonly order: Output["compare"] | EntryKind<Entry>["order"];
      readonly isAskable: boolean;
      readonly shows: ItemShows;
    },
  ) {
    const { order, isAskable, shows } = parts;
    this.isAskable = isAskable;
    this.#shows = shows;
    this.#pkName = plan.model.pk.name;
    const showsRows = valuesOf(plan) === undefined;
    this.#pk = showsRows ? this.#pkName : undefined;
    this.#isOfRows = plan.groups === undefined && !(plan.isDistinct && !showsRows);
    this.order = typeof order === "function" ? this.#orderBy(order) : order;
  }

  #orderBy(compare: Output["compare"]): EntryKind<Entry>["order"] {
    return {
      compareRows: (a, b) =>
        compare(a.item, b.item) ||
        compareText(this.#contentOf(a), this.#contentOf(b)) ||
        a.place - b.place,
      codeOf: () => 0,
    };
  }

  /** The base row's key, what the group was made by or, where neither tells, the content. */
  identityOf(entry: Entry): Value {
    const { row, groupKeys } = entry.item;
    if (groupKeys.length > 0) return keyOfValues(groupKeys);
    return this.#isOfRows && row !== null ? (row[this.#pkName] ?? null) : this.#contentOf(entry);
  }

  /** The base row where it is a part of what is shown, and the columns that are. */
  #contentOf(entry: Entry): string {
    return entry.content((item) => {
      const columns = this.#shows.columns(item);
      const pk = this.#pk;
      return keyOfValues(pk === undefined ? columns : [item.row?.[pk] ?? null, ...columns]);
    });
  }

  show(entry: Entry): unknown {
    entry.shown ??= this.#shows.item(entry.item);
    return entry.shown;
  }

  /** The same for entries that show the same at the same place of the order, and repeat the same. */
  likenessOf(entry: Entry): string {
    const { row, keys, groupKeys, distinctOn = "" } = entry.item;
    const own = groupKeys.length > 0 ? groupKeys : [row?.[this.#pkName] ?? null];
    return `${keyOfValues([...keys, ...own, distinctOn])}|${this.#contentOf(entry)}`;
  }

  /** Whether entries show the same: rows must be the same versions. */
  showSame(a: Entry, b: Entry): boolean {
    const isSameRow = this.#pk === undefined || a.item.row === b.item.row;
    return isSameRow && this.#contentOf(a) === this.#contentOf(b);
  }

  /**
   * Lets entries that come show what others showed that go, where it is the same. Gives whether there
   * are such: then the change may be unseen.
   */
  handOver(removed: readonly Entry[], added: readonly Entry[]): boolean {
    const byContent = new Map<string, Entry[]>();
    for (const entry of removed) {
      addTo(byContent, this.#contentOf(entry), entry);
    }
    let isAny = false;
    for (const entry of added) {
      const same = byContent.get(this.#contentOf(entry));
      const at = same?.findIndex((old) => this.showSame(old, entry)) ?? -1;
      if (at < 0) continue;
      entry.shown = this.show(same!.splice(at, 1)[0]!);
      isAny = true;
    }
    return isAny;
  }
}

/** Entries in place of which those that were there before can stay. */
export function keepKnown(
  kind: ItemKind,
  fresh: readonly Entry[],
  known: readonly Entry[],
): readonly Entry[] {
  const byLikeness = new Map<string, Entry[]>();
  for (const entry of known) {
    addTo(byLikeness, kind.likenessOf(entry), entry);
  }
  return fresh.map((entry) => {
    const same = byLikeness.get(kind.likenessOf(entry));
    const at = same?.findIndex((old) => kind.showSame(old, entry)) ?? -1;
    return at < 0 ? entry : same!.splice(at, 1)[0]!;
  });
}

/** The edit that leads from entries to others. */
export function changeOf(
  kind: ItemKind,
  before: readonly Entry[],
  after: readonly Entry[],
): Edit<Entry> {
  const [was, is] = [new Set(before), new Set(after)];
  const removed = before.filter((entry) => !is.has(entry));
  const added = after.filter((entry) => !was.has(entry));
  return { removed, added, mayBeUnseen: kind.handOver(removed, added) };
}

/** Lets entries found anew show the same objects as those that were there before, where they show the same. */
export function showAsKnown(
  kind: ItemKind,
  fresh: readonly Entry[],
  known: readonly Entry[] | undefined,
): void {
  if (known === undefined) return;
  const kept = keepKnown(kind, fresh, known);
  for (const [at, entry] of kept.entries()) fresh[at]!.shown = entry.shown;
}
