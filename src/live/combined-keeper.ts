import { combineItems, partOf } from "../exec/combination.ts";
import type { EmbeddedQuery } from "../query/expression.ts";
import type { Database } from "../state/database.ts";
import { type Affected, askOf } from "./affected.ts";
import { Entry, type ItemKind, keepKnown } from "./entry.ts";
import { EntryKeeper, type KeeperParts, type ListKeeper, type Update } from "./keeper.ts";
import { Listing } from "./listing.ts";
import type { Step } from "./step.ts";

/** What keeps the answers to one part of the questions of a shape. */
export interface CombinedPart {
  readonly query: EmbeddedQuery;
  readonly affected: Affected;
  readonly make: (parts: KeeperParts) => ListKeeper<object>;
}

/**
 * Keeps a union, an intersection or a difference: its parts are kept, and combined anew when one of
 * them changes. Cost: O(change), and O(answers of the parts) then, without reading a row.
 */
export class CombinedKeeper extends EntryKeeper {
  readonly #kind: ItemKind;
  readonly #parts: readonly ListKeeper<object>[];

  constructor(given: KeeperParts, kind: ItemKind, parts: readonly CombinedPart[]) {
    super(given);
    this.#kind = kind;
    const { asked, database } = given;
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

  protected ask(database: Database, known: Listing<Entry> | undefined): Listing<Entry> {
    const { offset, limit } = this.asked;
    const answers = this.#parts.map((part) => part.items());
    const items = combineItems(askOf(this.asked, database), answers);
    const fresh = items.slice(offset, offset + limit).map((item, place) => new Entry(item, place));
    const entries = known === undefined ? fresh : keepKnown(this.#kind, fresh, known.entries());
    const whole = { offset: 0, limit: Number.POSITIVE_INFINITY };
    return Listing.of(this.#kind, whole, { entries, isComplete: true });
  }

  override update(step: Step): Update | undefined {
    const updates = this.#parts.map((part) => part.update(step));
    this.visited = this.#parts.reduce((sum, part) => sum + part.visited, 0);
    if (updates.every((update) => update === undefined)) return undefined;
    const update = this.askAgain(step);
    if (this.#parts.every(({ way }) => way === "from what changed")) this.way = "from what changed";
    return update;
  }

  protected edit(): undefined {
    return undefined;
  }
}
