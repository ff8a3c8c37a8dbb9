import { type PartItem, PartReader, partOf } from "../exec/combination.ts";
import type { EmbeddedQuery } from "../query/expression.ts";
import type { Combination } from "../query/logical-plan.ts";
import type { Database } from "../state/database.ts";
import { Owner } from "../tables/owner.ts";
import { type RowOrder, SortedRows } from "../tables/sorted-rows.ts";
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

/** Entries that have the same in all columns, of one part after the other. */
type Repeats = SortedRows<PartEntry>[];

/**
 * Keeps a union, an intersection or a difference from what came and went in its parts, which are kept:
 * of what repeats it tells which part has it first. Cost: that of the change.
 */
export class CombinedKeeper extends EntryKeeper {
  readonly #kind: ItemKind;
  readonly #combination: Pick<Combination, "operator" | "isAll">;
  readonly #reader: PartReader;
  readonly #parts: readonly ListKeeper<object>[];
  /** The entries of each part, by what the part has. */
  #held: readonly Map<object, PartEntry>[] = [];
  /** By what they have in all columns, where each is to be in the answer once. */
  #repeats = new Map<string, Repeats>();
  /** The trees are nobody else's: they change in place. */
  readonly #owner = new Owner();
  #count = 0;
  /** The time of the present answer, the same for all parts. */
  #moment: string | undefined;

  constructor(given: KeeperParts, { parts, kindIn }: CombinedParts) {
    super(given);
    const { asked, database } = given;
    this.#kind = kindIn({ compareRows: (a, b) => this.#compare(a, b), codeOf: () => 0 });
    this.#combination = asked.shape.ordered.combination!;
    this.#reader = new PartReader(asked.shape);
    const now = (): string => {
      this.#moment ??= asked.now();
      return this.#moment;
    };
    this.#parts = parts.map(({ query, affected, make }) =>
      make({ asked: { ...asked, now, ...partOf(asked, query) }, affected, database }),
    );
  }

  override open(database: Database): this {
    for (const part of this.#parts) part.open(database);
    return super.open(database);
  }

  override get kept(): number {
    return this.#parts.reduce((sum, part, at) => sum + part.kept + this.#held[at]!.size, 0);
  }

  protected ask(_: Database, known: Listing<Entry> | undefined): Listing<Entry> {
    this.#held = this.#parts.map(() => new Map());
    this.#repeats = new Map();
    const all = this.#parts.flatMap(({ entries }, part) =>
      entries.map((own) => this.#enter(part, own)),
    );
    for (const entry of all) this.#add(entry);
    const entries = this.#combination.isAll ? all : this.#firsts();
    entries.sort(this.#kind.order.compareRows);
    showAsKnown(this.#kind, entries, known?.entries());
    return Listing.of(this.#kind, this.asked, { entries, isComplete: true });
  }

  override advance(step: Step): ListUpdate<Entry> | undefined {
    this.#moment = undefined;
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
    const moves = updates.map((update) => update?.moves());
    const gone = moves.flatMap((each, part) =>
      (each?.gone ?? []).map(({ entry }) => this.#held[part]!.get(entry)!),
    );
    const came = moves.flatMap((each, part) =>
      (each?.came ?? []).map(({ entry }) => this.#enter(part, entry)),
    );
    const before = new Map<string, PartEntry | undefined>();
    for (const { read } of [...gone, ...came]) before.set(read.key, this.#firstOf(read.key));
    for (const entry of gone) this.#drop(entry);
    for (const entry of came) this.#add(entry);
    if (this.#combination.isAll) return this.#edited(gone, came);
    const removed: Entry[] = [];
    const added: Entry[] = [];
    for (const [key, was] of before) {
      const is = this.#firstOf(key);
      if (is === was) continue;
      if (was !== undefined) removed.push(was);
      if (is !== undefined) added.push(is);
    }
    return this.#edited(removed, added);
  }

  #edited(removed: readonly Entry[], added: readonly Entry[]): Edit<Entry> {
    return { removed, added, mayBeUnseen: this.#kind.handOver(removed, added) };
  }

  #firsts(): PartEntry[] {
    const firsts = [...this.#repeats.keys()].map((key) => this.#firstOf(key));
    return firsts.filter((entry) => entry !== undefined);
  }

  /** The first of those that have the same, where the answer has it. */
  #firstOf(key: string): PartEntry | undefined {
    const repeats = this.#repeats.get(key);
    if (repeats === undefined) return undefined;
    const [first, ...others] = repeats;
    const isIn = ({ size }: SortedRows<PartEntry>): boolean => size > 0;
    switch (this.#combination.operator) {
      case "union":
        return repeats.find(isIn)?.at(0);
      case "intersection":
        return others.every(isIn) ? first!.at(0) : undefined;
      case "difference":
        return others.some(isIn) ? undefined : first!.at(0);
    }
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
    const { part, own, read } = entry;
    this.#held[part]!.set(own, entry);
    if (this.#combination.isAll) return;
    const repeats = this.#repeats.get(read.key) ?? this.#parts.map(() => SortedRows.empty());
    repeats[part] = repeats[part]!.insert(entry, this.#kind.order, this.#owner);
    this.#repeats.set(read.key, repeats);
  }

  #drop(entry: PartEntry): void {
    const { part, own, read } = entry;
    this.#held[part]!.delete(own);
    if (this.#combination.isAll) return;
    const repeats = this.#repeats.get(read.key)!;
    repeats[part] = repeats[part]!.remove(entry, this.#kind.order, this.#owner);
    if (repeats.every(({ size }) => size === 0)) this.#repeats.delete(read.key);
  }
}
