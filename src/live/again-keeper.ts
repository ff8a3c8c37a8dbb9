import { runItems } from "../exec/executor.ts";
import type { Database } from "../state/database.ts";
import { askOf } from "./affected.ts";
import { Entry, type ItemKind, keepKnown } from "./entry.ts";
import { EntryKeeper, type KeeperParts } from "./keeper.ts";
import { Listing } from "./listing.ts";

/**
 * Keeps an answer of which no part can be told from the rows that changed: where they touched it, it
 * is asked again.
 */
export class AgainKeeper extends EntryKeeper {
  readonly #kind: ItemKind;

  constructor(parts: KeeperParts, kind: ItemKind) {
    super(parts);
    this.#kind = kind;
  }

  override get isSorted(): boolean {
    return false;
  }

  protected ask(database: Database, known: Listing<Entry> | undefined): Listing<Entry> {
    const { rows, visited } = runItems(askOf(this.asked, database));
    this.visited += visited;
    const fresh = rows.map((item, place) => new Entry(item, place));
    const entries = known === undefined ? fresh : keepKnown(this.#kind, fresh, known.entries());
    const whole = { offset: 0, limit: Number.POSITIVE_INFINITY };
    return Listing.of(this.#kind, whole, { entries, isComplete: true });
  }

  protected edit(): undefined {
    return undefined;
  }
}
