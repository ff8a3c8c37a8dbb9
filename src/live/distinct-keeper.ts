import { NEXT } from "../exec/run.ts";
import type { Database } from "../state/database.ts";
import { askOf, type Touch } from "./affected.ts";
import { Alike } from "./alike.ts";
import { Entry, showAsKnown } from "./entry.ts";
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

/** Keeps an output without repeats. */
export class DistinctKeeper extends EntryKeeper {
  readonly #shared: DistinctParts;
  readonly #alike: Alike;

  constructor(parts: KeeperParts, shared: DistinctParts) {
    super(parts);
    this.#shared = shared;
    this.#alike = new Alike(shared);
  }

  protected ask(database: Database, known: Listing<Entry> | undefined): Listing<Entry> {
    const { kind, output, joined } = this.#shared;
    const all: Entry[] = [];
    this.visited += joined.each(askOf(this.asked, database), (run) => {
      all.push(this.enter(output.item(run)));
      return NEXT;
    });
    const entries = this.#alike.begin(all);
    showAsKnown(kind, entries, known?.entries());
    return Listing.of(kind, this.asked, { entries, isComplete: true });
  }

  protected edit(touches: readonly Touch[], step: Step): Edit<Entry> {
    const { output } = this.#shared;
    this.visited += this.affected.each(this.asked, step, "before", touches, (run) => {
      this.#alike.remove(new Entry(output.item(run), Number.NEGATIVE_INFINITY));
    });
    this.visited += this.affected.each(this.asked, step, "after", touches, (run) => {
      this.#alike.add(this.enter(output.item(run)));
    });
    return this.#alike.tell();
  }
}
