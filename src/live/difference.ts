import type { Added, Delta, Moved, Removed, Replaced } from "../delta.ts";
import type { Value } from "../value.ts";
import { addTo, mapFew, NOTHING } from "./add-to.ts";
import type { Listing } from "./listing.ts";

/** An entry with its place. */
interface Placed<T> {
  readonly entry: T;
  readonly place: number;
}

/** The way from one listing to another: what is shown no longer, and what is shown now. */
export interface Difference<T> {
  readonly gone: readonly Placed<T>[];
  readonly came: readonly Placed<T>[];
}

/**
 * What entries that went and came did to what is shown. Others cross the ends of a slice only, and at
 * most as many as these. Cost: O(edits · log n).
 */
export function differenceOf<T extends object>(
  before: Listing<T>,
  after: Listing<T>,
  removed: readonly T[],
  added: readonly T[],
): Difference<T> {
  // An edit asks for the rank of what comes last: it is still known.
  const came = mapFew(added, (entry) => ({ entry, place: after.rankOf(entry) }));
  const gone = mapFew(removed, (entry) => heldIn(before, entry));
  return before.isWhole ? { gone, came } : ofSlice(before, after, { gone, came });
}

/** An entry as a listing has it; its place is its rank. */
function heldIn<T extends object>(listing: Listing<T>, entry: T): Placed<T> {
  const place = listing.rankOf(entry);
  return { entry: listing.isBorrowed ? entry : listing.at(place)!, place };
}

/** What is shown of a difference whose places are ranks, and what crosses the ends of the slice for it. */
function ofSlice<T extends object>(
  before: Listing<T>,
  after: Listing<T>,
  ranked: Difference<T>,
): Difference<T> {
  const gone = shownOf(before, ranked.gone);
  const came = shownOf(after, ranked.came);
  const left = new Set(ranked.gone.map(({ place }) => place));
  for (const rank of ranksNearEnds(before, ranked.gone.length + ranked.came.length)) {
    if (left.has(rank)) continue;
    const entry = before.at(rank)!;
    const now = after.rankOf(entry);
    const wasShown = isShown(before, rank);
    const stays = after.at(now) === entry && isShown(after, now);
    if (wasShown && !stays) gone.push({ entry, place: rank - before.from });
    if (!wasShown && stays) came.push({ entry, place: now - after.from });
  }
  return { gone, came };
}

function shownOf<T extends object>(listing: Listing<T>, ranked: readonly Placed<T>[]): Placed<T>[] {
  return ranked
    .filter(({ place }) => isShown(listing, place))
    .map(({ entry, place }) => ({ entry, place: place - listing.from }));
}

function isShown<T extends object>({ from, to }: Listing<T>, rank: number): boolean {
  return rank >= from && rank < to;
}

/** Ranks from which an entry can cross an end of the slice where so many others came or went. */
function ranksNearEnds<T extends object>(
  { from, to, known }: Listing<T>,
  edits: number,
): ReadonlySet<number> {
  const ranks = new Set<number>();
  for (const end of [from, to]) {
    for (let rank = Math.max(0, end - edits); rank < Math.min(known, end + edits); rank++) {
      ranks.add(rank);
    }
  }
  return ranks;
}

/**
 * The difference without entries that stand in for others unseen: they show the same, and come where
 * the others went from. Cost: O(k log k).
 */
export function withoutStandIns<T extends object>(
  { gone, came }: Difference<T>,
  kind: Listing<T>["kind"],
): Difference<T> {
  const left = gone.toSorted(byPlace);
  const arrived = came.toSorted(byPlace);
  // As many others lie before both; and stand-ins are in the order of those that they stand in for.
  const byRank = new Map<number, Map<unknown, number[]>>();
  for (let at = left.length - 1; at >= 0; at--) {
    const { entry, place } = left[at]!;
    const byShown = byRank.get(place - at) ?? new Map<unknown, number[]>();
    byRank.set(place - at, byShown);
    addTo(byShown, kind.show(entry), at);
  }
  const standIns = new Set<Placed<T>>();
  let next = 0;
  for (const [at, each] of arrived.entries()) {
    const alike = byRank.get(each.place - at)?.get(kind.show(each.entry));
    let old = alike?.pop();
    while (old !== undefined && old < next) old = alike!.pop();
    if (old === undefined) continue;
    standIns.add(each).add(left[old]!);
    next = old + 1;
  }
  if (standIns.size === 0) return { gone, came };
  const isSeen = (each: Placed<T>): boolean => !standIns.has(each);
  return { gone: left.filter(isSeen), came: arrived.filter(isSeen) };
}

