import type { Item } from "../exec/item.ts";
import type { Database } from "../state/database.ts";
import type { Value } from "../value.ts";
import { type Edit, type KeeperParts, ListKeeper } from "./keeper.ts";
import type { ListUpdate } from "./list-update.ts";
import { type EntryKind, Listing } from "./listing.ts";
import type { Step } from "./step.ts";

/** What is added to the rows of an answer, and where it comes from. */
export interface Completion {
  /** Whether it hangs on the time. */
  readonly readsClock: boolean;
  /** Positions of the models whose changes may change what is added. */
  readonly models: ReadonlySet<number>;
  /** Begins to follow what is added, from a database on. */
  open(database: Database): Additions;
  /** What tells rows apart. */
  identityOf(row: unknown): Value;
  /** Whether two versions of a completed row show the same. */
  same(a: unknown, b: unknown): boolean;
}

/** Follows what is added to rows. */
export interface Additions {
  /** The rows with what is added to them now. */
  complete(rows: readonly unknown[]): readonly unknown[];
  /** What tells the rows apart to which a step may have changed what is added. */
  update(step: Step): ReadonlySet<Value> | "all";
  /** Rows that were read for the last step. */
  readonly visited: number;
  /** How many rows it keeps. */
  readonly kept: number;
}

/** A row of an answer, and what was made of it. */
interface Completed {
  /** What the rows' keeper has. */
  readonly own: object;
  readonly bare: unknown;
  readonly row: unknown;
}

const WHOLE = { offset: 0, limit: Number.POSITIVE_INFINITY };

/**
 * Keeps a list of rows with more than their own: it is added anew to those where it may have changed.
 * Of the others no row is read. Cost: that of the change; O(answer) where nothing tells where what is
 * added may have changed, and that of a Prefetch's own QuerySet where its answer did.
 */
export class CompletedKeeper extends ListKeeper<Completed> {
  readonly #rows: ListKeeper<object>;
  readonly #completion: Completion;
  readonly #kind: EntryKind<Completed>;
  #additions: Additions | undefined;
  readonly #byOwn = new Map<object, Completed>();
  readonly #byIdentity = new Map<Value, Set<Completed>>();

  constructor(parts: KeeperParts, rows: ListKeeper<object>, completion: Completion) {
    super(parts);
    this.#rows = rows;
    this.#completion = completion;
    this.#kind = {
      order: {
        compareRows: (a, b) => rows.compare(a.own, b.own),
        codeOf: () => 0,
      },
      identityOf: ({ bare }) => completion.identityOf(bare),
      show: ({ row }) => row,
      isAskable: false,
    };
  }

  override open(database: Database): this {
    this.#rows.open(database);
    this.#additions = this.#completion.open(database);
    return super.open(database);
  }

  override get kept(): number {
    return this.#rows.kept + this.#additions!.kept + super.kept;
  }

  itemOf({ own }: Completed): Item {
    return this.#rows.itemOf(own);
  }

  protected ask(): Listing<Completed> {
    const entries = this.#complete(this.#rows.entries, "all");
    this.#byOwn.clear();
    this.#byIdentity.clear();
    for (const each of entries) this.#add(each);
    return Listing.of(this.#kind, WHOLE, { entries, isComplete: true });
  }

  override advance(step: Step): ListUpdate<Completed> | undefined {
    const moved = this.#rows.advance(step);
    const stale = this.#additions!.update(step);
    this.visited = this.#rows.visited + this.#additions!.visited;
    if (moved === undefined && stale !== "all" && stale.size === 0) return undefined;
    if (stale === "all") return this.askAgain(step);
    const update = this.follow(this.#editBy(moved, stale), step);
    if (moved !== undefined) this.way = this.#rows.way;
    return update;
  }

  protected edit(): undefined {
    return undefined;
  }

  #editBy(moved: ListUpdate<object> | undefined, stale: ReadonlySet<Value>): Edit<Completed> {
    const { gone = [], came = [] } = moved?.moves() ?? {};
    const left = new Set(gone.map(({ entry }) => this.#byOwn.get(entry)!));
    const open = [...stale]
      .flatMap((identity) => [...(this.#byIdentity.get(identity) ?? [])])
      .filter((each) => !left.has(each));
    const owns = [...came.map(({ entry }) => entry), ...open.map(({ own }) => own)];
    const added = this.#complete(owns, stale);
    // What is as it was comes back as the same object.
    const changed = open.filter((each, at) => added[came.length + at] !== each);
    const removed = [...left, ...changed];
    const arrived = added.filter((each, at) => open[at - came.length] !== each);
    for (const each of removed) this.#drop(each);
    for (const each of arrived) this.#add(each);
    return { removed, added: arrived, mayBeUnseen: gone.length > 0 && came.length > 0 };
  }

  /** Rows with what is added to them: added anew where it may have changed, or nothing is known of a row. */
  #complete(owns: readonly object[], stale: ReadonlySet<Value> | "all"): readonly Completed[] {
    const known = owns.map((own): Completed | undefined => {
      const bare = this.#rows.show(own);
      const held = this.#byOwn.get(own);
      if (held?.bare === bare) return held;
      const alike = this.#byIdentity.get(this.#completion.identityOf(bare)) ?? [];
      for (const each of alike) if (each.bare === bare) return each;
      return undefined;
    });
    const isOpen = (at: number): boolean => {
      const each = known[at];
      if (each === undefined || stale === "all") return true;
      return stale.has(this.#kind.identityOf(each));
    };
    const open = [...owns.keys()].filter(isOpen);
    const rows = this.#additions!.complete(open.map((at) => this.#rows.show(owns[at]!)));
    const fresh = new Map(open.map((at, place) => [at, rows[place]]));
    return owns.map((own, at) => {
      const each = known[at];
      const isSame =
        each !== undefined && (!fresh.has(at) || this.#completion.same(each.row, fresh.get(at)));
      if (isSame && each.own === own) return each;
      return { own, bare: this.#rows.show(own), row: isSame ? each.row : fresh.get(at) };
    });
  }

  #add(completed: Completed): void {
    this.#byOwn.set(completed.own, completed);
    const identity = this.#kind.identityOf(completed);
    const alike = this.#byIdentity.get(identity);
    if (alike === undefined) this.#byIdentity.set(identity, new Set([completed]));
    else alike.add(completed);
  }

  #drop(completed: Completed): void {
    this.#byOwn.delete(completed.own);
    const identity = this.#kind.identityOf(completed);
    const alike = this.#byIdentity.get(identity)!;
    alike.delete(completed);
    if (alike.size === 0) this.#byIdentity.delete(identity);
  }
}
