import { type PartItem, PartReader, partOf } from "../exec/combination.ts";
import type { EmbeddedQuery } from "../query/expression.ts";
import type { Combination } from "../query/logical-plan.ts";
import type { Database } from "../state/database.ts";
import type { RowOrder } from "../tables/sorted-rows.ts";
import type { Affected } from "./affected.ts";
import { Entry, type ItemKind, showAsKnown } from "./entry.ts";
import { type Edit, EntryKeeper, type KeeperParts, type ListKeeper } from "./keeper.ts";
import type { ListUpdate } from "./list-update.ts";
import { Listing } from "./listing.ts";
import type { Step } from "./step.ts";

/** What keeps the answers to one part of the questions of a shape. */
export interface CombinedPart {
  readonly query: EmbeddedQuery;
  readonly affected: Affected;
  readonly make: (parts: KeeperParts) => ListKeeper<object>;
}

/** An entry of a part as one of the whole. */
class PartEntry extends Entry {
  readonly part: number;
  /** What the part has. */
  readonly own: object;
  readonly read: PartItem;

  constructor(read: PartItem, place: number, { part, own }: Pick<PartEntry, "part" | "own">) {
    super(read.item, place);
    this.read = read;
    this.part = part;
    this.own = own;
  }
}

/** What keepers of one shape share. */
export interface CombinedParts {
  readonly parts: readonly CombinedPart[];
  /** How entries in such an order are listed. */
  kindIn(order: RowOrder<Entry>): ItemKind;
}

/** Entries that have the same in all columns, those of one part together. */
type Alike = readonly PartEntry[][];

/**
 * Keeps a union, an intersection or a difference from what came and went in its parts, which are kept:
 * of what is alike it tells which part has it. Cost: that of the change.
 */
export class CombinedKeeper extends EntryKeeper {
  readonly #kind: ItemKind;
  readonly #combination: Pick<Combination, "operator" | "isAll">;
  readonly #reader: PartReader;
  readonly #parts: readonly ListKeeper<object>[];
  /** The entries of each part, by what the part has. */
  #held: readonly Map<object, PartEntry>[] = [];
  #alike = new Map<string, Alike>();
  #count = 0;

  constructor(given: KeeperParts, { parts, kindIn }: CombinedParts) {
    super(given);
    const { asked, database } = given;
    this.#kind = kindIn({ compareRows: (a, b) => this.#compare(a, b), codeOf: () => 0 });
    this.#combination = asked.shape.ordered.combination!;
    this.#reader = new PartReader(asked.shape);
    this.#parts = parts.map(({ query, affected, make }) =>
      make({ asked: { ...asked, ...partOf(asked, query) }, affected, database }),
    );
  }

  override open(database: Database): this {
    for (const part of this.#parts) part.open(database);
    return super.open(database);
  }

  override get kept(): number {
    return this.#parts.reduce((sum, part) => sum + part.kept, super.kept);
  }

  protected ask(_: Database, known: Listing<Entry> | undefined): Listing<Entry> {
    this.#held = this.#parts.map(() => new Map());
    this.#alike = new Map();
    for (const [part, { entries }] of this.#parts.entries()) {
      for (const own of entries) this.#add(this.#enter(part, own));
    }
    const entries = [...this.#alike.values()].flatMap((alike) => this.#shownOf(alike));
    entries.sort(this.#kind.order.compareRows);
    showAsKnown(this.#kind, entries, known?.entries());
    return Listing.of(this.#kind, this.asked, { entries, isComplete: true });
  }

  override advance(step: Step): ListUpdate<Entry> | undefined {
    const updates = this.#parts.map((part) => part.advance(step));
    this.visited = this.#parts.reduce((sum, part) => sum + part.visited, 0);
    if (updates.every((update) => update === undefined)) return undefined;
    const update = this.follow(this.#editBy(updates), step);
    const isKept = this.#parts.every(
      ({ way }, part) => updates[part] === undefined || way === "from what changed",
    );
    this.way = isKept ? "from what changed" : "asked again";
    return update;
  }

  protected edit(): undefined {
    return undefined;
  }

  #editBy(updates: readonly (ListUpdate<object> | undefined)[]): Edit<Entry> {
    const before = new Map<string, readonly PartEntry[]>();
    const touch = (entry: PartEntry): PartEntry => {
      const { key } = entry.read;
      if (!before.has(key)) before.set(key, this.#shownOf(this.#alikeOf(key)));
      return entry;
    };
    for (const [part, update] of updates.entries()) {
      for (const { entry } of update?.moves().gone ?? []) {
        this.#drop(touch(this.#held[part]!.get(entry)!));
      }
    }
    for (const [part, update] of updates.entries()) {
      for (const { entry } of update?.moves().came ?? [])
        this.#add(touch(this.#enter(part, entry)));
    }
    const removed: Entry[] = [];
    const added: Entry[] = [];
    for (const [key, was] of before) {
      const alike = this.#alikeOf(key);
      const is = this.#shownOf(alike);
      if (alike.every(({ length }) => length === 0)) this.#alike.delete(key);
      removed.push(...was.filter((entry) => !is.includes(entry)));
      added.push(...is.filter((entry) => !was.includes(entry)));
    }
    return { removed, added, mayBeUnseen: this.#kind.handOver(removed, added) };
  }

  /** Those that are in the answer. */
  #shownOf([first = [], ...others]: Alike): readonly PartEntry[] {
    const { operator, isAll } = this.#combination;
    const isIn = (entries: readonly PartEntry[]): boolean => entries.length > 0;
    switch (operator) {
      case "union": {
        const all = [first, ...others].flat();
        return isAll ? all : this.#firstOf(all);
      }
      case "intersection":
        return others.every(isIn) ? this.#firstOf(first) : [];
      case "difference":
        return others.some(isIn) ? [] : this.#firstOf(first);
    }
  }

  #firstOf(entries: readonly PartEntry[]): readonly PartEntry[] {
    let first = entries[0];
    for (const each of entries) if (this.#compare(each, first!) < 0) first = each;
    return first === undefined ? [] : [first];
  }

  /** As the parts follow one another, but for the order that was asked for. */
  #compare(a: Entry, b: Entry): number {
    const [left, right] = [a as PartEntry, b as PartEntry];
    const order = this.#reader.compare(left.read, right.read) || left.part - right.part;
    if (order !== 0) return order;
    return this.#parts[left.part]!.compare(left.own, right.own) || left.place - right.place;
  }

  #enter(part: number, own: object): PartEntry {
    this.#count++;
    const read = this.#reader.read(part, this.#parts[part]!.itemOf(own));
    return new PartEntry(read, this.#count, { part, own });
  }

  #add(entry: PartEntry): void {
    this.#held[entry.part]!.set(entry.own, entry);
    this.#alikeOf(entry.read.key)[entry.part]!.push(entry);
  }

  #drop(entry: PartEntry): void {
    this.#held[entry.part]!.delete(entry.own);
    const alike = this.#alikeOf(entry.read.key)[entry.part]!;
    alike.splice(alike.indexOf(entry), 1);
  }

  #alikeOf(key: string): Alike {
    const alike = this.#alike.get(key) ?? this.#parts.map(() => []);
    this.#alike.set(key, alike);
    return alike;
  }
}