/** What is shown after a difference, of what was shown before. Cost: a copy for each edit. */
export function patch<T extends object>(
  shown: readonly unknown[],
  { gone, came }: Difference<T>,
  kind: Listing<T>["kind"],
): unknown[] {
  // V8 cuts frozen arrays a hundred times as slowly as it copies them.
  const next = [...shown];
  for (const { place } of byPlaces(gone).toReversed()) next.splice(place, 1);
  for (const { entry, place } of byPlaces(came)) next.splice(place, 0, kind.show(entry));
  return next;
}

/** The difference between two listings that nothing else is known of. Cost: O(entries · log entries). */
export function compareListings<T extends object>(
  before: Listing<T>,
  after: Listing<T>,
): Difference<T> {
  const old = before.entries();
  const now = after.entries();
  const places = new Map<T, number>(old.map((entry, place) => [entry, place]));
  const known: number[] = [];
  for (const entry of now) {
    const place = places.get(entry);
    if (place !== undefined) known.push(place);
  }
  const kept = new Set(longestAscent(known));
  const gone: Placed<T>[] = [];
  const came: Placed<T>[] = [];
  for (const [place, entry] of old.entries()) if (!kept.has(place)) gone.push({ entry, place });
  for (const [place, entry] of now.entries()) {
    const was = places.get(entry);
    if (was === undefined || !kept.has(was)) came.push({ entry, place });
  }
  return { gone, came };
}

/**
 * A longest ascending part of different numbers.
 * Source: M. L. Fredman, On computing the length of longest increasing subsequences (1975).
 */
function longestAscent(numbers: readonly number[]): readonly number[] {
  const ends: number[] = [];
  const places: number[] = [];
  const previous = new Map<number, number | undefined>();
  for (const number of numbers) {
    let low = 0;
    let high = ends.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (ends[middle]! < number) low = middle + 1;
      else high = middle;
    }
    ends[low] = number;
    previous.set(number, low === 0 ? undefined : ends[low - 1]);
    places.push(low);
  }
  const ascent: number[] = [];
  for (let at = ends.at(-1); at !== undefined; at = previous.get(at)) ascent.push(at);
  return ascent.reverse();
}

/** The delta of one entry that came to what is shown, or went from it, and of nothing else. */
export function deltaOfOne<T extends object>(
  before: Listing<T>,
  after: Listing<T>,
  removed: readonly T[],
  added: readonly T[],
): Delta<unknown> {
  if (added.length > 0) {
    const entry = added[0]!;
    const only = { row: after.kind.show(entry), at: after.rankOf(entry) };
    return { added: [only], removed: NOTHING, updated: NOTHING, moved: NOTHING };
  }
  const only = removedOf(heldIn(before, removed[0]!), before.kind);
  return { added: NOTHING, removed: [only], updated: NOTHING, moved: NOTHING };
}

/** The delta that users see: what went and came of one identity is an update, or a move. */
export function deltaOf<T extends object>(
  { gone, came }: Difference<T>,
  kind: Listing<T>["kind"],
): Delta<unknown> {
  if (gone.length === 0 || came.length === 0) {
    const added = mapFew(byPlaces(came), (each) => addedOf(each, kind));
    const removed = mapFew(byPlaces(gone), (each) => removedOf(each, kind));
    return { added, removed, updated: NOTHING, moved: NOTHING };
  }
  const byIdentity = new Map<Value, Placed<T>[]>();
  for (const each of byPlaces(gone)) {
    addTo(byIdentity, kind.identityOf(each.entry), each);
  }
  const added: Added<unknown>[] = [];
  const updated: Replaced<unknown>[] = [];
  const moved: Moved<unknown>[] = [];
  for (const { entry, place } of byPlaces(came)) {
    const old = byIdentity.get(kind.identityOf(entry))?.shift();
    const row = kind.show(entry);
    if (old === undefined) added.push({ row, at: place });
    else {
      const before = kind.show(old.entry);
      const from = old.place;
      if (before === row) moved.push({ row, at: place, from });
      else updated.push({ row, at: place, from, before });
    }
  }
  const removed = [...byIdentity.values()]
    .flat()
    .sort(byPlace)
    .map((each) => removedOf(each, kind));
  return { added, removed, updated, moved };
}

function addedOf<T extends object>(
  { entry, place }: Placed<T>,
  kind: Listing<T>["kind"],
): Added<unknown> {
  return { row: kind.show(entry), at: place };
}

function removedOf<T extends object>(
  { entry, place }: Placed<T>,
  kind: Listing<T>["kind"],
): Removed<unknown> {
  return { row: kind.show(entry), from: place };
}

/** Ascending by place. */
function byPlaces<T extends object>(placed: readonly Placed<T>[]): readonly Placed<T>[] {
  return placed.length < 2 ? placed : placed.toSorted(byPlace);
}

function byPlace(a: Placed<object>, b: Placed<object>): number {
  return a.place - b.place;
}
