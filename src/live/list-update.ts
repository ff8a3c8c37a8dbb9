import type { Delta } from "../delta.ts";
import { keepLayout } from "../keep-layout.ts";
import {
  compareListings,
  type Difference,
  deltaOf,
  deltaOfOne,
  differenceOf,
  patch,
  withoutStandIns,
} from "./difference.ts";
import type { Edit, Update } from "./keeper.ts";
import { asIs, type Listing } from "./listing.ts";

/** Up to so many edits, an array is copied and edited rather than made anew. */
const FEW = 8;

/** What a step made of a list. What is told is computed when it is first read. */
export class ListUpdate<T extends object> implements Update {
  readonly #before: Listing<T>;
  readonly #after: Listing<T>;
  /** What led from one listing to the other; undefined where nothing is known of it. */
  readonly #edit: Edit<T> | undefined;
  /** Whether all that the edit did is seen. */
  readonly #isPlain: boolean;
  #moves: Difference<T> | undefined;
  #difference: Difference<T> | undefined;
  #delta: Delta<unknown> | undefined;

  constructor(before: Listing<T>, after: Listing<T>, edit: Edit<T> | undefined) {
    this.#before = before;
    this.#after = after;
    this.#edit = edit;
    this.#isPlain = edit !== undefined && edit.mayBeUnseen !== true && after.isWhole;
  }

  /** Whether what is shown is another list. */
  get isSeen(): boolean {
    if (this.#isPlain) return true;
    const { gone, came } = this.difference();
    return gone.length + came.length > 0;
  }

  answer(): readonly unknown[] {
    const shown = this.#before.made;
    // Entries that are shown as they are need no call for each of them.
    const isMapped = this.#after.kind.show !== asIs;
    if (isMapped && shown !== undefined && this.#after.made === undefined) {
      const difference = this.difference();
      const edits = difference.gone.length + difference.came.length;
      if (edits <= FEW) this.#after.showAs(patch(shown, difference, this.#after.kind));
    }
    return this.#after.shown();
  }

  delta(): Delta<unknown> {
    this.#delta ??= this.#makeDelta();
    return this.#delta;
  }

  /** Most edits are of one entry: telling it at once takes a fiftieth of a commit less. */
  #makeDelta(): Delta<unknown> {
    if (this.#isPlain && this.#difference === undefined) {
      const { removed, added } = this.#edit!;
      if (removed.length + added.length === 1) {
        return deltaOfOne(this.#before, this.#after, removed, added);
      }
    }
    return deltaOf(this.difference(), this.#after.kind);
  }

  /** What is shown no longer, and what is shown now. */
  difference(): Difference<T> {
    this.#difference ??= this.#isPlain
      ? this.moves()
      : this.#seen(withoutStandIns(this.moves(), this.#after.kind));
    return this.#difference;
  }

  /** Nothing where all places show what they showed: copies may go and come among others. */
  #seen(difference: Difference<T>): Difference<T> {
    const { gone, came } = difference;
    if (gone.length === 0 || gone.length !== came.length) return difference;
    const places = [...gone, ...came].map(({ place }) => place).sort((a, b) => a - b);
    for (let place = places[0]!; place <= places.at(-1)!; place++) {
      if (showAt(this.#before, place) !== showAt(this.#after, place)) return difference;
    }
    return { gone: [], came: [] };
  }

  /** The same with entries that stand in for others unseen. */
  moves(): Difference<T> {
    this.#moves ??=
      this.#edit === undefined
        ? compareListings(this.#before, this.#after)
        : this.#find(this.#edit);
    return this.#moves;
  }

  #find({ removed, added }: Edit<T>): Difference<T> {
    const before = this.#before;
    const after = this.#after;
    if (after.isWhole) return differenceOf(before, after, removed, added);
    const gone = removed.filter((entry) => before.holds(entry));
    const come = added.filter((entry) => after.holds(entry));
    return differenceOf(before, after, gone, come);
  }
}

keepLayout(new ListUpdate({} as Listing<object>, {} as Listing<object>, undefined));

function showAt<T extends object>(listing: Listing<T>, place: number): unknown {
  return listing.kind.show(listing.at(listing.from + place)!);
}
