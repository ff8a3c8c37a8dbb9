import { equalValues, type Value } from "../value.ts";
import type { Row } from "./key-order.ts";
import type { Owner } from "./owner.ts";
import type { TableIndex } from "./table-index.ts";

/**
 * Edits of a table, oldest first, each two places: the row that went, then the row that came; either
 * may be missing.
 */
export type Edits = (Row | undefined)[];

/** What edits come to: of a row that was edited more than once, the first state and the last. */
export interface NetEdits {
  readonly added: readonly Row[];
  /** A row that went, and the one of the same primary key that came in its place, if any. */
  readonly others: readonly (readonly [before: Row, after: Row | undefined])[];
}

/** Some of the edits of a table: the places `from` to `to` - 1. */
export interface EditRange {
  readonly from: number;
  readonly to: number;
}

/**
 * What edits come to: rows that came and went are in no index that follows later, and a row that was
 * changed often changes once. `pk`: the name of the primary key. Cost: O(edits).
 */
export function netEdits(edits: Edits, range: EditRange, pk: string): NetEdits {
  const added = addedOnly(edits, range);
  if (added !== undefined) return { added, others: [] };
  const rows = new Map<Value, { readonly before: Row | undefined; after: Row | undefined }>();
  for (let at = range.from; at < range.to; at += 2) {
    const before = edits[at];
    const after = edits[at + 1];
    const key = (before ?? after)?.[pk];
    if (key === undefined) continue;
    const known = rows.get(key);
    if (known === undefined) rows.set(key, { before, after });
    else known.after = after;
  }
  const net = { added: [] as Row[], others: [] as [Row, Row | undefined][] };
  for (const { before, after } of rows.values()) {
    if (before !== undefined) net.others.push([before, after]);
    else if (after !== undefined) net.added.push(after);
  }
  return net;
}

/** The rows that came, where none went: their keys differ. */
function addedOnly(edits: Edits, { from, to }: EditRange): readonly Row[] | undefined {
  for (let at = from; at < to; at += 2) if (edits[at] !== undefined) return undefined;
  // Of a length that is enough, and written over.
  const added = edits.slice(from, from + (to - from) / 2) as Row[];
  let count = 0;
  for (let at = from; at < to; at += 2) {
    const after = edits[at + 1];
    if (after !== undefined) added[count++] = after;
  }
  added.length = count;
  return added;
}

/** An index after all that edits come to. Rows that came go in together. */
export function afterEdits(
  index: TableIndex,
  { added, others }: NetEdits,
  owner: Owner,
): TableIndex {
  let edited = index;
  for (const [before, after] of others) edited = afterEdit(edited, before, after, owner);
  return withAll(edited, added, owner);
}

/** An index after one edit. */
export function afterEdit(
  index: TableIndex,
  before: Row | undefined,
  after: Row | undefined,
  owner: Owner,
): TableIndex {
  const wasIn = before !== undefined && holds(index, before);
  const isIn = after !== undefined && holds(index, after);
  if (!wasIn) return isIn ? index.insert(after, owner) : index;
  if (!isIn) return index.remove(before, owner);
  if (keepsKey(index, before, after)) return index.replace(after, owner);
  return index.remove(before, owner).insert(after, owner);
}

function keepsKey({ spec }: TableIndex, before: Row, after: Row): boolean {
  for (const { name } of spec.order.columns) {
    if (!equalValues(before[name]!, after[name]!)) return false;
  }
  return true;
}

/** Whether an index holds a row. */
export function holds({ spec }: TableIndex, row: Row): boolean {
  return spec.holds === undefined || spec.holds(row);
}

function withAll(index: TableIndex, rows: readonly Row[], owner: Owner): TableIndex {
  const { holds: isHeld } = index.spec;
  const held = isHeld === undefined ? rows : rows.filter(isHeld);
  if (held.length === 0) return index;
  return held.length === 1 ? index.insert(held[0]!, owner) : index.insertMany(held, owner);
}
